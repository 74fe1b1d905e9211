//! The tests: many rounds each.

use kinfolk::collect_every;

use crate::actions::act;
use crate::collections::collect_now;
use crate::finalizers::watch_panics;
use crate::making::create;
use crate::profile::Profile;
use crate::properties::held::Pool;
use crate::properties::journal::{check, has_failed, log, set_budget};
use crate::properties::{rounds, state};
use crate::random::Random;
use crate::round::{Round, check_step, round};

/// For each of the tests below.
const OPERATIONS: usize = 12_000;

#[test]
fn without_hooks() {
    run(0, false);
}

#[test]
fn with_hooks() {
    run(1, true);
}

fn run(number: u64, has_hooks: bool) {
    watch_panics();
    rounds::run(number, OPERATIONS, |seed| run_round(seed, has_hooks));
}

fn run_round(seed: u64, has_hooks: bool) {
    let mut random = Random::new(seed);
    let profile = Profile::new(&mut random, has_hooks);
    log(|| format!("{profile:?}"));
    let running = state::begin(Round::new(Random::new(random.number()), profile));
    step(create);
    for _ in 0..profile.steps {
        step(act);
    }
    log(|| "the end".into());
    drop_all();
    collect_every(0);
    let round = running.end();
    if !has_failed() {
        check(round.check_end());
    }
}

fn step(action: impl FnOnce()) {
    if has_failed() {
        return;
    }
    set_budget(round(|round| round.profile.budget));
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
    while !has_failed() && round(|round| !round.pool.is_empty()) {
        step(|| drop(Round::take(0)));
    }
    step(collect_now);
}
