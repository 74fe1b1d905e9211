//! Iteration covers the entries that were there at its start, and yields those that are still alive
//! when their turn comes.

use std::rc::Rc as StdRc;

use kinfolk::weak::{WeakKeyMap, WeakSet, WeakValueMap};

use crate::model::{Data, Part, PartRc, log, names, node, sorted, sorted_words, value};
use crate::watch::watch;

/// Ten nodes in a collection of each kind, for an iterator of each kind.
struct Scene {
    nodes: Vec<PartRc>,
    set: WeakSet<Part>,
    other_set: WeakSet<Part>,
    values: WeakKeyMap<Part, Data>,
    by_name: WeakValueMap<String, Part>,
}

const ALL: &str = "0 1 2 3 4 5 6 7 8 9";

fn scene() -> Scene {
    let nodes: Vec<_> = ALL.split(' ').map(node).collect();
    let scene = Scene {
        set: nodes.iter().cloned().collect(),
        // Half of the nodes.
        other_set: nodes.iter().skip(5).cloned().collect(),
        values: nodes.iter().map(|node| (node.clone(), value(node.name()))).collect(),
        by_name: nodes.iter().map(|node| (node.name().to_owned(), node.clone())).collect(),
        nodes,
    };
    log();
    scene
}

type Names<'a> = Box<dyn Iterator<Item = String> + 'a>;

/// A way to iterate: its name, its start, and the names that it then yields.
type Way = (&'static str, for<'a> fn(&'a Scene) -> Names<'a>, &'static str);

fn name(node: &PartRc) -> String {
    node.name().to_owned()
}

/// Each yields the names of the nodes.
const WAYS: [Way; 16] = [
    ("set.iter", |scene| Box::new(scene.set.iter().map(|node| name(&node))), ALL),
    ("set", |scene| Box::new((&scene.set).into_iter().map(|node| name(&node))), ALL),
    ("set.drain", |scene| Box::new(scene.set.drain().map(|node| name(&node))), ALL),
    ("union", |scene| Box::new(scene.other_set.union(&scene.set).map(|node| name(&node))), ALL),
    (
        "intersection",
        |scene| Box::new(scene.set.intersection(&scene.other_set).map(|node| name(&node))),
        "5 6 7 8 9",
    ),
    (
        "difference",
        |scene| Box::new(scene.set.difference(&scene.other_set).map(|node| name(&node))),
        "0 1 2 3 4",
    ),
    (
        "symmetric_difference",
        |scene| Box::new(scene.other_set.symmetric_difference(&scene.set).map(|node| name(&node))),
        "0 1 2 3 4",
    ),
    ("values.iter", |scene| Box::new(scene.values.iter().map(|(node, _)| name(&node))), ALL),
    ("values.keys", |scene| Box::new(scene.values.keys().map(|node| name(&node))), ALL),
    ("values.values", |scene| Box::new(scene.values.values().map(|value| value.name.clone())), ALL),
    ("values.drain", |scene| Box::new(scene.values.drain().map(|(node, _)| name(&node))), ALL),
    ("by_name.iter", |scene| Box::new(scene.by_name.iter().map(|(_, node)| name(&node))), ALL),
    ("by_name.keys", |scene| Box::new(scene.by_name.keys().map(|key| key.to_string())), ALL),
    ("by_name.values", |scene| Box::new(scene.by_name.values().map(|node| name(&node))), ALL),
    ("by_name.drain", |scene| Box::new(scene.by_name.drain().map(|(_, node)| name(&node))), ALL),
    (
        "by_name",
        |scene| Box::new((&scene.by_name).into_iter().map(|(key, _)| key.to_string())),
        ALL,
    ),
];

/// Starts in each way, runs an action, and goes on to the end, with `between` before each step.
fn in_each_way(
    begin: impl Fn(&Scene),
    between: impl Fn(&Scene, usize),
    left: impl Fn(&str) -> bool,
) {
    for (way, iterate, whole) in WAYS {
        let _watch = watch();
        let scene = scene();
        let mut iterator = iterate(&scene);
        begin(&scene);
        let mut found = Vec::new();
        for step in 0.. {
            between(&scene, step);
            match iterator.next() {
                Some(name) => found.push(name),
                None => break,
            }
        }
        assert_eq!(iterator.next(), None, "{way}");
        let expected: Vec<_> = whole.split(' ').filter(|name| left(name)).collect();
        assert_eq!(sorted_words(&found.join(" ")), expected.join(" "), "{way}");
        drop(iterator);
        drop(scene);
        log();
    }
}

/// Takes some nodes out of a scene, so that dropping them lets them die.
fn take_out(scene: Scene) -> (Scene, Vec<PartRc>) {
    let Scene { mut nodes, set, other_set, values, by_name } = scene;
    let rest = nodes.split_off(5);
    (Scene { nodes: rest, set, other_set, values, by_name }, nodes)
}

#[test]
fn is_not_disturbed_by_inserting() {
    in_each_way(
        |_| (),
        |scene, step| {
            let new = node(&format!("{step}new"));
            scene.set.insert(&new);
            scene.other_set.insert(&new);
            scene.values.insert(&new, value("new"));
            scene.by_name.insert("new".into(), &new);
            // Here it also dies.
        },
        |_| true,
    );
}

#[test]
fn is_not_disturbed_by_removing() {
    in_each_way(
        |_| (),
        |scene, step| {
            if let Some(node) = scene.nodes.get(step) {
                scene.set.remove(node);
                scene.other_set.remove(node);
                scene.values.remove(node);
                scene.by_name.remove(node.name());
            }
        },
        |_| true,
    );
}

#[test]
fn is_not_disturbed_by_clearing() {
    in_each_way(
        |scene| {
            scene.set.clear();
            scene.other_set.clear();
            scene.values.retain(|_, _| false);
            drop(scene.by_name.drain());
        },
        |_, _| (),
        |_| true,
    );
}

#[test]
fn is_not_disturbed_by_replacing() {
    in_each_way(
        |_| (),
        |scene, step| {
            if let Some(node) = scene.nodes.get(step) {
                scene.values.insert(node, value("replaced"));
                scene.by_name.insert(node.name().into(), &scene.nodes[9 - step]);
            }
        },
        |_| true,
    );
}

/// Nested, each kind within each.
#[test]
fn is_not_disturbed_by_iterating() {
    in_each_way(
        |_| (),
        |scene, _| {
            let shown =
                [sorted(&scene.set), sorted(scene.values.keys()), sorted(scene.by_name.values())];
            assert!(shown.iter().all(|names| names == ALL || names.is_empty()), "{shown:?}");
        },
        |_| true,
    );
}

/// A node that is dead when its turn comes is not yielded.
#[test]
fn skips_the_dead() {
    for (way, iterate, whole) in WAYS {
        let _watch = watch();
        let (scene, dying) = take_out(scene());
        let mut iterator = iterate(&scene);
        let first = iterator.next().unwrap();
        drop(dying);
        let mut found: Vec<_> = iterator.collect();
        assert!(found.iter().all(|name| name.as_str() >= "5"), "{way}: {found:?}");
        found.push(first.clone());
        let alive = whole.split(' ').filter(|name| **name >= *"5" || **name == *first);
        assert_eq!(sorted_words(&found.join(" ")), alive.collect::<Vec<_>>().join(" "), "{way}");
        drop(scene);
        log();
    }
}

#[test]
fn yields_nothing_when_all_have_died() {
    for (way, iterate, _) in WAYS {
        let _watch = watch();
        let mut scene = scene();
        let nodes = std::mem::take(&mut scene.nodes);
        let mut iterator = iterate(&scene);
        drop(nodes);
        assert_eq!((iterator.next(), iterator.next()), (None, None), "{way}");
        drop(iterator);
        drop(scene);
        log();
    }
}

/// The loop lets the later nodes die.
#[test]
fn while_each_step_releases_the_next_nodes() {
    let _watch = watch();
    let root = node("R");
    let set: WeakSet<Part> =
        ["A", "B", "C"].map(node).into_iter().inspect(|node| root.adopt(node)).collect();
    let mut turns = 0;
    for _ in &set {
        root.silent().parts.clear();
        turns += 1;
    }
    assert_eq!((turns, set.len()), (1, 0));
    log();
}

#[test]
fn yields_the_keys_and_values_at_the_start() {
    let _watch = watch();
    let scene = scene();
    let (entries, values) = (scene.values.iter(), scene.values.values());
    for node in &scene.nodes {
        scene.values.insert(node, value("replaced"));
    }
    for (node, value) in entries {
        assert_eq!(node.name(), value.name);
    }
    assert_eq!(
        sorted_words(&values.map(|value| value.name.clone()).collect::<Vec<_>>().join(" ")),
        ALL
    );
    let names = scene.by_name.iter();
    for (step, node) in scene.nodes.iter().enumerate() {
        scene.by_name.insert((9 - step).to_string(), node);
    }
    for (key, node) in names {
        assert_eq!(node.name(), *key);
    }
    assert_eq!(scene.by_name.get("9").unwrap().name(), "0");
    drop(scene);
    log();
}

/// An iterator, open or abandoned, holds values and no nodes.
#[test]
fn holds_values_and_no_nodes() {
    let _watch = watch();
    let a = node("A");
    let map: WeakKeyMap<Part, Data> = [(a.clone(), value("v"))].into_iter().collect();
    let mut open = map.iter();
    drop(a);
    assert_eq!((log().as_str(), map.len()), ("~A", 0));
    assert!(open.next().is_none());
    drop(open);
    assert_eq!(log(), "*v");
}

/// The items it has yet to yield outlive the collection.
#[test]
fn a_drain_outlives_its_collection() {
    let _watch = watch();
    let scene = scene();
    let drains = (scene.set.drain(), scene.values.drain(), scene.by_name.drain());
    let Scene { nodes, set, values, by_name, .. } = scene;
    drop((set, values, by_name));
    let (of_set, of_values, of_names) = drains;
    assert_eq!(sorted(of_set), ALL);
    assert_eq!(sorted(of_values.map(|(node, _)| node)), ALL);
    assert_eq!(sorted(of_names.map(|(_, node)| node)), ALL);
    drop(nodes);
    log();
}

/// The closure decides about a snapshot, and the result is applied to the entries that are still
/// there.
mod retaining {
    use super::*;

    #[test]
    fn asks_for_each_that_is_alive_once() {
        let _watch = watch();
        let scene = scene();
        let calls = std::cell::RefCell::new(Vec::new());
        let note = |node: &PartRc| calls.borrow_mut().push(name(node));
        scene.set.retain(|node| {
            note(node);
            scene.set.insert(&crate::model::node("N"));
            true
        });
        assert_eq!(sorted_words(&calls.take().join(" ")), ALL);
        scene.values.retain(|node, _| {
            note(node);
            scene.values.clear();
            true
        });
        assert_eq!((sorted_words(&calls.take().join(" ")).as_str(), scene.values.len()), (ALL, 0));
        scene.by_name.retain(|_, node| {
            note(node);
            scene.by_name.clear();
            true
        });
        assert_eq!((sorted_words(&calls.take().join(" ")).as_str(), scene.by_name.len()), (ALL, 0));
        drop(scene);
        log();
    }

    #[test]
    fn does_not_ask_for_the_dead() {
        let _watch = watch();
        let root = node("R");
        let children = ["A", "B", "C"].map(node);
        for child in &children {
            root.adopt(child);
        }
        let set: WeakSet<Part> = children.iter().cloned().collect();
        let map: WeakKeyMap<Part, ()> = children.iter().map(|node| (node.clone(), ())).collect();
        let by_name: WeakValueMap<String, Part> =
            children.iter().map(|node| (name(node), node.clone())).collect();
        drop(children);
        let mut calls = 0;
        set.retain(|_| {
            calls += 1;
            root.silent().parts.clear();
            true
        });
        assert_eq!((calls, set.len(), map.len(), by_name.len()), (1, 0, 0, 0));
        log();
    }

    /// The closure is not asked about entries that were inserted meanwhile.
    #[test]
    fn leaves_entries_that_were_inserted_meanwhile() {
        let _watch = watch();
        let [a, b] = ["A", "B"].map(node);
        let map: WeakKeyMap<Part, u32> = [(a.clone(), 1)].into_iter().collect();
        map.retain(|node, value| {
            map.insert(&b, 2);
            assert_eq!((node, *value), (&a, 1));
            map.insert(&a, 3);
            false
        });
        assert_eq!((map.get(&a), map.get(&b)), (Some(StdRc::new(3)), Some(StdRc::new(2))));
        let by_name: WeakValueMap<&str, Part> = [("k", a.clone())].into_iter().collect();
        by_name.retain(|_, node| {
            assert_eq!(*node, a);
            by_name.insert("k", &b);
            by_name.insert("l", &a);
            false
        });
        assert_eq!((by_name.get("k"), by_name.get("l")), (Some(b.clone()), Some(a.clone())));
        // The same node under the same key, but as a new entry.
        by_name.retain(|_, node| {
            by_name.insert("k", &b);
            *node == a
        });
        assert_eq!((by_name.get("k"), by_name.len()), (Some(b), 2));
    }

    #[test]
    fn drops_removed_entries_at_the_end() {
        let _watch = watch();
        let nodes = ["A", "B", "C"].map(node);
        let map: WeakKeyMap<Part, Data> =
            nodes.iter().map(|node| (node.clone(), value(node.name()))).collect();
        map.retain(|_, _| {
            assert_eq!((map.len(), log().as_str()), (3, ""));
            false
        });
        assert_eq!((map.len(), sorted_words(&log()).as_str()), (0, "*A *B *C"));
        assert_eq!(names(map.keys()), "");
    }
}
