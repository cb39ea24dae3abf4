//! Which listeners are in which space, kept by the hub alone.

use std::collections::{HashMap, HashSet};

use domain::ids::{SpaceId, UserId};
use domain::members::Member;

use super::line::Giver;
use super::viewer::Viewer;

/// Of a listener, while it is connected.
pub type Number = u64;

pub struct Listener {
    pub viewer: Viewer,
    pub frames: Giver,
    /// It has everything up to here from elsewhere.
    pub after: i64,
    /// It counts as its person's presence, and is told that of others.
    pub presence: bool,
    spaces: HashSet<SpaceId>,
}

/// All listeners of the process.
#[derive(Default)]
pub struct Index {
    listeners: HashMap<Number, Listener>,
    by_space: HashMap<SpaceId, HashSet<Number>>,
    by_member: HashMap<Member, HashSet<Number>>,
    next: Number,
}

impl Index {
    pub fn is_empty(&self) -> bool {
        self.listeners.is_empty()
    }

    pub fn len(&self) -> usize {
        self.listeners.len()
    }

    /// Listeners under this name.
    pub fn count_of(&self, member: Member) -> usize {
        self.by_member.get(&member).map_or(0, HashSet::len)
    }

    pub fn insert(
        &mut self,
        viewer: Viewer,
        frames: Giver,
        after: i64,
        presence: bool,
        spaces: HashSet<SpaceId>,
    ) -> Number {
        self.next += 1;
        let number = self.next;
        for space in &spaces {
            self.by_space.entry(*space).or_default().insert(number);
        }
        let member = viewer.member();
        self.by_member.entry(member).or_default().insert(number);
        let listener = Listener {
            viewer,
            frames,
            after,
            presence,
            spaces,
        };
        self.listeners.insert(number, listener);
        number
    }

    pub fn remove(&mut self, number: Number) -> Option<Listener> {
        let listener = self.listeners.remove(&number)?;
        for space in &listener.spaces {
            take(&mut self.by_space, *space, number);
        }
        take(&mut self.by_member, listener.viewer.member(), number);
        Some(listener)
    }

    pub fn get(&self, number: Number) -> Option<&Listener> {
        self.listeners.get(&number)
    }

    /// How many listen in a space.
    pub fn size_of(&self, space: SpaceId) -> usize {
        self.by_space.get(&space).map_or(0, HashSet::len)
    }

    /// Nobody listens any more.
    pub fn clear(&mut self) {
        let next = self.next;
        *self = Self {
            next,
            ..Self::default()
        };
    }

    /// The listeners of a member are in a space from now on, or not.
    pub fn set_joined(&mut self, member: Member, space: SpaceId, joined: bool) {
        for number in self.by_member.get(&member).into_iter().flatten() {
            let Some(listener) = self.listeners.get_mut(number) else {
                continue;
            };
            if joined && listener.spaces.insert(space) {
                self.by_space.entry(space).or_default().insert(*number);
            } else if !joined && listener.spaces.remove(&space) {
                take(&mut self.by_space, space, *number);
            }
        }
    }

    /// Where the listeners of a member are, all of it.
    pub fn set_spaces(&mut self, member: Member, spaces: &HashSet<SpaceId>) {
        let before: HashSet<SpaceId> = self
            .of_member(member)
            .next()
            .map_or_else(HashSet::new, |(_, listener)| listener.spaces.clone());
        for gone in before.difference(spaces) {
            self.set_joined(member, *gone, false);
        }
        for new in spaces.difference(&before) {
            self.set_joined(member, *new, true);
        }
    }

    pub fn in_space(&self, space: SpaceId) -> impl Iterator<Item = (Number, &Listener)> {
        self.named(self.by_space.get(&space))
    }

    pub fn of_member(&self, member: Member) -> impl Iterator<Item = (Number, &Listener)> {
        self.named(self.by_member.get(&member))
    }

    pub fn of_person(&self, person: UserId) -> impl Iterator<Item = (Number, &Listener)> {
        self.of_member(Member::Person(person))
    }

    pub fn all(&self) -> impl Iterator<Item = (Number, &Listener)> {
        self.listeners.iter().map(|(number, it)| (*number, it))
    }

    /// The people who listen, once each.
    pub fn people(&self) -> Vec<UserId> {
        let person = |member: &Member| match member {
            Member::Person(person) => Some(*person),
            _ => None,
        };
        self.by_member.keys().filter_map(person).collect()
    }

    fn named<'a>(
        &'a self,
        numbers: Option<&'a HashSet<Number>>,
    ) -> impl Iterator<Item = (Number, &'a Listener)> {
        numbers.into_iter().flatten().filter_map(|number| {
            let listener = self.listeners.get(number)?;
            Some((*number, listener))
        })
    }
}

impl Listener {
    pub fn spaces(&self) -> &HashSet<SpaceId> {
        &self.spaces
    }
}

fn take<K: std::hash::Hash + Eq>(map: &mut HashMap<K, HashSet<Number>>, key: K, number: Number) {
    if let Some(numbers) = map.get_mut(&key) {
        numbers.remove(&number);
        if numbers.is_empty() {
            map.remove(&key);
        }
    }
}
