//! `release_unused`: nodes that only the cache holds go, and nothing else.

use kinfolk::Rc;
use kinfolk::cache::Cache;

use crate::key::key;
use crate::model::{Leaf, log, node, node_with_finalizer, node_with_hook, note, plain_leaf};
use crate::shelf::{
    counts, found, numbers, put, put_node, release_unpinned, shelf, shelf_by_weight,
};
use crate::watch::watch;

#[test]
fn unheld_nodes_go_in_the_order_of_use() {
    let _watch = watch();
    let shelf = shelf(9, "A B C D");
    let held = shelf.peek("C");
    shelf.get("A");
    assert_eq!((shelf.release_unused(), log().as_str()), (3, "~B ~D ~A"));
    assert_eq!((numbers(&shelf), counts(&shelf)), ((1, 1, 1), [1, 0, 0, 3, 3]));
    assert_eq!((shelf.release_unused(), shelf.get("C")), (0, held));
}

/// The node stays kept: it is still there when the other handles go.
#[test]
fn held_nodes_stay_kept_in_their_order() {
    let _watch = watch();
    let shelf = shelf_by_weight(20, "A2 B3 C4 D5");
    let held = ["C4", "A2"].map(|name| shelf.peek(name).unwrap());
    assert_eq!((shelf.release_unused(), numbers(&shelf)), (2, (2, 2, 6)));
    drop(held);
    assert_eq!((log().as_str(), found(&shelf).as_str()), ("~B3 ~D5", "A2 C4"));
    assert_eq!(release_unpinned(&shelf), "A2 C4");
}

#[test]
fn a_weak_handle_holds_nothing() {
    let _watch = watch();
    let shelf = shelf(9, "A");
    let weak = shelf.peek("A").unwrap().downgrade();
    assert_eq!((shelf.release_unused(), weak.upgrade()), (1, None));
    log();
}

#[test]
fn owners_and_shared_links_hold_a_node() {
    let _watch = watch();
    let shelf = shelf(9, "A B c");
    let (owner, holder) = (node("O"), node("H"));
    owner.adopt(&shelf.peek("A").unwrap());
    holder.point_at(&shelf.peek("B").unwrap());
    assert_eq!((shelf.release_unused(), found(&shelf).as_str()), (1, "A B"));
    drop((owner, holder));
    assert_eq!(log(), "c ~c ~O ~H");
    assert_eq!((shelf.release_unused(), log().as_str()), (2, "~A ~B"));
}

/// Its owner goes first, but at the time of the check the owner is still there.
#[test]
fn an_owned_node_counts_as_held_when_it_is_checked() {
    let _watch = watch();
    let shelf = shelf(9, "O A");
    shelf.peek("O").unwrap().adopt(&shelf.peek("A").unwrap());
    assert_eq!((shelf.release_unused(), log().as_str(), found(&shelf).as_str()), (1, "~O", "A"));
    assert_eq!((shelf.release_unused(), log().as_str(), found(&shelf).as_str()), (1, "~A", ""));
}

#[test]
fn another_cache_is_a_holder() {
    let _watch = watch();
    let (one, other) = (shelf(9, "A"), shelf(9, ""));
    put_node(&other, &one.peek("A").unwrap());
    assert_eq!((one.release_unused(), other.release_unused()), (0, 0));
    other.clear();
    assert_eq!((one.release_unused(), log().as_str()), (1, "~A"));
}

/// Each key counts.
#[test]
fn a_node_under_several_keys() {
    let _watch = watch();
    let shelf = shelf(9, "B");
    let node = node("A");
    for name in ["one", "two", "three"] {
        shelf.insert(key(name), node.clone());
    }
    let held = shelf.peek("B");
    assert_eq!(shelf.release_unused(), 0);
    drop(node);
    assert_eq!((shelf.release_unused(), log().as_str(), found(&shelf).as_str()), (3, "~A", "B"));
    drop(held);
}

/// Under one of its keys it is weak, but the cache is still its only holder.
#[test]
fn a_node_under_several_keys_kept_under_some() {
    let _watch = watch();
    let shelf = shelf(2, "");
    let node = node("A");
    for name in ["one", "two", "three"] {
        shelf.insert(key(name), node.clone());
    }
    drop(node);
    assert_eq!(numbers(&shelf), (3, 2, 2));
    assert_eq!((shelf.release_unused(), log().as_str(), shelf.len()), (2, "~A", 0));
}

/// A node that is pinned under one key stays, so releasing it under another key would gain nothing.
#[test]
fn a_node_under_several_keys_pinned_under_one() {
    let _watch = watch();
    let shelf = shelf(9, "");
    let node = node("A");
    shelf.insert(key("one"), node.clone());
    shelf.insert(key("two"), node);
    assert!(shelf.pin("two"));
    assert_eq!((shelf.release_unused(), numbers(&shelf)), (0, (2, 2, 2)));
    assert!(shelf.unpin("two"));
    assert_eq!((shelf.release_unused(), log().as_str()), (2, "~A"));
}

#[test]
fn of_a_struct() {
    let _watch = watch();
    let cache = Cache::<u8, Leaf>::new(9);
    for number in 0..4 {
        cache.insert(number, plain_leaf(&number.to_string()));
    }
    let held: Rc<Leaf> = cache.peek(&2).unwrap();
    assert_eq!((cache.release_unused(), log().as_str()), (3, "~0 ~1 ~3"));
    assert_eq!(cache.get(&2), Some(held));
}

/// All of them are released before the first one dies.
#[test]
fn hooks_and_finalizers_find_the_cache_without_them() {
    let _watch = watch();
    let shelf = shelf(9, "");
    let inside = shelf.clone();
    put_node(
        &shelf,
        &node_with_hook("a", move |_| {
            assert_eq!(numbers(&inside), (3, 0, 0));
            put(&inside, "D");
            assert_eq!(inside.release_unused(), 1);
        }),
    );
    let inside = shelf.clone();
    put_node(&shelf, &node_with_finalizer("b", move || note(found(&inside))));
    put(&shelf, "C");
    assert_eq!(shelf.release_unused(), 3);
    assert_eq!(log(), "a ~D ~a b !b C ~b ~C");
}
