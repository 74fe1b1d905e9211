//! Hooks, attached finalizers and the `Drop` of data: they update the model, look around, and act.

use std::cell::RefCell;
use std::mem;

use kinfolk::{NodeType, Rc};

use crate::actions::act;
use crate::compare;
use crate::kinds::{ItemRc, id_of, item};
use crate::model::{FinalizerState, Id, Life};
use crate::panics::panic_sometimes;
use crate::prediction::Event;
use crate::properties::Verdict;
use crate::properties::callbacks::Callback;
use crate::properties::graph::FinalizerId;
use crate::properties::graph::model::LinkModel;
use crate::properties::held::Held;
use crate::properties::journal::{check, has_failed, saw};
use crate::round::{Round, round};

/// Data that reports its drop, and may keep handles.
pub struct Tag {
    pub id: Id,
    pub stash: RefCell<Vec<Held<ItemRc>>>,
}

impl Tag {
    pub fn new(id: Id) -> Self {
        Tag { id, stash: RefCell::default() }
    }
}

/// The hook of each type that has one.
pub fn hook<T: NodeType>(this: &Rc<T>) {
    if has_failed() {
        return;
    }
    let node = item(this);
    let id = id_of(&node);
    let callback = Callback::begin(|| format!("hook of {id}"));
    round(|round| {
        round.events.push(Event::Hook(id));
        check(round.advance(id).and_then(|()| round.model.begin_hook(id)));
        round.callbacks.push(Some(node.clone()));
        saw("hook");
        if round.model.running_hooks() > 32 {
            saw("hook in 32 hooks");
        }
        let depth = round.model.chain(id).count();
        if depth > 64 {
            saw("hook below 64 owners");
        }
    });
    let end = EndOfHook { id, _callback: callback };
    round(|round| {
        if !has_failed() && round.random.percent(round.profile.watch) {
            check(compare::owner_and_children(round, id, &node));
            round.look_at_all();
        }
    });
    let chance = round(|round| round.profile.hooks_act);
    act_sometimes(chance);
    let name = round(|round| round.model.nodes[id].kind.name());
    panic_sometimes(name);
    drop((node, end));
}

/// Ends the hook, even if it panics.
struct EndOfHook {
    id: Id,
    _callback: Callback,
}

impl Drop for EndOfHook {
    fn drop(&mut self) {
        if has_failed() {
            return;
        }
        let this = round(|round| {
            round.look_sometimes();
            check(round.model.end_hook(self.id));
            round.callbacks.pop()
        });
        drop(this);
    }
}

impl Drop for Tag {
    fn drop(&mut self) {
        let stash = self.stash.take();
        if has_failed() {
            mem::forget(stash);
            return;
        }
        let id = self.id;
        let _callback = Callback::begin(|| format!("drop of the data of {id}"));
        round(|round| {
            round.events.push(Event::Data(id));
            check(round.begin_data(id));
            round.callbacks.push(None);
            round.look_at_the_dead();
            round.look_sometimes();
        });
        let chance = round(|round| round.profile.others_act);
        act_sometimes(chance);
        if !has_failed() {
            round(|round| round.model.nodes[id].stash.clear());
        }
        drop(stash);
        if !has_failed() {
            round(|round| {
                round.callbacks.pop();
                check(round.model.end_data());
            });
        }
    }
}

impl Round {
    fn begin_data(&mut self, id: Id) -> Verdict {
        self.advance(id)?;
        if self.model.nodes[id].life == Life::Living {
            self.notice_death(id)?;
        }
        self.model.begin_data(id)
    }

    fn begin_finalizer(&mut self, number: FinalizerId) -> Verdict {
        let node = self.model.finalizers[number].node;
        self.advance(node)?;
        if self.model.nodes[node].life == Life::Living {
            self.notice_death(node)?;
        }
        self.model.begin_finalizer(number)
    }

    fn look_sometimes(&mut self) {
        if self.random.percent(self.profile.watch) {
            self.look_at_all();
        }
    }

    fn look_at_all(&mut self) {
        if !has_failed() {
            check(compare::all(self));
        }
    }

    /// Looks at some of the dead nodes.
    fn look_at_the_dead(&mut self) {
        let dead: Vec<Id> =
            (0..self.model.nodes.len()).filter(|id| !self.model.nodes[*id].is_living()).collect();
        for _ in 0..8.min(dead.len()) {
            let id = dead[self.random.below(dead.len())];
            check(compare::one(self, id));
        }
    }
}

/// An attached finalizer, whose closure may keep a handle.
pub fn finalizer(number: FinalizerId, captured: Option<Held<ItemRc>>) {
    if has_failed() {
        mem::forget(captured);
        return;
    }
    let callback = Callback::begin(|| format!("finalizer {number}"));
    let is_called = round(|round| {
        let is_called = round.model.finalizers[number].state != FinalizerState::Attached;
        if is_called {
            round.model.begin_call();
        } else {
            round.events.push(Event::Finalizer(number));
            check(round.begin_finalizer(number));
            saw("finalizer");
            round.look_at_the_dead();
        }
        round.callbacks.push(None);
        round.look_sometimes();
        is_called
    });
    let chance = round(|round| round.profile.others_act);
    act_sometimes(chance);
    if has_failed() {
        mem::forget(captured);
        return;
    }
    round(|round| round.model.finalizers[number].captured = None);
    drop(captured);
    let name = round(|round| {
        if !has_failed() {
            round.callbacks.pop();
            check(round.model.end_finalizer());
        }
        let node = round.model.finalizers[number].node;
        round.model.nodes[node].kind.name()
    });
    drop(callback);
    if !is_called {
        panic_sometimes(name);
    }
}

/// Does a few actions, in this percentage of calls.
fn act_sometimes(chance: usize) {
    let count = round(|round| {
        let is_quiet = has_failed() || round.quiet > 0;
        if is_quiet || !round.random.percent(chance) {
            return 0;
        }
        round.random.between(1, round.profile.in_hooks)
    });
    (0..count).for_each(|_| act());
}
