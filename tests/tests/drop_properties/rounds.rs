//! The tests: many rounds each.

use kinfolk::death::set_panic_report;
use kinfolk::{collect, leaks};

use crate::actions::{act, create, drop_from_pool, unstash_of};
use crate::compare;
use crate::handles::Here;
use crate::profile::Profile;
use crate::properties::graph::model::LinkModel;
use crate::properties::journal::{check, fail, has_failed, saw};
use crate::properties::script::{self, Script};
use crate::properties::{Verdict, refuse};
use crate::random::Random;
use crate::round::{Round, round};

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
    script::run::<Round>(number, OPERATIONS, |random| Profile::new(random, hooks_act));
}

impl Script for Round {
    type Profile = Profile;

    fn new(random: Random, profile: Profile) -> Self {
        Round::new(random, profile)
    }

    fn steps(&self) -> usize {
        self.profile.steps
    }

    fn budget(&mut self) -> &mut usize {
        &mut self.profile.budget
    }

    fn create() {
        create();
    }

    fn act() {
        act(Here(None));
    }

    fn finish() {
        drop_all();
        if !has_failed() {
            collect_the_rest();
        }
    }

    fn after_step() {
        round(|round| check(round.check_rest()));
    }

    fn check_end(&mut self) -> Verdict {
        for (id, known) in self.model.nodes.iter().enumerate() {
            if self.upgrade(id).is_some() {
                refuse!("{id} is left");
            }
            if known.is_hook_pending {
                refuse!("the hook of {id} has not run");
            }
            if !known.is_data_dropped && known.kind.data_drops() {
                refuse!("the data of {id} is left");
            }
        }
        Ok(())
    }
}

impl Round {
    fn check_rest(&mut self) -> Verdict {
        if !self.running.is_empty() || !self.model.in_drop.is_empty() {
            refuse!("something is still running");
        }
        self.order.clear();
        compare::all(self)
    }
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
            Round::step(|| drop_from_pool(at));
            continue;
        }
        let Some(id) = round(|round| round.keepers.pop()) else { return };
        if round(|round| round.model.nodes[id].is_living) {
            Round::step(|| unstash_of(Here(None), id));
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
    });
    if freed != left {
        fail(format!("{freed} were freed, not {left}"));
    }
    if !leaks.is_empty() {
        fail(format!("there are leaks after a collection: {leaks:?}"));
    }
}
