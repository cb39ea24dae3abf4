//! Batch events. The events of one kind that one change made (twenty people
//! added at once, a thread deleted with its replies) are one event, up to
//! [`LIMIT`] together. Changes that merely follow quickly stay apart: so a
//! batch never grows after somebody has read it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::events::{Event, Kind};
use crate::timestamp::Time;

/// Events in one batch. Those of a change are cut into blocks by their `n`.
pub const LIMIT: i64 = 100;

/// The `n` with which the block of an event begins.
pub fn block(n: i64) -> i64 {
    n - n.rem_euclid(LIMIT)
}

/// Puts together what belongs together. Takes events in the order of time and
/// n, and answers groups in the order of their first events.
pub fn groups(events: Vec<Event>) -> Vec<Vec<Event>> {
    let mut groups: Vec<Vec<Event>> = Vec::new();
    for event in events {
        let same_change =
            |first: &Event| (first.time, block(first.n)) == (event.time, block(event.n));
        // One change has few kinds, so the group is among the last ones.
        let home = groups
            .iter_mut()
            .rev()
            .take_while(|group| same_change(&group[0]))
            .find(|group| group[0].kind.number() == event.kind.number());
        match home {
            Some(group) => group.push(event),
            None => groups.push(vec![event]),
        }
    }
    groups
}

/// `google.workspace.chat.message.v1.batchCreated`.
pub fn batch_type(kind: Kind) -> String {
    let single = kind.event_type();
    let (resource, action) = single.rsplit_once('.').unwrap_or(("", single));
    let (initial, rest) = action.split_at(1.min(action.len()));
    format!("{resource}.batch{}{rest}", initial.to_ascii_uppercase())
}

/// What the last part of an event's resource name says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventName {
    pub time: Time,
    /// Of the event, or of the batch's first.
    pub n: i64,
    /// `created`, `batchCreated`, …
    pub action: String,
}

impl EventName {
    /// The name of an event, or batch, of this type.
    pub fn of(first: &Event, event_type: &str) -> Self {
        Self {
            time: first.time,
            n: first.n,
            action: event_type.rsplit('.').next().unwrap_or_default().to_owned(),
        }
    }

    /// Base64url of `<unix microseconds>_<n>_<action>`.
    pub fn segment(&self) -> String {
        URL_SAFE_NO_PAD.encode(format!("{}_{}_{}", self.time.0, self.n, self.action))
    }

    /// Reads what [`Self::segment`] writes; `None` for anything else.
    pub fn parse(segment: &str) -> Option<Self> {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(segment).ok()?).ok()?;
        let mut parts = text.splitn(3, '_');
        let mut number = || parts.next()?.parse().ok().filter(|number| *number >= 0);
        let (time, n) = (Time(number()?), number()?);
        let name = Self {
            time,
            n,
            action: parts.next()?.to_owned(),
        };
        // No second spelling of the same numbers.
        (name.segment() == segment).then_some(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{MessageId, SpaceId};

    fn deleted(time: i64, n: i64) -> Event {
        event(time, n, Kind::MessageDeleted(MessageId(n)))
    }

    fn event(time: i64, n: i64, kind: Kind) -> Event {
        Event {
            space: SpaceId(1),
            time: Time(time),
            n,
            kind,
        }
    }

    fn check(events: Vec<Event>, want: &[&[(i64, i64)]]) {
        let groups = groups(events);
        let shown: Vec<Vec<_>> = groups
            .iter()
            .map(|group| group.iter().map(|event| (event.time.0, event.n)).collect())
            .collect();
        assert_eq!(shown, want);
    }

    #[test]
    fn one_change_and_kind_is_one_group() {
        check(vec![], &[]);
        check(vec![deleted(1, 0)], &[&[(1, 0)]]);
        check(
            vec![deleted(1, 0), deleted(1, 1), deleted(2, 0)],
            &[&[(1, 0), (1, 1)], &[(2, 0)]],
        );
        check(
            vec![
                deleted(1, 0),
                event(1, 1, Kind::SpaceUpdated),
                deleted(1, 2),
            ],
            &[&[(1, 0), (1, 2)], &[(1, 1)]],
        );
    }

    #[test]
    fn long_changes_are_cut_where_everybody_cuts_them() {
        let events: Vec<_> = (95..205).map(|n| deleted(1, n)).collect();
        let sizes: Vec<_> = groups(events)
            .iter()
            .map(|group| (group[0].n, group.len()))
            .collect();
        assert_eq!(sizes, [(95, 5), (100, 100), (200, 5)]);
    }

    #[test]
    fn names_and_types() {
        let event = event(1_767_406_692_886_639, 6, Kind::MessageCreated(MessageId(2)));
        let single = EventName::of(&event, event.kind.event_type());
        // The decoded form of the observed example.
        let decoded = URL_SAFE_NO_PAD.decode(single.segment()).unwrap();
        assert_eq!(decoded, b"1767406692886639_6_created");
        assert_eq!(EventName::parse(&single.segment()), Some(single));
        let batch = batch_type(event.kind);
        assert_eq!(batch, "google.workspace.chat.message.v1.batchCreated");
        assert_eq!(EventName::of(&event, &batch).action, "batchCreated");
        for other in [
            "",
            "x",
            "1_2",
            "_1_created",
            "-1_2_created",
            "01_2_created",
            "1_+2_created",
        ] {
            assert_eq!(
                EventName::parse(&URL_SAFE_NO_PAD.encode(other)),
                None,
                "{other}"
            );
            assert_eq!(EventName::parse(other), None, "{other}");
        }
    }
}
