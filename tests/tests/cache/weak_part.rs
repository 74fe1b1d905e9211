//! A node that the cache has released stays in it exactly as long as something else holds it.

use std::cell::RefCell;
use std::rc::Rc as StdRc;

use kinfolk::{Node, collect, leaks};

use crate::key::key;
use crate::model::{
    Part, keep, kept, log, node, node_with_drop, node_with_finalizer, node_with_hook, note, part,
};
use crate::moments::{Moment, arm, disarm};
use crate::shelf::{counts, found, numbers, put, put_node, shelf, take_apart};
use crate::watch::watch;

#[test]
fn held_nodes_are_found_and_kept_again() {
    let _watch = watch();
    let shelf = shelf(1, "A");
    let held = shelf.get("A").unwrap();
    put(&shelf, "B");
    assert_eq!((held.strong_count(), numbers(&shelf)), (1, (2, 1, 1)));
    assert_eq!(shelf.get("A"), Some(held.clone()));
    assert_eq!((log().as_str(), held.strong_count()), ("~B", 2));
    drop(held);
    assert_eq!((log().as_str(), found(&shelf).as_str()), ("", "A"));
}

/// Code that asks for a node in memory never gets a second copy.
#[test]
fn held_nodes_are_not_made_again() {
    let _watch = watch();
    let shelf = shelf(2, "");
    let held: Vec<_> = (0..10).map(|i| format!("A{i}")).collect();
    let held: Vec<_> =
        held.iter().map(|name| shelf.get_or_insert_with(key(name), || part(name))).collect();
    assert_eq!(numbers(&shelf), (10, 2, 2));
    for node in held.iter().rev() {
        let again = shelf.get_or_insert_with(key(node.name()), || -> Part { unreachable!() });
        assert_eq!(again, *node);
    }
    drop(held);
    assert_eq!(found(&shelf), "A0 A1");
    log();
}

#[test]
fn unheld_nodes_are_gone_at_once() {
    let _watch = watch();
    let shelf = shelf(1, "A");
    let held = shelf.get("A").unwrap();
    put(&shelf, "B");
    assert_eq!(found(&shelf), "A B");
    drop(held);
    assert_eq!((log().as_str(), found(&shelf).as_str()), ("~A", "B"));
    assert_eq!((shelf.get("A"), shelf.remove("A")), (None, None));
}

#[test]
fn the_entry_goes_at_death_and_not_before_or_after() {
    let _watch = watch();
    let shelf = shelf(9, "");
    let seen = StdRc::new(RefCell::new(Vec::new()));
    let see = |at: &'static str| {
        let (shelf, seen) = (shelf.clone(), seen.clone());
        move || seen.borrow_mut().push((at, found(&shelf), shelf.peek("b").is_some()))
    };
    let node = node_with_hook("b", {
        let see = see("hook");
        move |_| see()
    });
    node.data().on_drop(see("data"));
    kinfolk::Finalizer::attach(&node, see("finalizer"));
    put(&shelf, "A");
    put_node(&shelf, &node);
    drop(node);
    assert_eq!(seen.take(), []);
    shelf.shrink_to(0);
    // At all of these moments, `A` is dead: it was released first.
    let expected = [("hook", "b", true), ("finalizer", "", false), ("data", "", false)];
    assert_eq!(seen.take(), expected.map(|(at, found, is_there)| (at, found.into(), is_there)));
}

/// The key is dropped with the entry: after the attached finalizers, before the node's data.
#[test]
fn the_key_goes_with_the_entry() {
    let _watch = watch();
    let shelf = shelf(1, "");
    put_node(&shelf, &node_with_finalizer("a", || ()));
    arm(Moment::KeyDrop, |name| note(format!("*{name}")));
    put(&shelf, "B");
    assert_eq!((log().as_str(), disarm()), ("a !a *a ~a", 1));
}

#[test]
fn owned_nodes_are_found() {
    let _watch = watch();
    let shelf = shelf(1, "");
    let owner = node("O");
    owner.adopt(&node("A"));
    put_node(&shelf, &owner.descendants_of::<Part>().next().unwrap());
    put(&shelf, "B");
    assert_eq!(numbers(&shelf), (2, 1, 1));
    let child = shelf.get("A").unwrap();
    assert_eq!((child.owner(), log().as_str()), (Some(kinfolk::Handle::to_any(&owner)), "~B"));
    drop(child);
    // The cache keeps it, so it outlives its owner.
    drop(owner);
    assert_eq!((log().as_str(), found(&shelf).as_str()), ("~O", "A"));
    assert!(shelf.get("A").unwrap().is_root());
    shelf.shrink_to(0);
    assert_eq!(log(), "~A");
}

#[test]
fn an_owner_and_its_children() {
    let _watch = watch();
    let cached = shelf(9, "");
    let owner = node("o");
    for name in ["a", "B"] {
        let child = node(name);
        owner.adopt(&child);
        put_node(&cached, &child);
    }
    put_node(&cached, &owner);
    cached.get("a");
    drop(owner);
    // `B` still has its owner. Then `o` goes, and with it the nodes that the cache no longer keeps.
    cached.shrink_to(2);
    assert_eq!((log().as_str(), found(&cached).as_str()), ("", "B a o"));
    cached.shrink_to(1);
    assert_eq!((log().as_str(), found(&cached).as_str()), ("o ~o ~B", "a"));
    assert_eq!(take_apart(&cached), "a");
    log();
}

#[test]
fn nodes_that_die_together_go_in_one_step() {
    let _watch = watch();
    let shelf = shelf(9, "");
    let seen = StdRc::new(RefCell::new(Vec::new()));
    let owner = node("o");
    for name in ["a", "b"] {
        let (inside, seen) = (shelf.clone(), seen.clone());
        let child = node_with_hook(name, {
            let (inside, seen) = (inside.clone(), seen.clone());
            move |_| seen.borrow_mut().push(found(&inside))
        });
        child.data().on_drop(move || seen.borrow_mut().push(found(&inside)));
        owner.adopt(&child);
        put_node(&shelf, &child);
    }
    put_node(&shelf, &owner);
    shelf.shrink_to(0);
    assert_eq!((seen.take(), shelf.len()), (vec![], 3));
    drop(owner);
    assert_eq!(seen.take(), ["a b o", "a b o", "", ""]);
    assert_eq!(log(), "o a b ~o ~a ~b");
}

#[test]
fn shared_nodes_are_found() {
    let _watch = watch();
    let shelf = shelf(1, "A");
    let holder = node("H");
    holder.point_at(&shelf.get("A").unwrap());
    put(&shelf, "B");
    assert_eq!((found(&shelf).as_str(), log().as_str()), ("A B", ""));
    drop(holder);
    assert_eq!((found(&shelf).as_str(), log().as_str()), ("B", "~H ~A"));
}

/// An unreachable cycle is in the cache until it is collected.
#[test]
fn nodes_of_a_cycle_are_found_until_it_is_collected() {
    let _watch = watch();
    let shelf = shelf(1, "a");
    shelf.get("a").unwrap().point_at(&shelf.get("a").unwrap());
    assert_eq!((collect().freed(), leaks().len()), (0, 0));
    put(&shelf, "B");
    assert_eq!((found(&shelf).as_str(), leaks().len()), ("B a", 1));
    assert_eq!(shelf.get("a").unwrap().name(), "a");
    assert_eq!((log().as_str(), collect().freed()), ("~B", 0));
    shelf.shrink_to(0);
    assert_eq!((collect().freed(), log().as_str()), (1, "a ~a"));
    assert_eq!((found(&shelf).as_str(), counts(&shelf)[4]), ("", 2));
}

#[test]
fn collected_in_one_step() {
    let _watch = watch();
    let shelf = shelf(2, "a b");
    shelf.get("a").unwrap().point_at(&shelf.get("b").unwrap());
    shelf.get("b").unwrap().point_at(&shelf.get("a").unwrap());
    for name in ["a", "b"] {
        let inside = shelf.clone();
        shelf.peek(name).unwrap().data().on_drop(move || assert_eq!(found(&inside), ""));
    }
    shelf.shrink_to(0);
    assert_eq!(found(&shelf), "a b");
    assert_eq!((collect().freed(), shelf.len()), (2, 0));
    log();
}

/// For the collector, a pinned node in a cycle is held by the cache.
#[test]
fn kept_nodes_are_not_collected() {
    let _watch = watch();
    let shelf = shelf(2, "a");
    shelf.get("a").unwrap().point_at(&shelf.get("a").unwrap());
    assert!(shelf.pin("a"));
    assert_eq!((collect().freed(), log().as_str()), (0, ""));
    drop(shelf);
    assert_eq!((collect().freed(), log().as_str()), (1, "a ~a"));
}

#[test]
fn a_hook_that_resurrects_its_node_leaves_the_entry() {
    let _watch = watch();
    let shelf = shelf(1, "");
    put_node(&shelf, &node_with_hook("a", keep));
    put(&shelf, "B");
    assert_eq!((log().as_str(), numbers(&shelf), found(&shelf).as_str()), ("a", (2, 1, 1), "B a"));
    assert_eq!((counts(&shelf)[4], shelf.get("a").as_ref()), (0, kept().first()));
    assert_eq!((log().as_str(), numbers(&shelf)), ("~B", (1, 1, 1)));
    shelf.shrink_to(0);
    assert_eq!((log().as_str(), numbers(&shelf), counts(&shelf)[4]), ("~a", (0, 0, 0), 2));
}

/// A node that looks itself up uses itself: the cache keeps it again and evicts another one.
#[test]
fn a_hook_that_looks_its_node_up_resurrects_it() {
    let _watch = watch();
    let shelf = shelf(2, "");
    let inside = shelf.clone();
    put_node(
        &shelf,
        &node_with_hook("a", move |this| assert_eq!(inside.get("a").as_ref(), Some(this))),
    );
    put(&shelf, "B C");
    assert_eq!((log().as_str(), found(&shelf).as_str()), ("a ~B", "C a"));
    assert_eq!((numbers(&shelf), counts(&shelf)), ((2, 2, 2), [0, 1, 0, 2, 1]));
    assert_eq!(take_apart(&shelf), "C a");
    log();
}

#[test]
fn a_hook_that_only_peeks_does_not_resurrect_its_node() {
    let _watch = watch();
    let shelf = shelf(1, "");
    let inside = shelf.clone();
    put_node(
        &shelf,
        &node_with_hook("a", move |this| {
            assert_eq!(inside.peek("a").as_ref(), Some(this));
            assert!(inside.contains_key("a") && !inside.unpin("a"));
            assert_eq!(inside.iter().count(), 2);
        }),
    );
    put(&shelf, "B");
    assert_eq!((log().as_str(), found(&shelf).as_str()), ("a ~a", "B"));
}

/// Once a node is freed, its key is free.
#[test]
fn the_late_death_of_a_replaced_node_leaves_the_new_entry() {
    let _watch = watch();
    let shelf = shelf(1, "");
    let first = node("A");
    shelf.insert(key("key"), first.clone());
    assert_eq!(shelf.insert(key("key"), part("B")), Some(first.clone()));
    drop(first);
    assert_eq!((log().as_str(), found(&shelf).as_str()), ("~A", "key"));
    shelf.shrink_to(0);
    shelf.insert(key("key"), part("C"));
    assert_eq!((log().as_str(), shelf.get("key").unwrap().name()), ("~B", "C"));
}

/// An entry that was taken out does not come back with its node; a new entry is a separate one.
#[test]
fn inserted_again_while_it_is_held() {
    let _watch = watch();
    let shelf = shelf(1, "");
    let held = node("A");
    for _ in 0..3 {
        put_node(&shelf, &held);
        assert_eq!((held.strong_count(), numbers(&shelf)), (2, (1, 1, 1)));
        assert_eq!(shelf.remove("A"), Some(held.clone()));
        assert_eq!((held.strong_count(), numbers(&shelf)), (1, (0, 0, 0)));
    }
    assert_eq!(counts(&shelf), [0; 5]);
}

#[test]
fn two_caches_of_one_node() {
    let _watch = watch();
    let (one, other) = (shelf(1, "A"), shelf(1, ""));
    put_node(&other, &one.peek("A").unwrap());
    one.shrink_to(0);
    assert_eq!((found(&one).as_str(), found(&other).as_str(), log().as_str()), ("A", "A", ""));
    other.shrink_to(0);
    assert_eq!((found(&one).as_str(), found(&other).as_str(), log().as_str()), ("", "", "~A"));
}

/// The data of a cached node is user data; a cache inside it goes with it.
#[test]
fn a_cache_that_dies_with_a_cached_node() {
    let _watch = watch();
    let (outer, inner) = (shelf(1, ""), shelf(2, "a B"));
    put_node(&outer, &node_with_drop("N", move || drop(inner)));
    assert_eq!(log(), "");
    put(&outer, "M");
    assert_eq!(log(), "~N a ~a ~B");
}
