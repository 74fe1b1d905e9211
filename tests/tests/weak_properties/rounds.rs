//! The tests: many rounds each.

use std::mem;

use crate::actions::act;
use crate::compare::check_all;
use crate::cursor::while_open;
use crate::keys_and_values::set_spread;
use crate::kinds::tag_of;
use crate::nodes::{collect_now, create, drop_one, drop_values};
use crate::panics::{catch, watch_panics};
use crate::profile::Profile;
use crate::properties::journal::{check, depth, has_failed};
use crate::properties::script::{self, Script};
use crate::properties::{Verdict, refuse};
use crate::random::Random;
use crate::round::{Round, round};
use crate::slots::Collections;

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
        set_spread(profile.spread);
        Round::new(random, profile)
    }

    fn steps(&self) -> usize {
        self.profile.steps
    }

    fn budget(&mut self) -> &mut usize {
        &mut self.profile.budget
    }

    fn create() {
        let count = round(|round| round.profile.collections);
        let (items, leaves, stones) =
            (Collections::of(count), Collections::of(count), Collections::of(count));
        round(|round| (round.items, round.leaves, round.stones) = (items, leaves, stones));
        create();
    }

    fn act() {
        act();
    }

    fn finish() {
        drop_all();
    }

    fn run_step(actions: impl FnOnce()) {
        catch(actions);
    }

    fn after_step() {
        check_all();
        round(|round| {
            round.only_death = None;
            if !has_failed() {
                check(round.check_rest());
            }
        });
    }

    fn check_end(&mut self) -> Verdict {
        for id in 0..self.nodes.len() {
            if self.is_alive(id) {
                refuse!("{id} is left");
            }
            let known = &self.nodes[id];
            if known.kind.data_drops() && !known.is_data_dropped {
                refuse!("the data of {id} is left");
            }
            if known.kind.has_hook() && !known.has_hook_run {
                refuse!("the hook of {id} has not run");
            }
        }
        if let Some(serial) = self.is_dropped.iter().position(|is_dropped| !is_dropped) {
            refuse!("payload {serial} is left");
        }
        Ok(())
    }
}

impl Round {
    fn check_rest(&mut self) -> Verdict {
        let is_idle = self.pending.is_empty() && self.in_hooks.is_empty();
        if !is_idle || self.open + depth() > 0 {
            refuse!("something is still running");
        }
        self.prune();
        self.check_payloads()?;
        for slot in self.all_slots() {
            let living = self.living(slot.model());
            slot.model().borrow_mut().entries = living;
        }
        self.slots.retain(|slot| slot.strong_count() > 0);
        Ok(())
    }
}

/// Drops all handles, while hooks may do less and less.
fn drop_all() {
    let budget = round(|round| round.profile.budget);
    for budget in (0..=budget.min(8)).rev() {
        round(|round| round.profile.budget = budget);
        Round::step(drop_one);
    }
    // A hook may resurrect its node, which is dropped again then. Each hook runs once.
    let count = round(|round| round.nodes.len());
    for _ in 0..count + 3 {
        Round::step(|| drop(round(|round| mem::take(&mut round.pool))));
        Round::step(drop_values);
        Round::step(|| drop_all_of(|round| &mut round.drains));
        Round::step(|| drop_all_of(|round| &mut round.items));
        Round::step(|| drop_all_of(|round| &mut round.leaves));
        Round::step(|| drop_all_of(|round| &mut round.stones));
        Round::step(collect_now);
        Round::step(empty_stashes);
        if has_failed() || round(|round| round.candidates.is_empty()) {
            break;
        }
    }
}

fn drop_all_of<R: Default>(all: impl FnOnce(&mut Round) -> &mut R) {
    let all = round(|round| mem::take(all(round)));
    while_open(|| drop(all));
}

/// Data may keep its own node alive.
fn empty_stashes() {
    let candidates = round(|round| round.candidates.clone());
    for id in candidates {
        if has_failed() {
            return;
        }
        let Some(node) = round(|round| round.get(id)) else { continue };
        if let Some(tag) = tag_of(&node) {
            let stash = tag.stash.take();
            catch(|| drop(stash));
        }
    }
}
