//! What hooks, finalizers and data do when they run: they look around, and act.

use std::mem;

use kinfolk::{Finalizer, NodeType, Rc};

use crate::actions::act_sometimes;
use crate::compare::{check_all, check_entries_of};
use crate::kinds::{ItemRc, Tag, id_of, item};
use crate::nodes::pick;
use crate::panics::panic_sometimes;
use crate::world::{Id, Verdict, World, has_failed, refuse, register, world};

/// A call of the library's, as long as this lives.
pub struct Callback;

impl Callback {
    pub fn begin(what: String) -> Self {
        world(|world| {
            world.tell(|| what);
            world.depth += 1;
            if world.depth > 1 {
                world.saw("within another");
            }
        });
        Callback
    }
}

/// Whether all is as it should be, as seen from within a callback.
pub fn look() {
    if !has_failed() && world(|world| world.random.percent(world.temper.watch)) {
        check_all();
    }
}

/// As [`look`], when somebody is dead.
pub fn look_at_the_end() {
    if !has_failed() && world(|world| world.random.percent(world.temper.watch)) {
        world(World::look_at_the_others);
        check_all();
    }
}

impl Drop for Callback {
    fn drop(&mut self) {
        if !has_failed() {
            world(|world| world.depth -= 1);
        }
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
    let callback = Callback::begin(format!("hook of {id}"));
    world(|world| {
        world.apply_eager();
        let verdict = world.begin_hook(id);
        world.check(verdict);
        world.this.push(id);
    });
    check_entries_of(id, &node);
    look();
    act_sometimes(world(|world| world.temper.hooks_act));
    if has_failed() {
        mem::forget(node);
        return;
    }
    world(|world| {
        world.this.pop();
        if world.random.percent(world.temper.comes_back) {
            world.tell(|| format!("{id} comes back"));
            world.saw("comes back");
            world.pool.push(node.clone());
        }
    });
    drop(node);
    drop(callback);
    panic_sometimes();
}

impl World {
    fn begin_hook(&mut self, id: Id) -> Verdict {
        self.saw("hook");
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
        self.check_after_things(id)
    }
}

impl Drop for Tag {
    fn drop(&mut self) {
        let stash = self.stash.take();
        if has_failed() {
            mem::forget(stash);
            return;
        }
        let callback = Callback::begin(format!("drop of the data of {}", self.id));
        world(|world| {
            world.apply_eager();
            let verdict = world.data_dropped(self.id);
            world.check(verdict);
        });
        look_at_the_end();
        act_sometimes(world(|world| world.temper.data_acts));
        drop_stash(stash);
        drop(callback);
        panic_sometimes();
    }
}

/// Others may die by this.
pub fn drop_stash(stash: Vec<ItemRc>) {
    world(|world| world.deeds += usize::from(!stash.is_empty()));
    drop(stash);
}

pub fn attach_finalizer() {
    let Some(node) = pick() else { return };
    let id = id_of(&node);
    world(|world| world.tell(|| format!("attach a finalizer to {id}")));
    Finalizer::attach(&node, move || finalizer(id));
}

fn finalizer(id: Id) {
    if has_failed() {
        return;
    }
    let callback = Callback::begin(format!("finalizer of {id}"));
    world(|world| {
        world.apply_eager();
        let is_alive = world.is_alive(id);
        world.saw("finalizer");
        let verdict = if is_alive {
            Err(format!("{id} lives, but its finalizer runs"))
        } else {
            world.check_before_things(id)
        };
        world.check(verdict);
    });
    look_at_the_end();
    act_sometimes(world(|world| world.temper.data_acts));
    drop(callback);
    panic_sometimes();
}
