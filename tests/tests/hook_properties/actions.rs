//! What the test does, from step to step and in hooks. Each action is done to the model and to the
//! graph.

use crate::attaching::{attach_finalizer, befriend, end_finalizer, stash, unstash};
use crate::changing::{attach, change, detach, iterate};
use crate::handles::hold;
use crate::making::{attach_new, create};
use crate::properties::graph::model::LinkModel;
use crate::properties::graph::pick::Pick;
use crate::properties::held::Pool;
use crate::properties::journal::{log, saw, spend};
use crate::round::{Round, round};

/// Does something, unless there has been enough in this step.
pub fn act() {
    if !spend() {
        return;
    }
    let (choice, is_quiet) = round(|round| {
        let is_quiet = round.random.percent(round.profile.quiet);
        round.quiet += usize::from(is_quiet);
        (round.choice(), is_quiet)
    });
    match choice {
        0..10 => Round::drop_one(),
        10..20 => keep_a_handle(),
        20..42 => attach(),
        42..50 => attach_new(),
        50..60 => detach(),
        60..66 => create(),
        66..78 => change(),
        78..81 => attach_finalizer(),
        81..83 => end_finalizer(),
        83..86 => befriend(),
        86..88 => stash(),
        88 => unstash(),
        89..92 => iterate(),
        92..96 => hold_a_while(),
        _ => Round::drop_many(),
    }
    round(|round| round.quiet -= usize::from(is_quiet));
}

impl Round {
    fn choice(&mut self) -> usize {
        let living = self.model.living().count();
        let is_crowded = living > self.profile.size;
        let chance = match () {
            () if !self.callbacks.is_empty() => self.profile.drops,
            () if is_crowded => 70,
            () => 15,
        };
        if self.random.percent(chance) {
            return if self.random.percent(30) { 99 } else { 0 };
        }
        if is_crowded {
            // No new nodes.
            return [10, 20, 30, 50, 66, 70, 83, 92][self.random.below(8)];
        }
        self.random.below(99)
    }
}

fn keep_a_handle() {
    let Some(id) = round(|round| round.pick(|_, _| true)) else { return };
    let Some(held) = hold(id) else { return };
    log(|| format!("keep {id}"));
    round(|round| {
        if round.is_in_hook() && round.model.nodes[id].held == 1 {
            saw("resurrected");
        }
    });
    Round::keep(held);
}

fn hold_a_while() {
    let Some(id) = round(|round| round.pick(|_, _| true)) else { return };
    let Some(held) = hold(id) else { return };
    log(|| format!("hold {id}"));
    let count = round(|round| round.random.between(1, 3));
    (0..count).for_each(|_| act());
    log(|| format!("drop {id}"));
    drop(held);
}
