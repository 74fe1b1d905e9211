//! A handle that an operation returns is not lost when user code that runs at the end of the
//! operation panics.
//!
//! A value that a function drops at its end, after it has made its result, must not panic, or the
//! result is never dropped (rust-lang/rust#47949): the node would live for ever.

use std::cell::RefCell;
use std::hash::{Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use kinfolk::Rc;
use kinfolk::weak::{WeakKeyMap, WeakValueMap};

use crate::model::{Leaf, leaf, log};

thread_local!(static ON_DROP: RefCell<Option<Box<dyn FnOnce()>>> = const { RefCell::new(None) });

/// All of them are equal. A loud one panics when it is dropped, but not while another panic is in
/// flight.
struct Noise {
    is_loud: bool,
    /// Runs the [action that is set](ON_DROP) when it is dropped.
    is_busy: bool,
}

const LOUD: Noise = Noise { is_loud: true, is_busy: false };
const QUIET: Noise = Noise { is_loud: false, is_busy: false };
const BUSY: Noise = Noise { is_loud: false, is_busy: true };

impl Drop for Noise {
    fn drop(&mut self) {
        if self.is_busy {
            ON_DROP.take().into_iter().for_each(|action| action());
        }
        if self.is_loud && !std::thread::panicking() {
            resume_unwind(Box::new("loud"));
        }
    }
}

impl PartialEq for Noise {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Noise {}

impl Hash for Noise {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

type Map = WeakValueMap<Noise, Leaf>;

/// Checks that the node dies with its last legitimate handle, although the action has panicked.
#[track_caller]
fn dies_after(node: Rc<Leaf>, action: impl FnOnce()) {
    let weak = Rc::downgrade(&node);
    let outcome = catch_unwind(AssertUnwindSafe(action));
    assert!(outcome.is_err(), "it panics");
    drop(node);
    assert_eq!(weak.upgrade(), None);
    log();
}

#[test]
fn by_remove() {
    let (map, node) = (Map::new(), leaf("1"));
    map.insert(LOUD, &node);
    dies_after(node, || drop(map.remove(&QUIET)));
}

#[test]
fn by_insert_which_drops_the_passed_key() {
    let (map, node) = (Map::new(), leaf("1"));
    map.insert(QUIET, &node);
    dies_after(node, || drop(map.insert(LOUD, &leaf("2"))));
}

#[test]
fn by_get_or_insert_with_which_drops_the_passed_key() {
    let (map, node) = (Map::new(), leaf("1"));
    map.insert(QUIET, &node);
    dies_after(node, || drop(map.get_or_insert_with(LOUD, || leaf("2"))));
}

#[test]
fn by_get_or_insert_with_which_drops_its_closure() {
    let (map, node) = (Map::new(), leaf("1"));
    map.insert(QUIET, &node);
    let noise = LOUD;
    dies_after(node, || {
        drop(map.get_or_insert_with(QUIET, move || {
            drop(noise);
            leaf("2")
        }));
    });
}

/// The key that is passed in removes the entry when it is dropped.
#[test]
fn by_get_or_insert_with_for_an_entry_that_goes_meanwhile() {
    let node = leaf("1");
    let map = std::rc::Rc::new(Map::new());
    let inside = map.clone();
    ON_DROP.set(Some(Box::new(move || inside.clear())));
    dies_after(node.clone(), move || {
        let made = map.get_or_insert_with(BUSY, || {
            map.insert(LOUD, &node);
            leaf("2")
        });
        drop((made, node));
    });
}

#[test]
fn by_values_of_a_map_that_was_cleared() {
    let (map, node) = (Map::new(), leaf("1"));
    map.insert(LOUD, &node);
    let mut nodes = map.values();
    map.clear();
    dies_after(node, || drop((nodes.next(), nodes)));
}

#[test]
fn by_keys_of_a_map_that_was_cleared() {
    let (map, node) = (WeakKeyMap::<Leaf, Noise>::new(), leaf("1"));
    map.insert(&node, LOUD);
    let mut nodes = map.keys();
    map.clear();
    dies_after(node, || drop((nodes.next(), nodes)));
}

#[test]
fn by_the_clone_of_a_map_whose_values_go_meanwhile() {
    thread_local!(static MAP: WeakKeyMap<Leaf, Copied> = WeakKeyMap::new());
    struct Copied(Noise);
    impl Clone for Copied {
        fn clone(&self) -> Self {
            MAP.with(WeakKeyMap::clear);
            Copied(QUIET)
        }
    }
    let node = leaf("1");
    MAP.with(|map| {
        map.insert(&node, Copied(LOUD));
        assert!(map.get(&node).is_some_and(|value| value.0.is_loud));
        dies_after(node, || drop(map.clone()));
    });
}
