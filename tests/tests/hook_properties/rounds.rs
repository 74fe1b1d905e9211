//! The tests: many rounds each.

use crate::actions::act;
use crate::attaching::{detach_finalizer, unstash_of};
use crate::compare;
use crate::making::create;
use crate::model::{FinalizerState, Id, Life};
use crate::panics::watch_panics;
use crate::profile::Profile;
use crate::properties::graph::FinalizerId;
use crate::properties::graph::model::LinkModel;
use crate::properties::journal::{check, has_failed};
use crate::properties::script::{self, Script, drop_pool};
use crate::properties::{Verdict, refuse};
use crate::random::Random;
use crate::round::{Round, round};

/// For each of the tests below.
const OPERATIONS: usize = 10_000;

#[test]
fn first_seed() {
    run(0);
}

#[test]
fn second_seed() {
    run(1);
}

fn run(number: u64) {
    watch_panics();
    script::run::<Round>(number, OPERATIONS, Profile::new);
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
        // Nodes can keep themselves alive by handles in data or in closures.
        while let Some(id) = find(|round| round.model.living().find(|id| has_stash(round, *id))) {
            Round::step(|| unstash_of(id));
        }
        while let Some(number) = find(|round| {
            let mut numbers = 0..round.model.finalizers.len();
            numbers.find(|number| captures_a_handle(round, *number))
        }) {
            Round::step(|| detach_finalizer(number));
        }
    }

    fn before_step(&mut self) {
        self.model.cuts = 0;
    }

    fn after_step() {
        round(|round| {
            check(round.check_rest());
            round.events.clear();
        });
    }

    fn check_end(&mut self) -> Verdict {
        for (id, known) in self.model.nodes.iter().enumerate() {
            if known.life == Life::Living {
                refuse!("{id} is left");
            }
            if known.life == Life::Dead && known.kind.data_drops() {
                refuse!("the data of {id} is left");
            }
            if known.needs_hook() {
                refuse!("the hook of {id} has not run");
            }
            if self.upgrade(id).is_some() {
                refuse!("{id} has leaked");
            }
        }
        Ok(())
    }
}

impl Round {
    fn check_rest(&mut self) -> Verdict {
        if !self.model.levels.is_empty() || !self.callbacks.is_empty() {
            refuse!("something is still running");
        }
        if let Some(name) = self.panics.last() {
            refuse!("the panic in a `{name}` was not reported");
        }
        if !self.model.dying().is_empty() {
            refuse!("something is still dying");
        }
        compare::all(self)
    }
}

fn find<T>(find: impl FnOnce(&Round) -> Option<T>) -> Option<T> {
    if has_failed() { None } else { round(|round| find(round)) }
}

fn has_stash(round: &Round, id: Id) -> bool {
    !round.model.nodes[id].stash.is_empty()
}

fn captures_a_handle(round: &Round, number: FinalizerId) -> bool {
    let known = &round.model.finalizers[number];
    known.state == FinalizerState::Attached && known.captured.is_some()
}
