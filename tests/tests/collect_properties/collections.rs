//! Collections and leak reports, beside those of the model.

use kinfolk::collect::{Collected, collect_every};
use kinfolk::{collect, leaks};

use crate::collecting::Collecting;
use crate::properties::journal::{check, fail, has_failed, log, saw};
use crate::properties::{Verdict, refuse};
use crate::reports;
use crate::round::{Round, round};

/// A collection, outside hooks.
pub fn collect_now() {
    log(|| "collect".into());
    if !round(|round| round.is_outermost()) {
        return;
    }
    look_for_leaks();
    let examined = round(|round| {
        let mut examined = round.model.candidates();
        examined.extend(round.model.below(round.model.unreachable()));
        (!round.profile.has_hooks()).then_some(examined.len())
    });
    let (collected, expected) = while_collecting(collect);
    if let Some((freed, resurrected)) = expected {
        if (collected.freed(), collected.resurrected()) != (freed, resurrected) {
            fail(format!("{collected:?}, but {freed} are freed and {resurrected} resurrected"));
        }
        if examined.is_some_and(|examined| examined != collected.examined()) {
            fail(format!("{collected:?}, but there are {examined:?} to examine"));
        }
        if freed > 0 {
            saw("collected");
        }
        if resurrected > 0 {
            saw("resurrected");
        }
    }
    if !has_failed() && !leaks().is_empty() && round(|round| round.model.unreachable().is_empty()) {
        fail("there are leaks after a collection".into());
    }
}

/// An operation that ends with a collection.
pub fn with_collect<R>(operation: impl FnOnce() -> R) -> R {
    if !round(|round| round.is_outermost()) {
        return operation();
    }
    log(|| "with a collection at the end".into());
    saw("collected automatically");
    while_collecting(operation).0
}

/// Returns the answer of the operation, and how many nodes are freed and resurrected.
fn while_collecting<R>(operation: impl FnOnce() -> R) -> (R, Option<(usize, usize)>) {
    round(|round| {
        check(round.notice_silent_deaths());
        round.model.new_candidates = 0;
        round.collecting = Some(Collecting::new(&round.model));
    });
    let answer = operation();
    let counts = round(|round| {
        let counts = round.end_of_collection();
        counts.map_err(fail).ok()
    });
    (answer, counts)
}

impl Round {
    fn end_of_collection(&mut self) -> Verdict<(usize, usize)> {
        self.notice_silent_deaths()?;
        let Some(mut collecting) = self.collecting.take() else {
            refuse!("there is no collection");
        };
        if !collecting.is_over() {
            // No hook, finalizer or `Drop` has reported the deaths.
            let dead = collecting.die(&self.model)?;
            self.die_together(&dead)?;
        }
        let resurrected = collecting.resurrected();
        Ok((collecting.found() - resurrected, resurrected))
    }
}

/// In a hook there is no collection.
pub fn collect_in_hook() {
    log(|| "collect".into());
    let collected = collect();
    let leaks = leaks();
    if collected != Collected::default() || !leaks.is_empty() {
        fail(format!("in a hook: {collected:?}, {leaks:?}"));
    }
}

fn look_for_leaks() {
    log(|| "look for leaks".into());
    let leaks = leaks();
    round(|round| {
        if !has_failed() {
            let verdict = round.notice_silent_deaths();
            check(verdict.and_then(|()| reports::check(&round.model, &leaks)));
        }
    });
}

pub fn set_collect_every() {
    let every = round(|round| {
        round.model.collect_every = [0, 0, 1, 2, 5][round.random.below(5)];
        round.model.collect_every
    });
    log(|| format!("collect every {every}"));
    collect_every(every);
}
