//! Hooks, attached finalizers and the `Drop` of data: they update the model, look around, and act.

use std::cell::RefCell;
use std::mem;

use kinfolk::{NodeType, Rc};

use crate::actions::act;
use crate::compare;
use crate::handles::Here;
use crate::kinds::{ItemRc, id_of, item, link};
use crate::model::Id;
use crate::properties::callbacks::{Callback, panic_as_planned};
use crate::properties::graph::model::LinkModel;
use crate::properties::held::Held;
use crate::properties::journal::{check, has_failed, log, saw};
use crate::properties::{Verdict, refuse};
use crate::round::{Round, Running, round};

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

impl Drop for Tag {
    fn drop(&mut self) {
        let stash = self.stash.take();
        if has_failed() {
            return mem::forget(stash);
        }
        let callback = Callback::begin(|| format!("drop of the data of {}", self.id));
        round(|round| check(round.data_dropped(self.id)));
        act_sometimes();
        drop(stash);
        end(callback);
    }
}

/// An attached finalizer.
pub fn finalizer(number: usize) {
    if has_failed() {
        return;
    }
    let callback = Callback::begin(|| format!("finalizer {number}"));
    round(|round| check(round.finalizer_runs(number)));
    act_sometimes();
    end(callback);
}

fn act_sometimes() {
    let count = round(|round| {
        let dying = round.model.dying();
        round.running.push(Running { id: None, dying });
        let acts = round.random.percent(round.profile.others_act);
        if acts { round.random.between(1, round.profile.in_hooks) } else { 0 }
    });
    (0..count).for_each(|_| act(Here(None)));
}

fn end(callback: Callback) {
    if !has_failed() {
        round(|round| round.running.pop());
    }
    drop(callback);
}

/// The hook of each type that has one.
pub fn hook<T: NodeType>(this: &Rc<T>) {
    if has_failed() {
        return;
    }
    let get = || item(this);
    let id = id_of(&get());
    let callback = Callback::begin(|| format!("hook of {id}"));
    let count = round(|round| {
        check(round.begin_hook(id, &get));
        let acts = round.random.percent(round.profile.hooks_act);
        if acts { round.random.between(1, round.profile.in_hooks) } else { 0 }
    });
    (0..count).for_each(|_| act(Here(Some(&get))));
    end(callback);
    if has_failed() {
        return;
    }
    log(|| format!("end of the hook of {id}"));
    if round(|round| round.random.percent(round.profile.panics)) {
        panic_as_planned();
    }
}

impl Round {
    fn begin_hook(&mut self, id: Id, get: &dyn Fn() -> ItemRc) -> Verdict {
        saw("hook");
        let known = &self.model.nodes[id];
        if !known.is_living {
            refuse!("{id} is dead, but its hook runs");
        }
        if !known.is_hook_pending {
            refuse!("the hook of {id} runs again");
        }
        self.notice_silent_deaths()?;
        if !self.is_collecting && !self.wait_until(|model| model.dying().contains(&id)) {
            refuse!("the hook of {id} runs, but {id} is not dying");
        }
        let holders = self.model.holders(id);
        let is_pending = |holder: &&Id| self.model.nodes[**holder].is_hook_pending;
        // In a cycle, they hold each other.
        if !self.is_collecting
            && let Some(holder) = holders.iter().find(is_pending)
        {
            refuse!("the hook of {id} runs before that of {holder}, which holds it");
        }
        if holders.len() > 1 {
            saw("several holders");
        }
        self.order.push(id);
        self.model.nodes[id].is_hook_pending = false;
        self.on_the_path.extend(self.model.above(id));
        self.running.push(Running { id: Some(id), dying: self.model.dying() });
        self.look_around(id, get)
    }

    /// In a hook, no link is cut, and no node is dead.
    fn look_around(&mut self, id: Id, get: &dyn Fn() -> ItemRc) -> Verdict {
        self.notice_silent_deaths()?;
        let look = self.random.below(100);
        if look < self.profile.watch {
            compare::one(self, id, &get())?;
            for (number, _) in self.model.links(id) {
                for target in link(&get(), number).targets() {
                    compare::one(self, id_of(&target), &target)?;
                }
            }
        }
        if look < self.profile.watch / 2 {
            compare::living(self)?;
        }
        Ok(())
    }

    fn data_dropped(&mut self, id: Id) -> Verdict {
        if self.model.nodes[id].is_data_dropped {
            refuse!("the data of {id} is dropped again");
        }
        self.model.nodes[id].is_data_dropped = true;
        self.die_with(id)?;
        if let Some(due) = self.due.last().filter(|due| !due.is_empty()) {
            refuse!("the data of {id} is dropped before finalizers {due:?} run");
        }
        self.look_at_the_dead()
    }

    fn finalizer_runs(&mut self, number: usize) -> Verdict {
        saw("finalizer");
        self.die_with(self.finalizers[number])?;
        if self.due.last_mut().and_then(Vec::pop) != Some(number) {
            refuse!("finalizer {number} runs out of turn");
        }
        self.look_at_the_dead()
    }

    fn look_at_the_dead(&mut self) -> Verdict {
        self.notice_silent_deaths()?;
        if self.random.percent(self.profile.watch) { compare::living(self) } else { Ok(()) }
    }
}
