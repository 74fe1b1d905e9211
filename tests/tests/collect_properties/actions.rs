//! What the test does, from step to step and in hooks: each action is done to the model and to the
//! graph.

use crate::changing::{befriend, change, cut, detach, put};
use crate::collections::{collect_in_hook, collect_now, set_collect_every};
use crate::holding::{drop_a_handle, drop_many, hold_a_while, keep_a_handle, keep_this, lend};
use crate::last_wishes;
use crate::making::{create, knot, put_plain};
use crate::world::world;

/// Something, unless there has been enough in this step.
pub fn act() {
    if !spend() {
        return;
    }
    let choice = world(|world| {
        if world.random.percent(world.temper.collects) {
            return 100;
        }
        let is_crowded = world.model.living().count() > world.temper.size;
        if world.random.percent(if is_crowded { 60 } else { 15 }) {
            return if world.random.percent(30) { 99 } else { 0 };
        }
        world.random.below(if is_crowded { 75 } else { 99 })
    });
    match choice {
        0..8 => drop_a_handle(),
        8..14 => keep_a_handle(),
        14..45 => put(),
        45..60 => change(),
        60..64 => detach(),
        64..66 => befriend(),
        66..68 => last_wishes::attach(),
        68..71 => lend(),
        71..73 => hold_a_while(),
        73 => last_wishes::detach(),
        74 => set_collect_every(),
        75..86 => create(),
        86..97 => put_plain(),
        97..99 => knot(),
        99 => drop_many(),
        _ => collect_now(),
    }
}

/// Something that a hook may do.
pub fn act_in_hook() {
    if !spend() {
        return;
    }
    match world(|world| world.random.below(100)) {
        0..10 => keep_this(),
        10..25 => keep_a_handle(),
        25..35 => cut(),
        35..45 => detach(),
        45..55 => put_plain(),
        55..60 => knot(),
        60..65 => collect_in_hook(),
        65..80 => put(),
        80..88 => change(),
        88..90 => befriend(),
        90 => last_wishes::attach(),
        91..94 => hold_a_while(),
        94..97 => lend(),
        _ => drop_a_handle(),
    }
}

fn spend() -> bool {
    world(|world| {
        if world.failed.is_some() || world.budget == 0 {
            return false;
        }
        world.budget -= 1;
        world.actions += 1;
        true
    })
}

pub fn act_anywhere() {
    if world(|world| world.is_outermost()) { act() } else { act_in_hook() }
}
