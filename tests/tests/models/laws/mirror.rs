//! A copy of all below a root, which an observer keeps up by the changes that it gets.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc as StdRc;

use indexmap::IndexMap;
use kinfolk::history::{Change, Changes, Splice};
use kinfolk::{AnyRc, BackTo, History, NodeType, Own, observe, transaction};
use kinfolk_tests::panics;
use kinfolk_tests::random::Random;

use super::seen::{Seen, check_hooks};
use super::world::{End, begin, caught, change, end, root, rounds};
use crate::hooks;
use crate::items::{HashMap, Item, ItemRc, Slot, Visit};
use crate::plain::State;
use crate::tricky::Tricky;

/// The splices of a list.
struct Splices<'a>(&'a Changes);

impl Visit for Splices<'_> {
    type Out = Vec<Splice<ItemRc>>;

    fn required<O: NodeType>(self, _: &Own<O, Box<Item>>) -> Self::Out
    where
        Box<Item>: BackTo<O>,
    {
        vec![]
    }

    fn option<O: NodeType>(self, _: &Own<O, Option<Box<Item>>>) -> Self::Out
    where
        Box<Item>: BackTo<O>,
    {
        vec![]
    }

    fn list<O: NodeType>(self, link: &Own<O, Vec<Item>>) -> Self::Out
    where
        Item: BackTo<O>,
    {
        self.0.splices(link)
    }

    fn sorted<O: NodeType>(self, _: &Own<O, BTreeMap<Tricky, Item>>) -> Self::Out
    where
        Item: BackTo<O>,
    {
        vec![]
    }

    fn hashed<O: NodeType>(self, _: &Own<O, HashMap<Tricky, Item>>) -> Self::Out
    where
        Item: BackTo<O>,
    {
        vec![]
    }

    fn indexed<O: NodeType>(self, _: &Own<O, IndexMap<Tricky, Item>>) -> Self::Out
    where
        Item: BackTo<O>,
    {
        vec![]
    }
}

fn id(node: &AnyRc) -> usize {
    node.downcast::<Item>().unwrap().id()
}

/// All below a root, without the order of maps.
struct Mirror {
    root: usize,
    copy: State,
}

impl Mirror {
    fn apply(&mut self, changes: &Changes) {
        let now = State::read();
        for id in self.copy.slots.keys().copied().collect::<Vec<_>>() {
            let splices = hooks::node(id).unwrap().visit(Slot::List, Splices(changes));
            for splice in splices.into_iter().flatten() {
                let list = self.copy.children(id, Slot::List);
                let removed = splice.index..splice.index + splice.removed.len();
                let added = splice.added.iter().map(|child| (0, child.id()));
                let removed: Vec<_> = list.splice(removed, added).map(|(_, child)| child).collect();
                let expected: Vec<_> = splice.removed.iter().map(ItemRc::id).collect();
                assert_eq!(removed, expected);
            }
        }
        for change in changes {
            let node = id(change.node());
            match change {
                Change::Placed { from, to, .. } => {
                    for place in [from, to].into_iter().flatten() {
                        self.copy_all_but_list(&now, id(&place.owner()));
                    }
                    if from.is_none() {
                        self.copy_all(&now, node);
                    }
                }
                Change::Set { .. } => {
                    self.copy.notes.insert(node, now.notes[&node].clone());
                }
                Change::Linked { .. } => {
                    self.copy.likes.remove(&node);
                    self.copy.likes.extend(now.likes.get(&node).map(|like| (node, *like)));
                }
                _ => {}
            }
        }
        let all = Seen { state: std::mem::take(&mut self.copy), ..Seen::default() };
        self.copy = all.of(&all.below(self.root)).state;
    }

    fn copy_all_but_list(&mut self, now: &State, id: usize) {
        let Some(slots) = self.copy.slots.get_mut(&id) else { return };
        let rest = now.slots[&id].iter().filter(|(slot, _)| **slot != Slot::List);
        slots.extend(rest.map(|(slot, children)| (*slot, children.clone())));
    }

    fn copy_all(&mut self, now: &State, top: usize) {
        let all = Seen { state: now.clone(), ..Seen::default() };
        let part = all.of(&all.below(top)).state;
        self.copy.likes.retain(|id, _| !part.slots.contains_key(id));
        self.copy.slots.extend(part.slots);
        self.copy.likes.extend(part.likes);
        self.copy.notes.extend(part.notes);
    }
}

fn below(root: &ItemRc) -> State {
    let all = Seen::read();
    all.of(&all.below(root.id())).state
}

fn round(seed: u64, steps: usize) {
    let mut random = begin(seed, 1);
    let root = root(&mut random);
    let history = History::new(&root);
    let mirror = StdRc::new(RefCell::new(Mirror { root: root.id(), copy: below(&root) }));
    let calls = StdRc::new(Cell::new(0));
    let watch = observe(&root, {
        let (mirror, calls) = (mirror.clone(), calls.clone());
        move |changes| {
            calls.set(calls.get() + 1);
            mirror.borrow_mut().apply(changes);
        }
    });
    let mut log = Vec::new();
    for _ in 0..steps {
        let (before, calls_before) = (below(&root), calls.get());
        let has_failed = step(&mut random, &history, &mut log);
        let (now, what) = (below(&root), format!("seed {seed}: {log:#?}"));
        assert_eq!(panics::reports(), Vec::<String>::new(), "{what}");
        let copy = Seen { state: mirror.borrow().copy.clone(), ..Seen::default() };
        copy.assert_is(&Seen { state: now.clone(), ..Seen::default() }, &what);
        let called = calls.get() - calls_before;
        // To leave a place and to put something there are two operations.
        let most = 1 + usize::from(log.last().is_some_and(|last| last.starts_with("put")));
        assert!(called <= most && (!has_failed || called == 0), "{called} calls. {what}");
        assert!(called >= 1 || now == before, "{called} calls. {what}");
        check_hooks(&what);
        while hooks::held().len() > 6 {
            hooks::let_go(random.below(6));
        }
    }
    drop(watch);
    drop((history, root));
    end(&format!("seed {seed}"));
}

/// Whether the step was rolled back.
fn step(random: &mut Random, history: &History, log: &mut Vec<String>) -> bool {
    match random.below(10) {
        0 | 1 => {
            log.push("undo".into());
            history.undo().is_err()
        }
        2 => {
            log.push("redo".into());
            history.redo().is_err()
        }
        3..=6 => {
            // An operation may fail in a closure.
            let _ = caught(|| change(random, log));
            false
        }
        _ => {
            let how = End::any(random);
            log.push(format!("begin {how:?}"));
            let outcome = caught(|| {
                transaction(|| {
                    (0..random.between(1, 5)).for_each(|_| change(random, log));
                    how.come()
                })
            });
            log.push("end".into());
            !matches!(outcome, Ok(Ok(())))
        }
    }
}

#[test]
fn a_copy_is_kept_by_changes_and_splices() {
    rounds(4, 40, round);
}
