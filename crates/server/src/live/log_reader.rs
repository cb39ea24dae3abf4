//! Reads the event log so that nothing is ever left out.
//!
//! On PostgreSQL the event 7 may be there before the event 6: its writer
//! committed first. A reader that went on behind 7 would never see 6. So it
//! stops at a gap until every transaction that ran when the gap was seen has
//! ended; what is still missing then was undone.

use domain::Result;
use domain::events::Event;
use store::events::Horizon;
use store::{Store, events};

/// Events in one read.
pub const PAGE: i64 = 500;

/// How far one reader is.
pub struct LogReader {
    /// Everything up to here has been read.
    pub position: i64,
    /// A gap was seen when this was the last event, among these transactions.
    seen: Option<(i64, Horizon)>,
}

/// What one look found.
pub struct Page {
    pub events: Vec<(i64, Event)>,
    /// There may be more at once.
    pub full: bool,
    /// Something later is there already, behind a gap.
    pub waits: bool,
}

impl LogReader {
    pub fn at(position: i64) -> Self {
        Self {
            position,
            seen: None,
        }
    }

    /// The next events, not yet counted as read: see [`LogReader::position`].
    pub async fn page(&mut self, store: &Store) -> Result<Page> {
        let position = self.position;
        let (found, horizon) = store
            .read(move |tx| {
                Box::pin(async move {
                    let found = events::after(tx, position, PAGE).await?;
                    let horizon = events::horizon(tx).await?;
                    Ok((found, horizon))
                })
            })
            .await?;
        Ok(self.safe(found, horizon))
    }

    /// What of the events may be read now.
    fn safe(&mut self, mut found: Vec<(i64, Event)>, horizon: Option<Horizon>) -> Page {
        let full = found.len() as i64 == PAGE;
        let Some(horizon) = horizon else {
            return Page {
                events: found,
                full,
                waits: false,
            };
        };
        let settled = match &self.seen {
            Some((last, then)) if horizon.oldest >= then.next => *last,
            _ => self.position,
        };
        let mut end = self.position;
        let mut safe = 0;
        for (seq, _) in &found {
            if *seq != end + 1 && *seq > settled {
                break;
            }
            end = *seq;
            safe += 1;
        }
        let waits = safe < found.len();
        if waits {
            let still = self.seen.filter(|(last, _)| *last > end);
            let last = found.last().map_or(end, |(seq, _)| *seq);
            self.seen = still.or(Some((last, horizon)));
        }
        found.truncate(safe);
        Page {
            events: found,
            full: full && !waits,
            waits,
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::Time;
    use domain::events::Kind;
    use domain::ids::SpaceId;

    use super::*;

    fn events(positions: &[i64]) -> Vec<(i64, Event)> {
        let event = Event {
            space: SpaceId(1),
            time: Time(1),
            n: 0,
            kind: Kind::SpaceUpdated,
        };
        positions.iter().map(|seq| (*seq, event)).collect()
    }

    fn look(reader: &mut LogReader, there: &[i64], horizon: Option<(i64, i64)>) -> Vec<i64> {
        let horizon = horizon.map(|(oldest, next)| Horizon { oldest, next });
        let later: Vec<_> = there
            .iter()
            .copied()
            .filter(|seq| *seq > reader.position)
            .collect();
        let page = reader.safe(events(&later), horizon);
        let read: Vec<_> = page.events.iter().map(|(seq, _)| *seq).collect();
        assert_eq!(page.waits, read.len() < later.len());
        reader.position = read.last().copied().unwrap_or(reader.position);
        read
    }

    #[test]
    fn where_commits_are_in_order_gaps_mean_nothing() {
        let mut reader = LogReader::at(1);
        assert_eq!(look(&mut reader, &[2, 5, 9], None), [2, 5, 9]);
    }

    #[test]
    fn a_gap_is_awaited_until_it_fills() {
        let mut reader = LogReader::at(1);
        assert_eq!(look(&mut reader, &[2, 4], Some((50, 53))), [2]);
        assert_eq!(look(&mut reader, &[2, 4, 5], Some((51, 54))), [0; 0]);
        assert_eq!(look(&mut reader, &[2, 3, 4, 5], Some((52, 54))), [3, 4, 5]);
    }

    #[test]
    fn a_gap_is_passed_when_its_transactions_have_ended() {
        let mut reader = LogReader::at(1);
        assert_eq!(look(&mut reader, &[3, 4], Some((50, 53))), [0; 0]);
        // A later gap does not make the first one wait longer.
        assert_eq!(look(&mut reader, &[3, 4, 6], Some((52, 60))), [0; 0]);
        assert_eq!(look(&mut reader, &[3, 4, 6], Some((53, 60))), [3, 4]);
        assert_eq!(look(&mut reader, &[3, 4, 6], Some((59, 61))), [0; 0]);
        assert_eq!(look(&mut reader, &[3, 4, 6], Some((60, 61))), [6]);
    }
}
