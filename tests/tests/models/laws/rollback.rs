//! A transaction that fails leaves all as it was, at any nesting, wherever it fails.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use kinfolk::transaction;
use kinfolk_tests::random::Random;

use super::seen::{Seen, check_hooks};
use super::world::{End, begin, caught, change, end, next, rounds};
use crate::hooks;
use crate::items::item;
use crate::tricky::{be_quiet, panic_after};

/// What is expected after a rollback: what was there before, without what has died, and new nodes that
/// are held, as they were made.
#[track_caller]
fn check_rolled_back(before: &Seen, made: usize, what: &str) {
    let mut expected = before.clone();
    let after = Seen::read();
    expected.let_die(&hooks::held());
    let old = after.ids().into_iter().filter(|id| *id < made).collect();
    after.of(&old).assert_is(&expected, what);
    for id in after.ids().into_iter().filter(|id| *id >= made) {
        assert!(after.below(id).iter().all(|id| *id >= made), "{what}");
        assert!(!after.state.likes.contains_key(&id) && !after.friends.contains_key(&id), "{what}");
        assert!(after.state.notes.get(&id).is_none_or(Vec::is_empty), "{what}");
    }
}

/// Random changes in a transaction that ends in this way, with others inside it.
fn nested(random: &mut Random, depth: usize, how: End, log: &mut Vec<String>) -> Result<(), ()> {
    transaction(|| {
        log.push(format!("begin {how:?}"));
        for _ in 0..random.between(1, 5) {
            if depth > 0 && random.percent(25) {
                let before = Seen::read();
                let how = End::any(random);
                let outcome = caught(|| nested(random, depth - 1, how, log));
                if !matches!(outcome, Ok(Ok(()))) {
                    check_inner(&before, &format!("{log:#?}"));
                }
            }
            change(random, log);
            let held = hooks::held().len();
            if held > 1 && random.percent(30) {
                // The newest is often one that was made here.
                let at = if random.percent(50) { held - 1 } else { random.below(held) };
                hooks::let_go(at);
            }
            if random.percent(10) {
                let living = hooks::living();
                hooks::hold(living[random.below(living.len())].clone());
            }
        }
        log.push(format!("end {how:?}"));
        how.come()
    })
}

/// As [`check_rolled_back`], while the log still holds nodes of the transaction around.
#[track_caller]
fn check_inner(before: &Seen, what: &str) {
    let after = Seen::read();
    let both = before.ids().intersection(&after.ids()).copied().collect();
    let mut expected = before.of(&both);
    expected.forget_dead_friends();
    after.of(&both).assert_is(&expected, what);
}

fn keep_house(random: &mut Random) {
    if hooks::living().len() > 60 {
        while hooks::held().len() > 1 {
            hooks::let_go(0);
        }
        kinfolk::collect();
    }
    while hooks::held().len() < 3 {
        hooks::make(item(random, 2));
    }
    while hooks::held().len() > 12 {
        hooks::let_go(random.below(hooks::held().len()));
    }
}

fn round(seed: u64, steps: usize) {
    let mut random = begin(seed, 3);
    let mut log = Vec::new();
    for _ in 0..steps {
        keep_house(&mut random);
        log.clear();
        let how = End::any(&mut random);
        let (before, made) = (Seen::read(), hooks::made());
        let outcome = caught(|| nested(&mut random, 2, how, &mut log));
        let what = format!("seed {seed}: {log:#?}");
        if matches!(outcome, Ok(Ok(()))) {
            Seen::read();
        } else {
            check_rolled_back(&before, made, &what);
        }
        check_hooks(&what);
    }
    end(&format!("seed {seed}"));
}

#[test]
fn a_transaction_that_fails_leaves_all_as_it_was() {
    rounds(4, 20, round);
}

/// The same transaction again and again, with a panic at each call of a key in turn.
fn panic_round(seed: u64, steps: usize) {
    let mut random = begin(seed, 3);
    let mut log = Vec::new();
    for _ in 0..steps {
        keep_house(&mut random);
        let seed_of_step = random.number();
        for calls in 0.. {
            log.clear();
            let (before, made) = (Seen::read(), hooks::made());
            // Each time the same.
            let mut again = Random::new(seed_of_step);
            let mut has_panicked = false;
            let outcome = caught(|| {
                transaction(|| {
                    for _ in 0..3 {
                        let step = next(&mut again);
                        log.push(step.text);
                        panic_after(calls);
                        let outcome = catch_unwind(AssertUnwindSafe(step.run));
                        be_quiet();
                        has_panicked |= outcome.is_err();
                        hooks::was_changed();
                        if let Err(panic) = outcome {
                            resume_unwind(panic);
                        }
                    }
                });
            });
            let what = format!("seed {seed}, call {calls}: {log:#?}");
            if outcome.is_err() {
                check_rolled_back(&before, made, &what);
            }
            check_hooks(&what);
            if !has_panicked || calls > 40 {
                break;
            }
            while hooks::held().len() > 12 {
                hooks::let_go(12);
            }
        }
    }
    end(&format!("seed {seed}"));
}

#[test]
fn a_panic_at_each_call_of_a_key_leaves_all_as_it_was() {
    rounds(3, 10, panic_round);
}
