//! The nodes of a round, and random changes of them.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use kinfolk_tests::random::Random;
use kinfolk_tests::{count, panics, settings};

use crate::hooks;
use crate::items::{Item, ItemRc, item};
use crate::plain::State;
use crate::rounds::next_step;
use crate::steps::Step;
use crate::tricky::be_quiet;

/// Runs `round` with one seed after another. `operations` are those of a round.
pub fn rounds(rounds: usize, operations: usize, round: impl Fn(u64, usize)) {
    let first = settings::seed().unwrap_or(1);
    let count = (settings::operations(rounds * operations) / operations).max(1);
    for seed in first..first + count as u64 {
        round(seed, operations);
    }
}

/// Begins a round with some trees. Hooks change nothing.
pub fn begin(seed: u64, trees: usize) -> Random {
    let mut random = Random::new(seed);
    panics::record();
    hooks::begin(seed);
    hooks::calm();
    for _ in 0..trees {
        hooks::make(tree(&mut random));
    }
    random
}

/// A small plain tree.
pub fn tree(random: &mut Random) -> Item {
    item(random, 2)
}

/// Drops all that the round holds. Then nothing is left.
pub fn end(what: &str) {
    hooks::show(None);
    while !hooks::held().is_empty() {
        hooks::let_go(0);
    }
    kinfolk::collect();
    assert!(hooks::living().is_empty(), "{what}: {} live", hooks::living().len());
    assert_eq!(count::live(), 0, "{what}");
    super::seen::check_hooks(what);
}

/// A new root that can have children in each container.
pub fn root(random: &mut Random) -> ItemRc {
    loop {
        let plain = item(random, 2);
        if matches!(plain, Item::Part(_)) {
            return hooks::make(plain);
        }
    }
}

/// Does a random operation. Panics in it are caught, but for those of keys.
pub fn change(random: &mut Random, log: &mut Vec<String>) {
    let step = next(random);
    log.push(step.text);
    (step.run)();
    hooks::was_changed();
}

/// A random operation on visible nodes.
pub fn next(random: &mut Random) -> Step {
    next_step(&State::read(), random)
}

/// Runs `action`, and catches its panics. Nothing is printed.
pub fn caught<R>(action: impl FnOnce() -> R) -> Result<R, Box<dyn Any + Send>> {
    let outcome = panics::quietly(|| catch_unwind(AssertUnwindSafe(action)));
    be_quiet();
    outcome
}

/// How a transaction fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Success,
    Error,
    Panic,
}

impl End {
    pub fn any(random: &mut Random) -> Self {
        [End::Success, End::Error, End::Panic][random.below(3)]
    }

    /// Ends the closure of a transaction.
    pub fn come(self) -> Result<(), ()> {
        match self {
            End::Success => Ok(()),
            End::Error => Err(()),
            End::Panic => resume_unwind(Box::new("the transaction panics")),
        }
    }
}
