//! Two histories whose roots overlap, observers that change the graph, and what is in the way.

use std::collections::BTreeSet;

use kinfolk::history::UndoError;
use kinfolk::{AttachErrorKind, Handle, History, Node, observe, transaction};
use kinfolk_tests::panics;
use kinfolk_tests::random::Random;

use super::seen::{Seen, check_hooks};
use super::world::{End, begin, caught, change, end, root, rounds};
use crate::hooks;
use crate::items::{Item, ItemRc};

/// A history, and the first state below its root.
struct Document {
    root: ItemRc,
    history: History,
    first: Seen,
    /// Whether all changes are of nodes that it follows.
    is_whole: bool,
}

impl Document {
    fn begin(root: ItemRc, is_whole: bool) -> Self {
        let history = History::new(&root);
        let first = now(&root);
        Document { root, history, first, is_whole }
    }

    /// Undoes or redoes one step. What is refused changes nothing.
    fn pass(&self, is_undo: bool, log: &[String]) -> bool {
        let state = || {
            let history = &self.history;
            (
                Seen::read(),
                format!("{history:?}"),
                history.is_clean(),
                history.can_undo(),
                history.can_redo(),
            )
        };
        let before = (!self.is_whole || !self.root.is_root()).then(state);
        let pass = || if is_undo { self.history.undo() } else { self.history.redo() };
        let passed = caught(pass);
        match passed.unwrap_or_else(|panic| panic!("{}: {log:#?}", panics::text(&*panic))) {
            Ok(did) => did,
            Err(UndoError::Conflict(conflict)) => {
                let what = format!("{conflict} {conflict:?} {log:#?}");
                assert!(!self.is_whole || !self.root.is_root(), "{what}");
                let node = conflict.node().clone();
                match conflict.kind() {
                    AttachErrorKind::Required => assert!(node.owner().is_some(), "{what}"),
                    // The root is where the node was.
                    AttachErrorKind::Occupied => assert!(!self.root.is_root(), "{what}"),
                    _ => {
                        assert!(self.root.ancestors_or_self().any(|above| above == node), "{what}");
                    }
                }
                let (before, after) = (before.unwrap(), state());
                after.0.assert_is(&before.0, &what);
                assert_eq!(
                    (&after.1, after.2, after.3, after.4),
                    (&before.1, before.2, before.3, before.4),
                    "{what}"
                );
                false
            }
            Err(error) => panic!("{error} {log:#?}"),
        }
    }

    fn undo_all(&self, log: &[String]) {
        while self.pass(true, log) {}
        if !self.history.can_undo() {
            let mut first = self.first.clone();
            first.forget_dead_friends();
            now(&self.root).assert_is(&first, &format!("{log:#?}"));
        }
    }
}

/// The state below a root.
fn now(root: &ItemRc) -> Seen {
    let all = Seen::read();
    all.of(&all.below(root.id()))
}

/// A random change as a step, or several in one.
fn step(random: &mut Random, log: &mut Vec<String>) {
    let (how, count) = if random.percent(60) {
        (End::Success, 1)
    } else {
        (End::any(random), random.between(1, 4))
    };
    log.push(format!("begin {how:?}"));
    let _ = caught(|| {
        transaction(|| {
            (0..count).for_each(|_| change(random, log));
            how.come()
        })
    });
    log.push("end".into());
}

/// Takes the root out of where it is, unless it is a required child. Its moves are not recorded.
fn free(root: &ItemRc) -> bool {
    root.try_detach().is_ok()
}

/// `others` are trees that no history follows.
fn round(seed: u64, steps: usize, others: usize) {
    let mut random = begin(seed, others);
    let outer = root(&mut random);
    let inner = if random.percent(30) && others > 0 {
        root(&mut random)
    } else {
        let inside: Vec<_> = outer.descendants_or_self().collect();
        inside[random.below(inside.len())].cast::<Item>().unwrap()
    };
    let is_same = inner == outer;
    let documents =
        [Document::begin(outer, others == 0), Document::begin(inner, is_same && others == 0)];
    let mut log = vec![format!("seed {seed}")];
    for _ in 0..steps {
        if others == 0 {
            // New nodes are shown as soon as they are below the root.
            show_inside(&documents[0].root);
        }
        let document = &documents[random.below(2)];
        match random.below(6) {
            0 | 1 => {
                hooks::show(None);
                log.push(format!("undo {}", document.root.id()));
                document.pass(true, &log);
            }
            2 => {
                hooks::show(None);
                log.push(format!("redo {}", document.root.id()));
                document.pass(false, &log);
            }
            3 if random.percent(10) => document.history.mark_clean(),
            _ => step(&mut random, &mut log),
        }
        if others == 0 && !free(&documents[0].root) {
            break;
        }
        hooks::show(None);
        Seen::read();
        assert_eq!(panics::reports(), Vec::<String>::new(), "{log:#?}");
        check_hooks(&format!("{log:#?}"));
    }
    let first = random.below(2);
    documents[first].undo_all(&log);
    documents[1 - first].undo_all(&log);
    if others == 0 {
        assert!(!documents[0].history.can_undo() || first == 0);
    }
    drop(documents);
    end(&format!("{log:#?}"));
}

fn show_inside(root: &ItemRc) {
    hooks::show(Some(BTreeSet::new()));
    hooks::hide_outside(root, &BTreeSet::new());
}

#[test]
fn two_histories_do_not_disturb_each_other() {
    rounds(6, 30, |seed, steps| round(seed, steps, 0));
}

#[test]
fn what_is_refused_changes_nothing() {
    rounds(6, 30, |seed, steps| round(seed, steps, 2));
}

/// An observer that writes the number of nodes into the root's note, and one that panics sometimes.
fn observed_round(seed: u64, steps: usize) {
    let mut random = begin(seed, 0);
    let root = root(&mut random);
    let document = Document::begin(root.clone(), true);
    let derive = |root: &ItemRc| {
        let count = u32::try_from(root.descendants().count()).unwrap();
        if root.note() != Some(vec![count]) {
            root.set_note(vec![count]);
        }
    };
    let weak = root.downgrade();
    let watch = observe(&root, move |_| {
        if let Some(root) = weak.upgrade() {
            derive(&root);
        }
    });
    let mut log = vec![format!("seed {seed}")];
    let mut states = vec![now(&root)];
    for _ in 0..steps {
        show_inside(&root);
        let done = |document: &Document| format!("{:?}", document.history);
        let before = done(&document);
        step(&mut random, &mut log);
        hooks::show(None);
        if !free(&root) {
            break;
        }
        if done(&document) != before {
            states.push(now(&root));
        }
        let count = u32::try_from(root.descendants().count()).unwrap();
        assert!(states.len() == 1 || root.note() == Some(vec![count]), "{log:#?}");
        if random.percent(30) {
            let cycles = if random.percent(10) { 100 } else { 2 };
            let back = random.below(states.len());
            for cycle in 0..cycles {
                let checks = cycle < 2 || cycle + 1 == cycles;
                for at in (states.len() - 1 - back..states.len() - 1).rev() {
                    assert!(document.pass(true, &log));
                    if checks {
                        check(&root, &states, at, &log);
                    }
                }
                for at in states.len() - back..states.len() {
                    assert!(document.pass(false, &log));
                    if checks {
                        check(&root, &states, at, &log);
                    }
                }
            }
            assert!(!document.history.can_redo());
        }
    }
    while root.is_root() && document.pass(true, &log) {}
    if root.is_root() {
        check(&root, &states, 0, &log);
    }
    drop((document, watch, root));
    end(&format!("{log:#?}"));
}

/// The note of the first state is not that of the observer.
fn check(root: &ItemRc, states: &[Seen], at: usize, log: &[String]) {
    let (mut expected, mut now) = (states[at].clone(), now(root));
    expected.forget_dead_friends();
    if at == 0 {
        expected.state.notes.remove(&root.id());
        now.state.notes.remove(&root.id());
    }
    now.assert_is(&expected, &format!("boundary {at} {log:#?}"));
}

#[test]
fn what_an_observer_derives_does_not_disturb_undo() {
    rounds(4, 20, observed_round);
}
