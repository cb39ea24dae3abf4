//! Batch events: events of one kind that are told as one, up to [`LIMIT`]
//! together. There are two rules.
//!
//! - The events that one change made (twenty people added at once, a thread
//!   deleted with its replies) belong together from the start.
//! - Events whose times lie in the same [`WINDOW`] belong together, whichever
//!   changes made them, when there are at least [`FEWEST`] of them and the
//!   window is [`SETTLED`]. Whoever reads earlier is told them one by one.
//!
//! In such a window the second rule takes the place of the first.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::events::{Event, Kind};
use crate::timestamp::Time;

/// Events in one batch. Those of a change are cut into blocks by their `n`,
/// those of a window by their number in it.
pub const LIMIT: i64 = 100;

/// Microseconds of a window, on a grid that is the same for everybody. So
/// short that only changes made at the same time share one: a client that
/// waits for each answer makes no [`FEWEST`] changes in it, unless the
/// machine's clock stepped back and the space's own goes on by microseconds.
const WINDOW: i64 = 10_000;

/// Fewer events than these are not many: people who write at the same moment
/// stay apart, and so does what one person does by hand.
const FEWEST: usize = 10;

/// Microseconds after which a window is complete. A change takes its time
/// when it begins and shows when it commits, and the clocks of several nodes
/// differ; a batch must not grow after somebody has read it.
const SETTLED: i64 = 5 * Time::SECOND;

/// Events of a window that are told by the window; those after them are told
/// by their changes. So there is an end to what a page that begins in a window
/// reads of it again. Only one change with very many parts comes this far.
pub const HEAD: i64 = 5 * LIMIT;

/// The `n` with which the block of an event begins.
pub fn block(n: i64) -> i64 {
    n.saturating_sub(n.rem_euclid(LIMIT))
}

/// The first and the last time of the window that a time is in.
pub fn window(time: Time) -> (Time, Time) {
    let start = time.0.saturating_sub(time.0.rem_euclid(WINDOW));
    (Time(start), Time(start.saturating_add(WINDOW - 1)))
}

/// The beginning of the first window that has nothing before a time.
pub fn whole_window(time: Time) -> Time {
    let (start, end) = window(time);
    if start == time {
        return start;
    }
    Time(end.0.saturating_add(1))
}

/// Whether the events of a window, of one kind, are told together by those who
/// read at a moment.
pub fn told_together(events: &[Event], moment: Time) -> bool {
    events.len() >= FEWEST && settled(events[0].time, moment)
}

fn settled(time: Time, moment: Time) -> bool {
    window(time).1.0.saturating_add(SETTLED) < moment.0
}

/// Puts together what belongs together, for those who read at a moment. Takes
/// events of one kind in the order of time and n, each window from its first.
pub fn groups(events: &[Event], moment: Time) -> Vec<Vec<Event>> {
    let mut groups = Vec::new();
    for window in events.chunk_by(same_window) {
        let together = match told_together(window, moment) {
            true => window.len().min(HEAD as usize),
            false => 0,
        };
        let (head, rest) = window.split_at(together);
        groups.extend(head.chunks(LIMIT as usize).map(<[Event]>::to_vec));
        groups.extend(rest.chunk_by(same_block).map(<[Event]>::to_vec));
    }
    groups
}

/// The first of those events of which the groups may change when there are
/// more events of the kind than these.
pub fn open(events: &[Event], moment: Time) -> Option<Event> {
    let window = events.chunk_by(same_window).last()?;
    if settled(window[0].time, moment) && window.len() < FEWEST {
        return window.first().copied();
    }
    groups(window, moment).last()?.first().copied()
}

fn same_window(one: &Event, other: &Event) -> bool {
    window(one.time) == window(other.time)
}

fn same_block(one: &Event, other: &Event) -> bool {
    (one.time, block(one.n)) == (other.time, block(other.n))
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

    /// A moment at which all windows of the tests are settled, and one at which
    /// none is.
    const LATE: Time = Time(i64::MAX);
    const EARLY: Time = Time(0);

    fn sizes(events: &[Event], moment: Time) -> Vec<(i64, i64, usize)> {
        let shown = |group: &Vec<Event>| (group[0].time.0, group[0].n, group.len());
        groups(events, moment).iter().map(shown).collect()
    }

    /// This many changes, 100 microseconds apart.
    fn changes(first: i64, count: i64) -> Vec<Event> {
        let event = |at| event(first + 100 * at, 0, Kind::SpaceUpdated);
        (0..count).map(event).collect()
    }

    #[test]
    fn one_change_is_one_group() {
        assert!(sizes(&[], LATE).is_empty());
        assert_eq!(sizes(&[deleted(1, 0)], LATE), [(1, 0, 1)]);
        let events = [deleted(1, 0), deleted(1, 2), deleted(2, 0)];
        assert_eq!(sizes(&events, LATE), [(1, 0, 2), (2, 0, 1)]);
        assert_eq!(sizes(&events, EARLY), [(1, 0, 2), (2, 0, 1)]);
    }

    #[test]
    fn long_changes_are_cut_where_everybody_cuts_them() {
        let events: Vec<_> = (95..205).map(|n| deleted(1, n)).collect();
        let blocks = [(1, 95, 5), (1, 100, 100), (1, 200, 5)];
        assert_eq!(sizes(&events, EARLY), blocks);
        assert_eq!(sizes(&events, LATE), [(1, 95, 100), (1, 195, 10)]);
        // As most of them are, from their first part on.
        let events: Vec<_> = (0..105).map(|n| deleted(1, n)).collect();
        assert_eq!(sizes(&events, EARLY), sizes(&events, LATE));
    }

    #[test]
    fn many_in_a_window_are_one_group() {
        assert_eq!(sizes(&changes(20_000, 10), LATE), [(20_000, 0, 10)]);
        assert_eq!(sizes(&changes(20_000, 9), LATE).len(), 9);
        // Nine before the edge of the grid and nine after it.
        assert_eq!(sizes(&changes(29_100, 18), LATE).len(), 18);
        assert_eq!(
            sizes(&changes(29_000, 11), LATE),
            [(29_000, 0, 10), (30_000, 0, 1)]
        );
        // A change among others is told with them.
        let mut events = changes(20_000, 9);
        events.push(event(20_800, 1, Kind::SpaceUpdated));
        assert_eq!(sizes(&events, EARLY).last(), Some(&(20_800, 0, 2)));
        assert_eq!(sizes(&events, LATE), [(20_000, 0, 10)]);
    }

    #[test]
    fn windows_are_told_together_once_they_are_settled() {
        let events = changes(20_000, 10);
        let settled = 29_999 + SETTLED;
        assert_eq!(sizes(&events, Time(settled)).len(), 10);
        assert_eq!(sizes(&events, Time(settled + 1)).len(), 1);
    }

    #[test]
    fn full_windows_are_cut() {
        let many = |count| {
            (0..count)
                .map(|n| deleted(20_000 + n, 0))
                .collect::<Vec<_>>()
        };
        let cut = [(20_000, 0, 100), (20_100, 0, 100), (20_200, 0, 1)];
        assert_eq!(sizes(&many(201), LATE), cut);
        let found = sizes(&many(HEAD + 3), LATE);
        let last = [
            (20_499, 0, 1),
            (20_500, 0, 1),
            (20_501, 0, 1),
            (20_502, 0, 1),
        ];
        assert_eq!(found.len(), 5 + 3);
        assert_eq!(found[4], (20_400, 0, 100));
        assert_eq!(found[5..], last[1..]);
    }

    #[test]
    fn what_more_events_may_change() {
        let open = |events: &[Event], moment| open(events, moment).map(|event| event.time.0);
        assert_eq!(open(&[], LATE), None);
        assert_eq!(open(&changes(20_000, 9), LATE), Some(20_000));
        assert_eq!(open(&changes(20_000, 9), EARLY), Some(20_800));
        assert_eq!(open(&changes(19_500, 9), LATE), Some(20_000));
        let many: Vec<_> = (0..150).map(|n| deleted(20_000 + n, 0)).collect();
        assert_eq!(open(&many, LATE), Some(20_100));
    }

    #[test]
    fn windows_of_any_time() {
        assert_eq!(window(Time(-1)), (Time(-10_000), Time(-1)));
        assert_eq!(whole_window(Time(20_000)), Time(20_000));
        assert_eq!(whole_window(Time(20_001)), Time(30_000));
        for time in [Time(i64::MIN), Time(i64::MAX)] {
            let (start, end) = window(time);
            assert!(start <= time && time <= end);
            assert!(whole_window(time) >= start);
            block(time.0);
        }
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
