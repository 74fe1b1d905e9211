//! Nodes without hooks. Most of them die when they are evicted, and the cache itself removes their
//! entries.

use std::cell::{Cell, RefCell};
use std::rc::Rc as StdRc;

use kinfolk::cache::Cache;
use kinfolk::death::take_hook_panics;
use kinfolk::weak::WeakSet;
use kinfolk::{Graph, Rc, Weak};

#[derive(Graph)]
struct Leaf {
    number: u32,
}

fn leaf(number: u32) -> Rc<Leaf> {
    Leaf { number }.into_graph()
}

/// Runs an action when it is dropped.
struct Name(u32, RefCell<Option<Box<dyn FnOnce()>>>);

fn name(number: u32) -> Name {
    Name(number, RefCell::default())
}

impl std::hash::Hash for Name {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for Name {}

impl Drop for Name {
    fn drop(&mut self) {
        if let Some(action) = self.1.take() {
            action();
        }
    }
}

#[test]
fn an_evicted_node_is_freed() {
    let cache = Cache::new(2);
    for number in 0..100 {
        assert_eq!(cache.insert(number, leaf(number)), None);
        assert_eq!(cache.len(), 2.min(number as usize + 1));
    }
    assert_eq!((cache.stats().evicted(), cache.stats().freed()), (98, 98));
    assert_eq!((cache.get(&97), cache.get(&98).map(|leaf| leaf.number)), (None, Some(98)));
}

#[test]
fn an_evicted_node_that_is_held_is_found_until_it_dies() {
    let cache = Cache::new(1);
    let held = leaf(1);
    cache.insert(1, held.clone());
    cache.insert(2, leaf(2));
    assert_eq!((cache.kept(), cache.len()), (1, 2));
    assert_eq!(cache.peek(&1), Some(held.clone()));
    // Kept again, and evicted again.
    assert_eq!(cache.get(&1), Some(held.clone()));
    cache.insert(3, leaf(3));
    drop(held);
    assert_eq!((cache.peek(&1), cache.len(), cache.stats().freed()), (None, 1, 2));
}

#[test]
fn a_node_that_was_never_kept_leaves_when_it_dies() {
    let cache = Cache::with_weight(3, |leaf: &Rc<Leaf>| leaf.number as usize);
    let heavy = leaf(4);
    cache.insert("heavy", heavy.clone());
    cache.insert("light", leaf(3));
    assert_eq!((cache.kept(), cache.len()), (1, 2));
    // It takes the place of a kept one.
    cache.insert("light", heavy.clone());
    assert_eq!((cache.kept(), cache.len()), (0, 2));
    drop(heavy);
    assert_eq!((cache.len(), cache.stats().freed()), (0, 2));
}

#[test]
fn the_entries_of_evicted_nodes_move_and_are_removed() {
    let cache = Cache::new(1000);
    let held: Vec<_> = (0..1000).map(leaf).collect();
    for leaf in &held {
        cache.insert(leaf.number, leaf.clone());
    }
    cache.shrink_to(500);
    assert_eq!((cache.kept(), cache.len()), (500, 1000));
    for number in (0..1000).filter(|number| number % 20 > 0) {
        assert_eq!(cache.remove(&number), Some(held[number as usize].clone()));
    }
    cache.shrink_to_fit();
    assert_eq!((cache.kept(), cache.len()), (25, 50));
    drop(held);
    assert_eq!((cache.kept(), cache.len()), (25, 25));
    cache.clear();
    assert!(cache.is_empty());
}

#[test]
fn the_key_of_an_evicted_node_finds_it_no_more() {
    let cache = StdRc::new(Cache::new(1));
    let (first, set) = (leaf(1), WeakSet::<Leaf>::new());
    let (weak, found): (Weak<Leaf>, _) = (Rc::downgrade(&first), StdRc::new(Cell::new(None)));
    let (key, (seen, within)) = (name(1), (found.clone(), StdRc::downgrade(&cache)));
    *key.1.borrow_mut() = Some(Box::new(move || {
        let is_there = within.upgrade().is_some_and(|cache| cache.contains_key(&name(1)));
        seen.set(Some((weak.upgrade().is_some(), is_there)));
        panic!("a key that is dropped");
    }));
    cache.insert(key, first);
    cache.insert(name(2), leaf(2));
    assert_eq!((found.get(), cache.len()), (Some((false, false)), 1));
    assert_eq!(take_hook_panics(), 1);
    // A node in another collection as well.
    let third = leaf(3);
    set.insert(&third);
    cache.insert(name(3), third);
    assert_eq!((cache.len(), set.len()), (1, 1));
    cache.insert(name(4), leaf(4));
    assert_eq!((cache.len(), set.len()), (1, 0));
}
