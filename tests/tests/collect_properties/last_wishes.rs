//! Attached finalizers, and what happens when they or hooks panic.

use std::any::Any;
use std::collections::VecDeque;
use std::mem;
use std::panic::resume_unwind;

use kinfolk::Finalizer;
use kinfolk::death::set_panic_report;

use crate::actions::act_in_hook;
use crate::collecting::{Verdict, refuse};
use crate::holding::hold;
use crate::model::Id;
use crate::search::Nodes;
use crate::world::{World, has_failed, tell, world};

/// Attached finalizers are counted, too.
pub type Number = usize;

pub struct Attached {
    pub node: Id,
    pub is_left: bool,
    finalizer: Finalizer,
}

impl Attached {
    /// Whether the library says the same.
    pub fn agrees(&self) -> bool {
        self.finalizer.is_alive() == self.is_left
    }
}

pub fn attach() {
    let Some(id) = world(|world| world.pick(|_, _| true)) else { return };
    let Some(held) = hold(id) else { return };
    let number = world(|world| world.attached.len());
    tell(|| format!("attach finalizer {number} to {id}"));
    let closure: Box<dyn FnOnce()> = Box::new(move || run(number));
    let finalizer = Finalizer::attach(held.node(), closure);
    world(|world| world.attached.push(Attached { node: id, is_left: true, finalizer }));
}

pub fn detach() {
    let closure = world(|world| {
        let left = |number: &Number| world.attached[*number].is_left;
        let left: Vec<Number> = (0..world.attached.len()).filter(left).collect();
        let number = world.random.pick(&left)?;
        world.tell(|| format!("detach finalizer {number}"));
        let attached = &mut world.attached[number];
        attached.is_left = false;
        let closure = attached.finalizer.detach();
        if closure.is_none() {
            world.fail(format!("finalizer {number} is not there"));
        }
        closure
    });
    drop(closure);
}

fn run(number: Number) {
    if has_failed() {
        return;
    }
    world(|world| {
        world.tell(|| format!("finalizer {number}"));
        let verdict = world.begin_finalizer(number);
        world.check(verdict);
    });
    act_sometimes();
    panic_sometimes();
}

/// In a finalizer, and in the `Drop` of data. What dies meanwhile has last wishes of its own.
pub fn act_sometimes() {
    let start = world(|world| {
        if world.failed.is_some() || !world.random.percent(world.temper.others_act) {
            return None;
        }
        world.others += 1;
        Some((world.random.between(1, 2), mem::take(&mut world.last_wishes)))
    });
    let Some((count, last_wishes)) = start else { return };
    (0..count).for_each(|_| act_in_hook());
    world(|world| {
        world.others -= 1;
        if !world.last_wishes.is_empty() {
            world.fail(format!("finalizers {:?} have not run", world.last_wishes));
        }
        world.last_wishes = last_wishes;
    });
}

impl World {
    fn begin_finalizer(&mut self, number: Number) -> Verdict {
        let Attached { node, is_left, .. } = self.attached[number];
        if is_left && self.last_wishes.is_empty() {
            self.death_begins(node)?;
        }
        if self.last_wishes.pop_front() != Some(number) {
            refuse!("finalizer {number} runs, before {:?}", self.last_wishes);
        }
        self.saw("finalizer");
        self.look_at_the_end()
    }

    /// The finalizers of those that are dead, newest first.
    pub fn last_wishes_of(&mut self, dead: &Nodes) -> VecDeque<Number> {
        let is_due = |attached: &Attached| attached.is_left && dead.contains(&attached.node);
        let numbers = (0..self.attached.len()).rev();
        let due: VecDeque<Number> = numbers.filter(|n| is_due(&self.attached[*n])).collect();
        for number in &due {
            self.attached[*number].is_left = false;
        }
        due
    }
}

/// What the panics of these tests carry.
struct Boom;

/// Without std's panic hook, which would print it.
pub fn panic_sometimes() {
    let panics = world(|world| {
        let panics = world.failed.is_none() && world.random.percent(world.temper.panics);
        world.panics += usize::from(panics);
        panics
    });
    if panics {
        resume_unwind(Box::new(Boom));
    }
}

/// Counts the panics that are reported.
pub fn watch_panics() {
    set_panic_report(|name: &str, payload: &(dyn Any + Send)| {
        let is_ours = payload.is::<Boom>();
        world(|world| match world.panics.checked_sub(1) {
            Some(left) if is_ours => world.panics = left,
            _ => world.fail(format!("in a `{name}`, the test panicked")),
        });
    });
}
