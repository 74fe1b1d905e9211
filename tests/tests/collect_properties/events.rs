//! What hooks and the `Drop` of data do: they tell the model, look around, and hooks act.

use kinfolk::{NodeType, Rc};

use crate::actions::act_in_hook;
use crate::collecting::{Verdict, refuse};
use crate::compare;
use crate::kinds::{ItemRc, id_of, item};
use crate::last_wishes::{act_sometimes, panic_sometimes};
use crate::model::Id;
use crate::world::{World, has_failed, world};

/// Data that tells when it is dropped.
pub struct Tag {
    pub id: Id,
}

impl Drop for Tag {
    fn drop(&mut self) {
        if has_failed() {
            return;
        }
        world(|world| {
            let id = self.id;
            world.tell(|| format!("drop of the data of {id}"));
            let verdict = world.data_dropped(id);
            world.check(verdict);
        });
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
    let count = world(|world| {
        world.tell(|| format!("hook of {id}"));
        let verdict = world.begin_hook(id);
        world.check(verdict);
        world.this.push(node.clone());
        let verdict = world.look_around(id, &node);
        world.check(verdict);
        let acts = world.random.percent(world.temper.hooks_act);
        if acts { world.random.between(1, world.temper.in_hooks) } else { 0 }
    });
    (0..count).for_each(|_| act_in_hook());
    if has_failed() {
        std::mem::forget(node);
        return;
    }
    drop(node);
    let node = world(|world| {
        world.model.nodes[id].running -= 1;
        world.tell(|| format!("end of the hook of {id}"));
        world.this.pop()
    });
    // The library holds it, too.
    drop(node);
    panic_sometimes();
}

impl World {
    fn begin_hook(&mut self, id: Id) -> Verdict {
        let known = &self.model.nodes[id];
        if !known.is_living {
            refuse!("{id} is dead, but its hook runs");
        }
        if !known.is_hook_pending {
            refuse!("the hook of {id} runs again");
        }
        self.check_last_wishes()?;
        self.check_turn(id)?;
        self.model.nodes[id].is_hook_pending = false;
        self.model.nodes[id].running += 1;
        self.saw("hook");
        if self.this.len() + self.others > 0 {
            self.saw("hook in a hook");
        }
        Ok(())
    }

    /// What a hook sees: nothing is cut, and nobody is dead.
    fn look_around(&mut self, id: Id, node: &ItemRc) -> Verdict {
        if self.failed.is_some() {
            return Ok(());
        }
        if compare::one(self, id, node).is_err() {
            self.notice_silent_deaths()?;
        }
        compare::one(self, id, node)?;
        if self.random.percent(self.temper.watch) {
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
        self.check_last_wishes()?;
        let owner = self.model.nodes[id].last_owner;
        if let Some(owner) = owner.filter(|owner| !self.model.nodes[*owner].is_data_dropped) {
            refuse!("the data of {id} is dropped before that of its owner {owner}");
        }
        self.look_at_the_end()
    }

    /// Nothing of the dead comes back, and nothing else is dead.
    pub fn look_at_the_end(&mut self) -> Verdict {
        if !self.random.percent(self.temper.watch) {
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
