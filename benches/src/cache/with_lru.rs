//! `lru`: a hash map whose values are the links of a list, with room for all nodes from the start.

use std::hash::RandomState;
use std::num::NonZeroUsize;
use std::rc::Rc;

use lru::LruCache;

use super::Contender;
use crate::nodes::{Node, node};

pub(super) struct Cache(LruCache<u64, Rc<Node>, RandomState>);

impl Contender for Cache {
    type Node = Rc<Node>;

    fn with_capacity_for(nodes: usize) -> Cache {
        let nodes = NonZeroUsize::new(nodes).expect("the cache keeps at least one node");
        Cache(LruCache::with_hasher(nodes, RandomState::new()))
    }

    fn node(number: usize) -> Rc<Node> {
        node(number)
    }

    fn insert(&mut self, key: u64, node: Rc<Node>) {
        self.0.put(key, node);
    }

    fn get(&mut self, key: u64) -> Option<u64> {
        Some(self.0.get(&key).cloned()?.number())
    }

    fn remove(&mut self, key: u64) -> bool {
        self.0.pop(&key).is_some()
    }

    fn kept(&self) -> usize {
        self.0.len()
    }
}
