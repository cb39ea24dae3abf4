//! How often one address, and one account, may try a password. Each failure
//! costs one of a few tries, which come back with time; a success gives its
//! own back. Kept in memory: each node counts for itself.

use std::collections::HashMap;
use std::hash::Hash;

use domain::Time;
use parking_lot::Mutex;

/// Keys remembered; what was tried longest ago is forgotten first.
const CAPACITY: usize = 32_768;

/// Tries for each of many keys.
pub struct Throttle<K> {
    /// Tries at once.
    burst: i64,
    /// After how long one comes back.
    period: i64,
    /// When all tries of a key are back; keys whose time has come are free.
    full_again: Mutex<HashMap<K, i64>>,
}

impl<K: Hash + Eq + Copy> Throttle<K> {
    pub fn new(burst: i64, period_seconds: i64) -> Self {
        Self {
            burst,
            period: period_seconds * Time::SECOND,
            full_again: Mutex::default(),
        }
    }

    /// Takes one try, or says in how many seconds there is one.
    pub fn take(&self, key: K, now: Time) -> Result<(), i64> {
        let mut keys = self.full_again.lock();
        let full = keys.get(&key).map_or(now.0, |full| *full.max(&now.0));
        let wait = full + self.period - (now.0 + self.burst * self.period);
        if wait > 0 {
            return Err(wait.div_euclid(Time::SECOND) + 1);
        }
        if keys.len() >= CAPACITY && !keys.contains_key(&key) {
            forget(&mut keys, now);
        }
        keys.insert(key, full + self.period);
        Ok(())
    }

    /// Gives a try back.
    pub fn give_back(&self, key: K) {
        if let Some(full) = self.full_again.lock().get_mut(&key) {
            *full -= self.period;
        }
    }
}

/// Drops what is free again; if that is not much, the older half too.
fn forget<K: Hash + Eq + Copy>(keys: &mut HashMap<K, i64>, now: Time) {
    keys.retain(|_, full| *full > now.0);
    if keys.len() <= CAPACITY / 2 {
        return;
    }
    let mut times: Vec<i64> = keys.values().copied().collect();
    let middle = times.len() / 2;
    let (_, median, _) = times.select_nth_unstable(middle);
    let median = *median;
    keys.retain(|_, full| *full > median);
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = Time::SECOND;

    #[test]
    fn tries_come_back_with_time() {
        let throttle = Throttle::new(3, 10);
        let take = |seconds: i64| throttle.take("a", Time(seconds * SECOND));
        assert_eq!([take(0), take(0), take(0)], [Ok(()); 3]);
        assert!(take(0).is_err_and(|wait| (10..=11).contains(&wait)));
        assert!(take(9).is_err());
        assert_eq!(take(10), Ok(()));
        assert!(take(10).is_err());
        throttle.give_back("a");
        assert_eq!(take(10), Ok(()));
        assert_eq!([take(1_000), take(1_000), take(1_000)], [Ok(()); 3]);
        assert!(take(1_000).is_err());
        assert_eq!(throttle.take("b", Time(1_000 * SECOND)), Ok(()));
    }

    #[test]
    fn memory_is_bounded() {
        let throttle = Throttle::new(2, 10);
        for key in 0..CAPACITY * 3 {
            throttle.take(key, Time(key as i64)).unwrap();
            assert!(throttle.full_again.lock().len() <= CAPACITY);
        }
        // The latest are still known.
        let last = CAPACITY * 3 - 1;
        throttle.take(last, Time(last as i64)).unwrap();
        assert!(throttle.take(last, Time(last as i64)).is_err());
    }
}
