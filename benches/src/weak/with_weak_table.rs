//! `weak-table`: the entry of a dead node stays in the table, hidden, until the table needs room or
//! `remove_expired` is called.

use std::rc::{Rc, Weak};

use weak_table::weak_key_hash_map::Entry;
use weak_table::{PtrWeakHashSet, PtrWeakKeyHashMap, WeakValueHashMap};

use super::{Collection, Key, Map};
use crate::nodes::{Node, node};

pub(super) struct ValueMap<K>(WeakValueHashMap<K, Weak<Node>>);

impl<K: Key> Default for ValueMap<K> {
    fn default() -> Self {
        ValueMap(WeakValueHashMap::new())
    }
}

impl<K: Key> Collection for ValueMap<K> {
    type Key = K;
    type Node = Rc<Node>;

    fn key(number: usize) -> K {
        K::of(number)
    }

    fn node(number: usize) -> Rc<Node> {
        node(number)
    }

    fn insert(&mut self, key: K, node: &Rc<Node>) {
        self.0.insert(key, node.clone());
    }

    fn get(&self, key: &K, _: &Rc<Node>) -> Option<u64> {
        Some(self.0.get(key)?.number())
    }

    fn remove(&mut self, key: &K, _: &Rc<Node>) -> bool {
        self.0.remove(key).is_some()
    }

    fn sum(&self) -> u64 {
        self.0.iter().map(|(_, node)| node.number()).sum()
    }

    fn drop_node(&mut self, _: &K, node: Rc<Node>) {
        drop(node);
    }

    fn remove_expired(&mut self) {
        self.0.remove_expired();
    }
}

impl<K: Key> Map for ValueMap<K> {
    fn replace(&mut self, key: K, _: &Rc<Node>, other: &Rc<Node>) {
        self.0.insert(key, other.clone());
    }

    fn get_or_insert(&mut self, key: K, node: &Rc<Node>) -> u64 {
        self.0.entry(key).or_insert_with(|| node.clone()).number()
    }
}

#[derive(Default)]
pub(super) struct KeyMap(PtrWeakKeyHashMap<Weak<Node>, u64>);

impl Collection for KeyMap {
    type Key = ();
    type Node = Rc<Node>;

    fn key(_: usize) {}

    fn node(number: usize) -> Rc<Node> {
        node(number)
    }

    fn insert(&mut self, (): (), node: &Rc<Node>) {
        self.0.insert(node.clone(), node.number());
    }

    fn get(&self, (): &(), node: &Rc<Node>) -> Option<u64> {
        self.0.get(node).copied()
    }

    fn remove(&mut self, (): &(), node: &Rc<Node>) -> bool {
        self.0.remove(node).is_some()
    }

    fn sum(&self) -> u64 {
        self.0.iter().map(|(_, number)| *number).sum()
    }

    fn drop_node(&mut self, (): &(), node: Rc<Node>) {
        drop(node);
    }

    fn remove_expired(&mut self) {
        self.0.remove_expired();
    }
}

impl Map for KeyMap {
    fn replace(&mut self, (): (), node: &Rc<Node>, other: &Rc<Node>) {
        self.0.insert(node.clone(), other.number());
    }

    fn get_or_insert(&mut self, (): (), node: &Rc<Node>) -> u64 {
        match self.0.entry(node.clone()) {
            Entry::Occupied(entry) => *entry.get(),
            Entry::Vacant(place) => *place.insert(node.number()),
        }
    }
}

#[derive(Default)]
pub(super) struct Set(PtrWeakHashSet<Weak<Node>>);

impl Collection for Set {
    type Key = ();
    type Node = Rc<Node>;

    fn key(_: usize) {}

    fn node(number: usize) -> Rc<Node> {
        node(number)
    }

    fn insert(&mut self, (): (), node: &Rc<Node>) {
        self.0.insert(node.clone());
    }

    fn get(&self, (): &(), node: &Rc<Node>) -> Option<u64> {
        self.0.contains(node).then(|| node.number())
    }

    fn remove(&mut self, (): &(), node: &Rc<Node>) -> bool {
        self.0.remove(node)
    }

    fn sum(&self) -> u64 {
        self.0.iter().map(|node| node.number()).sum()
    }

    fn drop_node(&mut self, (): &(), node: Rc<Node>) {
        drop(node);
    }

    fn remove_expired(&mut self) {
        self.0.remove_expired();
    }
}
