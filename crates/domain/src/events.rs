//! Space events: what is written to the log for everything that happens.

use crate::ids::{MessageId, SpaceId, UserId};
use crate::members::Member;
use crate::reactions;
use crate::timestamp::Time;

/// How long events are kept and told, in microseconds: 28 days.
pub const RETENTION: i64 = 28 * Time::DAY;

/// What happened. The payload is read when somebody asks for it, since it is
/// always the latest version of the resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    MessageCreated(MessageId),
    MessageUpdated(MessageId),
    MessageDeleted(MessageId),
    MembershipCreated(Member),
    MembershipUpdated(Member),
    MembershipDeleted(Member),
    SpaceUpdated,
    ReactionCreated(reactions::Key),
    ReactionDeleted(reactions::Key),
    /// A person marked the space as read or unread. Told only to that person,
    /// by the live events; never by `spaces.spaceEvents`.
    ReadStateUpdated(UserId),
    /// What apps did not do for a person changed. Told as read states are.
    AppNoticesUpdated(UserId),
}

/// One event of a space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    pub space: SpaceId,
    pub time: Time,
    /// Tells apart the events of one change, from 0.
    pub n: i64,
    pub kind: Kind,
}

impl Kind {
    /// Of every kind that `spaces.spaceEvents` tells, as stored.
    pub const NUMBERS: std::ops::RangeInclusive<i64> = 1..=9;

    /// The stored number of the kind with this event type.
    pub fn number_of(event_type: &str) -> Option<i64> {
        Some(match event_type {
            "google.workspace.chat.message.v1.created" => 1,
            "google.workspace.chat.message.v1.updated" => 2,
            "google.workspace.chat.message.v1.deleted" => 3,
            "google.workspace.chat.membership.v1.created" => 4,
            "google.workspace.chat.membership.v1.updated" => 5,
            "google.workspace.chat.membership.v1.deleted" => 6,
            "google.workspace.chat.space.v1.updated" => 7,
            "google.workspace.chat.reaction.v1.created" => 8,
            "google.workspace.chat.reaction.v1.deleted" => 9,
            _ => return None,
        })
    }

    /// The number under which the kind is stored.
    pub fn number(self) -> i64 {
        match self {
            Self::MessageCreated(_) => 1,
            Self::MessageUpdated(_) => 2,
            Self::MessageDeleted(_) => 3,
            Self::MembershipCreated(_) => 4,
            Self::MembershipUpdated(_) => 5,
            Self::MembershipDeleted(_) => 6,
            Self::SpaceUpdated => 7,
            Self::ReactionCreated(_) => 8,
            Self::ReactionDeleted(_) => 9,
            Self::ReadStateUpdated(_) => 10,
            Self::AppNoticesUpdated(_) => 11,
        }
    }

    /// `google.workspace.chat.…`, or a name of our own.
    pub fn event_type(self) -> &'static str {
        match self {
            Self::MessageCreated(_) => "google.workspace.chat.message.v1.created",
            Self::MessageUpdated(_) => "google.workspace.chat.message.v1.updated",
            Self::MessageDeleted(_) => "google.workspace.chat.message.v1.deleted",
            Self::MembershipCreated(_) => "google.workspace.chat.membership.v1.created",
            Self::MembershipUpdated(_) => "google.workspace.chat.membership.v1.updated",
            Self::MembershipDeleted(_) => "google.workspace.chat.membership.v1.deleted",
            Self::SpaceUpdated => "google.workspace.chat.space.v1.updated",
            Self::ReactionCreated(_) => "google.workspace.chat.reaction.v1.created",
            Self::ReactionDeleted(_) => "google.workspace.chat.reaction.v1.deleted",
            Self::ReadStateUpdated(_) => "confab.chat.readState.v1.updated",
            Self::AppNoticesUpdated(_) => "confab.chat.appNotices.v1.updated",
        }
    }
}

impl Event {
    /// The kind and the id of what the event is about; see [`Member::kind`].
    pub fn stored_target(&self) -> (i64, i64) {
        match self.kind {
            Kind::MessageCreated(id) | Kind::MessageUpdated(id) | Kind::MessageDeleted(id) => {
                (0, id.0)
            }
            Kind::MembershipCreated(member)
            | Kind::MembershipUpdated(member)
            | Kind::MembershipDeleted(member) => (member.kind(), member.id()),
            Kind::ReadStateUpdated(person) | Kind::AppNoticesUpdated(person) => (0, person.0),
            Kind::SpaceUpdated => (0, 0),
            Kind::ReactionCreated(key) | Kind::ReactionDeleted(key) => (0, key.message.0),
        }
    }

    /// What the target's numbers leave open: which reaction to the message.
    pub fn stored_detail(&self) -> Option<String> {
        match self.kind {
            Kind::ReactionCreated(key) | Kind::ReactionDeleted(key) => Some(key.segment()),
            _ => None,
        }
    }

    /// Puts together what was stored; `None` for numbers that no kind has.
    pub fn from_stored(
        space: SpaceId,
        time: Time,
        n: i64,
        number: i64,
        (target_kind, target_id): (i64, i64),
        detail: Option<&str>,
    ) -> Option<Self> {
        let message = MessageId(target_id);
        let member = || Member::from_stored(target_kind, target_id);
        let reaction = || reactions::Key::parse(message, detail?);
        let kind = match number {
            1 => Kind::MessageCreated(message),
            2 => Kind::MessageUpdated(message),
            3 => Kind::MessageDeleted(message),
            4 => Kind::MembershipCreated(member()?),
            5 => Kind::MembershipUpdated(member()?),
            6 => Kind::MembershipDeleted(member()?),
            7 => Kind::SpaceUpdated,
            8 => Kind::ReactionCreated(reaction()?),
            9 => Kind::ReactionDeleted(reaction()?),
            10 => Kind::ReadStateUpdated(UserId(target_id)),
            11 => Kind::AppNoticesUpdated(UserId(target_id)),
            _ => return None,
        };
        Some(Self {
            space,
            time,
            n,
            kind,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_events_come_back() {
        let reaction = reactions::Key {
            message: MessageId(5),
            user: UserId(6),
            emoji: reactions::Emoji::parse("👍").unwrap(),
        };
        for kind in [
            Kind::MessageCreated(MessageId(5)),
            Kind::MessageUpdated(MessageId(5)),
            Kind::MessageDeleted(MessageId(5)),
            Kind::MembershipCreated(Member::Person(UserId(5))),
            Kind::MembershipUpdated(Member::App(UserId(5))),
            Kind::MembershipDeleted(Member::Group(crate::ids::GroupId(5))),
            Kind::SpaceUpdated,
            Kind::ReactionCreated(reaction),
            Kind::ReactionDeleted(reaction),
            Kind::ReadStateUpdated(UserId(5)),
        ] {
            let event = Event {
                space: SpaceId(1),
                time: Time(2),
                n: 3,
                kind,
            };
            let back = Event::from_stored(
                event.space,
                event.time,
                event.n,
                kind.number(),
                event.stored_target(),
                event.stored_detail().as_deref(),
            );
            assert_eq!(back, Some(event));
            let told = Kind::NUMBERS.contains(&kind.number());
            assert_eq!(told, !matches!(kind, Kind::ReadStateUpdated(_)));
            assert_eq!(
                Kind::number_of(kind.event_type()),
                told.then_some(kind.number())
            );
        }
    }
}
