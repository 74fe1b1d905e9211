//! Owning links, back-links and weak links cannot leak: when the last handle goes, the graph goes.

use std::slice::from_ref;

use kinfolk::{AnyRc, AnyWeak, Graph, Handle, Node, Rc};

use crate::model::{
    EntryRc, ItemRc, all, check, deaths, fields, file, folder, live, names, no_leaks, note, root,
    root_of, shelf,
};

/// A graph with every kind of link; many of them cross.
fn tangle() -> AnyRc {
    let root = root("root");
    let mut open = vec![root.to_any()];
    for round in 0..3 {
        for owner in std::mem::take(&mut open) {
            let live = all(&owner);
            for field in fields(&live) {
                let new = [
                    folder("f").into_graph().to_any(),
                    shelf("s").into_graph().to_any(),
                    file("l").into_graph().to_any(),
                    note("n").into_graph().to_any(),
                ];
                for child in new.into_iter().filter(|child| field.takes(child)) {
                    field.attach(field.roads()[round % 2], 0, from_ref(&child)).unwrap();
                    open.push(child);
                }
            }
        }
        open.retain(|node| !node.is_root());
    }
    let everything: Vec<_> = root.descendants_or_self().collect();
    let targets: Vec<_> = root.descendants_of::<crate::model::Item>().collect();
    for (index, node) in everything.iter().enumerate() {
        if let Some(folder) = node.downcast::<crate::model::Folder>() {
            folder.favourite.set(&targets[index % targets.len()]);
            folder.recent.push(&targets[(index * 7) % targets.len()]);
            folder.recent.push(&ItemRc::Folder(root.clone()));
            folder.twin.set(&folder);
        }
    }
    root.to_any()
}

fn weak_to_all(root: &impl Handle) -> Vec<AnyWeak> {
    root.descendants_or_self().map(|node| AnyRc::downgrade(&node)).collect()
}

fn alive(weak: &[AnyWeak]) -> usize {
    weak.iter().filter(|weak| weak.upgrade().is_some()).count()
}

#[test]
fn a_dropped_graph() {
    let before = live();
    let root = tangle();
    check(&root);
    let weak = weak_to_all(&root);
    assert!(weak.len() > 100, "{}", weak.len());
    assert_eq!(alive(&weak), weak.len());
    assert_eq!(live(), before + weak.len());
    drop(root);
    assert_eq!(alive(&weak), 0);
    assert_eq!(live(), before);
}

#[test]
fn only_held_nodes_live() {
    let _no_leaks = no_leaks();
    let root = tangle();
    let held: Vec<_> = root.descendants().step_by(9).collect();
    let weak = weak_to_all(&root);
    let below: std::collections::HashSet<_> =
        held.iter().flat_map(Handle::descendants_or_self).collect();
    drop(root);
    assert_eq!(alive(&weak), below.len());
    let roots: Vec<_> = held.iter().filter(|node| node.is_root()).collect();
    assert!(!roots.is_empty() && roots.len() < held.len());
    for root in &roots {
        check(*root);
    }
    for node in &held {
        assert!(below.contains(&node.root()));
    }
    drop(below);
    drop(held);
    assert_eq!(alive(&weak), 0);
}

#[test]
fn iterators_guards_and_walks_that_are_dropped_half_way() {
    let _no_leaks = no_leaks();
    let root = root_of("a b c d");
    root.inner.set(folder("inner"));
    let mut iter = root.entries.iter();
    iter.next();
    let guard = root.entries.read();
    let mut walk = root.descendants();
    walk.next();
    let mut edges = root.traverse();
    edges.next();
    root.entries.clear();
    root.entries.push(file("e"));
    assert_eq!(deaths(), "");
    drop((iter, walk, edges));
    assert_eq!(deaths(), "");
    drop(guard);
    assert_eq!(deaths(), "a b c d");
}

#[test]
fn errors_hold_their_children_until_they_are_dropped() {
    let _no_leaks = no_leaks();
    let root = root("root");
    let children = [EntryRc::from(file("a")), root.clone().into(), file("b").into()];
    let error = root.entries.try_extend(children).unwrap_err();
    let error = Box::<dyn std::error::Error>::from(error);
    assert_eq!(deaths(), "");
    drop(error);
    assert_eq!(deaths(), "a b");
    let error = root.entries.try_insert(9, file("c")).unwrap_err();
    assert_eq!(names([error.into_child()]), "c");
    assert_eq!(deaths(), "c");
}

#[test]
fn handles_to_owner_and_child_in_any_order_of_drops() {
    for order in 0..6 {
        let _no_leaks = no_leaks();
        let top = root("top");
        let middle = top.archive.add(folder("middle"));
        let low = middle.archive.add(folder("low"));
        let mut handles = vec![top, middle, low];
        handles.rotate_left(order % 3);
        if order > 2 {
            handles.reverse();
        }
        for handle in handles {
            let weak = Rc::downgrade(&handle);
            let lives_on = !handle.is_root();
            drop(handle);
            assert_eq!(weak.upgrade().is_some(), lives_on);
        }
    }
}

#[test]
fn nothing_is_left_of_plain_values_that_became_nodes() {
    let _no_leaks = no_leaks();
    let root = root("root");
    root.entries.push(file("a"));
    root.archive.push(folder("b"));
    assert_eq!(live() - 3, live_without(&root));
    let plain = root.to_plain();
    drop(root);
    assert_eq!(deaths(), "root a b");
    drop(plain);
    assert_eq!(deaths(), "root a b");
}

fn live_without(root: &impl Handle) -> usize {
    live() - root.descendants_or_self().count()
}
