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
use crate::properties::journal::{check, depth, has_failed, log, set_budget};
use crate::properties::{Verdict, refuse, rounds, state};
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
    rounds::run(number, OPERATIONS, |seed| run_round(seed, has_hooks));
}

fn run_round(seed: u64, has_hooks: bool) {
    let mut random = Random::new(seed);
    let profile = Profile::new(&mut random, has_hooks);
    log(|| format!("{profile:?}"));
    set_spread(profile.spread);
    let running = state::begin(Round::new(Random::new(random.number()), profile));
    let count = profile.collections;
    let (items, leaves, stones) =
        (Collections::of(count), Collections::of(count), Collections::of(count));
    round(|round| (round.items, round.leaves, round.stones) = (items, leaves, stones));
    step(create);
    for _ in 0..profile.steps {
        step(act);
    }
    log(|| "the end".into());
    drop_all();
    let mut round = running.end();
    if !has_failed() {
        check(round.check_end());
    }
}

fn step(action: impl FnOnce()) {
    if has_failed() {
        return;
    }
    set_budget(round(|round| round.profile.budget));
    catch(action);
    if has_failed() {
        return;
    }
    check_all();
    round(|round| {
        round.only_death = None;
        if !has_failed() {
            check(round.check_rest());
        }
    });
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

    /// When everything has been dropped and collected.
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

/// Drops all handles, while hooks may do less and less.
fn drop_all() {
    let budget = round(|round| round.profile.budget);
    for budget in (0..=budget.min(8)).rev() {
        round(|round| round.profile.budget = budget);
        step(drop_one);
    }
    // A hook may resurrect its node, which is dropped again then. Each hook runs once.
    let count = round(|round| round.nodes.len());
    for _ in 0..count + 3 {
        step(|| drop(round(|round| mem::take(&mut round.pool))));
        step(drop_values);
        step(|| drop_all_of(|round| &mut round.drains));
        step(|| drop_all_of(|round| &mut round.items));
        step(|| drop_all_of(|round| &mut round.leaves));
        step(|| drop_all_of(|round| &mut round.stones));
        step(collect_now);
        step(empty_stashes);
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
