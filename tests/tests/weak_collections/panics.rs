//! Panics in user code, wherever a collection calls it: the entries stay as they were and still
//! work, and nothing is lost.

use std::cell::Cell;
use std::rc::Rc as StdRc;

use kinfolk::weak::{WeakKeyMap, WeakSet, WeakValueMap};
use kinfolk::{Rc, collect};
use kinfolk_tests::panics::{panic_of, quietly, reports};

use crate::key::{Key, Moment, Same, arm, disarm, key};
use crate::model::{
    Data, Leaf, Part, World, leaf, live, log, node, sorted, sorted_words, value, value_that, world,
};
use crate::registry::Registry;
use crate::watch::watch;

type Map = WeakValueMap<Key, Leaf, Same>;

fn entries(map: &Map) -> String {
    let entry =
        |(key, node): (StdRc<Key>, Rc<Leaf>)| format!("{}:{}", key.data.name, node.data.name);
    sorted_words(&map.iter().map(entry).collect::<Vec<_>>().join(" "))
}

/// A map of keys with the same hash, and its nodes.
fn map() -> (Map, [Rc<Leaf>; 3]) {
    let (map, nodes) = (Map::with_hasher(Same), ["1", "2", "3"].map(leaf));
    for (name, node) in ["a", "b", "c"].into_iter().zip(&nodes) {
        map.insert(key(name), node);
    }
    (map, nodes)
}

mod of_keys {
    use super::*;

    type Use = (&'static str, fn(&Map, &Rc<Leaf>), &'static str);

    /// Each use, with the entries afterwards if nothing panics.
    const USES: [Use; 10] = [
        ("get", |map, _| drop(map.get("c")), "a:1 b:2 c:3"),
        ("contains_key", |map, _| _ = map.contains_key(&key("z")), "a:1 b:2 c:3"),
        ("insert", |map, node| drop(map.insert(key("n"), node)), "a:1 b:2 c:3 n:1"),
        ("insert again", |map, node| drop(map.insert(key("c"), node)), "a:1 b:2 c:1"),
        ("remove", |map, _| drop(map.remove("b")), "a:1 c:3"),
        (
            "get_or_insert_with",
            |map, node| drop(map.get_or_insert_with(key("n"), || node.clone())),
            "a:1 b:2 c:3 n:1",
        ),
        (
            "try_get_or_insert_with",
            |map, node| drop(map.try_get_or_insert_with(key("n"), || Ok::<_, ()>(node.clone()))),
            "a:1 b:2 c:3 n:1",
        ),
        (
            "get_or_insert_with again",
            |map, node| drop(map.get_or_insert_with(key("b"), || node.clone())),
            "a:1 b:2 c:3",
        ),
        ("eq", |map, _| assert!(map.eq(map)), "a:1 b:2 c:3"),
        ("debug", |map, _| drop(format!("{map:?}")), "a:1 b:2 c:3"),
    ];

    /// Panics at each call in turn.
    #[test]
    fn in_hash_eq_borrow_and_debug() {
        for (way, using, after) in USES {
            let _watch = watch();
            let (whole, nodes) = map();
            arm(|_| ());
            using(&whole, &nodes[0]);
            let calls = disarm();
            assert_eq!(entries(&whole), after, "{way}");
            assert!(calls > 0);
            for at in 0..calls {
                let (map, nodes) = map();
                let call = Cell::new(0);
                let was_drop = StdRc::new(Cell::new(false));
                let recorder = was_drop.clone();
                arm(move |moment| {
                    if call.replace(call.get() + 1) == at {
                        recorder.set(moment == Moment::Drop);
                        panic!("key bomb");
                    }
                });
                assert!(panic_of(|| using(&map, &nodes[0])).contains("key bomb"), "{way}");
                disarm();
                // A key that is no longer needed is dropped when everything is done.
                let expected = if was_drop.get() { after } else { "a:1 b:2 c:3" };
                assert_eq!(entries(&map), expected, "{way} at {at}");
                for name in ["a", "b", "c", "n"] {
                    let is_there = expected.contains(name);
                    assert_eq!(map.contains_key(name), is_there, "{way} at {at}: {name}");
                }
                assert_eq!(map.insert(key("b"), &nodes[2]).is_some(), expected.contains('b'));
                assert_eq!(nodes.each_ref().map(Rc::strong_count), [1; 3], "{way} at {at}: leaked");
                drop(nodes);
                assert_eq!(map.len(), 0, "{way} at {at}");
            }
            drop((whole, nodes));
            log();
        }
    }

    /// The entries before the panic are there.
    #[test]
    fn in_the_middle_of_extend() {
        let _watch = watch();
        let (map, nodes) = map();
        let panic = panic_of(|| {
            map.extend([("n", 0), ("a", 1), ("o", 2)].map(|(name, index)| {
                assert_ne!(name, "o", "closure bomb");
                (key(name), nodes[index].clone())
            }));
        });
        assert!(panic.contains("closure bomb"));
        assert_eq!(entries(&map), "a:1 b:2 c:3", "nothing was given to it");
        let count = Cell::new(0);
        panic_of(|| {
            map.extend(["n", "a", "o"].into_iter().map(|name| {
                assert_ne!(count.replace(count.get() + 1), 2, "closure bomb");
                (key(name), nodes[1].clone())
            }));
        });
        assert_eq!(entries(&map), "a:2 b:2 c:3 n:2");
        drop((map, nodes));
        log();
    }
}

mod of_closures {
    use super::*;

    #[test]
    fn of_get_or_insert_with() {
        let _watch = watch();
        let (map, nodes) = map();
        panic_of(|| map.get_or_insert_with(key("n"), || -> Rc<Leaf> { panic!("closure bomb") }));
        panic_of(|| {
            map.try_get_or_insert_with(key("n"), || -> Result<Rc<Leaf>, ()> { panic!("bomb") })
        });
        assert_eq!(entries(&map), "a:1 b:2 c:3");
        let values = WeakKeyMap::<Leaf, Data>::new();
        panic_of(|| values.get_or_insert_with(&nodes[0], || panic!("closure bomb")));
        panic_of(|| {
            values.try_get_or_insert_with(&nodes[0], || -> Result<Data, ()> { panic!("bomb") })
        });
        assert!(values.is_empty());
        assert_eq!(values.get_or_insert_with(&nodes[0], || value("v")).name, "v");
        drop((map, nodes));
        assert!(values.is_empty());
        log();
    }

    #[test]
    fn of_retain() {
        for at in 0..3 {
            let _watch = watch();
            let nodes = ["1", "2", "3"].map(node);
            let registry = Registry::new();
            for node in &nodes {
                registry.add(node);
            }
            let call = Cell::new(0);
            let bomb = || {
                assert_ne!(call.replace(call.get() + 1), at, "closure bomb");
                false
            };
            panic_of(|| registry.all.retain(|_| bomb()));
            call.set(0);
            panic_of(|| registry.values.retain(|_, _| bomb()));
            call.set(0);
            panic_of(|| registry.by_name.retain(|_, _| bomb()));
            registry.assert_found("1 2 3");
            drop(nodes);
            registry.assert_found("");
            log();
        }
    }

    #[test]
    fn of_the_iterator_of_extend() {
        let _watch = watch();
        let nodes = ["1", "2", "3"].map(node);
        let set = WeakSet::<Part>::new();
        let map = WeakKeyMap::<Part, u32>::new();
        let bomb = |node: &crate::model::PartRc| assert_ne!(node.name(), "3", "closure bomb");
        panic_of(|| set.extend(nodes.iter().cloned().inspect(bomb)));
        panic_of(|| map.extend(nodes.iter().cloned().inspect(bomb).zip(0..)));
        assert_eq!((sorted(&set).as_str(), sorted(map.keys()).as_str()), ("1 2", "1 2"));
        // The nodes that were made for it leave no trace.
        panic_of(|| nodes.iter().cloned().inspect(bomb).collect::<WeakSet<Part>>());
        drop(nodes);
        assert!(set.is_empty() && map.is_empty());
        log();
    }

    #[test]
    fn of_clone_and_eq_of_values() {
        struct Value(Data);
        impl Clone for Value {
            fn clone(&self) -> Self {
                assert_ne!(self.0.name, "2", "value bomb");
                Value(value(&self.0.name))
            }
        }
        impl PartialEq for Value {
            fn eq(&self, other: &Self) -> bool {
                assert_ne!(self.0.name, "2", "value bomb");
                self.0.name == other.0.name
            }
        }
        let _watch = watch();
        let nodes = ["1", "2", "3"].map(node);
        let map: WeakKeyMap<Part, Value> =
            nodes.iter().map(|node| (node.clone(), Value(value(node.name())))).collect();
        assert!(panic_of(|| map.clone()).contains("value bomb"));
        assert!(panic_of(|| map == map).contains("value bomb"));
        assert_eq!(map.len(), 3);
        drop(nodes);
        assert!(map.is_empty());
        log();
    }
}

/// Values and keys that go with their node.
mod at_a_death {
    use super::*;

    fn rig(world: &World, name: &str) -> StdRc<Registry> {
        let registry = Registry::of(world);
        let bomb = value_that(&format!("{name}bomb"), || panic!("value bomb"));
        registry.values.insert(&world.node(name), bomb);
        log();
        registry
    }

    #[test]
    fn they_are_reported_and_the_others_dropped() {
        for (text, name, of_type) in [
            ("R/a/B R/c", "R", "Silent"),
            ("R/a/B R/c", "a", "Hooked"),
            ("R/a/B R/c R/1", "1", "Leaf"),
            ("R/A/B", "B", "Silent"),
            ("R=A=R A/1", "A", "Silent"),
            ("R=a=R a/1", "1", "Leaf"),
        ] {
            let _watch = watch();
            let world = world(text);
            let names = world.names();
            let registry = rig(&world, name);
            world.finalizer("R", || ());
            quietly(|| {
                drop(world);
                collect();
            });
            assert_eq!(reports(), [format!("{of_type}: value bomb")], "{text}");
            registry.assert_found("");
            let log = log();
            for other in &names {
                let value =
                    if *other == name { format!("*{name}bomb") } else { format!("*{other}") };
                assert!(log.split(' ').any(|word| word == value), "{text}: {value} of {log}");
                assert!(log.contains(&format!("~{other}")), "{text}: {log}");
            }
        }
    }

    #[test]
    fn all_of_them() {
        let _watch = watch();
        let world = world("R/a/B R/1");
        let registry = Registry::of(&world);
        let map = WeakKeyMap::<Part, Data>::new();
        for node in world.nodes() {
            let name = node.name();
            for values in [&registry.values, &map] {
                values.insert(node, value_that(name, || panic!("value bomb")));
            }
        }
        world.finalizer("a", || panic!("finalizer bomb"));
        world.on_hook("a", |_| panic!("hook bomb"));
        log();
        quietly(|| drop(world));
        let reports = reports();
        assert_eq!(reports[..2], ["Hooked: hook bomb", "Hooked: finalizer bomb"]);
        assert_eq!(reports[2..].iter().filter(|report| report.contains(": value bomb")).count(), 8);
        assert_eq!(reports.len(), 10);
        registry.assert_found("");
        assert_eq!((map.len(), log().matches('*').count()), (0, 8));
    }

    #[test]
    fn of_keys() {
        let _watch = watch();
        let map = Map::with_hasher(Same);
        let [one, two] = ["1", "2"].map(leaf);
        for name in ["a", "b", "c"] {
            map.insert(key(name), &one);
        }
        map.insert(key("d"), &two);
        let before = live();
        arm(|_| panic!("key bomb"));
        quietly(|| drop(one));
        assert_eq!((disarm(), reports()), (3, vec!["Leaf: key bomb".to_owned(); 3]));
        // Three keys with their data, and the data of the node.
        assert_eq!((map.len(), live()), (1, before - 4));
        assert_eq!(sorted_words(&log()), "*a *b *c ~1");
        drop(two);
    }

    /// More nested deaths than the library handles at once.
    #[test]
    fn in_each_link_of_a_chain_by_values() {
        let _watch = watch();
        let map = WeakKeyMap::<Part, Data>::new();
        let mut first = node("Last");
        for _ in 0..100 {
            let before = node("1");
            let bomb = value_that("v", || panic!("value bomb"));
            bomb.pocket.borrow_mut().push(first);
            map.insert(&before, bomb);
            first = before;
        }
        log();
        quietly(|| drop(first));
        assert_eq!((map.len(), reports()), (0, vec!["Leaf: value bomb".to_owned(); 100]));
        let log = log();
        assert_eq!((log.matches("*v").count(), log.matches('~').count()), (100, 101));
    }

    /// The value to be returned is dropped when the value beside it panics.
    #[test]
    fn of_a_value_that_was_made_in_vain() {
        let _watch = watch();
        let map = WeakKeyMap::<Part, Data>::new();
        let a = node("A");
        let message = panic_of(|| {
            map.get_or_insert_with(&a, || {
                map.insert(&a, value("first"));
                value_that("second", || panic!("value bomb"))
            })
        });
        assert_eq!((message.as_str(), log().as_str()), ("value bomb", "*second"));
        let stays = map.remove(&a).unwrap();
        assert_eq!((stays.name.as_str(), StdRc::strong_count(&stays)), ("first", 1));
        drop(stays);
        log();
    }

    #[test]
    fn while_the_thread_unwinds() {
        let _watch = watch();
        let registry = Registry::new();
        let captured = registry.clone();
        let message = panic_of(move || {
            let world = world("R/a/B");
            for node in world.nodes() {
                captured.add(node);
                captured.values.insert(node, value_that(node.name(), || panic!("value bomb")));
            }
            panic!("unwinding");
        });
        assert_eq!(message, "unwinding");
        registry.assert_found("");
        let mut reports = reports();
        reports.sort();
        assert_eq!(reports, ["Hooked: value bomb", "Silent: value bomb", "Silent: value bomb"]);
        assert_eq!(sorted_words(&log()), "*B *B *R *R *a *a a ~B ~R ~a");
    }

    /// The tree in a value dies during the panic.
    #[test]
    fn with_a_tree_in_the_value() {
        let _watch = watch();
        let (outer, inner) = (world("A"), world("S/t"));
        let registry = Registry::of(&inner);
        let map = WeakKeyMap::<Part, Data>::new();
        let bomb = value_that("v", || panic!("value bomb"));
        bomb.pocket.borrow_mut().push(inner.only("S"));
        map.insert(&outer.node("A"), bomb);
        registry.assert_found("S t");
        quietly(|| drop(outer));
        registry.assert_found("");
        assert_eq!(reports(), ["Silent: value bomb"]);
        log();
    }

    /// Std drops the data of nodes, so such a panic reaches the caller.
    #[test]
    fn in_data() {
        let _watch = watch();
        let world = world("R/A/B R/C");
        let registry = Registry::of(&world);
        world.on_drop("A", || panic!("data bomb"));
        log();
        assert_eq!(panic_of(|| world), "data bomb");
        registry.assert_found("");
        let log = log();
        for name in ["R", "A", "B", "C"] {
            assert!(
                log.contains(&format!("*{name}")) && log.contains(&format!("~{name}")),
                "{log}"
            );
        }
    }
}

/// Values and keys that are taken out: their panics reach the caller.
mod at_an_operation {
    use super::*;

    fn values(nodes: &[crate::model::PartRc]) -> WeakKeyMap<Part, Data> {
        let values = WeakKeyMap::new();
        for node in nodes {
            values.insert(node, value(node.name()));
        }
        values.insert(&nodes[1], value_that("bomb", || panic!("value bomb")));
        log();
        values
    }

    #[test]
    fn the_rest_is_dropped() {
        type Way = (&'static str, fn(WeakKeyMap<Part, Data>));
        let ways: [Way; 3] = [
            ("drop", |map| drop(map)),
            ("drain", |map| drop(map.drain())),
            ("drain to the end", |map| drop(map.drain().collect::<Vec<_>>())),
        ];
        for (way, kill) in ways {
            let _watch = watch();
            let nodes = ["1", "2", "3"].map(node);
            let values = values(&nodes);
            assert_eq!(panic_of(|| kill(values)), "value bomb", "{way}");
            assert_eq!(sorted_words(&log()), "*1 *3 *bomb", "{way}");
            drop(nodes);
            assert_eq!(sorted_words(&log()), "~1 ~2 ~3", "{way}");
        }
    }

    #[test]
    fn and_the_collection_is_as_it_should_be() {
        type Way = (&'static str, fn(&WeakKeyMap<Part, Data>, &crate::model::PartRc), &'static str);
        let ways: [Way; 4] = [
            ("clear", |map, _| map.clear(), ""),
            ("retain", |map, _| map.retain(|node, _| node.name() == "1"), "1"),
            ("remove", |map, node| drop(map.remove(node)), "1 3"),
            ("insert", |map, node| drop(map.insert(node, value("new"))), "1 2 3"),
        ];
        for (way, using, left) in ways {
            let _watch = watch();
            let nodes = ["1", "2", "3"].map(node);
            let values = values(&nodes);
            assert_eq!(panic_of(|| using(&values, &nodes[1])), "value bomb", "{way}");
            assert_eq!(sorted(values.keys()), left, "{way}");
            assert_eq!(values.len(), left.split_whitespace().count(), "{way}");
            for node in &nodes {
                assert_eq!(values.insert(node, value("w")).is_some(), left.contains(node.name()));
            }
            drop(nodes);
            assert!(values.is_empty());
            log();
        }
    }

    #[test]
    fn of_keys() {
        for way in 0..4 {
            let _watch = watch();
            let (map, nodes) = map();
            log();
            // Only the first key panics.
            let mut is_first = true;
            arm(move |_| {
                assert!(!std::mem::take(&mut is_first), "key bomb");
            });
            let message = panic_of(|| match way {
                0 => map.clear(),
                1 => drop(map.drain()),
                2 => map.retain(|_, _| false),
                _ => drop(map.drain().collect::<Vec<_>>()),
            });
            disarm();
            assert_eq!((message.as_str(), map.len()), ("key bomb", 0));
            assert_eq!(sorted_words(&log()), "*a *b *c");
            map.insert(key("a"), &nodes[0]);
            drop(nodes);
            assert!(map.is_empty());
            log();
        }
    }

    /// While another panic is in flight, as each collection's `Drop` runs then.
    #[test]
    fn nothing_is_lost_when_a_thread_unwinds_past_a_collection() {
        let _watch = watch();
        let nodes = ["1", "2"].map(node);
        let captured = nodes.clone();
        panic_of(move || {
            let values: WeakKeyMap<Part, Data> =
                captured.iter().map(|node| (node.clone(), value("v"))).collect();
            let names = Map::with_hasher(Same);
            let extra = leaf("3");
            names.insert(key("k"), &extra);
            assert!(values.is_empty(), "unwinding");
        });
        assert_eq!(sorted_words(&log()), "*k *v *v ~3");
        drop(nodes);
        log();
    }
}

/// After all that, deaths work as before.
#[test]
fn deaths_after_a_panic_in_a_value() {
    let _watch = watch();
    for _ in 0..100 {
        let world = world("R/A/b");
        let map = WeakKeyMap::<Part, Data>::new();
        map.insert(&world.node("A"), value_that("v", || panic!("value bomb")));
        quietly(|| drop(world));
        assert_eq!(reports(), ["Silent: value bomb"]);
    }
    let world = world("R/a/B");
    let registry = Registry::of(&world);
    let weak = world.weak("B");
    world.on_hook("a", move |_| drop(weak.upgrade().unwrap()));
    drop(world);
    registry.assert_found("");
    log();
}
