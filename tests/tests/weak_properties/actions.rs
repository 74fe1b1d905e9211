//! What the test does, from step to step and in all callbacks.

use crate::cursor::while_open;
use crate::events::attach_finalizer;
use crate::kinds::{Item, Leaf, Member, Stone};
use crate::nodes;
use crate::panics::catch;
use crate::properties::journal::{depth, has_failed, log, spend};
use crate::properties::peaks::rise_and_fall;
use crate::random::Random;
use crate::round::round;
use crate::{key_maps, sets, value_maps};

/// How many actions may be within each other.
const DEPTH: usize = 12;

/// Does a few actions in a callback, in this percentage of calls.
pub fn act_sometimes(chance: usize) {
    if has_failed() {
        return;
    }
    let count =
        round(|round| if round.random.percent(chance) { round.random.between(1, 2) } else { 0 });
    (0..count).for_each(|_| act());
}

/// Does something, unless there has been enough in this step.
pub fn act() {
    if has_failed() || depth() > DEPTH || !spend() {
        return;
    }
    let outer = round(|round| {
        round.clock += 1;
        round.only_death.take()
    });
    catch(act_now);
    round(|round| {
        round.only_death = outer;
        round.clock += 1;
    });
}

fn act_now() {
    if let Some(act) = round(|round| round.focus().map(|focus| focus.act)) {
        return act();
    }
    if round(|round| round.random.percent(round.profile.on_collections)) {
        return match round(|round| round.random.below(4)) {
            0 => act_on::<Leaf>(),
            1 => act_on::<Stone>(),
            _ => act_on::<Item>(),
        };
    }
    let choice = round(|round| {
        if round.random.percent(round.profile.collects) {
            return 100;
        }
        let is_crowded = round.candidates.len() > round.profile.size;
        round.random.below(if is_crowded { 70 } else { 95 })
    });
    match choice {
        0..20 => nodes::drop_one(),
        20..24 => nodes::drop_many(),
        24..26 => nodes::drop_values(),
        26..34 => nodes::keep(),
        34..52 => nodes::put(),
        52..60 => nodes::cut(),
        60..64 => nodes::stash(),
        64..69 => attach_finalizer(),
        69 => peak(),
        70..90 => nodes::create(),
        90..95 => nodes::make_cycle(),
        _ => nodes::collect_now(),
    }
}

/// For a moment, the thread's tables of memberships and finalizers have many entries.
fn peak() {
    let (count, random) =
        round(|round| (round.random.between(30, 150), Random::new(round.random.number())));
    log(|| format!("a peak of {count}"));
    rise_and_fall(count, random);
}

fn act_on<T: Member>() {
    match round(|round| round.random.below(7)) {
        0..3 => value_maps::act::<T>(),
        3..5 => key_maps::act::<T>(),
        5..6 => sets::act::<T>(),
        _ => step_drain(),
    }
}

/// Takes one step of an iterator over drained entries, or drops it.
fn step_drain() {
    let drain = round(|round| {
        let at = round.random.below(round.drains.len());
        (at < round.drains.len()).then(|| round.drains.swap_remove(at))
    });
    let Some(mut drain) = drain else { return };
    let is_left = while_open(|| drain.step());
    let end = round(|round| {
        if is_left && !round.random.percent(10) {
            round.drains.push(drain);
            return None;
        }
        Some(drain)
    });
    while_open(|| drop(end));
}
