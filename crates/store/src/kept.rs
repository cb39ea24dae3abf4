//! Rows that most requests begin with, kept in memory for a moment: the space,
//! the caller's membership, the sender, whether an app gave keys to threads.
//!
//! What this process writes is void as soon as it is committed, before its
//! caller hears of it: a unit says what it [`Tx::changed`], and one that wrote
//! such a table and says nothing is refused. What other processes write is
//! seen when the moment is over. So what is kept is good for one answer, and
//! not for what is remembered longer: the gate and the live events read the
//! tables. Only reads of SQLite look here: writes decide on what is in their own
//! transaction, and nodes on a PostgreSQL should not disagree.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use domain::ids::{SpaceId, UserId};
use domain::members::{Member, Membership};
use domain::spaces::Space;
use domain::users::User;
use parking_lot::RwLock;

use crate::Tx;

/// How long another process's change may go unnoticed.
const MOMENT: Duration = Duration::from_millis(250);
/// Rows of a kind.
const CAPACITY: usize = 4_096;
/// Changes are told apart by a hash of the row's key, as finely as this.
const PLACES: usize = 1_024;

/// The tables whose rows are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Table {
    Spaces,
    Memberships,
    Users,
    ThreadKeys,
}

impl Table {
    /// The table that a statement writes, if it is one of these.
    pub(crate) fn written_by(sql: &str) -> Option<Table> {
        let mut words = sql.split_ascii_whitespace();
        let table = match words.next()? {
            "INSERT" | "DELETE" => words.nth(1)?,
            "UPDATE" => words.next()?,
            _ => return None,
        };
        match table {
            "spaces" => Some(Table::Spaces),
            "memberships" => Some(Table::Memberships),
            "users" => Some(Table::Users),
            "thread_keys" => Some(Table::ThreadKeys),
            _ => None,
        }
    }

    pub(crate) fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// Where a change happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Place {
    Row(usize),
    Everywhere,
}

/// What is kept, for all connections of a process.
pub(crate) struct Kept {
    /// Commits that changed kept rows, so far.
    commits: AtomicU64,
    /// The commit that last changed a row of each place.
    changed: Box<[AtomicU64]>,
    hasher: RandomState,
    pub(crate) spaces: Shelf<SpaceId, Box<Space>>,
    pub(crate) memberships: Shelf<(SpaceId, Member), Membership>,
    pub(crate) users: Shelf<UserId, User>,
    pub(crate) thread_keys: Shelf<(SpaceId, Option<UserId>), bool>,
}

/// The kept rows of a table.
pub(crate) struct Shelf<K, V> {
    table: Table,
    rows: RwLock<HashMap<K, Row<V>>>,
}

struct Row<V> {
    value: V,
    /// [`Kept::commits`] before the snapshot that it was read from.
    as_of: u64,
    until: Instant,
}

impl Default for Kept {
    fn default() -> Kept {
        Kept {
            commits: AtomicU64::new(0),
            changed: (0..PLACES).map(|_| AtomicU64::new(0)).collect(),
            hasher: RandomState::new(),
            spaces: Shelf::new(Table::Spaces),
            memberships: Shelf::new(Table::Memberships),
            users: Shelf::new(Table::Users),
            thread_keys: Shelf::new(Table::ThreadKeys),
        }
    }
}

impl Kept {
    /// To be asked before a snapshot is taken: what is read from it is good
    /// until a later commit changes it.
    pub(crate) fn commits(&self) -> u64 {
        self.commits.load(Ordering::Acquire)
    }

    /// After a commit, before anybody is answered.
    pub(crate) fn void(&self, places: &[Place]) {
        if places.is_empty() {
            return;
        }
        let commit = self.commits.fetch_add(1, Ordering::AcqRel) + 1;
        for place in places {
            match place {
                Place::Row(place) => self.changed[*place].store(commit, Ordering::Release),
                Place::Everywhere => {
                    for place in &self.changed {
                        place.store(commit, Ordering::Release);
                    }
                }
            }
        }
    }

    /// The place of a row, below [`PLACES`].
    pub(crate) fn place<K: Hash>(&self, table: Table, key: &K) -> usize {
        (self.hasher.hash_one((table, key)) % PLACES as u64) as usize
    }

    fn last_change(&self, table: Table, key: &impl Hash) -> u64 {
        self.changed[self.place(table, key)].load(Ordering::Acquire)
    }
}

impl<K: Hash + Eq + Copy, V: Clone> Shelf<K, V> {
    fn new(table: Table) -> Shelf<K, V> {
        Shelf {
            table,
            rows: RwLock::default(),
        }
    }

    fn get(&self, kept: &Kept, key: &K) -> Option<V> {
        let rows = self.rows.read();
        let row = rows.get(key)?;
        let current = row.as_of >= kept.last_change(self.table, key) && Instant::now() < row.until;
        current.then(|| row.value.clone())
    }

    fn put(&self, key: K, value: V, as_of: u64) {
        let now = Instant::now();
        let mut rows = self.rows.write();
        if rows.len() >= CAPACITY {
            rows.retain(|_, row| now < row.until);
        }
        if rows.len() >= CAPACITY {
            rows.clear();
        }
        let until = now + MOMENT;
        rows.insert(
            key,
            Row {
                value,
                as_of,
                until,
            },
        );
    }
}

impl Tx {
    /// The row, if this is a read and the row is kept.
    pub(crate) fn kept<K, V>(&self, shelf: impl Fn(&Kept) -> &Shelf<K, V>, key: &K) -> Option<V>
    where
        K: Hash + Eq + Copy,
        V: Clone,
    {
        let (kept, _) = self.shelves()?;
        shelf(kept).get(kept, key)
    }

    /// Keeps a row that this read has found.
    pub(crate) fn keep<K, V>(&self, shelf: impl Fn(&Kept) -> &Shelf<K, V>, key: K, row: Option<&V>)
    where
        K: Hash + Eq + Copy,
        V: Clone,
    {
        if let (Some((kept, as_of)), Some(row)) = (self.shelves(), row) {
            shelf(kept).put(key, row.clone(), as_of);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements() {
        let check = |sql, expected| assert_eq!(Table::written_by(sql), expected, "{sql}");
        check("UPDATE spaces SET clock = $2", Some(Table::Spaces));
        check("INSERT INTO users (user_id)", Some(Table::Users));
        check("DELETE FROM\n memberships WHERE", Some(Table::Memberships));
        check("DELETE FROM thread_keys WHERE", Some(Table::ThreadKeys));
        check("SELECT 1 FROM spaces", None);
        check("INSERT INTO messages (space_id)", None);
        check("DELETE", None);
        check("", None);
    }

    #[test]
    fn what_changed_is_void() {
        let kept = Kept::default();
        let (id, other) = (SpaceId(1), SpaceId(2));
        let find = |id| kept.thread_keys.get(&kept, &(id, None));
        let before = kept.commits();
        kept.thread_keys.put((id, None), false, before);
        kept.thread_keys.put((other, None), true, before);
        assert_eq!((find(id), find(other)), (Some(false), Some(true)));
        let place = kept.place(Table::ThreadKeys, &(id, None::<UserId>));
        kept.void(&[Place::Row(place)]);
        assert_eq!(find(id), None);
        // Read before the change, kept behind it.
        kept.thread_keys.put((id, None), false, before);
        assert_eq!(find(id), None);
        kept.thread_keys.put((id, None), true, kept.commits());
        assert_eq!(find(id), Some(true));
        kept.void(&[Place::Everywhere]);
        assert_eq!((find(id), find(other)), (None, None));
    }

    #[test]
    fn bounded() {
        let kept = Kept::default();
        for id in 0..CAPACITY as i64 * 2 + 1 {
            kept.thread_keys.put((SpaceId(id), None), true, 0);
        }
        assert!(kept.thread_keys.rows.read().len() <= CAPACITY);
    }
}
