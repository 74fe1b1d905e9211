//! The tests: many rounds each.

use crate::actions::act;
use crate::attaching::{detach_finalizer, unstash_of};
use crate::making::create;
use crate::model::{FinalizerState, Id};
use crate::panics::watch_panics;
use crate::profile::Profile;
use crate::properties::graph::FinalizerId;
use crate::properties::graph::model::LinkModel;
use crate::properties::held::Pool;
use crate::properties::journal::{check, has_failed, log, set_budget};
use crate::properties::{rounds, state};
use crate::random::Random;
use crate::round::{Round, check_step, round};

/// For each of the tests below.
const OPERATIONS: usize = 10_000;

#[test]
fn first_seed() {
    run(0);
}

#[test]
fn second_seed() {
    run(1);
}

fn run(number: u64) {
    watch_panics();
    rounds::run(number, OPERATIONS, run_round);
}

fn run_round(seed: u64) {
    let mut random = Random::new(seed);
    let profile = Profile::new(&mut random);
    log(|| format!("{profile:?}"));
    let running = state::begin(Round::new(Random::new(random.number()), profile));
    step(create);
    for _ in 0..profile.steps {
        step(act);
    }
    log(|| "the end".into());
    drop_all();
    let round = running.end();
    if !has_failed() {
        check(round.check_end());
    }
}

fn step(action: impl FnOnce()) {
    if has_failed() {
        return;
    }
    round(|round| {
        set_budget(round.profile.budget);
        round.model.cuts = 0;
    });
    action();
    check_step();
}

/// Drops all handles, while hooks may do less and less.
fn drop_all() {
    let budget = round(|round| round.profile.budget);
    for budget in (0..budget).rev() {
        round(|round| round.profile.budget = budget);
        let at = round(|round| round.random.below(round.pool.len()));
        step(|| drop(Round::take(at)));
    }
    round(|round| round.profile.budget = 0);
    while !has_failed() && round(|round| !round.pool.is_empty()) {
        step(|| drop(Round::take(0)));
    }
    // Nodes can keep themselves alive by handles in data or in closures.
    while let Some(id) = find(|round| round.model.living().find(|id| has_stash(round, *id))) {
        step(|| unstash_of(id));
    }
    while let Some(number) = find(|round| {
        let mut numbers = 0..round.model.finalizers.len();
        numbers.find(|number| captures_a_handle(round, *number))
    }) {
        step(|| detach_finalizer(number));
    }
}

fn find<T>(find: impl FnOnce(&Round) -> Option<T>) -> Option<T> {
    if has_failed() { None } else { round(|round| find(round)) }
}

fn has_stash(round: &Round, id: Id) -> bool {
    !round.model.nodes[id].stash.is_empty()
}

fn captures_a_handle(round: &Round, number: FinalizerId) -> bool {
    let known = &round.model.finalizers[number];
    known.state == FinalizerState::Attached && known.captured.is_some()
}
