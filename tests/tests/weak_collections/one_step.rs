//! All entries of nodes that die together go in one step, when all the nodes are dead. Hooks find
//! all entries; attached finalizers, values, and the `Drop` of data find none.

use std::cell::Cell;
use std::rc::Rc as StdRc;

use kinfolk::weak::{WeakKeyMap, WeakSet, WeakValueMap};
use kinfolk::{Graph, Handle, Rc, Weak, collect};

use crate::model::{
    Part, PartRc, World, is_hooked, log, names, node, note, sorted, sorted_words, value_that, world,
};
use crate::registry::Registry;
use crate::watch::watch;

const TREES: [(&str, &[&str]); 14] = [
    ("r/a/b a/c r/D/2 D/e r/3 r/f/g", &[]),
    ("r/a/b/c b/Y a/d r/e", &["Y"]),
    ("r/a/b/c b/y/z a/d r/e", &["y"]),
    ("r/a/b/c b/1 a/d r/e", &["1"]),
    ("r/A/B/C/Y/Z r/e", &["Y"]),
    ("r/A/B/C/1 A/E/F", &["1", "F"]),
    ("R/A/B/C/D C/E B/F R/G", &[]),
    ("R/A/B/C/Y C/E B/F R/G", &["Y"]),
    ("R/A/B/C/Y/z B/F", &["Y"]),
    ("R/X R/A/Y/B R/Z", &["X", "Y", "Z"]),
    ("R=A A=B A/c B/1", &[]),
    ("R/A R/B A=C B=C C/d C=E", &["d"]),
    ("r/a r/b a=c b=c c/D c=E/f", &["E"]),
    ("R/A=B/c R/C=B B=D", &["D"]),
];

const RINGS: [(&str, &[&str]); 7] = [
    ("R=A=R R/B A/c/1", &[]),
    ("r=a=r r/b a/c/1", &[]),
    ("R=R R/A/b", &[]),
    ("R=A=B=R A/Y/Z B/c", &["Y"]),
    ("r=A=B=r A/y/Z B/c", &["y"]),
    ("R/A/B=R B/1 A/2", &["1"]),
    ("R=A=R A/C=D/E C/f", &["D"]),
];

/// Logs the contents of a registry at each moment of each node.
fn look_at_each_moment(world: &World, registry: &StdRc<Registry>, at: &[&str]) {
    let values = &registry.values;
    for name in at {
        let look = |moment: String| {
            let registry = registry.clone();
            move || note(format!("{moment}[{}]", registry.found().replace(' ', "")))
        };
        let look_in_hook = look(format!("hook_of_{name}"));
        if is_hooked(name) {
            world.on_hook(name, move |_| look_in_hook());
        }
        world.finalizer(name, look(format!("finalizer_of_{name}")));
        let look_in_value = look(format!("value_of_{name}"));
        values.insert(&world.node(name), value_that(name, look_in_value));
        world.on_drop(name, look(format!("data_of_{name}")));
    }
}

fn is_one_step(text: &str, held: &[&str], end: &dyn Fn(World) -> Vec<PartRc>) {
    let _watch = watch();
    let world = world(text);
    let registry = Registry::of(&world);
    let all = registry.found().replace(' ', "");
    let survivors: Vec<_> =
        held.iter().map(|name| sorted(world.node(name).descendants_or_self())).collect();
    let survivors = sorted_words(&survivors.join(" "));
    let names = world.names();
    let dying: Vec<_> =
        names.iter().map(String::as_str).filter(|name| !survivors.contains(name)).collect();
    look_at_each_moment(&world, &registry, &dying);
    log();
    let held = end(world);
    let log = log();
    let expect = |moment: &str, name: &str, found: &str| {
        let entry = format!("{moment}_of_{name}[{found}]");
        assert!(log.split(' ').any(|word| word == entry), "{text}: no {entry} in {log}");
    };
    let left = survivors.replace(' ', "");
    for name in &dying {
        if is_hooked(name) {
            expect("hook", name, &all);
        }
        for moment in ["finalizer", "value", "data"] {
            expect(moment, name, &left);
        }
    }
    registry.assert_found(&survivors);
    drop(held);
    registry.assert_found("");
}

#[test]
fn when_a_tree_dies() {
    for (text, held) in TREES {
        is_one_step(text, held, &|world| {
            let held = world.keep_only(held);
            collect();
            held
        });
    }
}

#[test]
fn when_a_cycle_is_collected() {
    for (text, held) in RINGS {
        is_one_step(text, held, &|world| {
            let held = world.keep_only(held);
            assert!(collect().freed() > 0);
            held
        });
    }
}

#[test]
fn when_its_owner_releases_it() {
    for (text, held) in TREES {
        if text.contains('=') {
            continue;
        }
        is_one_step(text, held, &|world| {
            let top = node("T");
            top.adopt(&world.nodes()[0]);
            let held = world.keep_only(held);
            top.silent().parts.clear();
            held
        });
    }
}

/// At a depth where teardown no longer recurses.
#[test]
fn when_a_deep_tree_dies() {
    let mut text = "S0".to_owned();
    for level in 1..150 {
        let name = level.to_string();
        text.extend(["/S", &name, " S", &name, "/T", &name, " S", &name]);
    }
    text += "/Y/z";
    let _watch = watch();
    let world = world(&text);
    let registry = Registry::of(&world);
    for name in ["S0", "S1", "T1", "S63", "T64", "S65", "T100", "S149", "T149"] {
        let registry = registry.clone();
        world.on_drop(name, move || note(format!("[{}]", registry.found())));
    }
    let held = world.only("Y");
    assert_eq!(log().matches("[Y z]").count(), 9);
    registry.assert_found("Y z");
    drop(held);
    registry.assert_found("");
}

/// Nothing else in the tree needs finalization, and its nodes have nothing to drop.
mod of_nodes_without_data {
    use super::*;

    #[derive(Graph)]
    #[graph(back(above: Bare))]
    struct Bare {
        #[graph(own)]
        below: Vec<Bare>,
    }

    struct Look {
        set: StdRc<WeakSet<Bare>>,
        weak: Vec<Weak<Bare>>,
        seen: StdRc<Cell<Option<(usize, usize, usize)>>>,
    }

    impl Drop for Look {
        fn drop(&mut self) {
            let alive = self.weak.iter().filter(|weak| weak.upgrade().is_some()).count();
            self.seen.set(Some((self.set.len(), self.set.iter().count(), alive)));
        }
    }

    #[test]
    fn a_value_of_theirs_finds_none() {
        let _watch = watch();
        for at in 0..3 {
            let root =
                Bare { below: vec![Bare { below: vec![Bare { below: vec![] }] }] }.into_graph();
            let all = root.descendants_or_self();
            let nodes: Vec<_> = all.filter_map(|node| node.downcast::<Bare>()).collect();
            let set: StdRc<WeakSet<Bare>> = StdRc::new(nodes.iter().cloned().collect());
            let values = WeakKeyMap::<Bare, Look>::new();
            let seen = StdRc::new(Cell::new(None));
            let weak = nodes.iter().map(Rc::downgrade).collect();
            values.insert(&nodes[at], Look { set: set.clone(), weak, seen: seen.clone() });
            drop((nodes, root));
            assert_eq!((seen.get(), set.len(), values.len()), (Some((0, 0, 0)), 0, 0));
        }
    }
}

/// In the `Drop` of data, weak handles and entries agree about every node.
#[test]
fn weak_handles_and_entries_go_together() {
    let _watch = watch();
    for text in ["R/A/B R/c/1", "R=A=R A/b"] {
        let world = world(text);
        let registry = Registry::of(&world);
        let weak: Vec<_> = world.nodes().iter().map(PartRc::downgrade).collect();
        let look = move |moment: &str| {
            let alive = sorted(weak.iter().filter_map(Weak::upgrade));
            note(format!(
                "{moment}:{}",
                if alive == registry.found() { "agree" } else { "differ" }
            ));
        };
        let look = StdRc::new(look);
        for node in world.nodes() {
            let name = node.name();
            let looks = [look.clone(), look.clone()];
            let [in_finalizer, in_drop] = looks;
            world.finalizer(name, move || in_finalizer("finalizer"));
            world.on_drop(name, move || in_drop("drop"));
            if is_hooked(name) {
                let look = look.clone();
                world.on_hook(name, move |_| look("hook"));
            }
        }
        log();
        drop((world, look));
        collect();
        let log = log();
        assert!(!log.contains("differ") && log.contains("drop:agree"), "{log}");
    }
}

/// A hook inserts them when the walk may already have passed them.
#[test]
fn of_nodes_that_hooks_have_inserted() {
    let texts =
        ["r/a/B a/c r/D/e r/f D/1", "R/a/B/c/d R/E/1", "r/a a=B b=B r/b B/c", "r=a=r a/B r/c/D"];
    for text in texts {
        let all = world(text).names();
        collect();
        for hook in all.iter().filter(|name| is_hooked(name)) {
            for target in &all {
                let _watch = watch();
                let world = world(text);
                let registry = Registry::new();
                // The library handles a node that needs finalization differently, so a set gives
                // this one an entry.
                let captured = WeakSet::<Part>::new();
                captured.insert(&world.nodes()[1]);
                let (weak, late) = (world.weak(target), registry.clone());
                world.on_hook(hook, move |_| late.add(&weak.upgrade().unwrap()));
                for name in &all {
                    let registry = registry.clone();
                    world.on_drop(name, move || registry.assert_found(""));
                }
                drop(world);
                collect();
                registry.assert_found("");
                assert_eq!(captured.len(), 0);
                assert!(
                    log().contains(&format!("*{target}")),
                    "{text}: {hook} has inserted {target}"
                );
            }
        }
    }
}

/// A hook removes some entries, and later hooks find the rest.
#[test]
fn except_nodes_that_hooks_remove() {
    let _watch = watch();
    let world = world("r/a/B a/c r/D/e r/f");
    let registry = Registry::of(&world);
    let first = registry.clone();
    world.on_hook("a", move |_| {
        first.all.retain(|node| node.name() != "B");
        first.values.retain(|node, _| node.name() != "B");
        first.by_name.remove("B");
        first.silent.retain(|node| node.data.name != "B");
    });
    let second = registry.clone();
    world.on_hook("e", move |_| {
        second.assert_found("D a c e f r");
        second.clear();
        second.add(&second.all.iter().next().unwrap_or_else(|| node("9")));
    });
    drop(world);
    registry.assert_found("");
    assert!(log().starts_with("r a *B c e "));
}

/// Nodes that a hook releases are their own dying set.
#[test]
fn of_each_set_within_another() {
    let _watch = watch();
    let (inner, outer) = (world("I/j/K"), world("r/a r/B"));
    let registry = Registry::of(&inner);
    outer.nodes().iter().for_each(|node| registry.add(node));
    let captured = registry.clone();
    inner.on_hook("j", move |_| captured.assert_found("B I K a j r"));
    let captured = registry.clone();
    inner.on_drop("K", move || captured.assert_found("B a r"));
    let (inner, captured) = (Cell::new(Some(inner.only("I"))), registry.clone());
    outer.on_hook("a", move |_| {
        captured.assert_found("B I K a j r");
        drop(inner.take());
        captured.assert_found("B a r");
    });
    drop(outer);
    registry.assert_found("");
}

/// More nested deaths than the library handles at once: a node that has to wait stays in the
/// collections.
#[test]
fn of_deferred_sets() {
    let _watch = watch();
    let registry = Registry::new();
    let mut next = node("Last");
    registry.add(&next);
    for number in 0..100 {
        let outer = world(&format!("h{number}"));
        let name = format!("h{number}");
        registry.add(&outer.node(&name));
        let (inner, captured) = (Cell::new(Some(next)), registry.clone());
        outer.on_hook(&name, move |_| {
            drop(inner.take());
            captured.found();
        });
        next = outer.only(&name);
    }
    assert_eq!(registry.all.len(), 101);
    drop(next);
    registry.assert_found("");
    log();
}

/// A look-up finds the entry by its key, whether its node is alive or dead.
#[test]
fn a_name_is_free_as_soon_as_its_node_is_dead() {
    let _watch = watch();
    let map = StdRc::new(WeakValueMap::<&str, Part>::new());
    let world = world("r/a");
    map.insert("name", &world.node("a"));
    let captured = map.clone();
    world.on_hook("a", move |this| assert_eq!(captured.get("name").as_ref(), Some(this)));
    let captured = map.clone();
    world.finalizer("r", move || {
        let new = captured.get_or_insert_with("name", || node("N"));
        crate::model::keep(new);
    });
    drop(world);
    let kept = crate::model::kept();
    assert_eq!((names(map.get("name")).as_str(), map.len(), kept.len()), ("N", 1, 1));
}
