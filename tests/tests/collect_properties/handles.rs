//! How the test gets and drops handles, in the model and in the graph.

use std::mem;

use crate::actions::act_anywhere;
use crate::kinds::{ItemRc, id_of, item, link};
use crate::model::Id;
use crate::properties::graph::model::LinkModel;
use crate::properties::graph::pick::Pick;
use crate::properties::held::{Held, Pool, Subject};
use crate::properties::journal::{check, has_failed, log};
use crate::round::{Round, round};

impl Subject for ItemRc {
    fn id(&self) -> Id {
        id_of(self)
    }

    fn release(self) {
        let id = id_of(&self);
        round(|round| round.model.release(&[id]));
        drop(self);
        notice_drop(id);
    }
}

/// After the drop of a handle: the node may have died unreported. The nodes that it held, and that
/// something else holds, have nothing to do with its death later.
pub fn notice_drop(id: Id) {
    if !has_failed() {
        round(|round| {
            if !round.model.nodes[id].kind.data_drops() {
                check(round.notice_silent_deaths());
            }
        });
    }
}

/// Gets a handle to a node, unless it has died meanwhile.
pub fn hold(id: Id) -> Option<Held<ItemRc>> {
    let (weak, this, place) = round(|round| {
        let this = round.in_hooks.last().cloned();
        let model = &round.model;
        let place = this.as_ref().and_then(|this| {
            let mut targets = model.strong_targets(id_of(this));
            targets.find(|(_, target)| *target == id).map(|(link, _)| link)
        });
        let by_link = round.random.percent(60);
        (round.weak[id].clone(), this, place.filter(|_| by_link))
    });
    let handle = match (this, place) {
        (Some(this), Some(number)) => {
            link(&this, number).targets().into_iter().find(|node| id_of(node) == id)
        }
        _ => weak.upgrade().map(|node| item(&node)),
    };
    let Some(handle) = handle else {
        round(|round| {
            check(round.notice_silent_deaths().and_then(|()| round.death_begins(id)));
        });
        return None;
    };
    round(|round| round.model.hold(&[id]));
    Some(Held::new(handle))
}

pub fn keep_a_handle() {
    let Some(id) = round(|round| round.pick(|_, _| true)) else { return };
    let Some(held) = hold(id) else { return };
    log(|| format!("keep {id}"));
    Round::keep(held);
}

/// Resurrects the node whose hook is running.
pub fn keep_this() {
    let Some(id) = round(|round| round.in_hooks.last().map(id_of)) else { return };
    let Some(held) = hold(id) else { return };
    log(|| format!("keep {id}, whose hook this is"));
    Round::keep(held);
}

pub fn hold_a_while() {
    let Some(id) = round(|round| round.pick(|_, _| true)) else { return };
    let Some(held) = hold(id) else { return };
    log(|| format!("hold {id}"));
    let count = round(|round| round.random.between(1, 3));
    (0..count).for_each(|_| act_anywhere());
    log(|| format!("drop {id}"));
    drop(held);
}

/// Keeps a snapshot of a list for a while, in one of its forms.
pub fn lend() {
    let Some(place) = round(Round::pick_list) else { return };
    let Some(holder) = hold(place.0) else { return };
    let (targets, by_guard, count) = round(|round| {
        let targets = round.model.targets(place).to_vec();
        round.model.hold(&targets);
        round.lent += 1;
        log(|| format!("read {}: {targets:?}", round.model.name(place)));
        (targets, round.random.percent(50), round.random.between(1, 3))
    });
    let lent = link(holder.node(), place.1).lend(by_guard);
    (0..count).for_each(|_| act_anywhere());
    if has_failed() {
        mem::forget(lent);
        mem::forget(holder);
        return;
    }
    round(|round| {
        log(|| format!("end of reading {}", round.model.name(place)));
        round.lent -= 1;
        round.model.release(&targets);
        // The link itself drops nothing, whatever is in it now.
        round.model.in_drop.push(targets);
    });
    drop(lent);
    end_of_drop();
    drop(holder);
}

/// The operation has dropped all that it had to drop.
pub fn end_of_drop() {
    while let Some(id) = round(|round| {
        let in_drop = round.model.in_drop.last_mut().filter(|nodes| !nodes.is_empty())?;
        Some(in_drop.remove(0))
    }) {
        notice_drop(id);
    }
    round(|round| round.model.in_drop.pop());
}
