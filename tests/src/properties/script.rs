//! [`Script`]: the course of a round that most targets have.

use std::fmt::Debug;

use crate::properties::Verdict;
use crate::properties::held::Pool;
use crate::properties::journal::{check, has_failed, log, set_budget};
use crate::properties::rounds;
use crate::properties::state::{self, State};
use crate::random::Random;

/// Creates something, does random steps, drops everything, and checks that nothing is left.
pub trait Script: State {
    /// How large and how wild the round is.
    type Profile: Debug;

    fn new(random: Random, profile: Self::Profile) -> Self;

    fn steps(&self) -> usize;

    /// How many actions a step may have, in hooks too.
    fn budget(&mut self) -> &mut usize;

    /// The first step.
    fn create();

    /// Each further step.
    fn act();

    /// Drops everything, in further steps.
    fn finish();

    fn before_step(&mut self) {}

    /// Runs the actions of a step.
    fn run_step(actions: impl FnOnce()) {
        actions();
    }

    /// Compares everything at the end of a step.
    fn after_step();

    /// When everything has been dropped.
    ///
    /// # Errors
    /// If something is left.
    fn check_end(&mut self) -> Verdict;

    fn step(actions: impl FnOnce()) {
        if has_failed() {
            return;
        }
        set_budget(state::with(|state: &mut Self| {
            state.before_step();
            *state.budget()
        }));
        Self::run_step(actions);
        if !has_failed() {
            Self::after_step();
        }
    }
}

/// As [`rounds::run`]. `profile` makes the profile of a round.
pub fn run<S: Script>(number: u64, operations: usize, profile: impl Fn(&mut Random) -> S::Profile) {
    rounds::run(number, operations, |seed| {
        let mut random = Random::new(seed);
        let profile = profile(&mut random);
        log(|| format!("{profile:?}"));
        let running = state::begin(S::new(Random::new(random.number()), profile));
        S::step(S::create);
        for _ in 0..state::with(|state: &mut S| state.steps()) {
            S::step(S::act);
        }
        log(|| "the end".into());
        S::finish();
        let mut state = running.end();
        if !has_failed() {
            check(state.check_end());
        }
    });
}

/// Drops all handles of the pool, while hooks may do less and less.
pub fn drop_pool<S: Script + Pool>() {
    let budget = state::with(|state: &mut S| *state.budget());
    for budget in (0..budget).rev() {
        let at = state::with(|state: &mut S| {
            *state.budget() = budget;
            let len = state.pool().len();
            state.random().below(len)
        });
        S::step(|| drop(S::take(at)));
    }
    while !has_failed() && state::with(|state: &mut S| !state.pool().is_empty()) {
        S::step(|| drop(S::take(0)));
    }
}
