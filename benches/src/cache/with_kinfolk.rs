//! kinfolk: strong handles to the most recently used nodes, weak handles to the others.

use kinfolk::{Rc, cache};

use super::Contender;
use crate::nodes::{Item, item};

pub(super) struct Cache(cache::Cache<u64, Item>);

impl Contender for Cache {
    type Node = Rc<Item>;

    fn with_capacity_for(nodes: usize) -> Cache {
        Cache(cache::Cache::new(nodes))
    }

    fn node(number: usize) -> Rc<Item> {
        item(number)
    }

    fn insert(&mut self, key: u64, node: Rc<Item>) {
        self.0.insert(key, node);
    }

    fn get(&mut self, key: u64) -> Option<u64> {
        Some(self.0.get(&key)?.number())
    }

    fn remove(&mut self, key: u64) -> bool {
        self.0.remove(&key).is_some()
    }

    fn kept(&self) -> usize {
        self.0.kept()
    }

    fn evict_all(&mut self) -> bool {
        self.0.shrink_to(0);
        true
    }
}
