//! The rounds, and how many of them.

use std::collections::BTreeMap;

use kinfolk_tests::settings;

use crate::actions::{act, create, detach_finalizer, unstash_of};
use crate::events::watch_panics;
use crate::model::{FinalizerState, Id, Number};
use crate::random::Random;
use crate::temper::Temper;
use crate::world::{
    World, begin_world, check_rest, end_world, has_failed, take_from_pool, tell, world,
};

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

fn run(test: u64) {
    watch_panics();
    let first = settings::seed().unwrap_or(0x5eed).wrapping_add(test << 32);
    let operations = settings::operations(OPERATIONS);
    let mut seen = BTreeMap::new();
    let mut done = 0;
    for seed in first.. {
        let world = round(seed);
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
fn round(seed: u64) -> World {
    let mut random = Random::new(seed);
    let temper = Temper::new(&mut random);
    begin_world(random.number(), temper);
    step(create);
    for _ in 0..temper.steps {
        step(act);
    }
    tell(|| "the end".into());
    let_all_go();
    let mut world = end_world();
    if world.failed.is_none() {
        let verdict = world.check_end();
        world.check(verdict);
    }
    world
}

fn step(action: impl FnOnce()) {
    if has_failed() {
        return;
    }
    world(|world| {
        world.budget = world.temper.budget;
        world.model.cuts = 0;
    });
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
    world(|world| world.temper.budget = 0);
    while !has_failed() && world(|world| !world.pool.is_empty()) {
        step(|| drop(take_from_pool(0)));
    }
    // What keeps itself alive by handles in data, or in closures.
    while let Some(id) = first(|world| world.model.living().find(|id| holds(world, *id))) {
        step(|| unstash_of(id));
    }
    while let Some(number) = first(|world| {
        let mut numbers = 0..world.model.finalizers.len();
        numbers.find(|number| is_captor(world, *number))
    }) {
        step(|| detach_finalizer(number));
    }
}

fn first<T>(find: impl FnOnce(&World) -> Option<T>) -> Option<T> {
    if has_failed() { None } else { world(|world| find(world)) }
}

fn holds(world: &World, id: Id) -> bool {
    !world.model.nodes[id].stash.is_empty()
}

fn is_captor(world: &World, number: Number) -> bool {
    let known = &world.model.finalizers[number];
    known.state == FinalizerState::Attached && known.captured.is_some()
}
