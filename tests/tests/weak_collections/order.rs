//! The order of a death: hooks; then attached finalizers, newest first; then the keys and values
//! that collections stored beside the nodes; then the nodes' data.

use kinfolk::weak::{WeakKeyMap, WeakValueMap};
use kinfolk::{Rc, collect};

use crate::key::{Key, key};
use crate::model::{Data, Part, World, leaf, log, note, sorted_words, value, world};
use crate::watch::watch;

/// Values and keys of all nodes.
struct Notes {
    values: WeakKeyMap<Part, Data>,
    names: WeakValueMap<Key, Part>,
}

fn notes(world: &World) -> Notes {
    let notes = Notes { values: WeakKeyMap::new(), names: WeakValueMap::new() };
    for node in world.nodes() {
        notes.values.insert(node, value(&format!("v{}", node.name())));
        notes.names.insert(key(&format!("k{}", node.name())), node);
    }
    notes
}

/// A log with its values and keys in alphabetical order, because they have no order of their own.
fn in_order(log: &str) -> String {
    let mut parts: Vec<(bool, Vec<&str>)> = Vec::new();
    for word in log.split_whitespace() {
        let is_value = word.starts_with('*');
        match parts.last_mut() {
            Some((is_same, words)) if *is_same == is_value => words.push(word),
            _ => parts.push((is_value, vec![word])),
        }
    }
    let parts = parts.into_iter().map(|(is_value, words)| {
        let words = words.join(" ");
        if is_value { sorted_words(&words) } else { words }
    });
    parts.collect::<Vec<_>>().join(" ")
}

fn ends(world: World) -> String {
    log();
    drop(world);
    collect();
    in_order(&log())
}

#[test]
fn of_a_node() {
    for (name, expected) in
        [("a", "a !a *ka *va ~a"), ("A", "!A *kA *vA ~A"), ("1", "!1 *k1 *v1 ~1")]
    {
        let _watch = watch();
        let world = world(name);
        let _notes = notes(&world);
        world.finalizer(name, || ());
        assert_eq!(ends(world), expected);
    }
}

#[test]
fn of_a_tree() {
    let _watch = watch();
    let world = world("r/a/B a/c r/D r/1");
    let _notes = notes(&world);
    for name in ["c", "r", "1", "B"] {
        world.finalizer(name, || ());
    }
    assert_eq!(
        ends(world),
        "r a c !B !1 !r !c *k1 *kB *kD *ka *kc *kr *v1 *vB *vD *va *vc *vr ~r ~a ~B ~c ~D ~1"
    );
}

#[test]
fn of_nodes_that_others_share() {
    let _watch = watch();
    let world = world("r/A r/B A=c B=c c/D");
    let _notes = notes(&world);
    world.finalizer("D", || ());
    world.finalizer("A", || ());
    assert_eq!(ends(world), "r c !A !D *kA *kB *kD *kc *kr *vA *vB *vD *vc *vr ~r ~A ~B ~c ~D");
}

#[test]
fn of_a_cycle() {
    let _watch = watch();
    let world = world("a=B=a B/C");
    let _notes = notes(&world);
    world.finalizer("C", || ());
    world.finalizer("a", || ());
    let log = ends(world);
    let data =
        log.strip_prefix("a !a !C *kB *kC *ka *vB *vC *va ").unwrap_or_else(|| panic!("{log}"));
    assert_eq!(sorted_words(data), "~B ~C ~a");
}

#[test]
fn of_children_that_are_released_one_by_one() {
    let _watch = watch();
    let world = world("R/a/B R/C");
    let _notes = notes(&world);
    world.finalizer("B", || ());
    let root = world.only("R");
    log();
    root.silent().parts.clear();
    assert_eq!(in_order(&log()), "a !B *kB *ka *vB *va ~a ~B *kC *vC ~C");
    drop(root);
    assert_eq!(in_order(&log()), "*kR *vR ~R");
}

/// It is dropped when its other holders release it.
#[test]
fn of_a_value_with_another_holder() {
    let _watch = watch();
    let world = world("A");
    let notes = notes(&world);
    let value = notes.values.get(&world.node("A"));
    let held_key = notes.names.keys().next();
    assert_eq!(ends(world), "~A");
    assert_eq!((notes.values.len(), notes.names.len()), (0, 0));
    drop(value);
    drop(held_key);
    assert_eq!(log(), "*vA *kA");
}

/// The node no longer has these entries.
#[test]
fn of_removed_entries() {
    let _watch = watch();
    let world = world("A/B");
    let notes = notes(&world);
    let taken = notes.values.remove(&world.node("B"));
    assert!(notes.names.remove("kB").is_some());
    assert_eq!(log(), "*kB");
    assert_eq!(ends(world), "*kA *vA ~A ~B");
    drop(taken);
    assert_eq!(log(), "*vB");
}

/// A node that a value holds dies when the value is dropped: between the finalizers and the data.
#[test]
fn of_nodes_that_values_hold() {
    let _watch = watch();
    let (outer, inner) = (world("R/A"), world("s/T"));
    let _notes = notes(&inner);
    inner.finalizer("T", || ());
    let values = WeakKeyMap::<Part, Data>::new();
    let holder = value("v");
    holder.pocket.borrow_mut().push(inner.only("s"));
    values.insert(&outer.node("A"), holder);
    outer.finalizer("R", || ());
    assert_eq!(ends(outer), "!R *v s !T *kT *ks *vT *vs ~s ~T ~R ~A");
}

/// A value that holds a node of the same tree has kept that node out of the dying set.
#[test]
fn of_a_child_that_a_value_holds() {
    let _watch = watch();
    let world = world("R/A R/b/C");
    let values = WeakKeyMap::<Part, Data>::new();
    for name in ["b", "C"] {
        values.insert(&world.node(name), value(&format!("v{name}")));
    }
    let holder = value("v");
    holder.pocket.borrow_mut().push(world.node("b"));
    values.insert(&world.node("A"), holder);
    // Until then, the link of its dead owner holds it.
    assert_eq!(ends(world), "*v ~R ~A b *vC *vb ~b ~C");
    assert!(values.is_empty());
}

/// As a `HashMap` does when it is dropped.
#[test]
fn of_a_collection() {
    let _watch = watch();
    let world = world("A/b");
    let notes = notes(&world);
    drop(notes.names);
    assert_eq!(sorted_words(&log()), "*kA *kb");
    notes.values.clear();
    assert_eq!(sorted_words(&log()), "*vA *vb");
    assert_eq!(ends(world), "b ~A ~b");
}

/// A node that was made for a name which was taken meanwhile.
#[test]
fn of_a_node_that_was_made_in_vain() {
    let _watch = watch();
    let map = WeakValueMap::<Key, crate::model::Leaf>::new();
    let one = leaf("1");
    let got = map.get_or_insert_with(key("k"), || {
        note("make");
        map.insert(key("k"), &one);
        leaf("2")
    });
    assert!(Rc::ptr_eq(&got, &one));
    assert_eq!(sorted_words(&log()), "*k make ~2");
    assert_eq!(map.len(), 1);
}
