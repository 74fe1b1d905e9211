//! [`Model`]: what was put into a collection, and not taken out.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc as StdRc;

use crate::things::Serial;
use crate::world::Id;

/// The name of a key, or the number of a node.
pub type Place = usize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    pub node: Id,
    /// The key or the value, unless it is an entry of a set.
    pub thing: Option<Serial>,
}

pub type Entries = BTreeMap<Place, Entry>;

#[derive(Default)]
pub struct Model {
    /// Also of nodes that have died.
    pub entries: Entries,
    /// Which nodes were ever where.
    pub ever: BTreeSet<(Place, Id)>,
    /// How many insertions there have been,
    pub insertions: usize,
    /// and which of them was the last one at a place.
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

    /// Whether this entry is there, by this insertion or one before.
    pub fn has(&self, place: Place, entry: Entry, last: usize) -> bool {
        self.entries.get(&place) == Some(&entry) && self.last[&place] <= last
    }
}

pub type SharedModel = StdRc<RefCell<Model>>;
