//! [`Registry`]: the same nodes in a collection of each kind. The collections must always agree.

use std::cell::RefCell;
use std::rc::Rc as StdRc;

use kinfolk::weak::{WeakKeyMap, WeakSet, WeakValueMap};

use crate::model::{Data, Part, PartRc, Silent, World, sorted, sorted_words, value};

/// Nodes of different names.
#[derive(Default)]
pub struct Registry {
    pub by_name: WeakValueMap<String, Part>,
    pub values: WeakKeyMap<Part, Data>,
    pub all: WeakSet<Part>,
    /// The nodes of one struct, without a union in between.
    pub silent: WeakSet<Silent>,
    /// All names that were ever in it.
    known: RefCell<Vec<String>>,
}

impl Registry {
    pub fn new() -> StdRc<Self> {
        StdRc::default()
    }

    /// A registry of all nodes of a world.
    pub fn of(world: &World) -> StdRc<Self> {
        let registry = Registry::new();
        world.nodes().iter().for_each(|node| registry.add(node));
        registry
    }

    /// Inserts a node, with a value of its name.
    pub fn add(&self, node: &PartRc) {
        self.by_name.insert(node.name().to_owned(), node);
        self.values.insert(node, value(node.name()));
        self.all.insert(node);
        if let PartRc::Silent(node) = node {
            self.silent.insert(node);
        }
        self.known.borrow_mut().push(node.name().to_owned());
    }

    /// The names of all entries, sorted, checked over each way to list them.
    #[track_caller]
    pub fn found(&self) -> String {
        let found = sorted(&self.all);
        let count = found.split_whitespace().count();
        let lens = [self.all.len(), self.by_name.len(), self.values.len()];
        assert_eq!(lens, [count; 3], "`len`s, of {found}");
        assert_eq!([self.all.is_empty(), self.values.is_empty()], [count == 0; 2], "{found}");
        assert_eq!(sorted(self.by_name.values()), found, "`by_name`");
        assert_eq!(sorted(self.values.keys()), found, "`values`");
        let is_silent = |name: &&str| name.starts_with(char::is_uppercase);
        let capitals: Vec<_> = found.split_whitespace().filter(is_silent).collect();
        assert_eq!(sorted(&self.silent), capitals.join(" "), "`silent`");
        assert_eq!(self.silent.len(), capitals.len(), "`len` of `silent`");
        for name in &*self.known.borrow() {
            let is_there = found.split(' ').any(|other| other == name);
            assert_eq!(self.by_name.contains_key(name), is_there, "{name} of {found}");
            let Some(node) = self.by_name.get(name) else { continue };
            assert_eq!(node.name(), name);
            assert!(self.all.contains(&node));
            assert_eq!(self.values.get(&node).unwrap().name, *name);
        }
        found
    }

    /// Checks that exactly these nodes are there, in any order.
    #[track_caller]
    pub fn assert_found(&self, names: &str) {
        assert_eq!(self.found(), sorted_words(names));
    }

    /// Removes all entries.
    pub fn clear(&self) {
        self.by_name.clear();
        self.values.clear();
        self.all.clear();
        self.silent.clear();
    }
}
