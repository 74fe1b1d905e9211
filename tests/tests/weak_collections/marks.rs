//! The root of a tree knows that a node below is in a collection, however the node got there.

use kinfolk::weak::WeakSet;

use crate::model::{Part, PartRc, World, log, node, sorted, world};
use crate::watch::watch;

fn insert(world: &World, set: &WeakSet<Part>, name: &str) {
    set.insert(&world.node(name));
}

/// In each order of putting nodes into a set and below each other.
#[test]
fn in_any_order() {
    type Step = fn(&World, &WeakSet<Part>);
    let steps: [Step; 5] = [
        |world, _| world.node("R").adopt(&world.node("A")),
        |world, _| world.node("A").adopt(&world.node("B")),
        |world, set| insert(world, set, "B"),
        |world, set| insert(world, set, "A"),
        |world, _| world.node("B").point_at(&world.node("C")),
    ];
    for order in 0..120 {
        let _watch = watch();
        let (world, set) = (world("R A B C"), WeakSet::<Part>::new());
        set.insert(&world.node("C"));
        let (mut left, mut code) = (steps.to_vec(), order);
        while !left.is_empty() {
            left.remove(code % left.len())(&world, &set);
            code /= left.len() + 1;
        }
        let root = world.only("R");
        assert_eq!(sorted(&set), "A B C", "{order}");
        drop(root);
        assert_eq!((set.len(), sorted(&set).as_str()), (0, ""), "{order}");
        log();
    }
}

/// A moved node takes its mark along, and the nodes that stay remain marked.
#[test]
fn when_nodes_are_moved() {
    for first in [true, false] {
        let _watch = watch();
        let world = world("R/A/B/1 R/A/2 S/C");
        let set = WeakSet::<Part>::new();
        for name in ["1", "2"] {
            set.insert(&world.node(name));
        }
        let [root, other, c, b] = world.keep_only(&["R", "S", "C", "B"]).try_into().unwrap();
        c.adopt(&b);
        drop((b, c));
        let (first, second, left) = if first { (root, other, "1") } else { (other, root, "2") };
        drop(first);
        assert_eq!(sorted(&set), left);
        drop(second);
        assert!(set.is_empty());
        log();
    }
}

/// A death that began and did not happen.
#[test]
fn after_a_death_that_was_called_off() {
    let _watch = watch();
    let world = world("r/A/B r/C");
    let set: WeakSet<Part> = ["B", "C"].map(|name| world.node(name)).into_iter().collect();
    world.on_hook("r", |this| crate::model::keep(this.clone()));
    drop(world);
    let root = crate::model::kept().remove(0);
    assert_eq!(sorted(&set), "B C");
    // Its hook does not run again, and only the entries are left to remove.
    drop(root);
    assert!(set.is_empty());
    log();
}

/// During a death, by nodes that outlive it.
#[test]
fn of_survivors_of_a_dead_owner() {
    for moment in ["hook", "finalizer", "drop"] {
        let _watch = watch();
        let world = world("r/A/Y r/B");
        let set = std::rc::Rc::new(WeakSet::<Part>::new());
        let (y, top) = (world.node("Y"), node("T"));
        let (captured, held, new_owner) = (set.clone(), y.clone(), top.clone());
        let act = move || {
            captured.insert(&held);
            let child = node("Z");
            held.adopt(&child);
            captured.insert(&child);
            new_owner.adopt(&held);
        };
        match moment {
            "hook" => world.on_hook("r", move |_| act()),
            "finalizer" => world.finalizer("A", act),
            _ => world.on_drop("A", act),
        }
        drop(world);
        assert_eq!(sorted(&*set), "Y Z", "{moment}");
        drop(y);
        assert_eq!(sorted(&*set), "Y Z", "{moment}");
        drop::<PartRc>(top);
        assert!(set.is_empty(), "{moment}");
        log();
    }
}
