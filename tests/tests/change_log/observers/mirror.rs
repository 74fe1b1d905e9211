//! Random changes: what observers see is the difference between the states before and after.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc as StdRc;

use indexmap::IndexMap;
use kinfolk::death::take_hook_panics;
use kinfolk::history::{Change, Changes, Watch};
use kinfolk::prelude::*;
use kinfolk::{AnyRc, Own, Place, Rc, observe, transaction};
use kinfolk_tests::random::Random;

#[derive(Graph)]
#[graph(back(above: Part))]
struct Part {
    number: usize,
    #[graph(own)]
    items: Vec<Part>,
    #[graph(own)]
    others: Vec<Part>,
    #[graph(own)]
    one: Option<Box<Part>>,
    #[graph(own)]
    sorted: BTreeMap<usize, Part>,
    #[graph(own)]
    indexed: IndexMap<usize, Part>,
}

const NODES: usize = 14;

fn parts() -> Vec<Rc<Part>> {
    let part = |number| Part {
        number,
        items: vec![],
        others: vec![],
        one: None,
        sorted: BTreeMap::new(),
        indexed: IndexMap::new(),
    };
    (0..NODES).map(|number| part(number).into_graph()).collect()
}

/// A place: the owner, and what it prints.
type At = (AnyRc, String);

/// Where each node hangs, and the children of each list.
#[derive(Default)]
struct State {
    places: HashMap<AnyRc, At>,
    lists: HashMap<(AnyRc, &'static str), Vec<AnyRc>>,
}

impl State {
    fn of(nodes: &[Rc<Part>]) -> Self {
        let mut state = State::default();
        for owner in nodes {
            let host = owner.to_any();
            let at = |place: String| (host.clone(), place);
            for (name, list) in lists(owner) {
                let list: Vec<_> = list.iter().map(|child| child.to_any()).collect();
                for (index, child) in list.iter().enumerate() {
                    state.places.insert(child.clone(), at(format!("{name}[{index}]")));
                }
                state.lists.insert((host.clone(), name), list);
            }
            if let Some(child) = owner.one.get() {
                state.places.insert(child.to_any(), at("one".into()));
            }
            for (key, child) in owner.sorted.iter() {
                state.places.insert(child.to_any(), at(format!("sorted[{key}]")));
            }
            for (key, child) in owner.indexed.iter() {
                state.places.insert(child.to_any(), at(format!("indexed[{key}]")));
            }
        }
        state
    }

    fn ancestors(&self, node: &AnyRc) -> Vec<AnyRc> {
        let mut all = Vec::new();
        let mut next = self.places.get(node);
        while let Some((owner, _)) = next {
            all.push(owner.clone());
            next = self.places.get(owner);
        }
        all
    }

    /// Whether a node is at or below the root.
    fn has(&self, root: &AnyRc, node: &AnyRc) -> bool {
        node == root || self.ancestors(node).contains(root)
    }

    /// Where a node hangs below the root.
    fn below(&self, root: &AnyRc, node: &AnyRc) -> Option<&At> {
        self.places.get(node).filter(|_| node != root && self.has(root, node))
    }
}

fn lists(node: &Rc<Part>) -> [(&'static str, &Own<Part, Vec<Part>>); 2] {
    [("items", &node.items), ("others", &node.others)]
}

/// Whether those of these children that are in a list before and after stand in the same order.
fn keep_order(
    (before, after): (&State, &State),
    list: &(AnyRc, &'static str),
    is_one: impl Fn(&AnyRc) -> bool,
) -> bool {
    let (before, after) = (&before.lists[list], &after.lists[list]);
    let both = |child: &&AnyRc| before.contains(child) && after.contains(child) && is_one(child);
    before.iter().filter(both).eq(after.iter().filter(both))
}

/// Compares the changes of a batch with the states before and after it.
fn compare(changes: &Changes, root: &AnyRc, nodes: &[Rc<Part>], states: (&State, &State)) {
    let (before, after) = states;
    let (mut placed, mut ordered) = (HashMap::new(), HashSet::new());
    for change in changes {
        assert!(nodes.iter().any(|node| node.to_any() == *change.node()));
        match change {
            Change::Placed { node, from, to } => {
                let is_new = placed.insert(node.clone(), (from.clone(), to.clone())).is_none();
                assert!(is_new, "{node:?} twice");
            }
            Change::Ordered { node, link } => assert!(ordered.insert((node.clone(), *link))),
            other => panic!("{other:?}"),
        }
    }
    let place = |place: &Place| (place.owner(), place.to_string());
    let came = |node: &AnyRc| !before.has(root, node) && after.has(root, node);
    let went = |node: &AnyRc| before.has(root, node) && !after.has(root, node);
    for node in nodes {
        let node = node.to_any();
        let (was, is) = (before.below(root, &node), after.below(root, &node));
        let change = placed.get(&node);
        if let Some((from, to)) = change {
            assert_eq!(
                (from.as_ref().map(place), to.as_ref().map(place)),
                (was.cloned(), is.cloned())
            );
        }
        let is_left_out = match (was, is) {
            (None, None) => true,
            (None, Some(_)) => after.ancestors(&node).iter().any(came),
            (Some((owner, _)), None) => went(owner) && after.ancestors(&node).iter().any(went),
            (Some(from), Some(to)) => {
                let link = |at: &At| at.1.split('[').next().unwrap().to_owned();
                if (&from.0, link(from)) == (&to.0, link(to)) {
                    // Lists are compared as a whole. The same key may be another object.
                    continue;
                }
                false
            }
        };
        assert_eq!(change.is_none(), is_left_out, "{node:?} from {was:?} to {is:?}");
    }
    for node in nodes {
        for (name, _) in lists(node) {
            let list = (node.to_any(), name);
            let is_ordered = ordered.remove(&list);
            if !before.has(root, &list.0) || !after.has(root, &list.0) {
                assert!(!is_ordered);
            } else if keep_order(states, &list, |_| true) {
                let both = |child: &&AnyRc| before.lists[&list].contains(child);
                assert!(!is_ordered);
                assert!(
                    after.lists[&list].iter().filter(both).all(|child| !placed.contains_key(child))
                );
            } else if !is_ordered {
                assert!(keep_order(states, &list, |child| !placed.contains_key(child)));
            }
        }
    }
    assert!(ordered.iter().all(|(_, link)| *link == "indexed"));
}

/// Lists that follow those of the nodes by splices.
#[derive(Default)]
struct Mirrors(HashMap<(AnyRc, &'static str), Vec<Rc<Part>>>);

impl Mirrors {
    fn update(&mut self, changes: &Changes, nodes: &[Rc<Part>]) {
        for node in nodes {
            for (name, list) in lists(node) {
                let Some(mirror) = self.0.get_mut(&(node.to_any(), name)) else { continue };
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
    fn compare(&mut self, root: &AnyRc, nodes: &[Rc<Part>], state: &State) {
        for node in nodes {
            for (name, list) in lists(node) {
                let key = (node.to_any(), name);
                if state.has(root, &key.0) {
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

/// Changes something, in a transaction with other changes or alone.
fn change(nodes: &[Rc<Part>], random: &mut Random) {
    let (node, owner) = (&nodes[random.below(NODES)], &nodes[random.below(NODES)]);
    match random.below(10) {
        0..5 => change_list(nodes, lists(owner)[random.below(2)].1, random),
        5 => drop(node.detach()),
        6 if random.percent(50) => drop(owner.one.take()),
        6 => drop(owner.one.try_set(node.clone())),
        7 | 8 => change_map(nodes, owner, random),
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

fn change_list(nodes: &[Rc<Part>], list: &Own<Part, Vec<Part>>, random: &mut Random) {
    let (node, sibling) = (&nodes[random.below(NODES)], &nodes[random.below(NODES)]);
    let len = list.len();
    let index = random.below(len);
    let several = || [node.clone(), sibling.clone()].into_iter().filter(|_| node != sibling);
    match random.below(20) {
        0..3 => drop(list.try_push(node.clone())),
        3 | 4 => drop(list.try_insert(index, node.clone())),
        5 => drop(list.try_replace(index, node.clone())),
        6 => drop(list.pop()),
        7 => drop(list.try_extend(several())),
        8 => drop(list.try_set_all(several())),
        9 => list.sort_by_key(|part| part.number),
        10 => list.reverse(),
        11 => list.retain(|part| part.number % 3 > 0),
        12 => list.truncate(index),
        13 => drop(list.try_append(lists(sibling)[random.below(2)].1)),
        14 if random.percent(30) => list.clear(),
        _ if len == 0 => {}
        15 => drop(list.remove(index)),
        16 => drop(list.swap_remove(index)),
        17 => list.swap(index, random.below(len)),
        18 => list.move_to(index, random.below(len)),
        19 => drop(list.try_splice(index..random.between(index, len), several())),
        _ => {}
    }
}

fn change_map(nodes: &[Rc<Part>], owner: &Rc<Part>, random: &mut Random) {
    let (node, key) = (&nodes[random.below(NODES)], random.below(4));
    match random.below(8) {
        0 | 1 => drop(owner.sorted.try_insert(key, node.clone())),
        2 => drop(owner.sorted.remove(&key)),
        3 | 4 => drop(owner.indexed.try_insert(key, node.clone())),
        5 => drop(owner.indexed.swap_remove(&key)),
        6 => drop(owner.indexed.shift_remove(&key)),
        _ => owner.sorted.retain(|key, _| key % 2 > 0),
    }
}

#[test]
fn changes_are_the_difference_between_the_states() {
    for seed in 0..400 {
        let random = &mut Random::new(seed);
        let nodes = parts();
        for _ in 0..30 {
            change(&nodes, random);
        }
        let root = nodes[0].to_any();
        let seen = StdRc::new(RefCell::new((State::of(&nodes), Mirrors::default())));
        seen.borrow_mut().1.compare(&root, &nodes, &State::of(&nodes));
        let _watch = observe(&root, {
            let (root, nodes, seen) = (root.clone(), nodes.clone(), seen.clone());
            move |changes| {
                let (before, mirrors) = &mut *seen.borrow_mut();
                let after = State::of(&nodes);
                compare(changes, &root, &nodes, (before, &after));
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
            // What is not below the root may have changed without a call.
            let (before, mirrors) = &mut *seen.borrow_mut();
            let after = State::of(&nodes);
            for node in &nodes {
                let node = node.to_any();
                assert_eq!(before.has(&root, &node), after.has(&root, &node));
                assert_eq!(before.below(&root, &node), after.below(&root, &node));
            }
            mirrors.compare(&root, &nodes, &after);
            *before = after;
            assert!(nodes.iter().all(|node| node.validate().is_ok()));
        }
    }
}

/// An observer that changes something now and then, and panics now and then. Returns the mirrors of the
/// lists of its root.
fn answering(
    root: &Rc<Part>,
    nodes: &[Rc<Part>],
    random: &StdRc<RefCell<Random>>,
) -> (Watch, StdRc<RefCell<Mirrors>>) {
    let root = root.clone();
    let mirrors = StdRc::new(RefCell::new(Mirrors::default()));
    for (name, list) in lists(&root) {
        mirrors.borrow_mut().0.insert((root.to_any(), name), list.iter().collect());
    }
    let watch = observe(&root, {
        let (root, nodes, random) = (root.clone(), nodes.to_vec(), random.clone());
        let mirrors = mirrors.clone();
        move |changes| {
            mirrors.borrow_mut().update(changes, std::slice::from_ref(&root));
            let random = &mut *random.borrow_mut();
            if random.percent(40) {
                for _ in 0..random.below(4) {
                    change(&nodes, random);
                }
                assert!(random.percent(70), "now and then");
            }
        }
    });
    (watch, mirrors)
}

#[test]
fn each_observer_follows_what_all_of_them_change() {
    for seed in 0..150 {
        let random = StdRc::new(RefCell::new(Random::new(seed)));
        let nodes = parts();
        let roots = [&nodes[0], &nodes[1], &nodes[0]];
        let observers = roots.map(|root| answering(root, &nodes, &random));
        for _ in 0..20 {
            // The random numbers are free while observers are called.
            let mut own = Random::new(random.borrow_mut().number());
            let size = own.below(6);
            transaction(|| {
                for _ in 0..size {
                    change(&nodes, &mut own);
                }
            });
            for (root, (_, mirrors)) in roots.iter().zip(&observers) {
                for (name, list) in lists(root) {
                    let list: Vec<_> = list.iter().collect();
                    assert_eq!(mirrors.borrow().0[&(root.to_any(), name)], list);
                }
            }
            assert!(nodes.iter().all(|node| node.validate().is_ok()));
        }
        drop(observers);
    }
    assert!(take_hook_panics() > 100);
}

#[test]
fn observing_changes_nothing() {
    for seed in 0..200 {
        let run = |is_observed: bool| {
            let random = &mut Random::new(seed);
            let nodes = parts();
            let watch = is_observed.then(|| observe(&nodes[0], |_| ()));
            for _ in 0..100 {
                change(&nodes, random);
            }
            drop(watch);
            let state = State::of(&nodes);
            let number = |node: &AnyRc| node.downcast::<Part>().unwrap().number;
            let place = |node: &Rc<Part>| {
                let (owner, place) = state.places.get(&node.to_any())?;
                Some((number(owner), place.clone()))
            };
            nodes.iter().map(place).collect::<Vec<_>>()
        };
        assert_eq!(run(false), run(true));
    }
}
