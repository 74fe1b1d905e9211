//! Nothing leaks, and nothing is dropped twice, whichever goes first: the nodes or the collections.

use std::any::Any;
use std::rc::Rc as StdRc;

use kinfolk::weak::{WeakKeyMap, WeakSet, WeakValueMap};
use kinfolk::{Graph, Rc, Weak, collect};

use crate::key::{Key, key};
use crate::model::{Data, Part, PartRc, live, log, node, sorted_words, value, world};
use crate::watch::watch;

/// A collection of each kind, with counted values and keys.
struct All {
    values: WeakKeyMap<Part, Data>,
    names: WeakValueMap<Key, Part>,
    set: WeakSet<Part>,
}

fn all(nodes: &[PartRc]) -> All {
    let all = All { values: WeakKeyMap::new(), names: WeakValueMap::new(), set: WeakSet::new() };
    for node in nodes {
        all.values.insert(node, value(node.name()));
        all.names.insert(key(node.name()), node);
        all.set.insert(node);
    }
    all
}

#[test]
fn collections_before_nodes() {
    let _watch = watch();
    let world = world("R/a/B R/1 S=R");
    let nodes = live();
    let [first, second] = [all(world.nodes()), all(world.nodes())];
    assert_eq!(live(), nodes + 20);
    drop(first);
    assert_eq!(live(), nodes + 10);
    drop(second);
    assert_eq!(live(), nodes);
    // The nodes no longer know of any collection.
    let third = all(world.nodes());
    drop(world);
    assert!(third.set.is_empty());
    log();
}

#[test]
fn nodes_before_collections() {
    let _watch = watch();
    let before = live();
    let world = world("R/a/B R/1 S=R");
    let all = all(world.nodes());
    drop(world);
    assert_eq!(live(), before);
    drop(all);
    assert_eq!(live(), before);
    log();
}

#[test]
fn in_turns() {
    let _watch = watch();
    let before = live();
    let mut nodes: Vec<_> = (0..20).map(|number| node(&number.to_string())).collect();
    let mut collections: Vec<_> = (0..20).map(|_| all(&nodes)).collect();
    for step in 0..20 {
        let count = 20 - step;
        // Each node with its data, and a key and a value for each node in each collection.
        assert_eq!(live(), before + count + 2 * count * count);
        nodes.swap_remove(step * 7 % count);
        collections.swap_remove(step * 3 % count);
    }
    assert_eq!(live(), before);
    log();
}

#[test]
fn each_is_dropped_once() {
    let _watch = watch();
    let world = world("R/a R/B=B");
    let all = all(world.nodes());
    drop(world);
    collect();
    drop(all);
    assert_eq!(sorted_words(&log()), "*B *B *R *R *a *a a ~B ~R ~a");
}

/// Collections in the data of nodes, and nodes in collections in the data of other nodes.
mod in_data {
    use super::*;

    #[derive(Graph)]
    #[graph(back(above: Owner))]
    struct Owner {
        set: WeakSet<Owner>,
        values: WeakKeyMap<Owner, Data>,
        names: WeakValueMap<Key, Owner>,
        data: Data,
        #[graph(own)]
        below: Vec<Owner>,
    }

    fn owner(name: &str) -> Owner {
        Owner {
            set: WeakSet::new(),
            values: WeakKeyMap::new(),
            names: WeakValueMap::new(),
            data: value(name),
            below: Vec::new(),
        }
    }

    impl OwnerNode {
        fn remember(&self, other: &Rc<Owner>) {
            self.set.insert(other);
            self.values.insert(other, value("v"));
            self.names.insert(key("k"), other);
        }

        fn lengths(&self) -> [usize; 3] {
            [self.set.len(), self.values.len(), self.names.len()]
        }
    }

    #[test]
    fn of_the_node_itself() {
        let _watch = watch();
        let node = owner("a").into_graph();
        node.remember(&node);
        assert_eq!(node.lengths(), [1; 3]);
        drop(node);
        // Its own entries go before its data, which contains the collections.
        assert_eq!(sorted_words(&log()), "*a *k *v");
    }

    #[test]
    fn of_owners_and_children() {
        let _watch = watch();
        let root = owner("r").into_graph();
        let child = root.below.add(owner("c"));
        let other = root.below.add(owner("d"));
        for one in [&root, &child, &other] {
            for another in [&root, &child, &other] {
                one.remember(another);
            }
        }
        assert_eq!(child.lengths(), [3, 3, 1]);
        drop((child, root));
        // The last node was held.
        assert_eq!(other.lengths(), [1, 1, 1]);
        drop(other);
        log();
    }

    #[test]
    fn of_nodes_that_go_first() {
        let _watch = watch();
        let [one, other] = ["a", "b"].map(|name| owner(name).into_graph());
        one.remember(&other);
        other.remember(&one);
        drop(one);
        assert_eq!(other.lengths(), [0; 3]);
        drop(other);
        log();
    }

    /// The collection goes with the data of an owner, while the owner's child is dead but not
    /// dropped yet.
    #[test]
    fn of_an_owner_that_is_torn_down() {
        let _watch = watch();
        let root = owner("r").into_graph();
        for name in ["c", "d"] {
            let child = root.below.add(owner(name));
            root.remember(&child);
            child.remember(&root);
        }
        assert_eq!(root.lengths(), [2, 2, 1]);
        drop(root);
        log();
    }

    #[test]
    fn of_a_plain_value() {
        let _watch = watch();
        let [one, other] = ["a", "b"].map(owner);
        let node = owner("n").into_graph();
        one.set.insert(&node);
        let one = one.into_graph();
        assert!(one.set.contains(&node));
        other.set.insert(&node);
        drop(other);
        drop(node);
        assert!(one.set.is_empty());
        drop(one);
        log();
    }
}

/// A collection as a value in another collection, or in itself.
#[test]
fn in_values() {
    let _watch = watch();
    let outer = WeakKeyMap::<Part, WeakKeyMap<Part, Data>>::new();
    let [a, b] = ["A", "B"].map(node);
    for (node, other) in [(&a, &b), (&b, &a)] {
        let inner = outer.get_or_insert_with(node, WeakKeyMap::new);
        inner.insert(other, value("v"));
        inner.insert(node, value("w"));
    }
    drop(a);
    assert_eq!((outer.len(), outer.get(&b).unwrap().len()), (1, 1));
    assert_eq!(sorted_words(&log()), "*v *v *w ~A");
    drop(b);
    assert!(outer.is_empty());
    log();
}

/// A collection that is never dropped keeps no node alive.
#[test]
fn collections_that_are_forgotten() {
    let _watch = watch();
    let before = live();
    let nodes = ["A", "b"].map(node);
    std::mem::forget(all(&nodes));
    drop(nodes);
    assert_eq!(live(), before);
    log();
}

#[test]
fn iterators_that_are_left_half_way() {
    let _watch = watch();
    let before = live();
    let nodes = ["1", "2", "3"].map(node);
    let all = all(&nodes);
    let (mut values, mut names) = (all.values.drain(), all.names.drain());
    drop((values.next(), names.next(), all.set.drain().next()));
    let (open_values, open_names) = (all.values.iter(), all.names.iter());
    drop((values, names, open_values, open_names));
    assert_eq!(live(), before + 3);
    drop(nodes);
    log();
}

/// As documented, it keeps the node alive: the cure is a weak handle.
#[test]
fn a_value_that_holds_its_own_node() {
    struct Wise(Weak<Part>, #[expect(dead_code, reason = "it is there to be dropped")] Data);
    let _watch = watch();
    let map = WeakKeyMap::<Part, Data>::new();
    let a = node("A");
    let own = value("v");
    own.pocket.borrow_mut().push(a.clone());
    map.insert(&a, own);
    drop(a);
    assert_eq!((map.len(), log().as_str()), (1, ""), "it is kept alive");
    map.clear();
    assert_eq!((map.len(), log().as_str()), (0, "*v ~A"));

    let map = WeakKeyMap::<Part, Wise>::new();
    let a = node("A");
    map.insert(&a, Wise(a.downgrade(), value("v")));
    assert_eq!(map.get(&a).unwrap().0.upgrade(), Some(a.clone()));
    drop(a);
    assert_eq!((map.len(), log().as_str()), (0, "*v ~A"));
}

/// The last owner of a collection is a value in it.
#[test]
fn a_collection_that_holds_itself() {
    let _watch = watch();
    let map = StdRc::new(WeakKeyMap::<Part, StdRc<dyn Any>>::new());
    let a = node("A");
    map.insert(&a, map.clone());
    let weak = StdRc::downgrade(&map);
    drop(map);
    assert_eq!(weak.strong_count(), 1);
    drop(a);
    assert_eq!((weak.strong_count(), log().as_str()), (0, "~A"));
}
