//! How the test gets and drops handles, in the model and in the graph.

use std::mem;

use kinfolk::{AnyWeak, Node};

use crate::kinds::{ItemRc, id_of, item, link};
use crate::model::Id;
use crate::prediction::Event;
use crate::properties::graph::model::LinkModel;
use crate::properties::graph::pick::Pick;
use crate::properties::held::{Held, Subject};
use crate::properties::journal::{check, fail, has_failed, saw};
use crate::properties::refuse;
use crate::round::{Round, round};

impl Subject for ItemRc {
    fn id(&self) -> Id {
        id_of(self)
    }

    fn release(self) {
        let id = id_of(&self);
        let is_last = round(|round| {
            let known = &mut round.model.nodes[id];
            known.held -= 1;
            known.held == 0
        });
        if is_last {
            operate(&[id], || drop(self));
        } else {
            drop(self);
        }
    }
}

/// Does something to the graph that the model knows of already. `dropped` are the nodes that this
/// takes from an owner or from the test and drops, in this order.
pub fn operate<R>(dropped: &[Id], real: impl FnOnce() -> R) -> R {
    let expected = round(|round| {
        if has_failed() {
            return None;
        }
        let is_known = round.quiet > 0 || dropped.is_empty();
        let expected = if is_known { round.model.prediction(dropped) } else { None };
        round.model.begin_operation(dropped);
        Some((round.events.len(), round.model.levels.len(), expected))
    });
    let answer = real();
    if let Some((from, depth, expected)) = expected {
        round(|round| round.end_operation(from, depth, expected));
    }
    answer
}

impl Round {
    fn end_operation(&mut self, from: usize, depth: usize, expected: Option<Vec<Event>>) {
        if has_failed() {
            return;
        }
        check(self.model.end_operation().and_then(|()| {
            if self.model.levels.len() != depth {
                refuse!("an operation ends in between");
            }
            self.notice_silent_deaths()?;
            self.model.leave_operation()
        }));
        if let Some(expected) = expected {
            let events = &self.events[from..];
            if events != expected {
                let message = format!("{events:?} ran, not {expected:?}");
                fail(message);
            } else if expected.len() > 1 {
                saw("as predicted");
            }
        }
    }
}

/// Counts a handle that has just been got.
pub fn count(handle: ItemRc) -> Held<ItemRc> {
    round(|round| round.model.nodes[id_of(&handle)].held += 1);
    Held::new(handle)
}

/// A way to get a handle.
enum Way {
    Weak(AnyWeak),
    /// This many owners up from there.
    Up(ItemRc, usize),
    /// Down from there, each step by link and index.
    Down(ItemRc, Vec<(usize, usize)>),
}

/// Gets a handle to a node, unless it has died meanwhile.
pub fn hold(id: Id) -> Option<Held<ItemRc>> {
    let way = round(|round| {
        check(round.notice_silent_deaths());
        let is_living = !has_failed() && round.model.nodes[id].is_living();
        is_living.then(|| round.way_to(id))
    })?;
    let handle = match way {
        Way::Weak(weak) => weak.upgrade().map(|node| item(&node)),
        Way::Up(this, count) => {
            let mut node = Some(this);
            for _ in 0..count {
                node = node.and_then(|node| node.owner()).map(|owner| item(&owner));
            }
            node
        }
        Way::Down(from, steps) => {
            let mut node = Some(from);
            for (number, at) in steps {
                node = node.and_then(|node| link(&node, number).targets().into_iter().nth(at));
            }
            node
        }
    };
    match &handle {
        None if round(|round| round.model.may_be_gone(id)) => (),
        None => fail(format!("{id} cannot be reached")),
        Some(handle) if id_of(handle) != id => {
            fail(format!("instead of {id}, {} was reached", id_of(handle)));
        }
        Some(_) => (),
    }
    if has_failed() {
        mem::forget(handle);
        return None;
    }
    handle.map(count)
}

impl Round {
    fn way_to(&mut self, id: Id) -> Way {
        if self.random.percent(40) {
            return Way::Weak(self.weak[id].clone());
        }
        let chain: Vec<Id> = self.model.chain(id).collect();
        if let Some(this) = self.this() {
            let up = self.model.chain(this).position(|above| above == id);
            if let Some(count) = up {
                let this = self.callbacks.last().cloned().flatten().expect("it was there");
                return Way::Up(this, count);
            }
        }
        // From the nearest one to which there is a handle.
        for (depth, above) in chain.iter().enumerate() {
            let from = self.pool.iter().map(Held::node).chain(self.callbacks.iter().flatten());
            let Some(from) = from.into_iter().find(|node| id_of(node) == *above).cloned() else {
                continue;
            };
            let steps = chain[..depth].iter().rev().map(|id| {
                let (_, number, at) = self.model.place(*id).expect("it has an owner");
                (number, at)
            });
            return Way::Down(from, steps.collect());
        }
        Way::Weak(self.weak[id].clone())
    }
}
