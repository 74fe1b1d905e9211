//! Hooks and the `Drop` of data: they update the model, look around, and act.

use std::mem;

use kinfolk::{NodeType, Rc};

use crate::actions::act_in_hook;
use crate::compare;
use crate::finalizers::{act_sometimes, panic_sometimes};
use crate::kinds::{ItemRc, id_of, item};
use crate::model::Id;
use crate::properties::callbacks::Callback;
use crate::properties::graph::model::LinkModel;
use crate::properties::journal::{check, has_failed, log, saw};
use crate::properties::{Verdict, refuse};
use crate::round::{Round, round};

/// Data that reports its drop.
pub struct Tag {
    pub id: Id,
}

impl Drop for Tag {
    fn drop(&mut self) {
        if has_failed() {
            return;
        }
        let _callback = Callback::begin(|| format!("drop of the data of {}", self.id));
        round(|round| check(round.data_dropped(self.id)));
        act_sometimes();
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
    let count = round(|round| {
        check(round.begin_hook(id));
        round.in_hooks.push(node.clone());
        check(round.look_around(id, &node));
        let acts = round.random.percent(round.profile.hooks_act);
        if acts { round.random.between(1, round.profile.in_hooks) } else { 0 }
    });
    (0..count).for_each(|_| act_in_hook());
    if has_failed() {
        mem::forget(node);
        return;
    }
    drop(node);
    let node = round(|round| {
        round.model.nodes[id].running -= 1;
        round.in_hooks.pop()
    });
    drop(callback);
    log(|| format!("end of the hook of {id}"));
    // Not the last handle: the library has one.
    drop(node);
    panic_sometimes();
}

impl Round {
    fn begin_hook(&mut self, id: Id) -> Verdict {
        let known = &self.model.nodes[id];
        if !known.is_living {
            refuse!("{id} is dead, but its hook runs");
        }
        if !known.is_hook_pending {
            refuse!("the hook of {id} runs again");
        }
        self.check_due_finalizers()?;
        self.check_turn(id)?;
        self.model.nodes[id].is_hook_pending = false;
        self.model.nodes[id].running += 1;
        saw("hook");
        Ok(())
    }

    /// In a hook, no link is cut, and no node is dead.
    fn look_around(&mut self, id: Id, node: &ItemRc) -> Verdict {
        if has_failed() {
            return Ok(());
        }
        if compare::one(self, id, node).is_err() {
            self.notice_silent_deaths()?;
        }
        compare::one(self, id, node)?;
        if self.random.percent(self.profile.watch) {
            self.notice_silent_deaths()?;
            let living: Vec<Id> = self.model.living().collect();
            compare::alive(self, &living)?;
        }
        Ok(())
    }

    fn data_dropped(&mut self, id: Id) -> Verdict {
        if self.model.nodes[id].is_data_dropped {
            refuse!("the data of {id} is dropped again");
        }
        self.model.nodes[id].is_data_dropped = true;
        if self.model.nodes[id].is_living {
            self.death_begins(id)?;
        }
        self.check_due_finalizers()?;
        let owner = self.model.nodes[id].last_owner;
        if let Some(owner) = owner.filter(|owner| !self.model.nodes[*owner].is_data_dropped) {
            refuse!("the data of {id} is dropped before that of its owner {owner}");
        }
        self.look_at_the_end()
    }

    /// The dead nodes stay dead, and no other node is dead.
    pub fn look_at_the_end(&mut self) -> Verdict {
        if !self.random.percent(self.profile.watch) {
            return Ok(());
        }
        self.notice_silent_deaths()?;
        let (living, dead): (Vec<Id>, Vec<Id>) =
            (0..self.weak.len()).partition(|id| self.model.nodes[*id].is_living);
        if let Some(id) = dead.iter().find(|id| self.is_reached(**id)) {
            refuse!("{id} is dead, but can be reached by a weak handle");
        }
        let dying = self.model.dying();
        let living: Vec<Id> = living.into_iter().filter(|id| !dying.contains(id)).collect();
        compare::alive(self, &living)?;
        compare::owners(self, &living)
    }
}
