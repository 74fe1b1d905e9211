//! What the cache keeps: as much as the budget allows, and the most recently used nodes.

use crate::key::key;
use crate::model::{PartRc, log, node, part};
use crate::shelf::{
    Shelf, found, numbers, put, put_node, release_unpinned, shelf, shelf_by_weight, take_apart,
};
use crate::watch::watch;

#[test]
fn the_least_recently_used_goes() {
    let _watch = watch();
    let shelf = shelf(3, "A B C");
    assert_eq!(log(), "");
    put(&shelf, "D");
    assert_eq!((log().as_str(), found(&shelf).as_str()), ("~A", "B C D"));
    put(&shelf, "E F");
    assert_eq!((log().as_str(), numbers(&shelf)), ("~B ~C", (3, 3, 3)));
    assert_eq!(release_unpinned(&shelf), "D E F");
}

/// Each of these makes `A` the most recently used node.
#[test]
fn operations_that_use_a_node() {
    type Way = (&'static str, fn(&Shelf));
    let ways: &[Way] = &[
        ("get", |shelf| drop(shelf.get("A").unwrap())),
        ("get_or_insert_with", |shelf| {
            shelf.get_or_insert_with(key("A"), || -> PartRc { unreachable!() });
        }),
        ("try_get_or_insert_with", |shelf| {
            shelf.try_get_or_insert_with(key("A"), || Err::<PartRc, _>(())).unwrap();
        }),
        ("insert", |shelf| {
            let before = shelf.peek("A").unwrap();
            assert_eq!(shelf.insert(key("A"), before.clone()), Some(before));
        }),
        ("insert another one", |shelf| {
            shelf.insert(key("A"), part("A"));
        }),
        ("pin and unpin", |shelf| assert!(shelf.pin("A") && shelf.unpin("A"))),
        ("found weak", |shelf| {
            let held = shelf.peek("A");
            let others = ["B", "C"].map(|name| shelf.remove(name).unwrap());
            shelf.shrink_to(0);
            for other in &others {
                put_node(shelf, other);
            }
            assert_eq!(shelf.kept(), 2);
            assert_eq!(shelf.get("A"), held);
        }),
        ("pinned when it was weak, and unpinned", |shelf| {
            let held = ["A", "B", "C"].map(|name| shelf.peek(name).unwrap());
            shelf.shrink_to(0);
            for other in &held[1..] {
                shelf.get(other.name()).unwrap();
            }
            assert!(shelf.pin("A") && shelf.unpin("A"));
        }),
    ];
    for (name, way) in ways {
        let _watch = watch();
        let shelf = shelf(3, "A B C");
        way(&shelf);
        assert_eq!(release_unpinned(&shelf), "B C A", "{name}");
    }
}

#[test]
fn operations_that_do_not_use_a_node() {
    type Way = (&'static str, fn(&Shelf));
    let ways: &[Way] = &[
        ("peek", |shelf| drop(shelf.peek("A").unwrap())),
        ("contains_key", |shelf| assert!(shelf.contains_key("A"))),
        ("iter", |shelf| assert_eq!(shelf.iter().count(), 3)),
        ("keys", |shelf| assert_eq!(shelf.keys().count(), 3)),
        ("values", |shelf| assert_eq!(shelf.values().count(), 3)),
        ("Debug", |shelf| assert!(format!("{shelf:?}").contains('A'))),
        ("unpin of what is not pinned", |shelf| assert!(!shelf.unpin("A"))),
        ("set_budget", |shelf| shelf.set_budget(4)),
        ("release_unused", |shelf| {
            let _held: Vec<_> = shelf.values().collect();
            assert_eq!(shelf.release_unused(), 0);
        }),
        ("being held", |shelf| {
            let held = shelf.peek("A");
            assert_eq!(held, held.clone());
        }),
    ];
    for (name, way) in ways {
        let _watch = watch();
        let shelf = shelf(3, "A B C");
        way(&shelf);
        assert_eq!(release_unpinned(&shelf), "A B C", "{name}");
    }
}

/// Looking at a node that the cache has released does not make the cache keep it again.
#[test]
fn looking_at_a_weak_entry_keeps_nothing() {
    let _watch = watch();
    let shelf = shelf(1, "");
    let held = node("A");
    put_node(&shelf, &held);
    shelf.shrink_to(0);
    assert!(shelf.contains_key("A") && !shelf.unpin("A"));
    assert_eq!((shelf.peek("A"), shelf.values().next()), (Some(held.clone()), Some(held)));
    assert_eq!((log().as_str(), shelf.len()), ("~A", 0));
}

#[test]
fn by_weight() {
    let _watch = watch();
    let shelf = shelf_by_weight(10, "A3 B3 C3");
    assert_eq!((log().as_str(), numbers(&shelf)), ("", (3, 3, 9)));
    put(&shelf, "D1");
    assert_eq!((log().as_str(), numbers(&shelf)), ("", (4, 4, 10)));
    put(&shelf, "E5");
    assert_eq!((log().as_str(), numbers(&shelf)), ("~A3 ~B3", (3, 3, 9)));
    put(&shelf, "F0 G0 H0 I10");
    assert_eq!((log().as_str(), numbers(&shelf)), ("~C3 ~D1 ~E5", (4, 4, 10)));
    assert_eq!(take_apart(&shelf), "F0 G0 H0 I10");
}

/// A node that weighs more than the budget is not kept, and no other node is evicted for it.
#[test]
fn a_node_that_is_too_heavy() {
    let _watch = watch();
    let shelf = shelf_by_weight(10, "A5 B5");
    let heavy = node("H11");
    put_node(&shelf, &heavy);
    assert_eq!((heavy.strong_count(), numbers(&shelf)), (1, (3, 2, 10)));
    assert_eq!(shelf.get("H11"), Some(heavy.clone()));
    assert_eq!((heavy.strong_count(), numbers(&shelf)), (1, (3, 2, 10)));
    drop(heavy);
    assert_eq!((log().as_str(), found(&shelf).as_str()), ("~H11", "A5 B5"));
    put(&shelf, "I11");
    assert_eq!((log().as_str(), found(&shelf).as_str()), ("~I11", "A5 B5"));
    let made = shelf.get_or_insert_with(key("J11"), || part("J11"));
    assert_eq!((made.strong_count(), shelf.peek("J11")), (1, Some(made)));
    assert_eq!((log().as_str(), release_unpinned(&shelf).as_str()), ("~J11", "A5 B5"));
}

/// It still replaces the node that had its key.
#[test]
fn a_node_that_is_too_heavy_replaces_another() {
    let _watch = watch();
    let shelf = shelf_by_weight(10, "A5 B5");
    let heavy = node("H11");
    assert!(shelf.insert(key("A5"), heavy.clone()).is_some());
    assert_eq!((log().as_str(), numbers(&shelf)), ("~A5", (2, 1, 5)));
    assert_eq!(shelf.get("A5"), Some(heavy.clone()));
    heavy.data().weight.set(10);
    assert_eq!(shelf.get("A5"), Some(heavy));
    assert_eq!((log().as_str(), numbers(&shelf)), ("~B5", (1, 1, 10)));
}

#[test]
fn a_node_that_was_too_heavy_is_weighed_again() {
    let _watch = watch();
    let shelf = shelf_by_weight(10, "A5");
    let heavy = node("H11");
    put_node(&shelf, &heavy);
    shelf.set_budget(11);
    assert_eq!(heavy.strong_count(), 1);
    shelf.get("H11");
    assert_eq!((heavy.strong_count(), numbers(&shelf), log()), (2, (1, 1, 11), "~A5".into()));
}

#[test]
fn set_budget_evicts_the_excess() {
    let _watch = watch();
    let shelf = shelf_by_weight(20, "A4 B4 C4 D4");
    shelf.set_budget(16);
    assert_eq!((shelf.budget(), log().as_str()), (16, ""));
    shelf.set_budget(15);
    assert_eq!((log().as_str(), shelf.weight()), ("~A4", 12));
    shelf.set_budget(5);
    assert_eq!((log().as_str(), shelf.weight()), ("~B4 ~C4", 4));
    shelf.set_budget(9);
    put(&shelf, "E4 F4");
    assert_eq!((log().as_str(), shelf.weight(), shelf.budget()), ("~D4", 8, 9));
    shelf.set_budget(usize::MAX);
    assert_eq!((shelf.weight(), shelf.budget()), (8, usize::MAX));
}

#[test]
fn shrink_to_leaves_the_budget() {
    let _watch = watch();
    let shelf = shelf_by_weight(20, "A4 B4 C4 D4");
    shelf.shrink_to(16);
    shelf.shrink_to(usize::MAX);
    assert_eq!(log(), "");
    shelf.shrink_to(15);
    assert_eq!((log().as_str(), shelf.budget()), ("~A4", 20));
    shelf.shrink_to(0);
    assert_eq!((log().as_str(), shelf.budget(), numbers(&shelf)), ("~B4 ~C4 ~D4", 20, (0, 0, 0)));
    put(&shelf, "E4 F4 G4 H4 I4");
    assert_eq!((log().as_str(), shelf.weight()), ("", 20));
}

#[test]
fn a_budget_of_zero() {
    let _watch = watch();
    let shelf = shelf(0, "A b");
    assert_eq!((log().as_str(), numbers(&shelf)), ("~A b ~b", (0, 0, 0)));
    let held = shelf.get_or_insert_with(key("C"), || part("C"));
    assert_eq!(shelf.get("C"), Some(held.clone()));
    assert_eq!((held.strong_count(), numbers(&shelf)), (1, (1, 0, 0)));
    assert!(shelf.pin("C"));
    assert_eq!((held.strong_count(), numbers(&shelf)), (2, (1, 1, 1)));
    assert!(shelf.unpin("C"));
    assert_eq!((held.strong_count(), numbers(&shelf)), (1, (1, 0, 0)));
}

/// They cost nothing, so they are never too much. They are only evicted together with nodes that
/// were used later.
#[test]
fn weights_of_zero() {
    let _watch = watch();
    let shelf = shelf_by_weight(0, "A0 B0 C0");
    assert_eq!((log().as_str(), numbers(&shelf)), ("", (3, 3, 0)));
    shelf.shrink_to(0);
    assert_eq!((log().as_str(), shelf.kept()), ("", 3));
    shelf.set_budget(2);
    put(&shelf, "D2");
    assert_eq!(log(), "");
    shelf.get("A0");
    put(&shelf, "E1");
    assert_eq!((log().as_str(), found(&shelf).as_str()), ("~B0 ~C0 ~D2", "A0 E1"));
    assert_eq!((shelf.release_unused(), log().as_str()), (2, "~A0 ~E1"));
}

#[test]
fn the_largest_weights() {
    let _watch = watch();
    let shelf = shelf_by_weight(usize::MAX, "A1");
    let heavy = ["H", "I", "J"].map(node);
    for node in &heavy {
        node.data().weight.set(usize::MAX);
        put_node(&shelf, node);
        assert_eq!((shelf.kept(), shelf.weight()), (1, usize::MAX));
    }
    assert_eq!(log(), "~A1");
    // Together they weigh more than the type can hold.
    for node in &heavy {
        assert!(shelf.pin(node.name()));
    }
    assert_eq!((shelf.kept(), shelf.weight()), (3, usize::MAX));
    put(&shelf, "B1 C0");
    assert_eq!((log().as_str(), shelf.kept()), ("~B1", 4));
    assert!(shelf.unpin("H"));
    assert_eq!((heavy[0].strong_count(), shelf.weight()), (1, usize::MAX));
    shelf.remove("I");
    assert_eq!((shelf.kept(), shelf.weight()), (1, usize::MAX));
    shelf.remove("J");
    assert_eq!((shelf.kept(), shelf.weight()), (0, 0));
    put(&shelf, "D2 E3");
    assert_eq!(shelf.weight(), 5);
    log();
}

/// The cache keeps the node once for each key.
#[test]
fn a_node_under_two_keys() {
    let _watch = watch();
    let shelf = shelf_by_weight(10, "");
    let node = node("A4");
    shelf.insert(key("one"), node.clone());
    shelf.insert(key("other"), node.clone());
    assert_eq!((node.strong_count(), numbers(&shelf)), (3, (2, 2, 8)));
    put(&shelf, "B4");
    assert_eq!((node.strong_count(), numbers(&shelf)), (2, (3, 2, 8)));
    drop(node);
    assert_eq!(found(&shelf), "B4 one other");
    shelf.remove("other");
    assert_eq!((log().as_str(), found(&shelf).as_str()), ("~A4", "B4"));
}

/// A look-up makes the node the most recently used one under that key only.
#[test]
fn a_node_under_two_keys_is_used_under_each() {
    let _watch = watch();
    let shelf = shelf(3, "");
    let node = node("A");
    shelf.insert(key("one"), node.clone());
    shelf.insert(key("other"), node.clone());
    put(&shelf, "B");
    shelf.get("one");
    put(&shelf, "C D");
    assert_eq!(log(), "~B");
    assert_eq!((node.strong_count(), numbers(&shelf)), (2, (4, 3, 3)));
    drop(node);
    shelf.remove("one");
    assert_eq!((log().as_str(), found(&shelf).as_str()), ("~A", "C D"));
}

#[test]
fn a_released_node_is_kept_again_by_use_and_others_are_evicted() {
    let _watch = watch();
    let shelf = shelf(2, "");
    let held = ["A", "B", "C"].map(node);
    for node in &held {
        put_node(&shelf, node);
    }
    assert_eq!(held.each_ref().map(PartRc::strong_count), [1, 2, 2]);
    for (name, counts) in [("A", [2, 1, 2]), ("B", [2, 2, 1]), ("B", [2, 2, 1]), ("C", [1, 2, 2])] {
        shelf.get(name);
        assert_eq!(held.each_ref().map(PartRc::strong_count), counts, "{name}");
        assert_eq!(numbers(&shelf), (3, 2, 2));
    }
    assert_eq!(take_apart(&shelf), "B C");
}
