//! The rounds, and how many of them.

use std::collections::BTreeMap;
use std::thread;

use kinfolk::collect::collect_every;
use kinfolk_tests::settings;

use crate::actions::act;
use crate::collections::collect_now;
use crate::holding::take_from_pool;
use crate::last_wishes::watch_panics;
use crate::making::create;
use crate::random::Random;
use crate::temper::Temper;
use crate::world::{
    World, begin_world, check_rest, end_world, fail_world, has_failed, tell, world,
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
    begin_world(random.number(), temper);
    let end = EndOfRound { seed };
    step(create);
    for _ in 0..temper.steps {
        step(act);
    }
    tell(|| "the end".into());
    let_all_go();
    collect_every(0);
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
    action();
    check_rest();
}

/// There is less and less that hooks may do.
fn let_all_go() {
    let budget = world(|world| world.temper.budget);
    for budget in (0..budget).rev() {
        world(|world| world.temper.budget = budget);
        let at = world(|world| world.random.below(world.pool.len()));
        step(|| drop(take_from_pool(at)));
    }
    while !has_failed() && world(|world| !world.pool.is_empty()) {
        step(|| drop(take_from_pool(0)));
    }
    step(collect_now);
}
