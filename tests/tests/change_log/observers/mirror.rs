//! Random changes: what observers see is the difference between the states before and after.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc as StdRc;

use kinfolk::history::{Change, Changes};
use kinfolk::prelude::*;
use kinfolk::{AnyRc, Place, Rc, observe, transaction};
use kinfolk_tests::random::Random;

use super::{Item, leaf};

const NODES: usize = 12;

/// Where each node hangs: its owner, the link, and the index.
type State = HashMap<AnyRc, (AnyRc, &'static str, usize)>;

fn state(nodes: &[Rc<Item>]) -> State {
    let mut state = State::new();
    for owner in nodes {
        for (link, children) in [("items", &owner.items), ("others", &owner.others)] {
            for (index, child) in children.iter().enumerate() {
                state.insert(child.to_any(), (owner.to_any(), link, index));
            }
        }
    }
    state
}

/// Whether a node is at or below the root, with its ancestors below the root.
fn is_inside(state: &State, root: &AnyRc, node: &AnyRc) -> bool {
    node == root || state.get(node).is_some_and(|(owner, ..)| is_inside(state, root, owner))
}

fn ancestors(state: &State, node: &AnyRc) -> Vec<AnyRc> {
    let mut all = Vec::new();
    let mut next = state.get(node);
    while let Some((owner, ..)) = next {
        all.push(owner.clone());
        next = state.get(owner);
    }
    all
}

/// The children of a list, in order.
fn children(state: &State, owner: &AnyRc, list: &str) -> Vec<AnyRc> {
    let in_list = |(child, (host, link, index)): (&AnyRc, &(AnyRc, &str, usize))| {
        (host == owner && *link == list).then(|| (*index, child.clone()))
    };
    let mut all: Vec<_> = state.iter().filter_map(in_list).collect();
    all.sort_by_key(|(index, _)| *index);
    all.into_iter().map(|(_, child)| child).collect()
}

/// Whether the children that are in a list before and after are in the same order.
fn keeps_order(before: &State, after: &State, owner: &AnyRc, list: &str) -> bool {
    let (mut old, mut new) = (children(before, owner, list), children(after, owner, list));
    let both: Vec<_> = old.iter().filter(|child| new.contains(child)).cloned().collect();
    old.retain(|child| both.contains(child));
    new.retain(|child| both.contains(child));
    old == new
}

/// Compares the changes of a batch with the states before and after it.
fn compare(changes: &Changes, root: &AnyRc, nodes: &[Rc<Item>], before: &State, after: &State) {
    let mut placed = HashMap::new();
    for change in changes {
        let Change::Placed { node, from, to } = change else { panic!("{change:?}") };
        assert!(
            placed.insert(node.clone(), (from.clone(), to.clone())).is_none(),
            "{node:?} twice"
        );
    }
    let place = |place: &Place| (place.owner(), place.link(), place.index().unwrap());
    for node in nodes {
        let node = node.to_any();
        // Places of the root and of what is not below it do not count.
        let below = |state: &State| node != *root && is_inside(state, root, &node);
        let was = before.get(&node).filter(|_| below(before));
        let is = after.get(&node).filter(|_| below(after));
        let came = |node: &AnyRc| !is_inside(before, root, node) && is_inside(after, root, node);
        let went = |node: &AnyRc| is_inside(before, root, node) && !is_inside(after, root, node);
        let change = placed.get(&node);
        match (was, is) {
            (None, None) => assert_eq!(change, None),
            (None, Some(_)) if ancestors(after, &node).iter().any(came) => {
                assert_eq!(change, None);
            }
            (Some((owner, ..)), None)
                if went(owner) && ancestors(after, &node).iter().any(went) =>
            {
                assert_eq!(change, None);
            }
            (Some(from), Some(to)) if (&from.0, from.1) == (&to.0, to.1) => {
                assert!(change.is_none() || !keeps_order(before, after, &from.0, from.1));
            }
            _ => assert!(change.is_some(), "{node:?} from {was:?} to {is:?}"),
        }
        if let Some((from, to)) = change {
            assert_eq!(from.as_ref().map(place), was.cloned());
            assert_eq!(to.as_ref().map(place), is.cloned());
        }
    }
    assert!(placed.keys().all(|node| nodes.iter().any(|other| other.to_any() == *node)));
}

/// Lists that follow those of the nodes by splices.
#[derive(Default)]
struct Mirrors(HashMap<(AnyRc, &'static str), Vec<Rc<Item>>>);

impl Mirrors {
    fn update(&mut self, changes: &Changes, nodes: &[Rc<Item>]) {
        for node in nodes {
            for (link, list) in [("items", &node.items), ("others", &node.others)] {
                let Some(mirror) = self.0.get_mut(&(node.to_any(), link)) else { continue };
                let mut next = 0;
                for splice in changes.splices(list) {
                    assert!(splice.index >= next, "in order, without overlap");
                    next = splice.index + splice.added.len();
                    let end = splice.index + splice.removed.len();
                    assert_eq!(mirror[splice.index..end], splice.removed);
                    splice.apply_to(mirror);
                }
            }
        }
    }

    /// Makes the mirrors of lists that came below the root, and drops those of lists that went.
    fn compare(&mut self, root: &AnyRc, nodes: &[Rc<Item>], state: &State) {
        for node in nodes {
            for (link, list) in [("items", &node.items), ("others", &node.others)] {
                let key = (node.to_any(), link);
                if is_inside(state, root, &key.0) {
                    let list: Vec<_> = list.iter().collect();
                    let mirror = self.0.entry(key).or_insert_with(|| list.clone());
                    assert_eq!(*mirror, list);
                } else {
                    self.0.remove(&key);
                }
            }
        }
    }
}

fn change(nodes: &[Rc<Item>], random: &mut Random) {
    let node = &nodes[random.below(NODES)];
    let owner = &nodes[random.below(NODES)];
    let list = if random.percent(33) { &owner.others } else { &owner.items };
    match random.below(8) {
        0..4 if !list.contains(node) => drop(list.try_push(node.clone())),
        4 => drop(list.pop()),
        5 if !list.is_empty() => drop(list.remove(random.below(list.len()))),
        5 | 6 => drop(node.detach()),
        _ => {
            let _outcome: Result<(), ()> = transaction(|| {
                for _ in 0..random.below(4) {
                    change(nodes, random);
                }
                if random.percent(50) { Ok(()) } else { Err(()) }
            });
        }
    }
}

#[test]
fn changes_are_the_difference_between_the_states() {
    for seed in 0..300 {
        let random = &mut Random::new(seed);
        let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];
        let nodes: Vec<_> = names.map(leaf).map(Graph::into_graph).into();
        for _ in 0..20 {
            change(&nodes, random);
        }
        let root = nodes[0].clone();
        let seen = StdRc::new(RefCell::new((state(&nodes), Mirrors::default())));
        seen.borrow_mut().1.compare(&root.to_any(), &nodes, &state(&nodes));
        let _watch = observe(&root, {
            let (root, nodes, seen) = (root.to_any(), nodes.clone(), seen.clone());
            move |changes| {
                let (before, mirrors) = &mut *seen.borrow_mut();
                let after = state(&nodes);
                compare(changes, &root, &nodes, before, &after);
                mirrors.update(changes, &nodes);
                mirrors.compare(&root, &nodes, &after);
                *before = after;
            }
        });
        for _ in 0..20 {
            let size = random.below(12);
            transaction(|| {
                for _ in 0..size {
                    change(&nodes, random);
                }
            });
            // What was outside of the root may have changed without a call.
            let (before, mirrors) = &mut *seen.borrow_mut();
            let after = state(&nodes);
            for node in &nodes {
                let node = node.to_any();
                let inside = (
                    is_inside(before, &root.to_any(), &node),
                    is_inside(&after, &root.to_any(), &node),
                );
                assert_eq!(inside.0, inside.1);
                if inside.0 && node != root.to_any() {
                    assert_eq!(before.get(&node), after.get(&node));
                }
            }
            mirrors.compare(&root.to_any(), &nodes, &after);
            *before = after;
            assert!(nodes.iter().all(|node| node.validate().is_ok()));
        }
    }
}

#[test]
fn observing_changes_nothing() {
    for seed in 0..100 {
        let run = |is_observed: bool| {
            let random = &mut Random::new(seed);
            let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];
            let nodes: Vec<_> = names.map(leaf).map(Graph::into_graph).into();
            let watch = is_observed.then(|| observe(&nodes[0], |_| ()));
            for _ in 0..100 {
                change(&nodes, random);
            }
            drop(watch);
            let number = |node: &Rc<Item>| nodes.iter().position(|other| other == node);
            let lists = nodes.iter().flat_map(|node| [&node.items, &node.others]);
            lists
                .map(|list| list.iter().map(|child| number(&child)).collect())
                .collect::<Vec<Vec<_>>>()
        };
        assert_eq!(run(false), run(true));
    }
}
