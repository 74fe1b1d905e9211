//! What the test does, from step to step, and in whatever the library calls.

use crate::cursor::while_open;
use crate::events::attach_finalizer;
use crate::kinds::{Item, Leaf, Member, Stone};
use crate::nodes;
use crate::panics::catch;
use crate::world::{has_failed, world};
use crate::{key_maps, sets, value_maps};

/// How many actions may be within each other.
const DEPTH: usize = 12;

/// So many times in a hundred, a few actions in something that the library calls.
pub fn act_sometimes(chance: usize) {
    if has_failed() {
        return;
    }
    let count =
        world(|world| if world.random.percent(chance) { world.random.between(1, 2) } else { 0 });
    (0..count).for_each(|_| act());
}

/// Something, unless there has been enough in this step.
pub fn act() {
    let is_enough = has_failed()
        || world(|world| {
            if world.budget == 0 || world.depth > DEPTH {
                return true;
            }
            world.budget -= 1;
            world.actions += 1;
            world.deeds += 1;
            false
        });
    if !is_enough {
        let outer = world(|world| world.one_death.take());
        catch(act_now);
        world(|world| {
            world.one_death = outer;
            world.deeds += 1;
        });
    }
}

fn act_now() {
    if let Some(act) = world(|world| world.focus().map(|focus| focus.act)) {
        return act();
    }
    if world(|world| world.random.percent(world.temper.on_collections)) {
        return match world(|world| world.random.below(4)) {
            0 => act_on::<Leaf>(),
            1 => act_on::<Stone>(),
            _ => act_on::<Item>(),
        };
    }
    let choice = world(|world| {
        if world.random.percent(world.temper.collects) {
            return 100;
        }
        let is_crowded = world.candidates.len() > world.temper.size;
        world.random.below(if is_crowded { 70 } else { 95 })
    });
    match choice {
        0..20 => nodes::let_go(),
        20..24 => nodes::let_go_of_many(),
        24..26 => nodes::let_go_of_values(),
        26..34 => nodes::keep(),
        34..52 => nodes::put(),
        52..60 => nodes::cut(),
        60..64 => nodes::stash(),
        64..70 => attach_finalizer(),
        70..90 => nodes::create(),
        90..95 => nodes::tie(),
        _ => nodes::collect_now(),
    }
}

fn act_on<T: Member>() {
    match world(|world| world.random.below(7)) {
        0..3 => value_maps::act::<T>(),
        3..5 => key_maps::act::<T>(),
        5..6 => sets::act::<T>(),
        _ => step_drain(),
    }
}

/// One step of an iterator over what was taken out; or the end of it.
fn step_drain() {
    let drain = world(|world| {
        let at = world.random.below(world.drains.len());
        (at < world.drains.len()).then(|| world.drains.swap_remove(at))
    });
    let Some(mut drain) = drain else { return };
    let is_left = while_open(|| drain.step());
    let end = world(|world| {
        if is_left && !world.random.percent(10) {
            world.drains.push(drain);
            return None;
        }
        Some(drain)
    });
    while_open(|| drop(end));
}
