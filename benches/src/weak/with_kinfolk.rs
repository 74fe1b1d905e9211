//! kinfolk: an entry is removed as soon as its node dies.

use kinfolk::Rc;
use kinfolk::weak::{WeakKeyMap, WeakSet, WeakValueMap};

use super::{Collection, Key, Map};
use crate::nodes::{Item, item};

pub(super) struct ValueMap<K: 'static>(WeakValueMap<K, Item>);

impl<K> Default for ValueMap<K> {
    fn default() -> Self {
        ValueMap(WeakValueMap::default())
    }
}

impl<K: Key> Collection for ValueMap<K> {
    type Key = K;
    type Node = Rc<Item>;

    fn key(number: usize) -> K {
        K::of(number)
    }

    fn node(number: usize) -> Rc<Item> {
        item(number)
    }

    fn insert(&mut self, key: K, node: &Rc<Item>) {
        self.0.insert(key, node);
    }

    fn get(&self, key: &K, _: &Rc<Item>) -> Option<u64> {
        Some(self.0.get(key)?.number())
    }

    fn remove(&mut self, key: &K, _: &Rc<Item>) -> bool {
        self.0.remove(key).is_some()
    }

    fn sum(&self) -> u64 {
        self.0.iter().map(|(_, node)| node.number()).sum()
    }

    fn drop_node(&mut self, _: &K, node: Rc<Item>) {
        drop(node);
    }
}

impl<K: Key> Map for ValueMap<K> {
    fn replace(&mut self, key: K, _: &Rc<Item>, other: &Rc<Item>) {
        self.0.insert(key, other);
    }

    fn get_or_insert(&mut self, key: K, node: &Rc<Item>) -> u64 {
        self.0.get_or_insert_with(key, || node.clone()).number()
    }
}

#[derive(Default)]
pub(super) struct KeyMap(WeakKeyMap<Item, u64>);

impl Collection for KeyMap {
    type Key = ();
    type Node = Rc<Item>;

    fn key(_: usize) {}

    fn node(number: usize) -> Rc<Item> {
        item(number)
    }

    fn insert(&mut self, (): (), node: &Rc<Item>) {
        self.0.insert(node, node.number());
    }

    fn get(&self, (): &(), node: &Rc<Item>) -> Option<u64> {
        Some(*self.0.get(node)?)
    }

    fn remove(&mut self, (): &(), node: &Rc<Item>) -> bool {
        self.0.remove(node).is_some()
    }

    fn sum(&self) -> u64 {
        self.0.iter().map(|(_, number)| *number).sum()
    }

    fn drop_node(&mut self, (): &(), node: Rc<Item>) {
        drop(node);
    }
}

impl Map for KeyMap {
    fn replace(&mut self, (): (), node: &Rc<Item>, other: &Rc<Item>) {
        self.0.insert(node, other.number());
    }

    fn get_or_insert(&mut self, (): (), node: &Rc<Item>) -> u64 {
        *self.0.get_or_insert_with(node, || node.number())
    }
}

#[derive(Default)]
pub(super) struct Set(WeakSet<Item>);

impl Collection for Set {
    type Key = ();
    type Node = Rc<Item>;

    fn key(_: usize) {}

    fn node(number: usize) -> Rc<Item> {
        item(number)
    }

    fn insert(&mut self, (): (), node: &Rc<Item>) {
        self.0.insert(node);
    }

    fn get(&self, (): &(), node: &Rc<Item>) -> Option<u64> {
        self.0.contains(node).then(|| node.number())
    }

    fn remove(&mut self, (): &(), node: &Rc<Item>) -> bool {
        self.0.remove(node)
    }

    fn sum(&self) -> u64 {
        self.0.iter().map(|node| node.number()).sum()
    }

    fn drop_node(&mut self, (): &(), node: Rc<Item>) {
        drop(node);
    }
}
