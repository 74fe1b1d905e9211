//! Any method may be called from anywhere: from a key's `Hash`, `Eq`, `Borrow`, `Debug` and `Drop`,
//! from a value's `Drop`, from closures, iterators, and hooks.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc as StdRc;

use kinfolk::Rc;
use kinfolk::weak::{WeakKeyMap, WeakSet, WeakValueMap};

use crate::key::{Key, Length, Moment, Same, arm, disarm, key};
use crate::model::{
    Data, Leaf, Part, leaf, log, node, note, sorted_words, value, value_that, world,
};
use crate::registry::Registry;
use crate::watch::watch;

type Map = WeakValueMap<Key, Leaf, Same>;

/// A map of colliding keys from `a` to `d`, and its nodes.
fn map() -> (StdRc<Map>, Vec<Rc<Leaf>>) {
    let map = StdRc::new(Map::with_hasher(Same));
    let nodes: Vec<_> = ["1", "2", "3", "4"].map(leaf).into();
    for (name, node) in ["a", "b", "c", "d"].into_iter().zip(&nodes) {
        map.insert(key(name), node);
    }
    (map, nodes)
}

type Use = (&'static str, fn(&Map, &Rc<Leaf>));

/// Every operation that calls a key's code.
const USES: [Use; 13] = [
    ("get", |map, _| drop(map.get(&key("c")))),
    ("get by name", |map, _| drop(map.get("c"))),
    ("get of none", |map, _| assert_eq!(map.get("z"), None)),
    ("contains_key", |map, _| _ = map.contains_key("d")),
    ("insert", |map, node| drop(map.insert(key("n"), node))),
    ("insert again", |map, node| drop(map.insert(key("b"), node))),
    ("remove", |map, _| drop(map.remove("b"))),
    ("get_or_insert_with", |map, node| drop(map.get_or_insert_with(key("n"), || node.clone()))),
    ("extend", |map, node| map.extend([(key("a"), node.clone()), (key("o"), node.clone())])),
    ("debug", |map, _| drop(format!("{map:?}"))),
    ("eq", |map, _| _ = map.eq(map)),
    ("clear", |map, _| map.clear()),
    ("retain", |map, _| map.retain(|key, _| *key != self::key("c"))),
];

/// Makes each use of the map, with another action at each call of a key's code.
fn at_each_moment(action: fn(&Map, &Rc<Leaf>)) -> Vec<Moment> {
    let mut moments = Vec::new();
    for (way, using) in USES {
        let _watch = watch();
        let (map, nodes) = map();
        let (captured, node) = (map.clone(), nodes[1].clone());
        let seen = StdRc::new(RefCell::new(Vec::new()));
        let recorder = seen.clone();
        arm(move |moment| {
            recorder.borrow_mut().push(moment);
            action(&captured, &node);
        });
        using(&map, &nodes[0]);
        assert!(disarm() > 0, "{way}: no code of the key's has run");
        for (key, node) in &*map {
            assert_eq!(map.get(&*key), Some(node), "{way}");
        }
        assert_eq!(map.iter().count(), map.len(), "{way}");
        moments.append(&mut seen.borrow_mut());
        drop(nodes);
        assert_eq!(map.len(), 0, "{way}");
        drop(map);
        log();
    }
    moments
}

#[test]
fn of_reading_methods_from_a_key() {
    let moments = at_each_moment(|map, _| {
        assert!(map.get("a").is_none_or(|node| node.data.name.len() == 1));
        assert_eq!(map.iter().count(), map.len());
        assert_eq!(map.keys().count(), map.values().count());
        assert!(map.contains_key("a") || map.get("a").is_none());
        assert!(!format!("{map:?}").is_empty());
        assert_eq!(map.clone(), *map);
    });
    for moment in [Moment::Hash, Moment::Eq, Moment::Borrow, Moment::Debug, Moment::Drop] {
        assert!(moments.contains(&moment), "{moment:?}");
    }
}

#[test]
fn of_removing_from_a_key() {
    at_each_moment(|map, _| drop(map.remove("c")));
    at_each_moment(|map, _| map.clear());
    at_each_moment(|map, _| drop(map.drain().next()));
    at_each_moment(|map, _| map.retain(|key, _| key.data.name == "a"));
}

#[test]
fn of_reserving_and_giving_back_memory_from_a_key() {
    at_each_moment(|map, _| match map.capacity() {
        ..1000 => map.reserve(3 * map.capacity()),
        _ => map.shrink_to_fit(),
    });
    at_each_moment(|map, _| map.shrink_to_fit());
}

/// Except for the first few times, each inserted key is new.
#[test]
fn of_inserting_from_a_key() {
    thread_local!(static LEFT: Cell<u32> = const { Cell::new(0) });
    let some_times = |put: fn(&Map, &Rc<Leaf>)| {
        thread_local!(static PUT: Cell<fn(&Map, &Rc<Leaf>)> = const { Cell::new(|_, _| ()) });
        PUT.set(put);
        LEFT.set(20);
        at_each_moment(|map, node| {
            if LEFT.get() > 0 {
                LEFT.set(LEFT.get() - 1);
                PUT.get()(map, node);
            }
        });
    };
    some_times(|map, node| drop(map.insert(key("c"), node)));
    some_times(|map, node| drop(map.insert(key(&LEFT.get().to_string()), node)));
    some_times(|map, node| drop(map.get_or_insert_with(key("n"), || node.clone())));
    some_times(|map, node| map.extend([(key("x"), node.clone()), (key("c"), node.clone())]));
}

/// A key that counts its comparisons, in the map that it is in.
#[test]
fn of_inserting_the_same_key_at_each_comparison() {
    let _watch = watch();
    let map = StdRc::new(WeakValueMap::<Key, Leaf>::new());
    let [one, two] = ["1", "2"].map(leaf);
    map.insert(key("a"), &one);
    let (captured, node) = (map.clone(), two.clone());
    arm(move |moment| {
        if matches!(moment, Moment::Eq | Moment::Borrow) {
            captured.insert(key("last asked"), &node);
        }
    });
    assert_eq!(map.get("a"), Some(one));
    disarm();
    assert_eq!(map.get("last asked"), Some(two));
    log();
}

/// As above, with comparisons that say no.
#[test]
fn of_inserting_the_same_key_at_each_failing_comparison() {
    let _watch = watch();
    let map = StdRc::new(WeakValueMap::<Key, Leaf, Length>::with_hasher(Length::default()));
    let nodes = ["1", "2"].map(leaf);
    for (name, node) in ["a", "b"].into_iter().zip(&nodes) {
        map.insert(key(name), node);
    }
    let other = StdRc::new(WeakValueMap::<Key, Leaf>::new());
    let (captured, captured_other, node) = (map.clone(), other.clone(), nodes[0].clone());
    let calls = StdRc::new(Cell::new(0));
    let count = calls.clone();
    arm(move |moment| {
        count.set(count.get() + 1);
        assert!(count.get() < 10_000, "it goes on without end");
        if matches!(moment, Moment::Eq | Moment::Borrow) {
            captured_other.insert(key("last asked"), &node);
            captured.insert(key("last asked"), &node);
        }
    });
    assert_eq!(map.get("z"), None);
    disarm();
    assert_eq!((map.len(), map.get("last asked"), other.len()), (3, nodes.first().cloned(), 1));
    drop((map, nodes));
    log();
}

/// A method removes and returns the node that it has found, whatever the comparison has done.
#[test]
fn of_replacing_the_compared_entry() {
    let _watch = watch();
    for by_name in [false, true] {
        let map = StdRc::new(WeakValueMap::<Key, Leaf>::new());
        let [one, two] = ["1", "2"].map(leaf);
        map.insert(key("a"), &one);
        let (captured, node) = (map.clone(), two.clone());
        let mut is_first = true;
        arm(move |moment| {
            if matches!(moment, Moment::Eq | Moment::Borrow) && std::mem::take(&mut is_first) {
                captured.insert(key("a"), &node);
            }
        });
        let removed = if by_name { map.remove("a") } else { map.remove(&key("a")) };
        disarm();
        let left: Vec<_> = map.values().collect();
        let both = [removed.clone().into_iter().collect(), left].concat();
        // Whichever call was first, the second one returns the node that the other has not returned
        // yet.
        assert_eq!(both, [two], "removed {removed:?}");
        log();
    }
}

/// The comparison drops the last handle to the node that was looked up.
#[test]
fn of_deaths_by_a_comparison() {
    let _watch = watch();
    for (way, using) in USES {
        let (map, mut nodes) = map();
        let last = nodes.split_off(1);
        let mut last = Some(last);
        arm(move |_| drop(last.take()));
        using(&map, &nodes[0]);
        disarm();
        for name in ["b", "c", "d"] {
            let stays = map.get(name);
            assert!(stays.is_none_or(|node| node == nodes[0]), "{way}: {name}");
        }
        assert_eq!(map.iter().count(), map.len());
        drop(nodes);
        assert!(map.is_empty());
    }
    log();
}

/// The user code of a hasher.
#[test]
fn of_methods_from_a_hasher() {
    use std::hash::{BuildHasher, DefaultHasher};

    type Action = StdRc<RefCell<Option<Box<dyn Fn()>>>>;

    #[derive(Clone, Default)]
    struct Asking(Action);

    impl BuildHasher for Asking {
        type Hasher = DefaultHasher;

        fn build_hasher(&self) -> DefaultHasher {
            let action = self.0.take();
            if let Some(action) = action {
                action();
                self.0.replace(Some(action));
            }
            DefaultHasher::new()
        }
    }

    let _watch = watch();
    let hasher = Asking::default();
    let map = StdRc::new(WeakValueMap::<u32, Leaf, _>::with_hasher(hasher.clone()));
    let [one, two] = ["1", "2"].map(leaf);
    map.insert(1, &one);
    let (captured, node) = (map.clone(), two.clone());
    hasher.0.replace(Some(Box::new(move || {
        captured.insert(2, &node);
        captured.retain(|number, _| *number < 3);
    })));
    assert_eq!(map.insert(1, &two), Some(one));
    assert_eq!((map.get(&2), map.remove(&1)), (Some(two.clone()), Some(two)));
    hasher.0.take();
}

mod from_drops {
    use super::*;

    /// Uses every method.
    fn use_all(registry: &Registry, name: &str) {
        registry.found();
        let new = node(&format!("{name}new"));
        registry.add(&new);
        registry.add(&new);
        registry.by_name.retain(|_, _| true);
        registry.values.retain(|_, _| true);
        registry.all.retain(|_| true);
        assert_eq!(registry.all.clone(), registry.all);
        assert!(registry.all.union(&registry.all).count() > 0);
        let text = format!("{:?} {:?} {:?}", registry.by_name, registry.values, registry.all);
        assert!(text.contains(new.name()));
        registry.found();
    }

    fn registry_of_users(text: &str) -> (StdRc<Registry>, crate::model::World) {
        let world = world(text);
        let registry = Registry::of(&world);
        for node in world.nodes() {
            let (captured, name) = (registry.clone(), node.name().to_owned());
            registry
                .values
                .insert(node, value_that(&name.clone(), move || use_all(&captured, &name)));
        }
        log();
        (registry, world)
    }

    #[test]
    fn of_values_when_nodes_die() {
        for text in ["A/b/1 A/C", "A=B=A A/1"] {
            let _watch = watch();
            let (registry, world) = registry_of_users(text);
            let names = world.names();
            drop(world);
            kinfolk::collect();
            registry.assert_found("");
            let log = log();
            assert!(names.iter().all(|name| log.contains(&format!("*{name}new"))), "{log}");
        }
    }

    /// Within a death, and therefore within another collection, which does nothing.
    #[test]
    fn of_collecting_in_values() {
        for text in ["A=B=A A/c/1 B/D", "a=b=a", "A/b/C A/D", "A/B=A A/C"] {
            let _watch = watch();
            let world = world(text);
            let registry = Registry::of(&world);
            for node in world.nodes() {
                let captured = registry.clone();
                let on_drop = move || {
                    assert_eq!(kinfolk::collect().examined(), 0);
                    drop(crate::model::world("X=Y=X Y/z"));
                    captured.assert_found("");
                    note("done");
                };
                registry.values.insert(node, value_that(node.name(), on_drop));
            }
            log();
            let count = world.nodes().len();
            drop(world);
            kinfolk::collect();
            registry.assert_found("");
            // The cycles that they leave behind are for the next collection.
            kinfolk::collect();
            let log = log();
            assert_eq!((log.matches("done").count(), log.matches("~z").count()), (count, count));
        }
    }

    #[test]
    fn of_values_when_they_are_replaced_removed_or_cleared() {
        type Way = (&'static str, fn(&WeakKeyMap<Part, Data>, &crate::model::PartRc));
        let ways: [Way; 5] = [
            ("insert", |map, node| drop(map.insert(node, value("v")))),
            ("remove", |map, node| drop(map.remove(node))),
            ("clear", |map, _| map.clear()),
            ("retain", |map, _| map.retain(|_, _| false)),
            ("drain", |map, _| drop(map.drain())),
        ];
        for (way, using) in ways {
            let _watch = watch();
            let map = StdRc::new(WeakKeyMap::<Part, Data>::new());
            let [one, two] = ["1", "2"].map(node);
            let (captured, other) = (map.clone(), two.clone());
            let on_drop = move || {
                assert_eq!(captured.len(), captured.iter().count());
                captured.insert(&other, value("w"));
                note("done");
            };
            map.insert(&one, value_that("u", on_drop));
            using(&map, &one);
            assert!(log().contains("done"), "{way}");
            assert!(map.contains_key(&two), "{way}");
            drop((one, two));
            assert!(map.is_empty());
        }
    }

    #[test]
    fn of_keys_when_nodes_die() {
        let _watch = watch();
        let map = StdRc::new(WeakValueMap::<Key, Part>::new());
        let world = world("A/b A/C");
        for node in world.nodes() {
            map.insert(key(node.name()), node);
        }
        let other = node("9");
        let (captured, kept) = (map.clone(), other.clone());
        arm(move |moment| {
            assert_eq!((moment, captured.get("A"), captured.get("C")), (Moment::Drop, None, None));
            captured.insert(key("late"), &kept);
        });
        drop(world);
        assert_eq!(disarm(), 3);
        assert_eq!((map.get("late"), map.len()), (Some(other), 1));
        log();
    }

    #[test]
    fn of_a_collection() {
        let _watch = watch();
        let others = StdRc::new(WeakSet::<Part>::new());
        let [a, b] = ["A", "b"].map(node);
        let map = WeakKeyMap::<Part, Data>::new();
        for node in [&a, &b] {
            let (others, node) = (others.clone(), node.clone());
            let captured = node.clone();
            map.insert(&captured, value_that("v", move || _ = others.insert(&node)));
        }
        assert_eq!(others.len(), 0);
        drop(map);
        assert_eq!(others.len(), 2);
        drop((a, b));
        assert_eq!(others.len(), 0);
        log();
    }

    /// A value drops the last handle to the collection that it was in.
    #[test]
    fn of_a_value_that_holds_its_collection() {
        #[expect(dead_code, reason = "they are there to be dropped")]
        struct Holder(RefCell<Option<StdRc<WeakKeyMap<Part, Holder>>>>, Data);
        let _watch = watch();
        for way in 0..3 {
            let map = StdRc::new(WeakKeyMap::<Part, Holder>::new());
            let [a, b] = ["A", "b"].map(node);
            map.insert(&a, Holder(RefCell::new(Some(map.clone())), value("v")));
            map.insert(&b, Holder(RefCell::new(None), value("w")));
            let weak = StdRc::downgrade(&map);
            drop(map);
            assert_eq!(weak.strong_count(), 1);
            match way {
                0 => drop(a),
                1 => weak.upgrade().unwrap().clear(),
                _ => drop(weak.upgrade().unwrap().remove(&a)),
            }
            assert_eq!(weak.strong_count(), 0);
            let log = log();
            assert!(log.contains("*v") && log.contains("*w"), "{log}");
        }
        log();
    }
}

mod from_closures {
    use super::*;

    #[test]
    fn of_get_or_insert_with() {
        let _watch = watch();
        let map = WeakValueMap::<u32, Leaf>::new();
        let [one, two] = ["1", "2"].map(leaf);
        let made = map.get_or_insert_with(1, || {
            let _made = map.get_or_insert_with(2, || {
                map.insert(3, &two);
                two.clone()
            });
            assert!(!map.contains_key(&1));
            one.clone()
        });
        assert_eq!((made == one, map.len()), (true, 3));
        // The closure inserts it, and it stays.
        let found = map.get_or_insert_with(4, || {
            map.insert(4, &two);
            one.clone()
        });
        assert_eq!((found, map.get(&4)), (two.clone(), Some(two.clone())));
        // The closure takes it out, or it dies there.
        map.clear();
        let found = map.try_get_or_insert_with(1, || {
            map.insert(1, &leaf("9"));
            map.insert(2, &two);
            map.clear();
            Ok::<_, ()>(one.clone())
        });
        assert_eq!((found, map.len()), (Ok(one), 1));
        log();
    }

    #[test]
    fn of_get_or_insert_with_of_a_node() {
        let _watch = watch();
        let map = WeakKeyMap::<Leaf, u32>::new();
        let [one, two] = ["1", "2"].map(leaf);
        let value = map.get_or_insert_with(&one, || {
            assert_eq!(*map.get_or_insert_with(&two, || 2), 2);
            1
        });
        assert_eq!((*value, map.len()), (1, 2));
        map.clear();
        let value = map.get_or_insert_with(&one, || {
            map.insert(&one, 7);
            1
        });
        assert_eq!((*value, map.get(&one).as_deref()), (7, Some(&7)));
        map.clear();
        let value = map.try_get_or_insert_with(&one, || {
            map.insert(&one, 7);
            map.clear();
            Ok::<_, ()>(1)
        });
        assert_eq!((*value.unwrap(), map.get(&one).as_deref()), (1, Some(&1)));
        let failed = map.try_get_or_insert_with(&two, || {
            map.insert(&two, 8);
            Err("failed")
        });
        assert_eq!((failed, map.get(&two).as_deref()), (Err("failed"), Some(&8)));
    }

    #[test]
    fn of_an_iterator_given_to_extend() {
        let _watch = watch();
        let nodes = ["1", "2", "3"].map(leaf);
        let set = WeakSet::<Leaf>::new();
        set.extend(nodes.iter().cloned().inspect(|node| {
            assert!(!set.contains(node));
            set.clear();
        }));
        assert_eq!(sorted_words(&crate::model::names(&set)), "3");
        set.extend(&set);
        let map = WeakKeyMap::<Leaf, usize>::new();
        map.extend(nodes.iter().map(|node| {
            map.insert(&nodes[0], 10 + map.len());
            (node.clone(), map.len())
        }));
        let values: Vec<_> = nodes.iter().map(|node| *map.get(node).unwrap()).collect();
        assert_eq!(values, [12, 1, 2]);
        map.extend(map.iter().map(|(node, value)| (node, *value + 1)));
        assert_eq!(map.get(&nodes[0]).as_deref(), Some(&13));
        let by_name = WeakValueMap::<usize, Leaf>::new();
        by_name.extend(nodes.iter().map(|node| {
            by_name.insert(by_name.len() + 100, node);
            (by_name.len(), node.clone())
        }));
        let mut numbers: Vec<_> = by_name.keys().map(|key| *key).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, [1, 3, 5, 100, 102, 104]);
        by_name.extend(by_name.iter().map(|(key, node)| (*key + 1000, node)));
        assert_eq!(by_name.len(), 12);
    }

    /// From another collection's closure, and from its own.
    #[test]
    fn of_retain() {
        let _watch = watch();
        let nodes = ["1", "2", "3"].map(leaf);
        let set: WeakSet<Leaf> = nodes.iter().cloned().collect();
        let mut depth = 0;
        set.retain(|node| {
            depth += 1;
            if depth == 1 {
                set.retain(|other| other != node);
                assert_eq!((set.len(), set.contains(node)), (2, false));
                set.insert(node);
            }
            false
        });
        assert!(set.is_empty());
    }

    #[test]
    fn of_printing_keys_and_values() {
        struct Shy(StdRc<WeakKeyMap<Leaf, Shy>>);
        impl fmt::Debug for Shy {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let len = self.0.len();
                self.0.clear();
                write!(f, "one of {len}")
            }
        }
        let _watch = watch();
        let map = StdRc::new(WeakKeyMap::<Leaf, Shy>::new());
        let [one, two] = ["1", "2"].map(leaf);
        map.insert(&one, Shy(map.clone()));
        map.insert(&two, Shy(map.clone()));
        let text = format!("{map:?}");
        assert!(text.contains("one of 2") && text.contains("one of 0"), "{text}");
        assert!(map.is_empty());
    }

    #[test]
    fn of_comparing_and_cloning_values() {
        struct Value(StdRc<WeakKeyMap<Leaf, Value>>, u32);
        impl Clone for Value {
            fn clone(&self) -> Self {
                self.0.clear();
                Value(self.0.clone(), self.1)
            }
        }
        impl PartialEq for Value {
            fn eq(&self, other: &Self) -> bool {
                self.0.clear();
                self.1 == other.1
            }
        }
        let _watch = watch();
        let map = StdRc::new(WeakKeyMap::<Leaf, Value>::new());
        let nodes = ["1", "2"].map(leaf);
        let fill = || nodes.iter().for_each(|node| drop(map.insert(node, Value(map.clone(), 7))));
        fill();
        let copy = WeakKeyMap::clone(&map);
        assert_eq!((copy.len(), map.len()), (2, 0));
        fill();
        assert!(copy == *map || map.is_empty());
        map.clear();
        copy.clear();
    }
}

/// In a hook, with dying nodes.
#[test]
fn of_all_methods_from_hooks() {
    let _watch = watch();
    let world = world("r/a/B a/c r/D");
    let registry = Registry::of(&world);
    for name in ["r", "a", "c"] {
        let captured = registry.clone();
        world.on_hook(name, move |this| {
            let all = captured.found();
            assert!(captured.all.remove(this) && captured.all.insert(this));
            let value = captured.values.remove(this).unwrap();
            captured.values.insert(this, crate::model::value(&value.name));
            assert_eq!(captured.by_name.remove(this.name()).as_ref(), Some(this));
            assert_eq!(
                captured.by_name.get_or_insert_with(this.name().into(), || this.clone()),
                *this
            );
            let nodes: Vec<_> = captured.all.drain().collect();
            captured.all.extend(nodes);
            let names = captured.by_name.drain().map(|(name, node)| (name.to_string(), node));
            captured.by_name.extend(names);
            captured.assert_found(&all);
        });
    }
    drop(world);
    registry.assert_found("");
    log();
}
