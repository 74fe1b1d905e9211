//! Finalizers, weak links and handles in data, which hang on nodes.

use std::rc::Rc as StdRc;

use kinfolk::Finalizer;

use crate::events;
use crate::handles::hold;
use crate::kinds::{ItemRc, item, tag_of};
use crate::model::{FinalizerState, Id};
use crate::properties::graph::FinalizerId;
use crate::properties::graph::pick::Pick;
use crate::properties::journal::{fail, log, saw};
use crate::round::round;

pub fn attach_finalizer() {
    let Some(id) = round(|round| round.pick(|_, _| true)) else { return };
    let Some(node) = hold(id) else { return };
    let captured = round(|round| {
        let is_wanted = round.random.percent(40);
        if is_wanted { round.pick(|_, _| true) } else { None }
    });
    let captured = captured.and_then(hold);
    let number = round(|round| {
        let captured = captured.as_ref().map(|held| held.id);
        let number = round.model.attach_finalizer(id, captured);
        log(|| format!("attach finalizer {number} to {id}, with {captured:?}"));
        number
    });
    let closure: Box<dyn FnOnce()> = Box::new(move || events::finalizer(number, captured));
    let finalizer = Finalizer::attach(node.node(), closure);
    round(|round| round.finalizers.push(StdRc::new(finalizer)));
    drop(node);
}

pub fn end_finalizer() {
    let picked = round(|round| {
        let is_attached = |number: &FinalizerId| {
            round.model.finalizers[*number].state == FinalizerState::Attached
        };
        let attached: Vec<FinalizerId> =
            (0..round.model.finalizers.len()).filter(is_attached).collect();
        let number = round.random.pick(&attached)?;
        Some((number, round.random.percent(50)))
    });
    match picked {
        Some((number, true)) => call_finalizer(number),
        Some((number, false)) => detach_finalizer(number),
        None => (),
    }
}

fn call_finalizer(number: FinalizerId) {
    let finalizer = round(|round| {
        log(|| format!("call finalizer {number}"));
        round.model.remove_finalizer(number, FinalizerState::Detached);
        round.finalizers[number].clone()
    });
    if finalizer.call().is_none() {
        fail(format!("finalizer {number} could not be called"));
    }
}

pub fn detach_finalizer(number: FinalizerId) {
    let closure = round(|round| {
        log(|| format!("detach finalizer {number}"));
        round.model.remove_finalizer(number, FinalizerState::Detached);
        round.model.finalizers[number].captured = None;
        round.finalizers[number].detach()
    });
    if closure.is_none() {
        fail(format!("finalizer {number} could not be detached"));
    }
    drop(closure);
}

pub fn befriend() {
    let id = round(|round| round.pick(|round, id| round.model.nodes[id].kind.has_friend()));
    let Some(id) = id else { return };
    let Some(friend) = round(|round| round.pick(|_, _| true)) else { return };
    let (Some(node), Some(friend_held)) = (hold(id), hold(friend)) else { return };
    log(|| format!("{friend} is a friend of {id}"));
    let target = item(friend_held.node());
    let has_several = round(|round| {
        let known = &mut round.model.nodes[id];
        match node.node() {
            ItemRc::Folder(folder) if known.friend.is_some() => {
                known.friends.push(friend);
                folder.friends.push(&target);
                return true;
            }
            ItemRc::Folder(node) => node.friend.set(&target),
            ItemRc::Chest(node) => node.friend.set(&target),
            ItemRc::Stamp(node) => node.friend.set(&target),
            _ => unreachable!("it has a weak link"),
        }
        known.friend = Some(friend);
        false
    });
    if has_several {
        saw("friends");
    }
    drop(target);
    drop((friend_held, node));
}

/// Puts a handle into a node's data.
pub fn stash() {
    let id = round(|round| round.pick(|round, id| round.model.nodes[id].kind.data_drops()));
    let Some(id) = id else { return };
    let Some(other) = round(|round| round.pick(|_, _| true)) else { return };
    let (Some(node), Some(other_held)) = (hold(id), hold(other)) else { return };
    log(|| format!("stash {other} in {id}"));
    round(|round| round.model.nodes[id].stash.push(other));
    let tag = tag_of(node.node()).expect("its data has a drop");
    tag.stash.borrow_mut().push(other_held);
    drop(node);
}

pub fn unstash() {
    let id = round(|round| round.pick(|round, id| !round.model.nodes[id].stash.is_empty()));
    if let Some(id) = id {
        unstash_of(id);
    }
}

pub fn unstash_of(id: Id) {
    let Some(node) = hold(id) else { return };
    log(|| format!("unstash what is in {id}"));
    let stash = tag_of(node.node()).map(|tag| tag.stash.take()).unwrap_or_default();
    round(|round| round.model.nodes[id].stash.clear());
    drop(stash);
    drop(node);
}
