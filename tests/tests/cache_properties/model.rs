//! [`Model`]: the entries that a cache should have, and those that it should keep.

use std::collections::BTreeMap;

use crate::properties::graph::Id;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    Weak,
    /// Last used at this time.
    Used(usize),
    Pinned,
}

#[derive(Clone, Copy, Debug)]
pub struct Entry {
    pub node: Id,
    pub hold: Hold,
}

/// Hits, recovered, misses, evicted, freed.
pub type Counts = [u64; 5];

#[derive(Default)]
pub struct Model {
    pub budget: usize,
    /// The weight of each node.
    pub weights: Vec<usize>,
    /// How many handles the test has to each node.
    pub handles: Vec<usize>,
    pub entries: BTreeMap<usize, Entry>,
    pub counts: Counts,
    pub uses: usize,
}

impl Model {
    pub fn is_alive(&self, node: Id) -> bool {
        self.handles[node] > 0
            || self.entries.values().any(|entry| entry.node == node && entry.hold != Hold::Weak)
    }

    fn weigh(&self, counts: impl Fn(Hold) -> bool) -> u128 {
        let held = self.entries.values().filter(|entry| counts(entry.hold));
        held.map(|entry| self.weights[entry.node] as u128).sum()
    }

    pub fn weight(&self) -> usize {
        usize::try_from(self.weigh(|hold| hold != Hold::Weak)).unwrap_or(usize::MAX)
    }

    pub fn kept(&self) -> usize {
        self.entries.values().filter(|entry| entry.hold != Hold::Weak).count()
    }

    fn room(&self, budget: usize) -> u128 {
        (budget as u128).saturating_sub(self.weigh(|hold| hold == Hold::Pinned))
    }

    fn now(&mut self) -> Hold {
        self.uses += 1;
        Hold::Used(self.uses)
    }

    fn set_hold(&mut self, name: usize, hold: Hold) {
        if let Some(entry) = self.entries.get_mut(&name) {
            entry.hold = hold;
        }
    }

    /// Removes the entries of dead nodes.
    pub fn remove_dead(&mut self) {
        let dead: Vec<usize> = self.entries.keys().copied().collect();
        let dead = dead.into_iter().filter(|name| !self.is_alive(self.entries[name].node));
        for name in dead.collect::<Vec<_>>() {
            self.entries.remove(&name);
            self.counts[4] += 1;
        }
    }

    pub fn shrink_to(&mut self, budget: usize) {
        while self.weigh(|hold| matches!(hold, Hold::Used(_))) > self.room(budget) {
            let used = self.entries.iter().filter_map(|(name, entry)| match entry.hold {
                Hold::Used(at) => Some((at, *name)),
                Hold::Weak | Hold::Pinned => None,
            });
            let Some((_, name)) = used.min() else { return };
            self.set_hold(name, Hold::Weak);
            self.counts[3] += 1;
        }
    }

    pub fn set_budget(&mut self, budget: usize) {
        self.budget = budget;
        self.shrink_to(budget);
    }

    pub fn insert(&mut self, name: usize, node: Id) -> Option<Id> {
        let before = self.entries.insert(name, Entry { node, hold: Hold::Weak });
        self.keep(name, node);
        before.map(|entry| entry.node)
    }

    fn keep(&mut self, name: usize, node: Id) {
        if self.weights[node] as u128 <= self.room(self.budget) {
            let now = self.now();
            self.set_hold(name, now);
        }
        self.shrink_to(self.budget);
    }

    pub fn get(&mut self, name: usize) -> Option<Id> {
        let Some(Entry { node, hold }) = self.entries.get(&name).copied() else {
            self.counts[2] += 1;
            return None;
        };
        match hold {
            Hold::Weak => {
                self.counts[1] += 1;
                self.keep(name, node);
            }
            Hold::Used(_) => {
                self.counts[0] += 1;
                let now = self.now();
                self.set_hold(name, now);
            }
            Hold::Pinned => self.counts[0] += 1,
        }
        Some(node)
    }

    pub fn remove(&mut self, name: usize) -> Option<Id> {
        self.entries.remove(&name).map(|entry| entry.node)
    }

    pub fn pin(&mut self, name: usize) -> bool {
        self.set_hold(name, Hold::Pinned);
        self.shrink_to(self.budget);
        self.entries.contains_key(&name)
    }

    pub fn unpin(&mut self, name: usize) -> bool {
        let is_pinned = self.entries.get(&name).is_some_and(|entry| entry.hold == Hold::Pinned);
        if is_pinned {
            let now = self.now();
            self.set_hold(name, now);
        }
        self.shrink_to(self.budget);
        is_pinned
    }

    pub fn release_unused(&mut self) -> usize {
        let is_pinned = |node: Id| {
            self.entries.values().any(|entry| entry.node == node && entry.hold == Hold::Pinned)
        };
        let is_unused = |entry: &Entry| {
            matches!(entry.hold, Hold::Used(_))
                && self.handles[entry.node] == 0
                && !is_pinned(entry.node)
        };
        let unused = self.entries.iter().filter(|(_, entry)| is_unused(entry));
        let unused: Vec<usize> = unused.map(|(name, _)| *name).collect();
        for name in &unused {
            self.set_hold(*name, Hold::Weak);
        }
        self.counts[3] += unused.len() as u64;
        unused.len()
    }
}
