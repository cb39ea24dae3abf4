//! Counts calls against limits, in windows that begin with their first call.

use std::collections::HashMap;

use super::Limit;
use crate::Time;

/// Windows kept at once. Old ones go when there are more; were they all
/// current, all would go: nobody is refused for want of memory.
const WINDOWS: usize = 50_000;

/// What is counted, for whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    pub limit: &'static Limit,
    /// The project's number, the space's or the person's id.
    pub of: i64,
}

/// The counts of one process.
#[derive(Debug, Default)]
pub struct Meter(HashMap<Key, Window>);

#[derive(Clone, Copy, Debug)]
struct Window {
    from: Time,
    calls: u32,
}

impl Meter {
    /// Counts one call against all keys, or against none and answers the first
    /// that is used up.
    pub fn charge(&mut self, keys: &[Key], now: Time) -> Result<(), Key> {
        let used_up = |key: &&Key| {
            let window = self.0.get(key).filter(|window| window.lasts(key, now));
            window.is_some_and(|window| window.calls >= key.limit.calls)
        };
        if let Some(key) = keys.iter().find(used_up) {
            return Err(*key);
        }
        if self.0.len() + keys.len() > WINDOWS {
            self.forget(now);
        }
        for key in keys {
            let fresh = Window {
                from: now,
                calls: 0,
            };
            let window = self.0.entry(*key).or_insert(fresh);
            if !window.lasts(key, now) {
                *window = fresh;
            }
            window.calls += 1;
        }
        Ok(())
    }

    fn forget(&mut self, now: Time) {
        self.0.retain(|key, window| window.lasts(key, now));
        if self.0.len() > WINDOWS / 2 {
            self.0.clear();
        }
    }
}

impl Window {
    /// A clock that was set back begins anew.
    fn lasts(&self, key: &Key, now: Time) -> bool {
        (self.from.0..self.from.0 + key.limit.per.window()).contains(&now.0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{IN_SPACE_READS, IN_SPACE_WRITES, MESSAGE_WRITES};
    use super::*;

    const START: i64 = 1_000 * Time::SECOND;

    fn key(limit: &'static Limit, of: i64) -> Key {
        Key { limit, of }
    }

    #[test]
    fn a_window_has_so_many_calls() {
        let mut meter = Meter::default();
        let reads = [key(IN_SPACE_READS, 1)];
        for n in 0..15 {
            assert_eq!(meter.charge(&reads, Time(START + n)), Ok(()));
        }
        let last = Time(START + Time::SECOND - 1);
        assert_eq!(meter.charge(&reads, last), Err(reads[0]));
        assert_eq!(meter.charge(&[key(IN_SPACE_READS, 2)], last), Ok(()));
        assert_eq!(meter.charge(&[key(IN_SPACE_WRITES, 1)], last), Ok(()));
        let next = Time(START + Time::SECOND);
        assert_eq!(meter.charge(&reads, next), Ok(()));
    }

    #[test]
    fn a_refused_call_counts_against_nothing() {
        let mut meter = Meter::default();
        let both = [key(MESSAGE_WRITES, 7), key(IN_SPACE_WRITES, 1)];
        assert_eq!(meter.charge(&both, Time(START)), Ok(()));
        for _ in 0..5_000 {
            assert_eq!(meter.charge(&both, Time(START)), Err(both[1]));
        }
        // Of the project's 3,000 only one is used.
        for n in 1..3_000 {
            let elsewhere = [both[0], key(IN_SPACE_WRITES, 100 + n)];
            assert_eq!(meter.charge(&elsewhere, Time(START)), Ok(()), "{n}");
        }
        let late = Time(START + 59 * Time::SECOND);
        assert_eq!(meter.charge(&both, late), Err(both[0]));
        let minute = Time(START + 60 * Time::SECOND);
        assert_eq!(meter.charge(&both, minute), Ok(()));
    }

    #[test]
    fn a_clock_set_back_locks_nobody_out() {
        let mut meter = Meter::default();
        let write = [key(IN_SPACE_WRITES, 1)];
        assert_eq!(meter.charge(&write, Time(START)), Ok(()));
        assert_eq!(meter.charge(&write, Time(0)), Ok(()));
        assert_eq!(meter.charge(&write, Time(1)), Err(write[0]));
    }

    #[test]
    fn memory_is_bounded() {
        let mut meter = Meter::default();
        for n in 0..200_000 {
            let now = Time(START + n * 10);
            assert_eq!(meter.charge(&[key(IN_SPACE_WRITES, n)], now), Ok(()));
            assert!(meter.0.len() <= WINDOWS);
        }
    }
}
