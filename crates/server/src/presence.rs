//! Who is connected to this process and does something: kept in memory alone,
//! one entry for each person who listens to live events and wants presence.
//! Connections to other processes are not known here.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::Time;
use domain::availability::{Said, Seen};
use domain::ids::UserId;
use proto::chat::availability::State;

/// Somebody whose last connection broke may be back at once.
const GRACE: i64 = 8 * Time::SECOND;

#[derive(Default)]
pub struct Presence {
    people: Mutex<HashMap<UserId, Person>>,
}

struct Person {
    connections: usize,
    /// When they last did something.
    active: Time,
    /// When the last connection ended.
    left: Time,
    said: Said,
    /// What the others were told last.
    told: State,
}

impl Person {
    fn seen(&self, now: Time) -> Seen {
        Seen {
            connected: self.connections > 0 || now.0 - self.left.0 < GRACE,
            active: self.active,
        }
    }

    fn state(&self, now: Time) -> State {
        self.said.clone().at(now).state(self.seen(now), now)
    }
}

impl Presence {
    /// One more connection of somebody.
    pub fn enter(&self, user: UserId, said: Said, now: Time) {
        let mut people = self.people();
        let person = people.entry(user).or_insert_with(|| Person {
            connections: 0,
            active: now,
            left: now,
            said: Said::default(),
            told: State::Away,
        });
        person.connections += 1;
        person.active = now;
        person.said = said;
    }

    /// One connection less.
    pub fn leave(&self, user: UserId, now: Time) {
        if let Some(person) = self.people().get_mut(&user) {
            person.connections = person.connections.saturating_sub(1);
            person.left = now;
        }
    }

    /// Somebody did something.
    pub fn act(&self, user: UserId, now: Time) {
        if let Some(person) = self.people().get_mut(&user) {
            person.active = now;
        }
    }

    /// Somebody said something about being there.
    pub fn said(&self, user: UserId, said: Said) {
        if let Some(person) = self.people().get_mut(&user) {
            person.said = said;
        }
    }

    /// What the connections of somebody say.
    pub fn seen(&self, user: UserId) -> Seen {
        let nobody = Seen {
            connected: false,
            active: Time(0),
        };
        let people = self.people();
        people.get(&user).map_or(nobody, |person| Seen {
            connected: person.connections > 0,
            active: person.active,
        })
    }

    /// The state that others were told last, unless it is AWAY.
    pub fn told(&self, user: UserId) -> Option<State> {
        let people = self.people();
        let told = people.get(&user).map(|person| person.told);
        told.filter(|state| *state != State::Away)
    }

    /// Whose state is another one than was told; it counts as told from now
    /// on. Who is gone is forgotten.
    pub fn changes(&self, now: Time) -> Vec<(UserId, State)> {
        let mut changes = Vec::new();
        self.people().retain(|user, person| {
            let gone = !person.seen(now).connected;
            // Nobody is told for how long somebody who left wants no notifications.
            let state = if gone { State::Away } else { person.state(now) };
            if state != person.told {
                person.told = state;
                changes.push((*user, state));
            }
            !gone
        });
        changes
    }

    fn people(&self) -> MutexGuard<'_, HashMap<UserId, Person>> {
        self.people.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use domain::availability::{Choice, IDLE_AFTER};

    use super::*;

    const ALICE: UserId = UserId(1);

    #[test]
    fn every_change_is_told_once() {
        let presence = Presence::default();
        let at = |seconds| Time(seconds * Time::SECOND);
        let idle = IDLE_AFTER / Time::SECOND;
        presence.enter(ALICE, Said::default(), at(0));
        presence.enter(ALICE, Said::default(), at(0));
        assert_eq!(presence.told(ALICE), None);
        assert_eq!(presence.changes(at(1)), [(ALICE, State::Active)]);
        assert_eq!(presence.changes(at(2)), []);
        assert_eq!(presence.told(ALICE), Some(State::Active));
        assert_eq!(presence.changes(at(idle)), [(ALICE, State::Idle)]);
        presence.act(ALICE, at(idle + 1));
        assert_eq!(presence.changes(at(idle + 1)), [(ALICE, State::Active)]);
        presence.leave(ALICE, at(idle + 2));
        assert_eq!(presence.changes(at(idle + 60)), []);
        presence.leave(ALICE, at(idle + 60));
        assert_eq!(presence.changes(at(idle + 61)), [], "may come back");
        assert_eq!(presence.changes(at(idle + 90)), [(ALICE, State::Away)]);
        assert_eq!(presence.changes(at(idle + 91)), []);
        assert!(presence.people().is_empty());
    }

    #[test]
    fn what_people_say_counts_while_they_are_there() {
        let presence = Presence::default();
        let said = Said {
            choice: Choice::DoNotDisturb,
            until: Some(Time(50 * Time::SECOND)),
            status: None,
        };
        presence.said(ALICE, said.clone());
        assert_eq!(presence.changes(Time(1)), []);
        presence.enter(ALICE, said, Time(1));
        assert_eq!(presence.changes(Time(1)), [(ALICE, State::DoNotDisturb)]);
        let later = Time(51 * Time::SECOND);
        assert_eq!(presence.changes(later), [(ALICE, State::Active)]);
    }
}
