//! [`Model`]: the entries that were put into a collection and not taken out.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc as StdRc;

use crate::keys_and_values::Serial;
use crate::properties::graph::Id;

/// The name of a key, or the number of a node.
pub type Place = usize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    pub node: Id,
    /// That of the key or the value. A set has none.
    pub payload: Option<Serial>,
}

pub type Entries = BTreeMap<Place, Entry>;

#[derive(Default)]
pub struct Model {
    /// Entries of dead nodes, too.
    pub entries: Entries,
    /// Each node that was ever at a place.
    pub ever: BTreeSet<(Place, Id)>,
    /// How many insertions there have been,
    pub insertions: usize,
    /// and the last of them at each place.
    last: BTreeMap<Place, usize>,
}

impl Model {
    pub fn of(entries: Entries) -> SharedModel {
        let mut model = Model::default();
        for (place, entry) in entries {
            model.insert(place, entry);
        }
        StdRc::new(RefCell::new(model))
    }

    pub fn insert(&mut self, place: Place, entry: Entry) {
        self.entries.insert(place, entry);
        self.ever.insert((place, entry.node));
        self.insertions += 1;
        self.last.insert(place, self.insertions);
    }

    /// Whether this entry is there, and was put there by insertion `last` at the latest.
    pub fn has(&self, place: Place, entry: Entry, last: usize) -> bool {
        self.entries.get(&place) == Some(&entry) && self.last[&place] <= last
    }
}

pub type SharedModel = StdRc<RefCell<Model>>;
