//! Attached finalizers, and planned panics.

use std::collections::VecDeque;
use std::mem;

use kinfolk::Finalizer;
use kinfolk::death::set_panic_report;

use crate::actions::act_in_hook;
use crate::handles::hold;
use crate::model::Id;
use crate::properties::callbacks::{Callback, check_panic, panic_as_planned};
use crate::properties::graph::FinalizerId;
use crate::properties::graph::pick::Pick;
use crate::properties::journal::{check, fail, has_failed, log, saw};
use crate::properties::{Verdict, refuse};
use crate::round::{Round, round};
use crate::search::Nodes;

pub struct Attached {
    pub node: Id,
    pub is_left: bool,
    finalizer: Finalizer,
}

impl Attached {
    /// Whether the library agrees.
    pub fn agrees(&self) -> bool {
        self.finalizer.is_alive() == self.is_left
    }
}

pub fn attach() {
    let Some(id) = round(|round| round.pick(|_, _| true)) else { return };
    let Some(held) = hold(id) else { return };
    let number = round(|round| round.attached.len());
    log(|| format!("attach finalizer {number} to {id}"));
    let closure: Box<dyn FnOnce()> = Box::new(move || run(number));
    let finalizer = Finalizer::attach(held.node(), closure);
    round(|round| round.attached.push(Attached { node: id, is_left: true, finalizer }));
}

pub fn detach() {
    let closure = round(|round| {
        let left = |number: &FinalizerId| round.attached[*number].is_left;
        let left: Vec<FinalizerId> = (0..round.attached.len()).filter(left).collect();
        let number = round.random.pick(&left)?;
        log(|| format!("detach finalizer {number}"));
        let attached = &mut round.attached[number];
        attached.is_left = false;
        let closure = attached.finalizer.detach();
        if closure.is_none() {
            fail(format!("finalizer {number} is not there"));
        }
        closure
    });
    drop(closure);
}

fn run(number: FinalizerId) {
    if has_failed() {
        return;
    }
    let callback = Callback::begin(|| format!("finalizer {number}"));
    round(|round| check(round.begin_finalizer(number)));
    act_sometimes();
    drop(callback);
    panic_sometimes();
}

/// Acts in some finalizers and drops of data. The nodes that die meanwhile have their own
/// finalizers.
pub fn act_sometimes() {
    let start = round(|round| {
        if has_failed() || !round.random.percent(round.profile.others_act) {
            return None;
        }
        round.others += 1;
        Some((round.random.between(1, 2), mem::take(&mut round.due_finalizers)))
    });
    let Some((count, due_finalizers)) = start else { return };
    (0..count).for_each(|_| act_in_hook());
    round(|round| {
        round.others -= 1;
        if !round.due_finalizers.is_empty() {
            fail(format!("finalizers {:?} have not run", round.due_finalizers));
        }
        round.due_finalizers = due_finalizers;
    });
}

impl Round {
    fn begin_finalizer(&mut self, number: FinalizerId) -> Verdict {
        let Attached { node, is_left, .. } = self.attached[number];
        if is_left && self.due_finalizers.is_empty() {
            self.death_begins(node)?;
        }
        if self.due_finalizers.pop_front() != Some(number) {
            refuse!("finalizer {number} runs out of turn, before {:?}", self.due_finalizers);
        }
        saw("finalizer");
        self.look_at_the_end()
    }

    /// Takes the finalizers of dead nodes, newest first.
    pub fn take_finalizers_of(&mut self, dead: &Nodes) -> VecDeque<FinalizerId> {
        let is_due = |attached: &Attached| attached.is_left && dead.contains(&attached.node);
        let numbers = (0..self.attached.len()).rev();
        let due: VecDeque<FinalizerId> = numbers.filter(|n| is_due(&self.attached[*n])).collect();
        for number in &due {
            self.attached[*number].is_left = false;
        }
        due
    }
}

/// Panics as planned in some hooks and finalizers.
pub fn panic_sometimes() {
    let panics = !has_failed()
        && round(|round| {
            let panics = round.random.percent(round.profile.panics);
            round.panics += usize::from(panics);
            panics
        });
    if panics {
        panic_as_planned();
    }
}

/// Counts the reported panics.
pub fn watch_panics() {
    set_panic_report(|name, payload| {
        if check_panic(&format!("a `{name}`"), payload) {
            let is_expected = round(|round| {
                let is_expected = round.panics > 0;
                round.panics -= usize::from(is_expected);
                is_expected
            });
            if !is_expected {
                fail(format!("a panic in a `{name}` was reported again"));
            }
        }
    });
}
