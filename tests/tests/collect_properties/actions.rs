//! What the test does, from step to step and in hooks. Each action is done to the model and to the
//! graph.

use crate::changing::{befriend, change, cut, detach, put};
use crate::collections::{collect_in_hook, collect_now, set_collect_every};
use crate::finalizers;
use crate::handles::{hold_a_while, keep_a_handle, keep_this, lend};
use crate::making::{create, make_cycle, put_plain};
use crate::properties::graph::model::LinkModel;
use crate::properties::held::Pool;
use crate::properties::journal::{log, spend};
use crate::properties::peaks::rise_and_fall;
use crate::random::Random;
use crate::round::{Round, round};

/// Does something, unless there has been enough in this step.
pub fn act() {
    if !spend() {
        return;
    }
    let choice = round(|round| {
        if round.random.percent(round.profile.collects) {
            return 100;
        }
        let is_crowded = round.model.living().count() > round.profile.size;
        if round.random.percent(if is_crowded { 60 } else { 15 }) {
            return if round.random.percent(30) { 99 } else { 0 };
        }
        round.random.below(if is_crowded { 75 } else { 99 })
    });
    match choice {
        0..8 => Round::drop_one(),
        8..14 => keep_a_handle(),
        14..45 => put(),
        45..60 => change(),
        60..64 => detach(),
        64..66 => befriend(),
        66..68 => finalizers::attach(),
        68..71 => lend(),
        71..73 => hold_a_while(),
        73 => finalizers::detach(),
        74 if round(|round| round.random.percent(30)) => peak(),
        74 => set_collect_every(),
        75..86 => create(),
        86..97 => put_plain(),
        97..99 => make_cycle(),
        99 => Round::drop_many(),
        _ => collect_now(),
    }
}

/// Does something that a hook may do.
pub fn act_in_hook() {
    if !spend() {
        return;
    }
    match round(|round| round.random.below(100)) {
        0..10 => keep_this(),
        10..25 => keep_a_handle(),
        25..35 => cut(),
        35..45 => detach(),
        45..55 => put_plain(),
        55..60 => make_cycle(),
        60..65 => collect_in_hook(),
        65..80 => put(),
        80..88 => change(),
        88..90 => befriend(),
        90 => finalizers::attach(),
        91 if round(|round| round.random.percent(30)) => peak(),
        91..94 => hold_a_while(),
        94..97 => lend(),
        _ => Round::drop_one(),
    }
}

/// For a moment, the thread's tables of candidates, memberships and finalizers have many entries.
fn peak() {
    let random = round(|round| {
        let is_quiet = round.model.collect_every == 0;
        is_quiet.then(|| (round.random.between(30, 150), Random::new(round.random.number())))
    });
    let Some((count, random)) = random else { return };
    log(|| format!("a peak of {count}"));
    round(|round| round.model.new_candidates += count);
    rise_and_fall(count, random);
}

pub fn act_anywhere() {
    if round(|round| round.is_outermost()) { act() } else { act_in_hook() }
}
