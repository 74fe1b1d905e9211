//! The tests: many rounds each.

use kinfolk::collect::collect_every;

use crate::actions::act;
use crate::collections::collect_now;
use crate::compare;
use crate::finalizers::watch_panics;
use crate::making::create;
use crate::profile::Profile;
use crate::properties::journal::check;
use crate::properties::script::{self, Script, drop_pool};
use crate::properties::{Verdict, refuse};
use crate::random::Random;
use crate::round::{Round, round};

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
    script::run::<Round>(number, OPERATIONS, |random| Profile::new(random, has_hooks));
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
        act();
    }

    fn finish() {
        drop_pool::<Round>();
        Round::step(collect_now);
        collect_every(0);
    }

    fn after_step() {
        round(|round| check(round.check_rest()));
    }

    fn check_end(&mut self) -> Verdict {
        for (id, known) in self.model.nodes.iter().enumerate() {
            if known.is_living || self.is_reached(id) {
                refuse!("{id} is left");
            }
            if known.is_hook_pending {
                refuse!("the hook of {id} has not run");
            }
        }
        if let Some(number) = self.attached.iter().position(|attached| attached.is_left) {
            refuse!("finalizer {number} has not run");
        }
        Ok(())
    }
}

impl Round {
    fn check_rest(&mut self) -> Verdict {
        let is_idle = self.model.in_drop.is_empty() && self.collecting.is_none();
        if !self.is_outermost() || !is_idle {
            refuse!("something is still running");
        }
        self.held_by_deaths.clear();
        self.notice_silent_deaths()?;
        if !self.due_finalizers.is_empty() || self.panics > 0 {
            refuse!("finalizers {:?} are left, and {} panics", self.due_finalizers, self.panics);
        }
        let left = self.model.without_handles();
        if !left.is_empty() {
            refuse!("nothing holds {left:?}, but they live");
        }
        compare::all(self)
    }
}
