//! A pinned node stays kept, whatever happens, and leaves less room for the rest.

use kinfolk::cache::Pressure;

use crate::key::key;
use crate::model::{PartRc, log, node, part};
use crate::shelf::{
    Shelf, counts, found, numbers, put, put_node, release_unpinned, shelf, shelf_by_weight,
    take_apart,
};
use crate::watch::watch;

/// A shelf of three nodes, with `A` pinned.
fn pinned() -> Shelf {
    let shelf = shelf(3, "A B C");
    assert!(shelf.pin("A"));
    shelf
}

#[test]
fn pinned_nodes_never_go() {
    type Way = (&'static str, fn(&Shelf), &'static str);
    let ways: &[Way] = &[
        ("use of others", |shelf| put(shelf, "D E F"), "A E F"),
        ("shrink_to", |shelf| shelf.shrink_to(0), "A"),
        ("set_budget", |shelf| shelf.set_budget(0), "A"),
        ("release_unused", |shelf| assert_eq!(shelf.release_unused(), 2), "A"),
        ("medium pressure", |shelf| shelf.shrink_under(Pressure::Medium), "A"),
        ("critical pressure", |shelf| shelf.shrink_under(Pressure::Critical), "A"),
        ("a budget of one", |shelf| shelf.set_budget(1), "A"),
        ("a budget of two", |shelf| shelf.set_budget(2), "A C"),
    ];
    for (name, way, left) in ways {
        let _watch = watch();
        let shelf = pinned();
        way(&shelf);
        assert_eq!(found(&shelf), *left, "{name}");
        assert!(shelf.unpin("A"), "{name}");
        log();
    }
}

#[test]
fn pin_returns_whether_there_is_a_node_and_unpin_whether_it_was_pinned() {
    let _watch = watch();
    let shelf = shelf(3, "A");
    assert!(!shelf.pin("B") && !shelf.unpin("B") && !shelf.unpin("A"));
    assert!(shelf.pin("A") && shelf.unpin("A") && !shelf.unpin("A"));
    assert_eq!((counts(&shelf), numbers(&shelf)), ([0; 5], (1, 1, 1)));
}

#[test]
fn is_pinned_uses_nothing() {
    let _watch = watch();
    let shelf = shelf(2, "A B");
    assert!(shelf.pin("A"));
    assert!(shelf.is_pinned("A") && !shelf.is_pinned("B") && !shelf.is_pinned("C"));
    assert!(shelf.unpin("A"));
    assert!(!shelf.is_pinned("A") && !shelf.is_pinned("B"));
    put(&shelf, "C");
    assert_eq!((log().as_str(), counts(&shelf)[..3].to_vec()), ("~B", vec![0; 3]));

    assert!(shelf.pin("A"));
    shelf.insert(key("A"), part("A"));
    assert!(!shelf.is_pinned("A"), "the pin went with the node");
    log();
}

#[test]
fn pinning_twice_is_pinning_once() {
    let _watch = watch();
    let shelf = pinned();
    assert!(shelf.pin("A") && shelf.pin("A"));
    assert_eq!(numbers(&shelf), (3, 3, 3));
    assert!(shelf.unpin("A") && !shelf.unpin("A"));
    assert_eq!(release_unpinned(&shelf), "B C A");
}

#[test]
fn pinning_a_weak_node_makes_it_strong() {
    let _watch = watch();
    let shelf = shelf(1, "A");
    let held = shelf.get("A").unwrap();
    put(&shelf, "B");
    assert_eq!(held.strong_count(), 1);
    assert!(shelf.pin("A"));
    // It leaves no room beside it.
    assert_eq!((log().as_str(), held.strong_count(), numbers(&shelf)), ("~B", 2, (1, 1, 1)));
    drop(held);
    put(&shelf, "C D");
    assert_eq!((log().as_str(), found(&shelf).as_str()), ("~C ~D", "A"));
    assert!(shelf.unpin("A"));
    put(&shelf, "E");
    assert_eq!((log().as_str(), found(&shelf).as_str()), ("~A", "E"));
}

#[test]
fn pinned_nodes_count_for_the_budget() {
    let _watch = watch();
    let shelf = shelf_by_weight(10, "A6 B2 C2");
    assert!(shelf.pin("A6"));
    assert_eq!((log().as_str(), numbers(&shelf)), ("", (3, 3, 10)));
    put(&shelf, "D4");
    assert_eq!((log().as_str(), numbers(&shelf)), ("~B2 ~C2", (2, 2, 10)));
    // It would fit into the budget, but not beside the pinned nodes, so nothing is evicted for it.
    put(&shelf, "E5");
    assert_eq!((log().as_str(), numbers(&shelf)), ("~E5", (2, 2, 10)));
    assert!(shelf.unpin("A6"));
    assert_eq!((log().as_str(), numbers(&shelf)), ("", (2, 2, 10)));
    put(&shelf, "F4");
    assert_eq!((log().as_str(), numbers(&shelf)), ("~D4", (2, 2, 10)));
}

#[test]
fn more_can_be_pinned_than_the_budget_allows() {
    let _watch = watch();
    let shelf = shelf_by_weight(10, "");
    for name in ["A8", "B8", "C8"] {
        let node = node(name);
        put_node(&shelf, &node);
        assert!(shelf.pin(name));
    }
    assert_eq!(numbers(&shelf), (3, 3, 24));
    put(&shelf, "D1 E0");
    assert_eq!((log().as_str(), numbers(&shelf)), ("~D1", (4, 4, 24)));
    assert!(shelf.unpin("B8"));
    assert_eq!(log(), "~E0 ~B8", "what was used before it goes first");
    assert!(shelf.unpin("A8"));
    assert_eq!((log().as_str(), numbers(&shelf)), ("~A8", (1, 1, 8)));
    assert!(shelf.unpin("C8"));
    assert_eq!((log().as_str(), numbers(&shelf)), ("", (1, 1, 8)));
}

/// A node that is too heavy for the budget can be pinned. Unpinned, it goes.
#[test]
fn a_node_that_is_too_heavy() {
    let _watch = watch();
    let shelf = shelf_by_weight(10, "A1");
    let heavy = node("H11");
    put_node(&shelf, &heavy);
    assert!(shelf.pin("H11"));
    assert_eq!((log().as_str(), numbers(&shelf)), ("~A1", (1, 1, 11)));
    assert!(shelf.unpin("H11"));
    assert_eq!((heavy.strong_count(), numbers(&shelf)), (1, (1, 0, 0)));
}

#[test]
fn a_pin_goes_with_the_replaced_node() {
    let _watch = watch();
    let shelf = pinned();
    assert_eq!(
        shelf.insert(key("A"), part("D")).map(|old| old.name().to_owned()),
        Some("A".into())
    );
    assert_eq!((log().as_str(), numbers(&shelf)), ("~A", (3, 3, 3)));
    assert!(!shelf.unpin("A"));
    assert_eq!(release_unpinned(&shelf), "B C D");
}

/// The pin also goes when the node is replaced by itself.
#[test]
fn a_pin_goes_when_the_same_node_is_inserted_again() {
    let _watch = watch();
    let shelf = pinned();
    let held = shelf.peek("A").unwrap();
    assert_eq!(shelf.insert(key("A"), held.clone()), Some(held.clone()));
    assert_eq!((held.strong_count(), numbers(&shelf)), (2, (3, 3, 3)));
    assert!(!shelf.unpin("A"));
}

#[test]
fn a_removed_node_is_no_longer_pinned() {
    let _watch = watch();
    let shelf = pinned();
    let held = shelf.remove("A").unwrap();
    assert_eq!((held.strong_count(), numbers(&shelf)), (1, (2, 2, 2)));
    put_node(&shelf, &held);
    assert!(!shelf.unpin("A"));
    assert!(shelf.pin("A"));
    shelf.clear();
    assert_eq!((held.strong_count(), numbers(&shelf)), (1, (0, 0, 0)));
    put(&shelf, "D E F");
    assert_eq!((log().as_str(), numbers(&shelf)), ("~B ~C", (3, 3, 3)));
}

#[test]
fn a_pinned_node_is_looked_up_like_any_other() {
    let _watch = watch();
    let shelf = pinned();
    let node = shelf.get("A").unwrap();
    assert_eq!(shelf.get_or_insert_with(key("A"), || -> PartRc { unreachable!() }), node);
    assert_eq!((shelf.peek("A"), shelf.contains_key("A")), (Some(node), true));
    assert_eq!(counts(&shelf), [2, 0, 0, 0, 0]);
    assert!(shelf.unpin("A"));
}

/// A pin belongs to a key.
#[test]
fn a_node_under_two_keys_is_pinned_under_one() {
    let _watch = watch();
    let shelf = shelf(2, "");
    let node = node("A");
    shelf.insert(key("one"), node.clone());
    shelf.insert(key("other"), node.clone());
    assert!(shelf.pin("one"));
    assert!(!shelf.unpin("other"));
    put(&shelf, "B");
    assert_eq!((node.strong_count(), numbers(&shelf)), (2, (3, 2, 2)));
    drop(node);
    assert_eq!(found(&shelf), "B one other");
    assert_eq!(take_apart(&shelf), "A B");
    log();
}

#[test]
fn a_pinned_node_outlives_its_owner() {
    let _watch = watch();
    let shelf = shelf(0, "");
    let (owner, child) = (node("o"), node("a"));
    owner.adopt(&child);
    put_node(&shelf, &child);
    assert!(shelf.pin("a"));
    drop((owner, child));
    assert_eq!((log().as_str(), found(&shelf).as_str()), ("o ~o", "a"));
    assert!(shelf.unpin("a"));
    assert_eq!((log().as_str(), found(&shelf).as_str()), ("a ~a", ""));
}
