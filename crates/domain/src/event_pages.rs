//! Pages of the event log. Every kind is read by itself, and the kinds are
//! merged. A kind of which a read left something out hides what other kinds
//! have behind its end until the next page.
//!
//! All pages of a listing put events together as at the moment of the first,
//! so that no event is lost between two of them or told twice.

use crate::event_batches::{HEAD, LIMIT, block, groups, open, window};
use crate::events::Event;
use crate::timestamp::Time;

/// The events of a space that are wanted by a page and those after it.
#[derive(Clone, Copy, Debug)]
pub struct Listing {
    /// Times of the wanted events, both included.
    pub from: Time,
    pub to: Time,
    /// Time and n of the first event of the last group on the page before.
    pub after: Option<(Time, i64)>,
    /// When the first page was read.
    pub moment: Time,
}

/// One read of a kind: the first `limit` events of these, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Read {
    pub from: (Time, i64),
    pub to: Time,
    pub limit: i64,
}

/// What was read of one kind.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pub events: Vec<Event>,
    /// Whether there may be more.
    pub cut: bool,
}

impl Listing {
    /// The window in which the page before ended, from which events are put
    /// together again; none for the first page.
    pub fn head(&self) -> Option<Read> {
        let (start, end) = window(self.after?.0);
        Some(Read {
            from: (start.max(self.from), 0),
            to: end.min(self.to),
            limit: HEAD,
        })
    }

    /// What a page of a size needs besides `head`.
    pub fn rest(&self, head: &[Event], size: usize) -> Read {
        Read {
            from: self.rest_from(head).max((self.from, 0)),
            to: self.to,
            // Of the page before a block may come again, and what is last may
            // be left for the next page; neither is longer than a batch.
            limit: (size as i64).saturating_add(2 * LIMIT + 1),
        }
    }

    fn rest_from(&self, head: &[Event]) -> (Time, i64) {
        let Some((time, n)) = self.after else {
            return (self.from, 0);
        };
        match head.last().filter(|_| head.len() as i64 >= HEAD) {
            // The window has more. What is told by changes goes on with the
            // block in which the page before ended.
            Some(last) => (last.time, last.n.saturating_add(1)).max((time, block(n))),
            None => (Time(window(time).1.0.saturating_add(1)), 0),
        }
    }

    /// The groups after the page before, in the order of their first events,
    /// and whether there may be more.
    pub fn merge(&self, kinds: &[Found]) -> (Vec<Vec<Event>>, bool) {
        let end = kinds
            .iter()
            .filter(|found| found.cut)
            .filter_map(|found| open(&found.events, self.moment))
            .map(place)
            .min();
        let mut merged: Vec<_> = kinds
            .iter()
            .flat_map(|found| groups(&found.events, self.moment))
            .filter(|group| {
                let first = place(group[0]);
                self.after.is_none_or(|after| after < first) && end.is_none_or(|end| first < end)
            })
            .collect();
        merged.sort_unstable_by_key(|group| place(group[0]));
        (merged, end.is_some())
    }
}

fn place(event: Event) -> (Time, i64) {
    (event.time, event.n)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::events::Kind;
    use crate::ids::{MessageId, SpaceId};

    /// A log of two kinds: how far each event is from the one before (0 is the
    /// same change), how many times it comes so, and its kind.
    fn log(steps: &[(i64, usize, bool)]) -> Vec<Event> {
        let mut log: Vec<Event> = Vec::new();
        for (step, times, updated) in steps {
            for _ in 0..*times {
                let (time, n) = match log.last() {
                    Some(last) if *step == 0 => (last.time, last.n + 1),
                    Some(last) => (Time(last.time.0 + step), 0),
                    None => (Time(100_000), 0),
                };
                let message = MessageId(log.len() as i64);
                let kind = match updated {
                    true => Kind::MessageUpdated(message),
                    false => Kind::MessageCreated(message),
                };
                let space = SpaceId(1);
                log.push(Event {
                    space,
                    time,
                    n,
                    kind,
                });
            }
        }
        log
    }

    fn kinds(log: &[Event]) -> [Vec<Event>; 2] {
        [1, 2].map(|number| {
            let of_kind = |event: &&Event| event.kind.number() == number;
            log.iter().filter(of_kind).copied().collect()
        })
    }

    /// As the store reads.
    fn read(events: &[Event], read: Read) -> Vec<Event> {
        let wanted = |event: &&Event| place(**event) >= read.from && event.time <= read.to;
        let found = events.iter().filter(wanted).copied();
        found.take(read.limit as usize).collect()
    }

    fn page(listing: &Listing, kinds: &[Vec<Event>], size: usize) -> (Vec<Vec<Event>>, bool) {
        let found = kinds.iter().map(|kind| {
            let mut events = listing
                .head()
                .map_or_else(Vec::new, |head| read(kind, head));
            let rest = listing.rest(&events, size);
            let more = read(kind, rest);
            let cut = more.len() as i64 == rest.limit;
            events.extend(more);
            Found { events, cut }
        });
        let (mut groups, more) = listing.merge(&found.collect::<Vec<_>>());
        let left = groups.len() > size;
        groups.truncate(size);
        (groups, more || left)
    }

    fn pages(mut listing: Listing, kinds: &[Vec<Event>], size: usize) -> Vec<Vec<Event>> {
        let mut told: Vec<Vec<Event>> = Vec::new();
        loop {
            let (groups, more) = page(&listing, kinds, size);
            assert!(!more || !groups.is_empty(), "a page without an end");
            told.extend(groups);
            if !more {
                return told;
            }
            listing.after = told.last().map(|group| place(group[0]));
        }
    }

    fn steps() -> impl Strategy<Value = Vec<(i64, usize, bool)>> {
        let step = prop_oneof![Just(0), Just(1), 50..1_500i64, 5_000..30_000i64];
        let times = prop_oneof![4 => 1..20usize, 1 => 80..700usize];
        prop::collection::vec((step, times, any::<bool>()), 0..12)
    }

    proptest! {
        #[test]
        fn pages_of_every_size_tell_the_same(
            steps in steps(),
            from in prop_oneof![Just(0), 90_000..200_000i64],
            to in prop_oneof![Just(i64::MAX), 100_000..300_000i64],
            moment in prop_oneof![Just(i64::MAX), Just(i64::MIN), 5_100_000..5_300_000i64],
            size in prop_oneof![1..5usize, 5..1_000usize],
        ) {
            let log = log(&steps);
            let kinds = kinds(&log);
            let listing = Listing { from: Time(from), to: Time(to), after: None, moment: Time(moment) };
            let told = pages(listing, &kinds, size);
            // What one page without limits tells.
            let wanted = |event: &&Event| (from..=to).contains(&event.time.0);
            let mut whole: Vec<_> = kinds.iter().flat_map(|kind| {
                let kind: Vec<_> = kind.iter().filter(wanted).copied().collect();
                groups(&kind, Time(moment))
            }).collect();
            whole.sort_unstable_by_key(|group| place(group[0]));
            prop_assert_eq!(&told, &whole);
            // Everything, once, and each group in order.
            prop_assert!(told.iter().all(|group| group.is_sorted_by_key(|event| place(*event))));
            prop_assert!(told.iter().all(|group| group.len() as i64 <= LIMIT));
            let mut events: Vec<_> = told.into_iter().flatten().collect();
            events.sort_unstable_by_key(|event| place(*event));
            prop_assert_eq!(events, log.iter().filter(wanted).copied().collect::<Vec<_>>());
        }
    }

    #[test]
    fn very_many_in_one_window() {
        let log = log(&[(1, 3_000, false), (0, 3_000, true), (1, 30, false)]);
        let kinds = kinds(&log);
        let listing = Listing {
            from: Time(0),
            to: Time(i64::MAX),
            after: None,
            moment: Time(i64::MAX),
        };
        let one = pages(listing, &kinds, 10_000);
        for size in [1, 7, 100, 1_000] {
            assert_eq!(pages(listing, &kinds, size), one, "{size}");
        }
        assert_eq!(one.iter().map(Vec::len).sum::<usize>(), log.len());
    }
}
