//! The tests: many rounds each.

use kinfolk::{collect, leaks, set_panic_report};

use crate::actions::{act, create, drop_from_pool, unstash_of};
use crate::handles::Here;
use crate::profile::Profile;
use crate::properties::graph::model::LinkModel;
use crate::properties::journal::{check, fail, has_failed, log, saw, set_budget};
use crate::properties::{rounds, state};
use crate::random::Random;
use crate::round::{Round, check_step, round};

/// For each of the tests below.
const OPERATIONS: usize = 8_000;

#[test]
fn with_hooks_that_act() {
    run(0, true);
}

#[test]
fn with_quiet_hooks() {
    run(1, false);
}

fn run(number: u64, hooks_act: bool) {
    set_panic_report(|_, _| ());
    rounds::run(number, OPERATIONS, |seed| run_round(seed, hooks_act));
}

fn run_round(seed: u64, hooks_act: bool) {
    let mut random = Random::new(seed);
    let profile = Profile::new(&mut random, hooks_act);
    log(|| format!("{profile:?}"));
    let running = state::begin(Round::new(Random::new(random.number()), profile));
    step(create);
    for _ in 0..profile.steps {
        step(|| act(Here(None)));
    }
    log(|| "the end".into());
    drop_all();
    if !has_failed() {
        collect_the_rest();
    }
    drop(running.end());
    // If something has failed.
    collect();
}

/// Drops all handles, while hooks may do less and less.
fn drop_all() {
    while !has_failed() {
        let at = round(|round| {
            round.profile.budget = round.profile.budget.saturating_sub(1);
            let count = round.pool.len();
            (count > 0).then(|| round.random.below(count))
        });
        if let Some(at) = at {
            step(|| drop_from_pool(at));
            continue;
        }
        let Some(id) = round(|round| round.keepers.pop()) else { return };
        if round(|round| round.model.nodes[id].is_living) {
            step(|| unstash_of(Here(None), id));
        }
    }
}

/// The nodes that are left now are in cycles, or below some. Their hooks do nothing more.
fn collect_the_rest() {
    let left = round(|round| {
        round.profile.hooks_act = 0;
        round.profile.others_act = 0;
        let left = round.model.living().count() - round.model.reachable().len();
        if left > 0 {
            saw("left in cycles");
        }
        round.is_collecting = true;
        round.due.push(Vec::new());
        left
    });
    let freed = collect().freed();
    let leaks = leaks();
    round(|round| {
        round.due.pop();
        round.is_collecting = false;
        if !has_failed() {
            check(round.check_end(left, freed));
            if !leaks.is_empty() {
                fail(format!("there are leaks after a collection: {leaks:?}"));
            }
        }
    });
}

fn step(action: impl FnOnce()) {
    if has_failed() {
        return;
    }
    set_budget(round(|round| round.profile.budget));
    action();
    check_step();
}
