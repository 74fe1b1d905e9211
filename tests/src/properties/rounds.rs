//! [`run`]: runs rounds until there were enough operations, and reports the round that fails.

use std::collections::BTreeMap;
use std::thread;

use crate::properties::journal;
use crate::settings;

/// Runs rounds of one test, each with a seed of its own, for at least this many operations.
///
/// `number` tells the tests of a target apart: their seeds differ.
///
/// # Panics
/// If a round fails. The message has the seed and all that was done.
pub fn run(number: u64, operations: usize, round: impl Fn(u64)) {
    let first = settings::seed().unwrap_or_else(|| 0x5eed + (number << 32));
    let operations = settings::operations(operations);
    let mut seen = BTreeMap::new();
    let mut done = 0;
    for seed in first.. {
        journal::begin();
        let unwinding = ReportIfUnwinding { seed };
        round(seed);
        drop(unwinding);
        let journal = journal::end();
        assert!(journal.failure.is_none(), "{}", journal.report(seed));
        for (situation, count) in journal.seen {
            *seen.entry(situation).or_insert(0) += count;
        }
        done += journal.actions;
        if done >= operations {
            break;
        }
    }
    eprintln!("{seen:?}");
}

/// Prints what was done, if the round itself panics.
struct ReportIfUnwinding {
    seed: u64,
}

impl Drop for ReportIfUnwinding {
    fn drop(&mut self) {
        if thread::panicking() {
            journal::fail("a panic".into());
            eprintln!("{}", journal::end().report(self.seed));
        }
    }
}
