//! The rounds, and how many of them.

use std::collections::BTreeMap;
use std::thread;

use kinfolk::death::set_panic_report;
use kinfolk::{collect, leaks};
use kinfolk_tests::settings;

use crate::actions::{act, create, drop_from_pool, unstash_of};
use crate::random::Random;
use crate::temper::Temper;
use crate::world::{Here, World, begin_world, check_rest, end_world, has_failed, tell, world};

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

fn run(test: u64, hooks_act: bool) {
    set_panic_report(|_, _| ());
    let first = settings::seed().unwrap_or_else(|| 0x5eed + (test << 32));
    let operations = settings::operations(OPERATIONS);
    let mut seen = BTreeMap::new();
    let mut done = 0;
    for seed in first.. {
        let world = round(seed, hooks_act);
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
fn round(seed: u64, hooks_act: bool) -> World {
    let mut random = Random::new(seed);
    let temper = Temper::new(&mut random, hooks_act);
    begin_world(random.number(), temper);
    let end = EndOfRound { seed };
    step(create);
    for _ in 0..temper.steps {
        step(|| act(Here(None)));
    }
    tell(|| "the end".into());
    let_all_go();
    if !has_failed() {
        collect_the_rest();
    }
    drop(end);
    let world = end_world();
    // If something has failed.
    collect();
    world
}

/// There is less and less that hooks may do.
fn let_all_go() {
    while !has_failed() {
        let at = world(|world| {
            world.temper.budget = world.temper.budget.saturating_sub(1);
            let count = world.pool.len();
            (count > 0).then(|| world.random.below(count))
        });
        if let Some(at) = at {
            step(|| drop_from_pool(at));
            continue;
        }
        let Some(id) = world(|world| world.keepers.pop()) else { return };
        if world(|world| world.model.nodes[id].is_living) {
            step(|| unstash_of(Here(None), id));
        }
    }
}

/// What is left now is in cycles, or below some. Their hooks have nothing more to do.
fn collect_the_rest() {
    let left = world(|world| {
        world.temper.hooks_act = 0;
        world.temper.others_act = 0;
        let left = world.model.living().count() - world.model.reachable().len();
        if left > 0 {
            world.saw("left in cycles");
        }
        world.is_collecting = true;
        world.due.push(Vec::new());
        left
    });
    let freed = collect().freed();
    let leaks = leaks();
    world(|world| {
        world.due.pop();
        world.is_collecting = false;
        if world.failed.is_none() {
            let verdict = world.check_end(left, freed);
            world.check(verdict);
            if !leaks.is_empty() {
                world.fail(format!("it still leaks: {leaks:?}"));
            }
        }
    });
}

/// Tells what was done, if something panics.
struct EndOfRound {
    seed: u64,
}

impl Drop for EndOfRound {
    fn drop(&mut self) {
        if thread::panicking() {
            world(|world| world.fail("a panic".into()));
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
