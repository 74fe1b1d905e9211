//! Traced values: random operations, in hooks too, beside a model of which node holds which.
//!
//! The model knows the handles that the test holds and the targets of each link, and the data in the
//! nodes says when it is dropped. Whenever nothing runs, exactly those nodes must be alive that
//! something holds; `leaks` must name exactly the nodes that only each other hold; and `collect`
//! must free exactly these.
//!
//! `KINFOLK_SEED` runs the round of that seed first; `KINFOLK_OPERATIONS` is the least number of
//! operations of each test.
//!
//! * [`nodes`]: the node types; [`items`]: the data in their values
//! * [`model`]: the model, and what must be true when nothing runs
//! * [`actions`]: what the test and its hooks do; [`hooks`]: the hooks

#![forbid(unsafe_code)]
#![allow(
    clippy::mutable_key_type,
    reason = "handles are equal and hash by identity, whatever changes in their nodes"
)]

mod actions;
mod hooks;
mod items;
mod model;
mod nodes;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use kinfolk_tests::panics::{quietly, record, text};
use kinfolk_tests::random::Random;
use kinfolk_tests::settings;

use crate::actions::{Profile, end_round, step};

const OPERATIONS: usize = 12_000;

/// Hooks only look.
#[test]
fn hooks_that_change_nothing() {
    run(0, 0);
}

/// Hooks do what the test does.
#[test]
fn hooks_that_act() {
    run(1, 40);
}

/// Hooks do much, and many panic.
#[test]
fn wild_hooks() {
    run(2, 95);
}

fn run(test: u64, hooks_act: usize) {
    record();
    let mut done = 0;
    let mut seed = settings::seed().unwrap_or(test << 32);
    while done < settings::operations(OPERATIONS) {
        let round = || {
            let mut random = Random::new(seed);
            let profile = Profile::new(&mut random, hooks_act);
            let steps = profile.steps;
            actions::begin_round(random, profile);
            (0..steps).for_each(|_| step());
            end_round();
            steps
        };
        match quietly(|| catch_unwind(AssertUnwindSafe(round))) {
            Ok(steps) => done += steps,
            Err(payload) => {
                eprintln!("KINFOLK_SEED={seed}: {}\n{}", text(&*payload), actions::journal());
                model::forget();
                resume_unwind(payload);
            }
        }
        seed += 1;
    }
}
