//! Deliveries: one event for one app, from the decision to the answer.

use serde::{Deserialize, Serialize};

use super::{DialogEvent, EventType};
use crate::ids::{MessageId, SpaceId, UserId};
use crate::timestamp::Time;

/// Pauses before the second and later attempts, in microseconds. Google
/// promises "a few times within minutes".
const PAUSES: [i64; 3] = [5 * Time::SECOND, 30 * Time::SECOND, 120 * Time::SECOND];

/// How far a delivery is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// To be sent at its due time; after a failed attempt: again.
    Waiting,
    /// Being sent, by somebody who has it until its due time.
    Sending,
    /// The app's answer is kept and waits to be carried out.
    Answered,
    Done,
    /// Given up.
    Failed,
    /// Decided not to be sent.
    Skipped,
}

impl State {
    const ALL: [Self; 6] = [
        Self::Waiting,
        Self::Sending,
        Self::Answered,
        Self::Done,
        Self::Failed,
        Self::Skipped,
    ];

    /// As stored. The open states are the lowest three.
    pub fn number(self) -> i64 {
        match self {
            Self::Waiting => 1,
            Self::Sending => 2,
            Self::Answered => 3,
            Self::Done => 4,
            Self::Failed => 5,
            Self::Skipped => 6,
        }
    }

    pub fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.number() == number)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "WAITING",
            Self::Sending => "SENDING",
            Self::Answered => "ANSWERED",
            Self::Done => "DONE",
            Self::Failed => "FAILED",
            Self::Skipped => "SKIPPED",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str().eq_ignore_ascii_case(text))
    }

    pub fn is_open(self) -> bool {
        self.number() <= 3
    }
}

/// One request to the app.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Attempt {
    /// Microseconds since 1970.
    pub time: i64,
    /// Microseconds.
    pub duration: i64,
    /// HTTP's, if there was an answer.
    pub status: Option<u16>,
    /// What was wrong, if anything.
    pub error: String,
}

/// What an answer's meaning depends on, besides the columns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Context {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dialog: Option<DialogEvent>,
    /// Where an answer goes: `spaces/…/threads/…`; empty for a new thread.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub thread: String,
    /// The event told of a link to preview.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub link: bool,
    /// The message whose card was clicked is the app's own.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub own_message: bool,
    /// The body has the add-on's shape.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub addon: bool,
}

/// A delivery to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct NewDelivery {
    pub app: UserId,
    /// The place in the event log; `None` for what a person did by a call.
    pub event_seq: Option<i64>,
    pub event: EventType,
    pub space: Option<SpaceId>,
    pub message: Option<MessageId>,
    /// The person whom it is about.
    pub user: Option<UserId>,
    pub state: State,
    /// Why it is sent, or why not.
    pub reason: String,
    pub url: String,
    /// The body as JSON.
    pub request: String,
    pub context: Context,
    /// SHA-256 of the secret in the link that a person follows after having
    /// configured the app.
    pub config_hash: Option<Vec<u8>>,
    /// See [`Delivery::due_time`].
    pub due_time: Time,
    pub create_time: Time,
}

impl NewDelivery {
    /// As it stands in the database once it was written there.
    pub fn stored(self, id: i64) -> Delivery {
        Delivery {
            id,
            app: self.app,
            event: self.event,
            space: self.space,
            message: self.message,
            user: self.user,
            state: self.state,
            reason: self.reason,
            url: self.url,
            request: self.request,
            context: self.context,
            attempts: Vec::new(),
            response: String::new(),
            outcome: String::new(),
            result: String::new(),
            due_time: self.due_time,
            create_time: self.create_time,
            finish_time: (!self.state.is_open()).then_some(self.create_time),
        }
    }
}

/// A delivery as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    pub id: i64,
    pub app: UserId,
    pub event: EventType,
    pub space: Option<SpaceId>,
    pub message: Option<MessageId>,
    pub user: Option<UserId>,
    pub state: State,
    pub reason: String,
    pub url: String,
    pub request: String,
    pub context: Context,
    pub attempts: Vec<Attempt>,
    /// The body of the last answer, cut.
    pub response: String,
    /// What became of it, in a sentence.
    pub outcome: String,
    /// What the person sees: a `confab.v1.InteractionResult` as JSON.
    pub result: String,
    /// When a waiting one is sent; until when one being sent belongs to its
    /// sender.
    pub due_time: Time,
    pub create_time: Time,
    pub finish_time: Option<Time>,
}

/// How long to wait after this many failed attempts; `None`: give up.
pub fn retry_delay(attempts: usize) -> Option<i64> {
    attempts
        .checked_sub(1)
        .and_then(|failed| PAUSES.get(failed).copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_come_back() {
        for state in State::ALL {
            assert_eq!(State::from_number(state.number()), Some(state));
            assert_eq!(State::parse(state.as_str()), Some(state));
        }
        assert!(State::Answered.is_open() && !State::Done.is_open());
        assert_eq!((State::from_number(7), State::parse("x")), (None, None));
    }

    #[test]
    fn pauses_grow_and_end() {
        let pauses: Vec<_> = (1..=4).map(retry_delay).collect();
        let seconds = |n: i64| Some(n * Time::SECOND);
        assert_eq!(pauses, [seconds(5), seconds(30), seconds(120), None]);
        assert_eq!(retry_delay(0), None);
    }
}
