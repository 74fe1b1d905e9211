//! [`Sequence`]: the steps of a round, which are the same each time.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc as StdRc;

use kinfolk::history::{UndoError, Watch};
use kinfolk::{AnyRc, AnyWeak, Handle, History, Node, observe, transaction};
use kinfolk_tests::panics;
use kinfolk_tests::random::Random;

use crate::calls::{self, Call, called, paused};
use crate::hooks;
use crate::items::ItemRc;
use crate::laws::seen::Seen;
use crate::laws::world::{End, next, root};

type Caught<R> = Result<R, Box<dyn Any + Send>>;

/// As [`caught`](super::world::caught), but the keys go on as they are.
fn attempt<R>(action: impl FnOnce() -> R) -> Caught<R> {
    let outcome = panics::quietly(|| catch_unwind(AssertUnwindSafe(action)));
    calls::unwind_freely(false);
    outcome
}

/// How a step has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    Well,
    /// The operation, or the closure of the transaction, has panicked or failed.
    Failed,
    /// A transaction within it has failed, and this one has gone on.
    InnerFailed,
}

/// What can be undone and redone, of the history of the root and of that of another node.
pub type Histories = [Option<String>; 2];

/// The graph of a run, and what listens to it.
pub struct Sequence {
    seed: u64,
    pub root: ItemRc,
    first: Seen,
    pub history: Option<StdRc<History>>,
    inner: Option<StdRc<History>>,
    inner_root: AnyWeak,
    watches: Vec<Watch>,
    has_limit: bool,
    pub is_calm: bool,
    pub log: Vec<String>,
    reports: RefCell<Vec<String>>,
    /// Whether a rollback has left out a child whose key has panicked.
    lacks_one: Cell<bool>,
}

impl Sequence {
    pub fn begin(seed: u64) -> Self {
        let mut random = Random::new(seed);
        panics::record();
        let _ = panics::reports();
        hooks::begin(seed);
        let is_calm = !seed.is_multiple_of(3);
        if is_calm {
            hooks::calm();
        }
        let root = loop {
            let root = root(&mut random);
            if matches!(root, ItemRc::Part(_)) {
                break root;
            }
        };
        hooks::show(Some(BTreeSet::new()));
        hide_outside(&root);
        let has_limit = random.percent(30);
        let history = random.percent(80).then(|| {
            let history = History::new(&root);
            StdRc::new(if has_limit { history.limit(random.between(1, 3)) } else { history })
        });
        let mut inner_root = AnyRc::downgrade(&root.to_any());
        let inner = random.percent(40).then(|| {
            let living = hooks::living();
            let node = &living[random.below(living.len())];
            inner_root = AnyRc::downgrade(&node.to_any());
            StdRc::new(History::new(node))
        });
        let weak = root.downgrade();
        let derive = move || {
            let Some(root) = weak.upgrade() else { return };
            let count = u32::try_from(root.descendants().count()).unwrap();
            called(Call::Observer);
            if root.note() != Some(vec![count]) {
                root.set_note(vec![count]);
            }
            called(Call::Observer);
        };
        let mut watches = Vec::new();
        if random.percent(80) {
            watches.push(observe(&root, move |_| derive()));
        }
        watches.push(observe(&root, |_| called(Call::Observer)));
        let first = now(&root);
        let log = vec![format!("seed {seed}")];
        Sequence {
            seed,
            root,
            first,
            history,
            inner,
            inner_root,
            watches,
            has_limit,
            is_calm,
            log,
            reports: RefCell::default(),
            lacks_one: Cell::new(false),
        }
    }

    pub fn histories(&self) -> Histories {
        let labels = |history: &StdRc<History>| (history.undo_label(), history.redo_label());
        [&self.history, &self.inner].map(|history| {
            let history = history.as_ref()?;
            Some(format!("{history:?} {} {:?}", history.is_clean(), labels(history)))
        })
    }

    /// Checks that the histories are as they were. Where a child was left out, it may have died, and a
    /// history of it has ended.
    pub fn assert_histories(&self, expected: &Histories) {
        let mut all = self.histories();
        if self.lacks_one.get() && self.inner_root.upgrade().is_none() {
            all[1].clone_from(&expected[1]);
        }
        assert_eq!(all, *expected, "{}", self.what());
    }

    /// Runs the step with this number.
    pub fn step(&mut self, number: usize, checks: bool) -> Ended {
        let mut random = Random::new(self.seed.wrapping_mul(1000) + number as u64);
        let ended = match random.below(20) {
            0..=6 => {
                let ended = self.change(&mut random);
                if ended.is_ok() { Ended::Well } else { Ended::Failed }
            }
            7..=12 => {
                let label = format!("step {number}");
                let how = End::any(&mut random);
                let mut inner_failed = false;
                let outcome = attempt(|| {
                    let mut run = |sequence: &mut Self| {
                        sequence.nested(&mut random, 2, how, checks, &mut inner_failed)
                    };
                    match self.history.clone() {
                        Some(history) => history.step(label, || run(self)),
                        None => transaction(|| run(self)),
                    }
                });
                match outcome {
                    Ok(Ok(())) if inner_failed => Ended::InnerFailed,
                    Ok(Ok(())) => Ended::Well,
                    _ => Ended::Failed,
                }
            }
            pass @ 13..=16 => {
                let history = if random.percent(70) { &self.history } else { &self.inner };
                let Some(history) = history else { return Ended::Well };
                self.log.push(format!("pass {pass}"));
                let outcome = attempt(|| {
                    let passed = if pass < 16 { history.undo() } else { history.redo() };
                    passed.unwrap_or_else(|error| panic!("{error}"))
                });
                if outcome.is_ok() { Ended::Well } else { Ended::Failed }
            }
            17 => {
                self.log.push("clear".into());
                let history = if random.percent(70) { &self.history } else { &self.inner };
                let outcome = attempt(|| history.iter().for_each(|it| it.clear().unwrap()));
                if outcome.is_ok() { Ended::Well } else { Ended::Failed }
            }
            18 => {
                self.log.push("inner history ends".into());
                let outcome = attempt(|| drop(self.inner.take()));
                if outcome.is_ok() { Ended::Well } else { Ended::Failed }
            }
            _ => {
                self.log.push("collect".into());
                let outcome = attempt(kinfolk::collect);
                if outcome.is_ok() { Ended::Well } else { Ended::Failed }
            }
        };
        self.tidy();
        ended
    }

    /// A random operation.
    fn change(&mut self, random: &mut Random) -> Caught<()> {
        let outcome = attempt(|| {
            let step = paused(|| next(random));
            self.log.push(step.text);
            (step.run)();
        });
        self.tidy();
        outcome
    }

    /// A transaction with random operations, and with others in it, that ends in this way.
    fn nested(
        &mut self,
        random: &mut Random,
        depth: usize,
        how: End,
        checks: bool,
        inner_failed: &mut bool,
    ) -> Result<(), ()> {
        self.log.push(format!("begin {how:?}"));
        for _ in 0..random.between(1, 3) {
            called(Call::Between);
            if depth > 0 && random.percent(30) {
                let before = checks.then(|| now(&self.root));
                let how = End::any(random);
                let is_caught = random.percent(50);
                let outcome = attempt(|| {
                    transaction(|| self.nested(random, depth - 1, how, checks, inner_failed))
                });
                if !matches!(outcome, Ok(Ok(()))) {
                    if let Some(before) = before.filter(|_| self.is_calm) {
                        self.check_back(&before);
                    }
                    match outcome {
                        Err(panic) if !is_caught => resume_unwind(panic),
                        Ok(Err(())) if !is_caught => return Err(()),
                        _ => *inner_failed = true,
                    }
                }
            }
            self.change(random).unwrap_or_else(|panic| resume_unwind(panic));
        }
        called(Call::Between);
        self.log.push(format!("end {how:?}"));
        calls::unwind_freely(how == End::Panic);
        how.come()
    }

    /// Lets go of all that is outside. This may be a death.
    fn tidy(&self) {
        while attempt(|| hide_outside(&self.root)).is_err() {}
    }

    /// Checks that all is as it was, or that one child is out whose key has panicked.
    pub fn check_back(&self, before: &Seen) {
        let mut before = before.clone();
        before.forget_dead_friends();
        let after = now(&self.root);
        if self.is_reported() && lacks_one(&before, &after) {
            self.lacks_one.set(true);
            return;
        }
        after.assert_is(&before, &self.what());
    }

    /// Whether kinfolk has caught the panic.
    fn is_reported(&self) -> bool {
        self.reports.borrow_mut().extend(panics::reports());
        !self.reports.borrow().is_empty()
    }

    pub fn what(&self) -> String {
        format!("{:#?} {:?}", self.log, self.reports.borrow())
    }

    /// Goes back to the beginning and forth again. `is_step` says whether the state is that of a step: what
    /// is changed within an undo is taken back by the next one.
    pub fn undo_all(&self, is_step: bool) {
        let Some(history) = &self.history else { return };
        let (last, what) = (now(&self.root), self.what());
        // What was taken from below the root may be above it now. It cannot come back there.
        let is_below = self.root.owner().is_some();
        let pass = |passed: Result<bool, UndoError>| match passed {
            Err(UndoError::Conflict(_)) if is_below => None,
            passed => Some(passed.unwrap_or_else(|e| panic!("{e} {what}"))),
        };
        let mut steps = 0;
        loop {
            match pass(history.undo()) {
                Some(true) => steps += 1,
                Some(false) => break,
                None => return,
            }
        }
        match pass(history.redo()) {
            Some(true) => assert_eq!(pass(history.undo()), Some(true), "{what}"),
            Some(false) => {}
            None => return,
        }
        if !self.has_limit && !self.lacks_one.get() && !self.log.iter().any(|line| line == "clear")
        {
            self.assert_is(&self.first);
        }
        for _ in 0..steps {
            assert_eq!(pass(history.redo()), Some(true), "{what}");
        }
        if is_step && !self.lacks_one.get() {
            self.assert_is(&last);
        }
    }

    /// Compares all but the note of the root, which an observer derives.
    pub fn assert_is(&self, expected: &Seen) {
        self.without_note(&now(&self.root)).assert_is(&self.without_note(expected), &self.what());
    }

    /// As [`assert_is`](Self::assert_is), where either may be.
    pub fn assert_is_one(&self, expected: [&Seen; 2]) {
        if self.without_note(&now(&self.root)) != self.without_note(expected[0]) {
            self.assert_is(expected[1]);
        }
    }

    fn without_note(&self, seen: &Seen) -> Seen {
        let mut seen = seen.clone();
        seen.state.notes.remove(&self.root.id());
        seen.forget_dead_friends();
        seen
    }

    /// Drops all, in an order by the seed.
    pub fn end(self) {
        let Sequence { seed, root, history, inner, watches, .. } = self;
        let mut rest: Vec<Box<dyn Any>> =
            vec![Box::new(root), Box::new(history), Box::new(inner), Box::new(watches)];
        let mut random = Random::new(seed);
        while !rest.is_empty() {
            let part = rest.swap_remove(random.below(rest.len()));
            let _ = attempt(|| drop(part));
        }
        hooks::show(None);
        while !hooks::held().is_empty() {
            let _ = attempt(|| hooks::let_go(0));
        }
        let _ = attempt(kinfolk::collect);
    }
}

fn hide_outside(root: &ItemRc) {
    hooks::hide_outside(root, &BTreeSet::new());
}

/// The state below the root.
pub fn now(root: &ItemRc) -> Seen {
    paused(|| {
        let all = hooks::with_all(Seen::read);
        all.of(&all.below(root.id()))
    })
}

/// Whether there is the same but for one child, and what is below that.
fn lacks_one(before: &Seen, after: &Seen) -> bool {
    let ids = after.ids();
    let mut lacking = 0;
    for (id, slots) in &after.state.slots {
        for (slot, children) in slots {
            let Some(expected) = before.state.slots.get(id).and_then(|slots| slots.get(slot))
            else {
                return false;
            };
            if children != expected {
                lacking += expected.len() - children.len().min(expected.len());
                if !slot.is_keyed() || !children.iter().all(|child| expected.contains(child)) {
                    return false;
                }
            }
        }
    }
    lacking == 1 && ids.is_subset(&before.ids())
}
