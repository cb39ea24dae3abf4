//! Whether somebody is there: what they chose, and what their connections say.

use proto::chat as wire;
use proto::chat::availability::State;

use crate::error::{Error, Result};
use crate::reactions::Emoji;
use crate::timestamp::Time;

/// What the update mask may name.
pub const PATHS: &[&str] = &["custom_status"];

/// How long somebody who does nothing still counts as active.
pub const IDLE_AFTER: i64 = 5 * 60 * Time::SECOND;
/// How far ahead a choice may end: a year.
pub const LONGEST: i64 = 366 * Time::DAY;
const STATUS_LIMIT: usize = 64;
/// The end of the year 9999, behind which JSON has no times.
const LATEST: Time = Time(253_402_300_799 * Time::SECOND);

/// What somebody chose to seem.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    #[default]
    Automatic,
    Active,
    Away,
    DoNotDisturb,
}

/// A line beside a person's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    pub text: String,
    pub emoji: Emoji,
    pub until: Option<Time>,
}

/// Everything that a person said about being there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    pub choice: Choice,
    pub until: Option<Time>,
    pub status: Option<Status>,
}

/// What their connections say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    pub connected: bool,
    /// When they last did something.
    pub active: Time,
}

impl Choice {
    const ALL: [Self; 4] = [
        Self::Automatic,
        Self::Active,
        Self::Away,
        Self::DoNotDisturb,
    ];

    pub fn number(self) -> i64 {
        self as i64
    }

    pub fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.number() == number)
    }
}

impl Said {
    /// What holds of it at a time; what has ended is gone.
    pub fn at(mut self, now: Time) -> Self {
        let ended = |until: Option<Time>| until.is_some_and(|until| until <= now);
        if ended(self.until) {
            // Whoever marked themselves as active seems away after it.
            self.choice = match self.choice {
                Choice::Active => Choice::Away,
                _ => Choice::Automatic,
            };
            self.until = None;
        }
        self.status = self.status.filter(|status| !ended(status.until));
        self
    }

    pub fn state(&self, seen: Seen, now: Time) -> State {
        match self.choice {
            Choice::DoNotDisturb => State::DoNotDisturb,
            Choice::Away => State::Away,
            Choice::Active => State::Active,
            Choice::Automatic if !seen.connected => State::Away,
            Choice::Automatic if now.0 - seen.active.0 >= IDLE_AFTER => State::Idle,
            Choice::Automatic => State::Active,
        }
    }

    pub fn to_wire(&self, name: String, state: State) -> wire::Availability {
        let metadata = self.until.filter(|_| state == State::DoNotDisturb);
        let metadata = metadata.map(|until| {
            let expiration_time = Some(until.to_wire());
            wire::availability::StateMetadata::DoNotDisturbMetadata(wire::DoNotDisturbMetadata {
                expiration_time,
            })
        });
        wire::Availability {
            name,
            state: state as i32,
            state_metadata: metadata,
            custom_status: self.status.as_ref().map(status_to_wire),
        }
    }
}

fn status_to_wire(status: &Status) -> wire::CustomStatus {
    let until = status.until.map(Time::to_wire);
    wire::CustomStatus {
        text: status.text.clone(),
        emoji: Some(status.emoji.to_wire()),
        expiration: until.map(wire::custom_status::Expiration::ExpireTime),
    }
}

/// Reads a new status; a patch without one takes it away.
pub fn status(patch: &wire::Availability, now: Time) -> Result<Option<Status>> {
    use wire::custom_status::Expiration;
    let Some(given) = &patch.custom_status else {
        return Ok(None);
    };
    let refused = |field: &str, text: &str| {
        Error::invalid(&format!("availability.custom_status.{field}"), text)
    };
    let text = given.text.trim();
    if text.is_empty() || text.chars().count() > STATUS_LIMIT {
        return Err(refused("text", "The text must have 1 to 64 characters."));
    }
    let unicode = match given
        .emoji
        .as_ref()
        .and_then(|emoji| emoji.content.as_ref())
    {
        Some(wire::emoji::Content::Unicode(unicode)) => Emoji::parse(unicode),
        _ => None,
    };
    let emoji = unicode.ok_or_else(|| refused("emoji", "The status needs one Unicode emoji."))?;
    let until = match &given.expiration {
        Some(Expiration::ExpireTime(time)) => Some(Time::from_wire(time)),
        Some(Expiration::Ttl(ttl)) => Some(after(now, ttl)),
        None => None,
    };
    if until.is_some_and(|until| until <= now || until > LATEST) {
        let what = "The status must end in the future, and before the year 10000.";
        return Err(refused("expire_time", what));
    }
    let text = text.to_owned();
    Ok(Some(Status { text, emoji, until }))
}

/// When a choice ends: in the future, within a year. `None`: not given.
pub fn until(
    time: Option<&prost_types::Timestamp>,
    ttl: Option<&prost_types::Duration>,
    now: Time,
) -> Result<Option<Time>> {
    let until = match (time, ttl) {
        (Some(time), _) => Time::from_wire(time),
        (None, Some(ttl)) => after(now, ttl),
        (None, None) => return Ok(None),
    };
    if until <= now || until.0 - now.0 > LONGEST {
        let text = "The state must end in the future, and within a year.";
        return Err(Error::invalid("expire_time", text));
    }
    Ok(Some(until))
}

fn after(now: Time, ttl: &prost_types::Duration) -> Time {
    let micros = ttl.seconds.saturating_mul(Time::SECOND);
    let micros = micros.saturating_add(i64::from(ttl.nanos) / 1_000);
    Time(now.0.saturating_add(micros))
}

/// Availability is nobody else's business here; live events tell it to those
/// who share a space.
pub fn refusal() -> Error {
    Error::permission_denied("Only the caller's own availability is supported.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_follow_choices_and_connections() {
        let now = Time(10 * IDLE_AFTER);
        let seen = |connected, ago: i64| Seen {
            connected,
            active: Time(now.0 - ago),
        };
        for (choice, until, seen, want) in [
            (Choice::Automatic, None, seen(true, 0), State::Active),
            (Choice::Automatic, None, seen(true, IDLE_AFTER), State::Idle),
            (Choice::Automatic, None, seen(false, 0), State::Away),
            (Choice::Away, None, seen(true, 0), State::Away),
            (Choice::Active, None, seen(false, IDLE_AFTER), State::Active),
            (Choice::Active, Some(now), seen(true, 0), State::Away),
            (
                Choice::DoNotDisturb,
                Some(Time(now.0 + 1)),
                seen(true, 0),
                State::DoNotDisturb,
            ),
            (
                Choice::DoNotDisturb,
                Some(now),
                seen(true, 0),
                State::Active,
            ),
        ] {
            let status = None;
            let said = Said {
                choice,
                until,
                status,
            }
            .at(now);
            assert_eq!(said.state(seen, now), want, "{choice:?} {until:?} {seen:?}");
        }
        for choice in Choice::ALL {
            assert_eq!(Choice::from_number(choice.number()), Some(choice));
        }
        assert_eq!(Choice::from_number(9), None);
    }

    #[test]
    fn statuses_end_at_times_that_can_be_shown() {
        for (seconds, good) in [
            (60, true),
            (0, false),
            (-1, false),
            (300_000_000_000, false),
            (i64::MAX, false),
        ] {
            let ttl = prost_types::Duration { seconds, nanos: 0 };
            let given = wire::CustomStatus {
                text: "Away".to_owned(),
                emoji: Emoji::parse("🌴").map(Emoji::to_wire),
                expiration: Some(wire::custom_status::Expiration::Ttl(ttl)),
            };
            let patch = wire::Availability {
                custom_status: Some(given),
                ..Default::default()
            };
            assert_eq!(status(&patch, Time(5)).is_ok(), good, "{seconds}");
        }
    }

    #[test]
    fn ends_lie_ahead() {
        let now = Time(5);
        let ttl = |seconds| prost_types::Duration { seconds, nanos: 0 };
        assert_eq!(until(None, None, now), Ok(None));
        assert_eq!(
            until(None, Some(&ttl(1)), now),
            Ok(Some(Time(5 + Time::SECOND)))
        );
        for seconds in [0, -1, i64::MAX, i64::MIN, 400 * 86_400] {
            assert!(until(None, Some(&ttl(seconds)), now).is_err(), "{seconds}");
        }
    }
}
