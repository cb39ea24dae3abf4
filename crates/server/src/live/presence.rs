//! Who of those who share a space is there, told beside the log: nothing of it
//! is kept, and whoever connects is told anew.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use bytes::Bytes;
use domain::ids::{SpaceId, UserId};
use domain::names;
use proto::chat::availability::State;
use proto::confab::{LiveEvent, Presence as Wire, PresenceChanges, live_event};

use super::frames;
use super::index::{Index, Listener, Number};
use super::tell::json;
use crate::presence::Presence;
use crate::state::Server;

/// Between two looks at who changed.
pub const PERIOD: Duration = Duration::from_secs(1);
/// In a space with more listeners nobody is told of the others: everybody's
/// coming and going would be told to everybody.
const CROWD: usize = 200;
/// People told of at once.
const LIMIT: usize = 1_000;

/// People and their new states.
pub type News = Vec<(UserId, State)>;

/// Where people were who have no connection left and are not yet away.
#[derive(Default)]
pub struct Crowd {
    left: HashMap<UserId, HashSet<SpaceId>>,
}

impl Crowd {
    pub fn left(&mut self, person: UserId, spaces: &HashSet<SpaceId>) {
        self.left.insert(person, spaces.clone());
    }

    /// Forgets those of whom there is nothing more to tell.
    pub fn forget(&mut self, presence: &Presence) {
        self.left
            .retain(|person, _| presence.told(*person).is_some());
    }

    /// Who is to be told of what.
    pub fn news(&self, index: &Index, changes: &[(UserId, State)]) -> HashMap<Number, News> {
        let mut news: HashMap<Number, News> = HashMap::new();
        for (person, state) in changes {
            for number in self.around(index, *person) {
                let news = news.entry(number).or_default();
                if news.len() < LIMIT {
                    news.push((*person, *state));
                }
            }
        }
        news
    }

    /// The listeners who share a space with somebody, and their own.
    fn around(&self, index: &Index, person: UserId) -> HashSet<Number> {
        let own = || index.of_person(person);
        let spaces = own().next().map(|(_, listener)| listener.spaces());
        let spaces = spaces.or_else(|| self.left.get(&person));
        let shared = spaces.into_iter().flatten();
        let shared = shared.filter(|space| index.size_of(**space) <= CROWD);
        let others = shared.flat_map(|space| index.in_space(*space));
        let told = others
            .chain(own())
            .filter(|(_, listener)| listener.presence);
        told.map(|(number, _)| number).collect()
    }
}

/// Everybody who is not away, as far as a new listener may know.
pub fn who_is_there(server: &Server, index: &Index, number: Number) -> News {
    let spaces = index.get(number).map(Listener::spaces);
    let shared = spaces.into_iter().flatten();
    let shared = shared.filter(|space| index.size_of(**space) <= CROWD);
    let others = shared.flat_map(|space| index.in_space(*space));
    let people: HashSet<UserId> = others
        .filter(|(_, listener)| listener.presence)
        .map(|(_, listener)| listener.viewer.caller.id)
        .collect();
    let state = |person: UserId| Some((person, server.presence.told(person)?));
    people.into_iter().filter_map(state).take(LIMIT).collect()
}

/// The bytes for a listener; nothing where there is no news.
pub fn frame(server: &Server, news: &News) -> Option<Bytes> {
    let presences = news.iter().map(|(person, state)| Wire {
        user: names::user_name(*person),
        state: *state as i32,
    });
    let presences: Vec<_> = presences.collect();
    let message = server.schema.message("confab.v1.LiveEvent")?;
    let changes = live_event::Kind::PresenceChanges(PresenceChanges { presences });
    let live = LiveEvent {
        space: String::new(),
        kind: Some(changes),
    };
    let json = json(&server.schema, message, &live);
    (!news.is_empty()).then_some(())?;
    json.inspect_err(|error| tracing::warn!(%error, "cannot tell who is there"))
        .ok()
        .map(|json| frames::passing(&json))
}
