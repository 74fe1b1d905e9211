//! What hooks, attached finalizers and the `Drop` of data do: they tell the model, look around, and
//! act.

use std::any::Any;
use std::cell::RefCell;
use std::mem;
use std::panic::resume_unwind;
use std::sync::Once;

use kinfolk::death::set_panic_report;
use kinfolk::{NodeType, Rc};

use crate::actions::act;
use crate::compare;
use crate::deaths::Verdict;
use crate::kinds::{id_of, item};
use crate::model::{FinalizerState, Id, Life, Number};
use crate::prediction::Event;
use crate::world::{Held, World, has_failed, world};

/// Data that tells when it is dropped, and that has handles to other nodes.
pub struct Tag {
    pub id: Id,
    pub stash: RefCell<Vec<Held>>,
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
    world(|world| {
        world.events.push(Event::Hook(id));
        world.tell(|| format!("hook of {id}"));
        let verdict = world.advance(id).and_then(|()| world.model.begin_hook(id));
        world.check(verdict);
        world.this.push(Some(node.clone()));
        world.saw("hook");
        if world.model.hooks_at_work() > 1 {
            world.saw("hook in a hook");
        }
        if world.model.hooks_at_work() > 32 {
            world.saw("hook in 32 hooks");
        }
        let depth = world.model.chain(id).count();
        if depth > 64 {
            world.saw("hook below 64 owners");
        }
    });
    let end = EndOfHook { id };
    world(|world| {
        if world.failed.is_none() && world.random.percent(world.temper.watch) {
            let verdict =
                compare::owner(world, id, &node).and_then(|()| compare::children(world, id, &node));
            world.check(verdict);
            world.look_at_all();
        }
    });
    let chance = world(|world| world.temper.hooks_act);
    act_sometimes(chance);
    let name = world(|world| world.model.nodes[id].kind.name());
    panic_sometimes(name);
    drop((node, end));
}

struct EndOfHook {
    id: Id,
}

impl Drop for EndOfHook {
    fn drop(&mut self) {
        if has_failed() {
            return;
        }
        let this = world(|world| {
            world.look_sometimes();
            let verdict = world.model.end_hook(self.id);
            world.check(verdict);
            world.this.pop()
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
        world(|world| {
            world.events.push(Event::Data(id));
            world.tell(|| format!("data of {id}"));
            let verdict = world.begin_data(id);
            world.check(verdict);
            world.this.push(None);
            world.look_at_the_dead();
            world.look_sometimes();
        });
        let chance = world(|world| world.temper.others_act);
        act_sometimes(chance);
        if !has_failed() {
            world(|world| world.model.nodes[id].stash.clear());
        }
        drop(stash);
        world(|world| {
            if world.failed.is_none() {
                world.this.pop();
                let verdict = world.model.end_data();
                world.check(verdict);
            }
        });
    }
}

impl World {
    fn begin_data(&mut self, id: Id) -> Verdict {
        self.advance(id)?;
        if self.model.nodes[id].life == Life::Living {
            self.notice_death(id)?;
        }
        self.model.begin_data(id)
    }

    fn begin_finalizer(&mut self, number: Number) -> Verdict {
        let node = self.model.finalizers[number].node;
        self.advance(node)?;
        if self.model.nodes[node].life == Life::Living {
            self.notice_death(node)?;
        }
        self.model.begin_finalizer(number)
    }

    fn look_sometimes(&mut self) {
        if self.random.percent(self.temper.watch) {
            self.look_at_all();
        }
    }

    fn look_at_all(&mut self) {
        if self.failed.is_none() {
            let verdict = compare::all(self);
            self.check(verdict);
        }
    }

    /// At some of them.
    fn look_at_the_dead(&mut self) {
        let dead: Vec<Id> =
            (0..self.model.nodes.len()).filter(|id| !self.model.nodes[*id].is_living()).collect();
        for _ in 0..8.min(dead.len()) {
            let id = dead[self.random.below(dead.len())];
            let verdict = compare::one(self, id);
            self.check(verdict);
        }
    }
}

/// An attached finalizer, with a handle to a node.
pub fn finalizer(number: Number, captured: Option<Held>) {
    if has_failed() {
        mem::forget(captured);
        return;
    }
    let is_called = world(|world| {
        let is_called = world.model.finalizers[number].state != FinalizerState::Attached;
        world.tell(|| format!("finalizer {number}"));
        if is_called {
            world.model.begin_call();
        } else {
            world.events.push(Event::Finalizer(number));
            let verdict = world.begin_finalizer(number);
            world.check(verdict);
            world.saw("finalizer");
            world.look_at_the_dead();
        }
        world.this.push(None);
        world.look_sometimes();
        is_called
    });
    let chance = world(|world| world.temper.others_act);
    act_sometimes(chance);
    if has_failed() {
        mem::forget(captured);
        return;
    }
    world(|world| world.model.finalizers[number].captured = None);
    drop(captured);
    let name = world(|world| {
        if world.failed.is_none() {
            world.this.pop();
            let verdict = world.model.end_finalizer();
            world.check(verdict);
        }
        let node = world.model.finalizers[number].node;
        world.model.nodes[node].kind.name()
    });
    if !is_called {
        panic_sometimes(name);
    }
}

fn act_sometimes(chance: usize) {
    let count = world(|world| {
        let is_quiet = world.failed.is_some() || world.quiet > 0;
        if is_quiet || !world.random.percent(chance) {
            return 0;
        }
        world.random.between(1, world.temper.in_hooks)
    });
    (0..count).for_each(|_| act());
}

// Panics.

/// What the panics of these tests carry.
struct Boom {
    name: &'static str,
    /// How many times its drop panics with the like of it.
    again: usize,
    /// A place among the world's parcels: that handle is dropped when the panic has been caught.
    parcel: Option<usize>,
}

impl Drop for Boom {
    fn drop(&mut self) {
        if has_failed() {
            return;
        }
        if let Some(parcel) = self.parcel.take() {
            let held = world(|world| {
                world.model.begin_call();
                world.this.push(None);
                world.parcels[parcel].take()
            });
            drop(held);
            world(|world| {
                if world.failed.is_none() {
                    world.this.pop();
                    let verdict = world.model.end_finalizer();
                    world.check(verdict);
                }
            });
        }
        if self.again > 0 {
            boom(Boom { name: self.name, again: self.again - 1, parcel: None });
        }
    }
}

/// Without std's panic hook, which would print it.
fn boom(boom: Boom) -> ! {
    world(|world| world.panics.push(boom.name));
    resume_unwind(Box::new(boom))
}

fn panic_sometimes(name: &'static str) {
    if has_failed() || !world(|world| world.random.percent(world.temper.panics)) {
        return;
    }
    let again = world(|world| {
        world.saw("panic");
        [0, 0, 1, 2][world.random.below(4)]
    });
    let is_quiet = world(|world| world.quiet > 0);
    let handle = || {
        if is_quiet || !world(|world| world.random.percent(30)) {
            return None;
        }
        let id = world(|world| world.pick(|_, _| true))?;
        crate::world::hold(id)
    };
    let (held, on_the_way) = (handle(), handle());
    if has_failed() {
        return;
    }
    crate::world::tell(|| {
        let id = |held: &Option<Held>| held.as_ref().map(|held| held.id);
        format!("panic {again}, dropping {:?}, then {:?}", id(&on_the_way), id(&held))
    });
    let parcel = held.map(|held| {
        world(|world| {
            world.parcels.push(Some(held));
            world.parcels.len() - 1
        })
    });
    boom(Boom { name, again, parcel });
    #[expect(unreachable_code, reason = "it is dropped while the thread unwinds")]
    drop(on_the_way);
}

/// Counts the panics that are reported.
pub fn watch_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| set_panic_report(reported));
}

fn reported(name: &str, payload: &(dyn Any + Send)) {
    world(|world| {
        if !payload.is::<Boom>() {
            let text = payload.downcast_ref::<&str>().map(ToString::to_string);
            let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
            world.fail(format!("in a `{name}`, the test panicked: {text:?}"));
        } else if world.failed.is_none() {
            let expected = world.panics.pop();
            if expected != Some(name) {
                world.fail(format!("a panic in a `{name}` was reported, not in a {expected:?}"));
            }
        }
    });
}
