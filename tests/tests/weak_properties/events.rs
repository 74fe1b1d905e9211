//! Hooks, finalizers and the `Drop` of data: they look around, and act.

use std::mem;

use kinfolk::{Finalizer, NodeType, Rc};

use crate::actions::act_sometimes;
use crate::compare::{check_all, check_entries_of};
use crate::kinds::{ItemRc, Tag, id_of, item};
use crate::nodes::pick;
use crate::panics::panic_sometimes;
use crate::properties::callbacks::Callback;
use crate::properties::graph::Id;
use crate::properties::journal::{check, has_failed, log, saw};
use crate::properties::{Verdict, refuse};
use crate::round::{Round, register, round};

/// Compares everything, in some callbacks.
pub fn look() {
    if !has_failed() && round(|round| round.random.percent(round.profile.watch)) {
        check_all();
    }
}

/// As [`look`], when a node is dead.
pub fn look_at_death() {
    if !has_failed() && round(|round| round.random.percent(round.profile.watch)) {
        round(Round::look_at_the_others);
        check_all();
    }
}

/// The hook of each type that has one.
pub fn hook<T: NodeType>(this: &Rc<T>) {
    if has_failed() {
        return;
    }
    let node = item(this);
    let id = id_of(&node);
    register(&node);
    let callback = Callback::begin(|| format!("hook of {id}"));
    round(|round| {
        round.apply_eager();
        check(round.begin_hook(id));
        round.in_hooks.push(id);
    });
    check_entries_of(id, &node);
    look();
    act_sometimes(round(|round| round.profile.hooks_act));
    if has_failed() {
        mem::forget(node);
        return;
    }
    round(|round| {
        round.in_hooks.pop();
        if round.random.percent(round.profile.resurrects) {
            log(|| format!("{id} is resurrected"));
            saw("resurrected");
            round.pool.push(node.clone());
        }
    });
    drop(node);
    drop(callback);
    panic_sometimes();
}

impl Round {
    fn begin_hook(&mut self, id: Id) -> Verdict {
        saw("hook");
        if mem::replace(&mut self.nodes[id].has_hook_run, true) {
            refuse!("the hook of {id} runs again");
        }
        if !self.is_alive(id) {
            refuse!("{id} is dead, but its hook runs");
        }
        Ok(())
    }

    fn data_dropped(&mut self, id: Id) -> Verdict {
        if mem::replace(&mut self.nodes[id].is_data_dropped, true) {
            refuse!("the data of {id} is dropped again");
        }
        if self.is_alive(id) {
            refuse!("{id} lives, but its data is dropped");
        }
        if self.nodes[id].kind.has_hook() && !self.nodes[id].has_hook_run {
            refuse!("the data of {id} is dropped, but its hook has not run");
        }
        self.check_payloads_dropped(id)
    }
}

impl Drop for Tag {
    fn drop(&mut self) {
        let stash = self.stash.take();
        if has_failed() {
            mem::forget(stash);
            return;
        }
        let callback = Callback::begin(|| format!("drop of the data of {}", self.id));
        round(|round| {
            round.apply_eager();
            check(round.data_dropped(self.id));
        });
        look_at_death();
        act_sometimes(round(|round| round.profile.data_acts));
        drop_stash(stash);
        drop(callback);
        panic_sometimes();
    }
}

/// Other nodes may die by this.
pub fn drop_stash(stash: Vec<ItemRc>) {
    round(|round| round.clock += usize::from(!stash.is_empty()));
    drop(stash);
}

pub fn attach_finalizer() {
    let Some(node) = pick() else { return };
    let id = id_of(&node);
    log(|| format!("attach a finalizer to {id}"));
    Finalizer::attach(&node, move || finalizer(id));
}

fn finalizer(id: Id) {
    if has_failed() {
        return;
    }
    let callback = Callback::begin(|| format!("finalizer of {id}"));
    round(|round| {
        round.apply_eager();
        let is_alive = round.is_alive(id);
        saw("finalizer");
        let verdict = if is_alive {
            Err(format!("{id} lives, but its finalizer runs"))
        } else {
            round.check_payloads_left(id)
        };
        check(verdict);
    });
    look_at_death();
    act_sometimes(round(|round| round.profile.data_acts));
    drop(callback);
    panic_sometimes();
}
