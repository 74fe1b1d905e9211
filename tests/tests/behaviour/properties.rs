//! Random operations, beside a model of owners and children that knows nothing of handles. After
//! each step everything is compared: the living nodes, every field, every back-link, every weak
//! link, every count.
//!
//! `KINFOLK_SEED` sets the seed and `KINFOLK_OPERATIONS` the number of operations of each test. A
//! failure prints the seed and the last operations.
//!
//! * [`run`]: the graph beside the model; [`compare`]: whether they agree
//! * [`structure`]: what operations do in the model
//! * [`actions`]: the operations, in the graph and in the model: [`making`] nodes, [`moving`] them,
//!   [`placing`] them, [`changing`] links

mod actions;
mod changing;
mod compare;
mod making;
mod moving;
mod placing;
mod run;
mod structure;

use kinfolk_tests::settings;

use crate::model::live;
use run::Run;

/// For each of the tests below.
const OPERATIONS: usize = 26_000;

#[test]
fn first_seed() {
    test(0x5eed);
}

#[test]
fn second_seed() {
    test(0xfeed_beef);
}

#[test]
fn third_seed() {
    test(0x00c0_ffee);
}

#[test]
fn fourth_seed() {
    test(42);
}

fn test(seed: u64) {
    let seed = settings::seed().map_or(seed, |seeds| seeds ^ (seed << 32));
    let operations = settings::operations(OPERATIONS);
    let before = live();
    let mut run = Run::new(seed);
    while run.steps < operations {
        run.step(0);
    }
    let seen = &run.seen;
    if operations >= OPERATIONS {
        for (what, least) in [
            ("cycle", 100),
            ("out of bounds", 50),
            ("moved", 1000),
            ("moved in place", 100),
            ("beside", 50),
            ("not here", 100),
            ("several", 300),
            ("appended", 300),
            ("died", 1000),
            ("nested", 500),
            ("panicked", 25),
            ("orphaned", 100),
            ("put", 100),
            ("put refused", 50),
        ] {
            let count = seen.get(what).copied().unwrap_or_default();
            assert!(count >= least, "`{what}` occurred only {count} times: {seen:?}");
        }
    }
    run.held.clear();
    let weak: Vec<_> = run.nodes.values().map(|node| node.weak.clone()).collect();
    drop(run);
    assert!(weak.iter().all(|weak| weak.upgrade().is_none()));
    assert_eq!(live(), before);
}
