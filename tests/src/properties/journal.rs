//! The journal of a round: its actions in order, its first failure, and how often each situation
//! occurred.
//!
//! It is in a thread-local of its own, so any code of a test can write to it, whatever is borrowed.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::properties::Verdict;

thread_local! {
    static JOURNAL: RefCell<Option<Journal>> = const { RefCell::new(None) };
}

#[derive(Default)]
pub struct Journal {
    trace: Vec<String>,
    pub failure: Option<String>,
    /// How often each situation occurred.
    pub seen: BTreeMap<&'static str, usize>,
    /// How many actions were done.
    pub actions: usize,
    /// How many actions are left in this step, in hooks too.
    budget: usize,
    /// How many calls from the library are running, each within the one before.
    depth: usize,
}

impl Journal {
    /// All that was done, for a report.
    #[must_use]
    pub fn report(&self, seed: u64) -> String {
        let failure = self.failure.as_deref().unwrap_or("no failure");
        format!("{failure}\nseed {seed:#x}:\n  {}", self.trace.join("\n  "))
    }
}

fn with<R>(look: impl FnOnce(&mut Journal) -> R) -> R {
    JOURNAL.with_borrow_mut(|journal| look(journal.as_mut().expect("a round is running")))
}

pub(super) fn begin() {
    JOURNAL.set(Some(Journal::default()));
}

pub(super) fn end() -> Journal {
    JOURNAL.take().expect("a round is running")
}

/// Whether the round has failed. Between rounds this is true, too: the graph is not to be touched
/// then.
#[must_use]
pub fn has_failed() -> bool {
    JOURNAL.with_borrow(|journal| journal.as_ref().is_none_or(|journal| journal.failure.is_some()))
}

/// Adds a line to the trace, indented by [`depth`].
pub fn log(text: impl FnOnce() -> String) {
    let text = text();
    with(|journal| {
        let indent = "  ".repeat(journal.depth);
        journal.trace.push(format!("{indent}{text}"));
    });
}

/// Counts a situation.
pub fn saw(situation: &'static str) {
    with(|journal| *journal.seen.entry(situation).or_default() += 1);
}

/// Lets the round fail. Only the first failure counts: later ones may be its consequences.
pub fn fail(message: String) {
    if !has_failed() {
        log(|| format!("FAILED: {message}"));
        with(|journal| journal.failure = Some(message));
    }
}

/// Lets the round fail if the library and the model disagree.
pub fn check(verdict: Verdict) {
    if let Err(message) = verdict {
        fail(message);
    }
}

/// Begins a step, which may have this many actions.
pub fn set_budget(actions: usize) {
    with(|journal| journal.budget = actions);
}

/// Takes an action from the step's budget. False if none is left or the round has failed.
#[must_use]
pub fn spend() -> bool {
    !has_failed()
        && with(|journal| {
            let is_left = journal.budget > 0;
            journal.budget -= usize::from(is_left);
            journal.actions += usize::from(is_left);
            is_left
        })
}

/// How many actions were done in this round.
#[must_use]
pub fn actions() -> usize {
    with(|journal| journal.actions)
}

/// How many calls from the library are running, each within the one before.
#[must_use]
pub fn depth() -> usize {
    with(|journal| journal.depth)
}

pub(super) fn enter() {
    with(|journal| journal.depth += 1);
}

pub(super) fn leave() {
    with(|journal| journal.depth -= 1);
}
