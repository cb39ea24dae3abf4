//! What recent credentials stand for: a bounded memory of SHA-256 to
//! [`Caller`], so that most requests ask no database.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::Time;
use parking_lot::RwLock;

use super::Caller;
use super::secret::Hash;

/// Entries of one generation; two are kept. Some 10 MB when both are full.
const GENERATION: usize = 32_768;

/// Two generations: when the young one is full it becomes the old one, and
/// what is still in use moves up again. The rest is forgotten with the old.
pub struct Cache {
    generations: RwLock<Generations>,
    /// The highest `auth` counter that this process has seen. Entries read
    /// before it count for nothing.
    version: AtomicI64,
}

#[derive(Default)]
struct Generations {
    young: HashMap<Hash, Entry>,
    old: HashMap<Hash, Entry>,
}

/// A credential that was good, until when, and as of which `auth` counter.
#[derive(Clone, Copy)]
pub struct Entry {
    pub caller: Caller,
    pub expire_time: Time,
    pub version: i64,
}

impl Cache {
    pub fn new() -> Self {
        Self {
            generations: RwLock::default(),
            version: AtomicI64::new(0),
        }
    }

    pub fn get(&self, hash: &Hash, now: Time) -> Option<Caller> {
        let (entry, is_old) = {
            let generations = self.generations.read();
            match generations.young.get(hash) {
                Some(entry) => (*entry, false),
                None => (*generations.old.get(hash)?, true),
            }
        };
        let current = self.version.load(Ordering::Acquire);
        if entry.version < current || entry.expire_time <= now {
            return None;
        }
        if is_old {
            self.insert(*hash, entry);
        }
        Some(entry.caller)
    }

    pub fn insert(&self, hash: Hash, entry: Entry) {
        self.saw(entry.version);
        let mut generations = self.generations.write();
        if generations.young.len() >= GENERATION {
            generations.old = std::mem::take(&mut generations.young);
        }
        generations.young.insert(hash, entry);
    }

    /// The `auth` counter stands at `version`: older entries are void.
    pub fn saw(&self, version: i64) {
        self.version.fetch_max(version, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use domain::ids::UserId;

    use super::*;
    use crate::gate::{AuthKind, ScopeSet};

    fn entry(version: i64, expire_time: i64) -> Entry {
        let id = UserId(7);
        Entry {
            caller: Caller {
                kind: AuthKind::App,
                id,
                user: None,
                app: Some(id),
                project: 1,
                admin: false,
                scopes: ScopeSet::EMPTY,
                unapproved: ScopeSet::EMPTY,
            },
            expire_time: Time(expire_time),
            version,
        }
    }

    fn hash(n: usize) -> Hash {
        let mut hash = [0; 32];
        hash[..8].copy_from_slice(&n.to_be_bytes());
        hash
    }

    #[test]
    fn entries_expire_and_are_voided() {
        let cache = Cache::new();
        cache.insert(hash(1), entry(1, 100));
        assert!(cache.get(&hash(1), Time(99)).is_some());
        assert!(cache.get(&hash(1), Time(100)).is_none());
        assert!(cache.get(&hash(2), Time(0)).is_none());
        cache.saw(2);
        assert!(cache.get(&hash(1), Time(0)).is_none());
        cache.insert(hash(1), entry(2, 100));
        assert!(cache.get(&hash(1), Time(0)).is_some());
        // Read before the change, inserted after it.
        cache.insert(hash(3), entry(1, 100));
        assert!(cache.get(&hash(3), Time(0)).is_none());
    }

    #[test]
    fn what_is_used_stays_and_the_rest_goes() {
        let cache = Cache::new();
        cache.insert(hash(0), entry(0, 100));
        for n in 1..GENERATION * 3 {
            cache.insert(hash(n), entry(0, 100));
            if n % 1_000 == 0 {
                assert!(cache.get(&hash(0), Time(0)).is_some(), "{n}");
            }
        }
        assert!(cache.get(&hash(1), Time(0)).is_none());
        let generations = cache.generations.read();
        assert!(generations.young.len() <= GENERATION && generations.old.len() <= GENERATION);
    }
}
