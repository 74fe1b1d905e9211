//! Std's collections, with strong handles of std or of kinfolk. They keep a node alive until it is
//! removed.

use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use super::{Collection, Key, Map};
use crate::nodes::{Item, Node, item, node};

/// A strong handle. Handles are equal if they point to the same node.
pub(super) trait Strong: Clone + Eq + Hash {
    fn new_node(number: usize) -> Self;

    fn number(&self) -> u64;
}

#[derive(Clone)]
pub(super) struct StdHandle(Rc<Node>);

impl PartialEq for StdHandle {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for StdHandle {}

impl Hash for StdHandle {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Rc::as_ptr(&self.0).hash(state);
    }
}

impl Strong for StdHandle {
    fn new_node(number: usize) -> Self {
        StdHandle(node(number))
    }

    fn number(&self) -> u64 {
        self.0.number()
    }
}

pub(super) type KinfolkHandle = kinfolk::Rc<Item>;

impl Strong for KinfolkHandle {
    fn new_node(number: usize) -> Self {
        item(number)
    }

    fn number(&self) -> u64 {
        (**self).number()
    }
}

pub(super) struct ValueMap<K, N>(HashMap<K, N>);

impl<K, N> Default for ValueMap<K, N> {
    fn default() -> Self {
        ValueMap(HashMap::new())
    }
}

impl<K: Key, N: Strong> Collection for ValueMap<K, N> {
    type Key = K;
    type Node = N;

    fn key(number: usize) -> K {
        K::of(number)
    }

    fn node(number: usize) -> N {
        N::new_node(number)
    }

    fn insert(&mut self, key: K, node: &N) {
        self.0.insert(key, node.clone());
    }

    fn get(&self, key: &K, _: &N) -> Option<u64> {
        Some(self.0.get(key).cloned()?.number())
    }

    fn remove(&mut self, key: &K, _: &N) -> bool {
        self.0.remove(key).is_some()
    }

    fn sum(&self) -> u64 {
        self.0.values().map(N::number).sum()
    }

    fn drop_node(&mut self, key: &K, node: N) {
        self.0.remove(key);
        drop(node);
    }
}

impl<K: Key, N: Strong> Map for ValueMap<K, N> {
    fn replace(&mut self, key: K, _: &N, other: &N) {
        self.0.insert(key, other.clone());
    }

    fn get_or_insert(&mut self, key: K, node: &N) -> u64 {
        self.0.entry(key).or_insert_with(|| node.clone()).clone().number()
    }
}

pub(super) struct KeyMap<N>(HashMap<N, u64>);

impl<N> Default for KeyMap<N> {
    fn default() -> Self {
        KeyMap(HashMap::new())
    }
}

impl<N: Strong> Collection for KeyMap<N> {
    type Key = ();
    type Node = N;

    fn key(_: usize) {}

    fn node(number: usize) -> N {
        N::new_node(number)
    }

    fn insert(&mut self, (): (), node: &N) {
        self.0.insert(node.clone(), node.number());
    }

    fn get(&self, (): &(), node: &N) -> Option<u64> {
        self.0.get(node).copied()
    }

    fn remove(&mut self, (): &(), node: &N) -> bool {
        self.0.remove(node).is_some()
    }

    fn sum(&self) -> u64 {
        self.0.values().sum()
    }

    fn drop_node(&mut self, (): &(), node: N) {
        self.0.remove(&node);
        drop(node);
    }
}

impl<N: Strong> Map for KeyMap<N> {
    fn replace(&mut self, (): (), node: &N, other: &N) {
        self.0.insert(node.clone(), other.number());
    }

    fn get_or_insert(&mut self, (): (), node: &N) -> u64 {
        *self.0.entry(node.clone()).or_insert_with(|| node.number())
    }
}

pub(super) struct Set<N>(HashSet<N>);

impl<N> Default for Set<N> {
    fn default() -> Self {
        Set(HashSet::new())
    }
}

impl<N: Strong> Collection for Set<N> {
    type Key = ();
    type Node = N;

    fn key(_: usize) {}

    fn node(number: usize) -> N {
        N::new_node(number)
    }

    fn insert(&mut self, (): (), node: &N) {
        self.0.insert(node.clone());
    }

    fn get(&self, (): &(), node: &N) -> Option<u64> {
        self.0.contains(node).then(|| node.number())
    }

    fn remove(&mut self, (): &(), node: &N) -> bool {
        self.0.remove(node)
    }

    fn sum(&self) -> u64 {
        self.0.iter().map(N::number).sum()
    }

    fn drop_node(&mut self, (): &(), node: N) {
        self.0.remove(&node);
        drop(node);
    }
}
