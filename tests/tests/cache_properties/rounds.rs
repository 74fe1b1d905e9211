//! The tests: many rounds each.

use crate::nested;
use crate::properties::journal::{check, has_failed, set_budget, spend};
use crate::properties::rounds::run;
use crate::random::Random;
use crate::sequential;
use crate::sheets::set_on_call;

/// For each of the tests below.
const OPERATIONS: usize = 12_000;

#[test]
fn one_after_the_other() {
    run(0, OPERATIONS, |seed| {
        let mut random = Random::new(seed);
        set_budget(random.between(5, 80));
        let mut round = sequential::Round::new(random);
        while spend() {
            check(round.step());
        }
        if !has_failed() {
            check(round.end());
        }
    });
}

#[test]
fn within_each_other() {
    nested::watch_panics();
    run(1, OPERATIONS, nested::run_round);
    set_on_call(None);
}
