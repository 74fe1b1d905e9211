//! A cache holds nodes, keys and its closure no longer than it should. Each test counts live
//! objects.

use std::rc::Rc as StdRc;

use kinfolk::cache::Cache;
use kinfolk::{collect, leaks};

use crate::key::key;
use crate::model::{Part, PartRc, live, log, node, part};
use crate::shelf::{numbers, put, put_node, shelf, shelf_by_weight};
use crate::watch::watch;

/// A node and its key.
const BOTH: usize = 2;

#[test]
fn nodes_and_keys_go_when_the_cache_releases_them() {
    let _watch = watch();
    let before = live();
    let cache = shelf(10, "");
    for round in 0..1000 {
        put(&cache, &format!("A{round}"));
        assert_eq!(live() - before, BOTH * (round + 1).min(10));
    }
    cache.shrink_to(3);
    assert_eq!(live() - before, BOTH * 3);
    cache.release_unused();
    assert_eq!(live(), before);
    log();
}

/// Inserts under the same key again and again.
#[test]
fn replaced_nodes_go() {
    let _watch = watch();
    let before = live();
    let shelf = shelf_by_weight(3, "");
    for round in 0..100 {
        let weight = round % 5;
        shelf.insert(key("A"), part(&format!("A{weight}")));
        shelf.pin("A");
        let expected = if weight > 3 { 0 } else { BOTH };
        assert_eq!(live() - before, expected, "{weight}");
        shelf.get_or_insert_with(key("A"), || part("A"));
        assert_eq!((live() - before, shelf.len()), (BOTH, 1));
    }
    shelf.remove("A");
    assert_eq!(live(), before);
    log();
}

#[test]
fn a_key_that_is_only_looked_up_goes() {
    let _watch = watch();
    let shelf = shelf(9, "A");
    let before = live();
    for _ in 0..10 {
        shelf.get_or_insert_with(key("A"), || -> Part { unreachable!() });
        shelf.try_get_or_insert_with(key("B"), || Err::<Part, _>(())).unwrap_err();
        assert!(shelf.get(&key("A")).is_some() && shelf.remove(&key("B")).is_none());
        assert_eq!(live(), before);
    }
}

/// A key that was returned outlives its entry.
#[test]
fn a_held_key_holds_no_node() {
    let _watch = watch();
    let before = live();
    let shelf = shelf(9, "A");
    let keys: Vec<_> = shelf.keys().collect();
    drop(shelf);
    assert_eq!((log().as_str(), live() - before), ("~A", 1));
    drop(keys);
    assert_eq!(live(), before);
}

/// A node that the cache has released costs nothing once it is dead.
#[test]
fn the_weak_part_goes_with_its_nodes() {
    let _watch = watch();
    let before = live();
    let shelf = shelf(1, "");
    let held: Vec<PartRc> = (0..100).map(|number| node(&format!("A{number}"))).collect();
    for node in &held {
        put_node(&shelf, node);
    }
    assert_eq!((numbers(&shelf), live() - before), ((100, 1, 1), BOTH * 100));
    drop(held);
    assert_eq!((numbers(&shelf), live() - before), ((1, 1, 1), BOTH));
    log();
}

#[test]
fn the_closure_goes_with_the_cache() {
    let token = StdRc::new(());
    let held = token.clone();
    let cache = Cache::<u8, Part>::with_weight(9, move |_| StdRc::strong_count(&held));
    cache.insert(1, part("A"));
    assert_eq!((cache.weight(), StdRc::strong_count(&token)), (2, 2));
    drop(cache);
    assert_eq!(StdRc::strong_count(&token), 1);
    log();
}

/// As documented: the leak reports do not see what a cache in a node's own data keeps.
#[test]
fn a_node_that_keeps_itself_through_its_cache_is_an_invisible_leak() {
    let _watch = watch();
    let before = live();
    let cache = shelf(9, "");
    let owner = node("O");
    let inside = cache.clone();
    owner.data().on_drop(move || drop(inside));
    put_node(&cache, &owner);
    let weak = StdRc::downgrade(&cache);
    drop((cache, owner));
    assert_eq!((collect().freed(), leaks().len(), live() - before), (0, 0, BOTH));
    // Clearing the cache by hand breaks the cycle.
    weak.upgrade().unwrap().clear();
    assert_eq!((live(), weak.upgrade().is_none(), log().as_str()), (before, true, "~O"));
}

/// A weak handle to the cache closes no cycle.
#[test]
fn nodes_that_know_their_cache() {
    let _watch = watch();
    let before = live();
    let shelf = shelf(9, "");
    let node = node("A");
    let weak = StdRc::downgrade(&shelf);
    node.data().on_drop(move || assert!(weak.upgrade().is_none()));
    put_node(&shelf, &node);
    drop((node, shelf));
    assert_eq!((live(), log().as_str()), (before, "~A"));
}
