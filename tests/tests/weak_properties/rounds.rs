//! The rounds, and how many of them.

use std::collections::BTreeMap;
use std::mem;
use std::thread;

use kinfolk_tests::settings;

use crate::actions::act;
use crate::compare::check_all;
use crate::cursor::while_open;
use crate::kinds::tag_of;
use crate::nodes::{collect_now, create, let_go, let_go_of_values};
use crate::panics::{catch, watch_panics};
use crate::random::Random;
use crate::slots::Bench;
use crate::temper::Temper;
use crate::things::set_spread;
use crate::world::{
    Verdict, World, begin_world, end_world, fail_world, has_failed, refuse, tell, world,
};

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

fn run(test: u64, has_hooks: bool) {
    watch_panics();
    let first = settings::seed().unwrap_or_else(|| 0x5eed + (test << 32));
    let operations = settings::operations(OPERATIONS);
    let mut seen = BTreeMap::new();
    let mut done = 0;
    for seed in first.. {
        let world = round(seed, has_hooks);
        if let Some(message) = &world.failed {
            panic!(
                "{message}\nseed {seed:#x}, {:?}:\n  {}",
                world.temper,
                world.trace.join("\n  ")
            );
        }
        for (what, count) in world.seen {
            *seen.entry(what).or_insert(0) += count;
        }
        done += world.actions;
        if done >= operations {
            break;
        }
    }
    eprintln!("{seen:?}");
}

/// The world at the end of it.
fn round(seed: u64, has_hooks: bool) -> World {
    let mut random = Random::new(seed);
    let temper = Temper::new(&mut random, has_hooks);
    set_spread(temper.spread);
    begin_world(random.number(), temper);
    let end = EndOfRound { seed };
    let count = temper.collections;
    let (items, leaves, stones) = (Bench::of(count), Bench::of(count), Bench::of(count));
    world(|world| (world.items, world.leaves, world.stones) = (items, leaves, stones));
    step(create);
    for _ in 0..temper.steps {
        step(act);
    }
    tell(|| "the end".into());
    let_all_go();
    drop(end);
    let mut world = end_world();
    if world.failed.is_none() {
        let verdict = world.check_end();
        world.check(verdict);
    }
    world
}

/// Tells what was done, if something panics.
struct EndOfRound {
    seed: u64,
}

impl Drop for EndOfRound {
    fn drop(&mut self) {
        if thread::panicking() {
            fail_world("a panic".into());
            let world = end_world();
            eprintln!("seed {:#x}, {:?}:\n  {}", self.seed, world.temper, world.trace.join("\n  "));
        }
    }
}

fn step(action: impl FnOnce()) {
    if has_failed() {
        return;
    }
    world(|world| world.budget = world.temper.budget);
    catch(action);
    if has_failed() {
        return;
    }
    check_all();
    world(|world| {
        world.one_death = None;
        if world.failed.is_none() {
            let verdict = world.rest();
            world.check(verdict);
        }
    });
}

impl World {
    fn rest(&mut self) -> Verdict {
        if !self.pending.is_empty() || !self.this.is_empty() || self.open + self.depth > 0 {
            refuse!("something is still at work");
        }
        self.prune();
        self.check_things()?;
        for slot in self.all_slots() {
            let living = self.living(slot.model());
            slot.model().borrow_mut().entries = living;
        }
        self.slots.retain(|slot| slot.strong_count() > 0);
        Ok(())
    }

    /// When everything has been let go of and collected.
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
            refuse!("thing {serial} is left");
        }
        Ok(())
    }
}

/// There is less and less that hooks may do.
fn let_all_go() {
    let budget = world(|world| world.temper.budget);
    for budget in (0..=budget.min(8)).rev() {
        world(|world| world.temper.budget = budget);
        step(let_go);
    }
    // What a hook brings back is let go of once more, and each hook runs once.
    let count = world(|world| world.nodes.len());
    for _ in 0..count + 3 {
        step(|| drop(world(|world| mem::take(&mut world.pool))));
        step(let_go_of_values);
        step(|| let_go_of_all(|world| &mut world.drains));
        step(|| let_go_of_all(|world| &mut world.items));
        step(|| let_go_of_all(|world| &mut world.leaves));
        step(|| let_go_of_all(|world| &mut world.stones));
        step(collect_now);
        step(empty_stashes);
        if has_failed() || world(|world| world.candidates.is_empty()) {
            break;
        }
    }
}

fn let_go_of_all<R: Default>(all: impl FnOnce(&mut World) -> &mut R) {
    let all = world(|world| mem::take(all(world)));
    while_open(|| drop(all));
}

fn empty_stashes() {
    let candidates = world(|world| world.candidates.clone());
    for id in candidates {
        if has_failed() {
            return;
        }
        let Some(node) = world(|world| world.get(id)) else { continue };
        if let Some(tag) = tag_of(&node) {
            let stash = tag.stash.take();
            catch(|| drop(stash));
        }
    }
}
