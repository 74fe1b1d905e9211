//! What hooks, attached finalizers and the `Drop` of data do: they tell the model and look around,
//! and hooks act.

use std::cell::RefCell;
use std::mem;
use std::panic::resume_unwind;

use kinfolk::{NodeType, Rc};

use crate::actions::act;
use crate::compare;
use crate::kinds::{ItemRc, id_of, item, strong};
use crate::model::Id;
use crate::world::{Held, Here, Running, Verdict, World, has_failed, refuse, tell, world};

/// Data that tells when it is dropped, and may keep handles.
pub struct Tag {
    pub id: Id,
    pub stash: RefCell<Vec<Held>>,
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
        world(|world| {
            world.tell(|| format!("drop of the data of {}", self.id));
            let verdict = world.data_dropped(self.id);
            world.check(verdict);
        });
        act_sometimes();
        drop(stash);
        end();
    }
}

/// An attached finalizer.
pub fn finalizer(number: usize) {
    if has_failed() {
        return;
    }
    world(|world| {
        world.tell(|| format!("finalizer {number}"));
        let verdict = world.finalizer_runs(number);
        world.check(verdict);
    });
    act_sometimes();
    end();
}

fn act_sometimes() {
    let count = world(|world| {
        let dying = world.model.dying();
        world.running.push(Running { id: None, dying });
        let acts = world.random.percent(world.temper.others_act);
        if acts { world.random.between(1, world.temper.in_hooks) } else { 0 }
    });
    (0..count).for_each(|_| act(Here(None)));
}

fn end() {
    if !has_failed() {
        world(|world| world.running.pop());
    }
}

/// The hook of each type that has one.
pub fn hook<T: NodeType>(this: &Rc<T>) {
    if has_failed() {
        return;
    }
    let get = || item(this);
    let id = id_of(&get());
    let count = world(|world| {
        world.tell(|| format!("hook of {id}"));
        let verdict = world.begin_hook(id, &get);
        world.check(verdict);
        let acts = world.random.percent(world.temper.hooks_act);
        if acts { world.random.between(1, world.temper.in_hooks) } else { 0 }
    });
    (0..count).for_each(|_| act(Here(Some(&get))));
    end();
    if has_failed() {
        return;
    }
    tell(|| format!("end of the hook of {id}"));
    if world(|world| world.random.percent(world.temper.panics)) {
        // Without std's panic hook, which would print it.
        resume_unwind(Box::new("a panic of a hook"));
    }
}

impl World {
    fn begin_hook(&mut self, id: Id, get: &dyn Fn() -> ItemRc) -> Verdict {
        self.saw("hook");
        if !self.running.is_empty() {
            self.saw("hook in a hook");
        }
        let known = &self.model.nodes[id];
        if !known.is_living {
            refuse!("{id} is dead, but its hook runs");
        }
        if !known.is_hook_pending {
            refuse!("the hook of {id} runs again");
        }
        self.notice_silent_deaths()?;
        if !self.is_collecting && !self.wait_until(|model| model.dying().contains(&id)) {
            refuse!("the hook of {id} runs, but it does not die");
        }
        let holders = self.model.holders(id);
        let is_pending = |holder: &&Id| self.model.nodes[**holder].is_hook_pending;
        if self.is_collecting {
            // They hold each other.
        } else if let Some(holder) = holders.iter().find(is_pending) {
            refuse!("the hook of {id} runs before that of {holder}, which holds it");
        }
        if holders.len() > 1 {
            self.saw("several holders");
        }
        self.order.push(id);
        self.model.nodes[id].is_hook_pending = false;
        self.on_the_way.extend(self.model.above(id));
        self.running.push(Running { id: Some(id), dying: self.model.dying() });
        self.look_around(id, get)
    }

    /// What a hook sees: nothing is cut, and nobody is dead.
    fn look_around(&mut self, id: Id, get: &dyn Fn() -> ItemRc) -> Verdict {
        self.notice_silent_deaths()?;
        let look = self.random.below(100);
        if look < self.temper.watch {
            compare::one(self, id, &get())?;
            for link in self.model.nodes[id].kind.links() {
                for target in strong(&get(), *link).targets() {
                    compare::one(self, id_of(&target), &target)?;
                }
            }
        }
        if look < self.temper.watch / 2 {
            compare::who_lives(self)?;
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
        self.saw("finalizer");
        self.die_with(self.finalizers[number])?;
        if self.due.last_mut().and_then(Vec::pop) != Some(number) {
            refuse!("finalizer {number} runs out of turn");
        }
        self.look_at_the_dead()
    }

    fn look_at_the_dead(&mut self) -> Verdict {
        self.notice_silent_deaths()?;
        if self.random.percent(self.temper.watch) { compare::who_lives(self) } else { Ok(()) }
    }
}
