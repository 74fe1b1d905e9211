//! A history goes back and forth between the very states that there were.
//!
//! All changes are of nodes that the history follows, so nothing is ever in the way.

use std::collections::{BTreeSet, VecDeque};
use std::ops::Range;

use kinfolk::history::{InsideStep, UndoError};
use kinfolk::{AnyRc, Handle, History, Node, leaks};
use kinfolk_tests::random::Random;

use super::seen::{Seen, check_hooks};
use super::world::{End, begin, caught, change, end, root, rounds};
use crate::hooks;
use crate::items::ItemRc;

/// A history, and the states that it is to go through.
struct Document {
    root: ItemRc,
    /// It is in the root, if this is `None`.
    history: Option<History>,
    limit: usize,
    /// The state below the root at each boundary.
    states: VecDeque<Seen>,
    /// The boundary at which the document is.
    at: usize,
    clean: Option<usize>,
    labels: usize,
    log: Vec<String>,
}

impl Document {
    fn begin(random: &mut Random) -> Self {
        let root = root(random);
        let limit = if random.percent(30) { random.between(1, 4) } else { usize::MAX };
        let history = History::new(&root).limit(limit);
        let history = match &root {
            ItemRc::Part(part) if random.percent(50) => {
                assert!(part.history.set(history).is_ok());
                None
            }
            _ => Some(history),
        };
        let states = VecDeque::new();
        let (at, clean, labels, log) = (0, Some(0), 0, Vec::new());
        let mut document = Document { root, history, limit, states, at, clean, labels, log };
        document.states.push_back(document.now());
        document
    }

    fn history(&self) -> &History {
        match (&self.history, &self.root) {
            (Some(history), _) => history,
            (None, ItemRc::Part(part)) => part.history.get().unwrap(),
            _ => unreachable!(),
        }
    }

    /// The state below the root.
    fn now(&self) -> Seen {
        hooks::show(None);
        let all = Seen::read();
        all.of(&all.below(self.root.id()))
    }

    /// The nodes that some state has. The history follows them.
    fn followed(&self) -> BTreeSet<usize> {
        self.states.iter().flat_map(Seen::ids).collect()
    }

    /// Lets go of the handles to all that the history does not follow, and shows only what it follows.
    fn show_followed(&self) {
        let followed = self.followed();
        let held = hooks::held();
        for index in (0..held.len()).rev() {
            if !followed.contains(&held[index]) {
                hooks::let_go(index);
            }
        }
        hooks::show(Some(followed));
    }

    /// Makes changes as a step with a label, which may fail.
    fn step(&mut self, random: &mut Random) {
        let (before, debug) = (self.now(), format!("{:?}", self.history()));
        let (could_undo, is_clean) = (self.history().can_undo(), self.history().is_clean());
        let amends = random.percent(10);
        self.labels += 1;
        let label = format!("step {}", self.labels);
        let how = if random.percent(70) { End::Success } else { End::any(random) };
        let count = if random.percent(60) { 1 } else { random.between(2, 5) };
        self.show_followed();
        let followed = self.followed();
        self.log.push(format!("{label} {how:?} amends {amends}"));
        let mut log = std::mem::take(&mut self.log);
        let history = self.history();
        let outcome = caught(|| {
            let changes = || {
                for _ in 0..count {
                    change(random, &mut log);
                    hooks::hide_outside(&self.root, &followed);
                }
                if random.percent(5) {
                    assert!(matches!(history.undo(), Err(UndoError::InsideStep)));
                    assert!(matches!(history.redo(), Err(UndoError::InsideStep)));
                    assert_eq!(history.clear(), Err(InsideStep));
                }
                how.come()
            };
            if amends { history.amend(changes) } else { history.step(label.clone(), changes) }
        });
        self.log = log;
        // Moves of the root are not recorded. It must not be below what is to come back.
        let _ = self.root.try_detach();
        let now = self.now();
        if !matches!(outcome, Ok(Ok(()))) {
            now.assert_is(&before, &self.what());
            assert_eq!(format!("{:?}", self.history()), debug);
            assert_eq!(self.history().is_clean(), is_clean);
        } else if amends && could_undo {
            // It joins the newest step, if it is one. It may have changed only what is out.
            let can_redo = self.at + 1 < self.states.len();
            let forgets = can_redo && !self.history().can_redo();
            if now != before || forgets || is_clean && !self.history().is_clean() {
                if self.clean >= Some(self.at) {
                    self.clean = None;
                }
                self.states.truncate(self.at);
                self.states.push_back(now);
            }
        } else if self.history().undo_label().as_deref() == Some(&label)
            || amends && self.history().can_undo()
        {
            if self.clean > Some(self.at) {
                self.clean = None;
            }
            self.states.truncate(self.at + 1);
            self.states.push_back(now);
            self.at += 1;
            if self.at > self.limit {
                self.at -= 1;
                self.states.pop_front();
                self.clean = self.clean.and_then(|clean| clean.checked_sub(1));
            }
        } else {
            now.assert_is(&before, &self.what());
        }
        self.show_followed();
        kinfolk::collect();
        self.check();
    }

    fn undo(&mut self) {
        self.log.push("undo".into());
        let did = self.history().undo().unwrap_or_else(|error| panic!("{error:?}{}", self.what()));
        assert_eq!(did, self.at > 0, "{}", self.what());
        self.at -= usize::from(did);
        self.check();
    }

    fn redo(&mut self) {
        self.log.push("redo".into());
        let did = self.history().redo().unwrap_or_else(|error| panic!("{error:?}{}", self.what()));
        assert_eq!(did, self.at + 1 < self.states.len(), "{}", self.what());
        self.at += usize::from(did);
        self.check();
    }

    fn what(&self) -> String {
        format!("limit {} {:#?}", self.limit, self.log)
    }

    /// Compares all with what is expected at this boundary.
    fn check(&self) {
        let what = self.what();
        hooks::show(None);
        let all = Seen::read();
        let (now, mut expected) =
            (all.of(&all.below(self.root.id())), self.states[self.at].clone());
        expected.forget_dead_friends();
        now.assert_is(&expected, &what);
        let history = self.history();
        assert_eq!(history.can_undo(), self.at > 0, "{what}");
        assert_eq!(history.can_redo(), self.at + 1 < self.states.len(), "{what}");
        assert_eq!(history.is_clean(), self.clean == Some(self.at), "{what}");
        check_hooks(&what);
        self.check_counts(&all, &what);
    }

    /// The history holds the tops of what is out. All that it follows is alive.
    fn check_counts(&self, all: &Seen, what: &str) {
        let held = hooks::held();
        for id in self.followed() {
            let node = hooks::node(id).map(|node| node.to_any());
            let node = node.unwrap_or_else(|| panic!("{id} is dead. {what}"));
            let holders = all.state.likes.values().filter(|target| **target == id).count()
                + held.iter().filter(|held| **held == id).count()
                + usize::from(id == self.root.id());
            let by_history = usize::from(node.is_root() && id != self.root.id());
            let by_owner = usize::from(!node.is_root());
            assert_eq!(
                // Less the handle here.
                AnyRc::strong_count(&node) - 1,
                holders + by_owner + by_history,
                "of {id}: {holders} {by_owner} {by_history}. {what}"
            );
        }
    }

    /// Whether a node that is out shares the root.
    fn is_liked_from_outside(&self) -> bool {
        let (all, root) = (Seen::read(), self.root.id());
        let below = all.below(root);
        all.state.likes.iter().any(|(id, like)| *like == root && !below.contains(id))
    }

    fn end(self, random: &mut Random) {
        let what = self.what();
        hooks::show(None);
        kinfolk::collect();
        assert!(leaks().is_empty(), "{what}");
        // By what it holds, the history would hold its own keeper.
        if random.percent(50) || !self.root.is_root() || self.is_liked_from_outside() {
            self.history().clear().unwrap();
            while !hooks::held().is_empty() {
                hooks::let_go(0);
            }
            kinfolk::collect();
            let all = Seen::read();
            let mut reached = all.state.clone();
            reached.collect(&[self.root.id()]);
            assert_eq!(reached, all.state, "{what}");
            check_hooks(&what);
        }
        if random.percent(50) {
            // The root dies first.
            let Document { root, history, .. } = self;
            drop(root);
            while !hooks::held().is_empty() {
                hooks::let_go(0);
            }
            kinfolk::collect();
            assert!(hooks::living().is_empty(), "{what}");
            drop(history);
        } else {
            drop(self);
        }
        end(&what);
    }
}

fn range(random: &mut Random, most: usize) -> Range<usize> {
    0..random.between(1, most)
}

fn round(seed: u64, steps: usize) {
    let mut random = begin(seed, 0);
    let mut document = Document::begin(&mut random);
    document.log.push(format!("seed {seed}"));
    for _ in 0..steps {
        match random.below(10) {
            0 => range(&mut random, 4).for_each(|_| document.undo()),
            1 => range(&mut random, 4).for_each(|_| document.redo()),
            2 => {
                document.undo();
                document.redo();
                document.undo();
            }
            3 if random.percent(30) => {
                while document.at > 0 {
                    document.undo();
                }
                document.undo();
                while document.at + 1 < document.states.len() {
                    document.redo();
                }
                document.redo();
            }
            4 => {
                document.history().mark_clean();
                document.clean = Some(document.at);
            }
            5 if random.percent(20) => {
                document.history().clear().unwrap();
                document.clean = document.clean.filter(|clean| *clean == document.at).map(|_| 0);
                document.states = [document.states[document.at].clone()].into();
                document.at = 0;
                document.show_followed();
                document.check();
            }
            6 if random.percent(50) => {
                let followed: Vec<_> = document.followed().into_iter().collect();
                hooks::hold(hooks::node(random.pick(&followed).unwrap()).unwrap());
            }
            _ => document.step(&mut random),
        }
        if !document.root.is_root() {
            break;
        }
        while hooks::held().len() > 5 {
            hooks::let_go(random.below(5));
        }
    }
    document.end(&mut random);
}

#[test]
fn a_history_goes_through_the_states_that_there_were() {
    rounds(4, 30, round);
}
