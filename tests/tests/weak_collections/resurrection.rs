//! Entries of resurrected nodes stay, and go with the node's real death.

use std::rc::Rc as StdRc;

use kinfolk::{Node, collect};

use crate::model::{PartRc, keep, kept, log, names, node, note, world};
use crate::registry::Registry;
use crate::watch::watch;

/// Which node's hook keeps which node, and which nodes live on.
#[test]
fn of_a_node_and_everything_it_owns() {
    let cases = [
        ("r/a/B a/c r/D", "r", "r", "r a B c D"),
        ("r/a/B a/c r/D", "a", "a", "a B c"),
        ("r/a/B a/c r/D", "c", "a", "a B c"),
        ("r/a/B a/c r/D", "c", "B", "B"),
        ("r/a/B a/c r/D", "c", "D", "D"),
        ("r/a/B a/c r/D", "c", "r", "r a B c D"),
        ("R/a/B a/c R/D/E", "c", "D", "D E"),
        ("R/A/B A/c R/D/E", "c", "R", "R A B c D E"),
        ("r=A=B A/c B/1", "c", "A", "A c B 1"),
        ("r=A=B A/c B/1", "r", "B", "B 1"),
    ];
    for (text, hook, saved, left) in cases {
        let _watch = watch();
        let world = world(text);
        let registry = Registry::of(&world);
        let all = registry.found();
        let (weak, captured) = (world.weak(saved), registry.clone());
        world.on_hook(hook, move |_| {
            captured.assert_found(&all);
            keep(weak.upgrade().unwrap());
        });
        for name in world.names().iter().filter(|name| !left.split(' ').any(|other| other == *name))
        {
            let registry = registry.clone();
            world.on_drop(name, move || registry.assert_found(left));
        }
        drop(world);
        registry.assert_found(left);
        // New entries work like those before.
        let saved = kept().remove(0);
        registry.add(&saved);
        registry.assert_found(left);
        drop(saved);
        registry.assert_found("");
        log();
    }
}

#[test]
fn by_the_entry_itself() {
    let _watch = watch();
    let world = world("r/A/b A/1");
    let registry = Registry::of(&world);
    let captured = registry.clone();
    world.on_hook("b", move |_| {
        keep(captured.by_name.get("A").unwrap());
        keep(captured.all.iter().find(|node| node.name() == "b").unwrap());
    });
    drop(world);
    registry.assert_found("1 A b");
    assert_eq!(registry.values.get(&kept()[0]).unwrap().name, "A");
    registry.assert_found("");
}

/// They had no mark when their owner began to die, and get none from their new owner.
#[test]
fn by_a_living_owner() {
    let _watch = watch();
    let world = world("R/A/B A/c R/D");
    let registry = Registry::of(&world);
    let (b, other) = (world.weak("B"), node("O"));
    let new_owner = other.clone();
    world.on_hook("c", move |_| new_owner.adopt(&b.upgrade().unwrap()));
    drop(world);
    registry.assert_found("B");
    let top = node("T");
    top.adopt(&other);
    drop(other);
    registry.assert_found("B");
    drop(top);
    registry.assert_found("");
}

/// A node that is resurrected with its owner keeps its hook for the real death.
#[test]
fn again_by_those_below() {
    let _watch = watch();
    let world = world("a/b/c/D");
    let registry = Registry::of(&world);
    for name in ["a", "b", "c"] {
        world.on_hook(name, |this| keep(this.clone()));
    }
    drop(world);
    for (name, found) in [("a", "D a b c"), ("b", "D b c"), ("c", "D c")] {
        let kept = kept();
        assert_eq!(names(kept.clone()), name);
        registry.assert_found(found);
        drop(kept);
    }
    registry.assert_found("");
}

#[test]
fn one_after_the_other() {
    let _watch = watch();
    let world = world("a/b/c/D");
    let registry = Registry::of(&world);
    world.on_hook("a", |this| keep(this.clone()));
    let b = world.node("b");
    drop(world);
    registry.assert_found("D a b c");
    // The hook of b has not run yet; the hooks of the others have.
    drop(kept());
    registry.assert_found("D b c");
    b.detach();
    drop(b);
    registry.assert_found("");
    log();
}

mod from_a_collection {
    use super::*;

    #[test]
    fn of_a_whole_ring() {
        let _watch = watch();
        let world = world("a=b=a a/C b/D/1");
        let registry = Registry::of(&world);
        world.on_hook("b", |this| keep(this.clone()));
        drop(world);
        assert_eq!(collect().resurrected(), 5);
        registry.assert_found("1 C D a b");
        drop(kept());
        assert_eq!(collect().freed(), 5);
        registry.assert_found("");
    }

    #[test]
    fn of_a_part_of_it() {
        let _watch = watch();
        let world = world("a=b=a a/C/1 b/D");
        let registry = Registry::of(&world);
        let (c, captured) = (world.weak("C"), registry.clone());
        world.on_hook("b", move |_| {
            captured.assert_found("1 C D a b");
            keep(c.upgrade().unwrap());
        });
        drop(world);
        collect();
        registry.assert_found("1 C");
        drop(kept());
        registry.assert_found("");
    }

    #[test]
    fn by_cutting_it_loose() {
        let _watch = watch();
        let world = world("a=b=a a/C");
        let registry = Registry::of(&world);
        let captured = registry.clone();
        world.on_hook("a", move |this| {
            // The other node dies immediately.
            this.clear_links();
            note(format!("[{}]", captured.found()));
        });
        drop(world);
        collect();
        registry.assert_found("");
        assert!(log().contains("[C a]"));
    }
}

/// A hook puts its node into a value of a collection: the node lives as long as the value.
#[test]
fn in_a_value_of_another_node() {
    let _watch = watch();
    let world = world("r/a/B");
    let registry = Registry::of(&world);
    let other = node("O");
    registry.add(&other);
    let (captured, holder): (StdRc<Registry>, PartRc) = (registry.clone(), other.clone());
    world.on_hook("a", move |this| {
        captured.values.get(&holder).unwrap().pocket.borrow_mut().push(this.clone());
    });
    drop(world);
    registry.assert_found("B O a");
    drop(other);
    registry.assert_found("");
}
