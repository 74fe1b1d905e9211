//! What is done to links, in the model and in the graph.

use std::mem;

use kinfolk::{AttachErrorKind, Node};

use crate::collections::with_collect;
use crate::handles::{end_of_drop, hold};
use crate::kinds::{ItemRc, id_of, link};
use crate::model::Id;
use crate::properties::graph::Place;
use crate::properties::graph::declared::Sort;
use crate::properties::graph::model::LinkModel;
use crate::properties::graph::operations::{Change, Insertion};
use crate::properties::graph::pick::Pick;
use crate::properties::held::{Held, Pool};
use crate::properties::journal::{check, fail, has_failed, log, saw};
use crate::round::{Round, round};
use crate::weak_links::{WeakChange, change_weak};

impl Round {
    pub fn pick_list(&mut self) -> Option<Place> {
        let place = self.pick_link()?;
        self.model.declared(place).is_list.then_some(place)
    }

    pub fn pick_insertion(&mut self, place: Place) -> (Insertion, usize) {
        let len = self.model.targets(place).len();
        let insertion = if self.model.declared(place).is_list {
            Insertion::INTO_LISTS[self.random.below(Insertion::INTO_LISTS.len())]
        } else {
            Insertion::Set
        };
        let past_end = usize::from(self.random.percent(10));
        (insertion, self.random.below(len + 1) + past_end)
    }
}

pub fn put() {
    let Some((place, insertion, at, targets)) = round(|round| {
        let place = round.pick_link()?;
        let (insertion, at) = round.pick_insertion(place);
        let takes = round.model.declared(place).takes;
        let count = if insertion == Insertion::Extend { round.random.between(0, 4) } else { 1 };
        let fits = |round: &Round, id: Id| takes.contains(&round.model.nodes[id].kind);
        let targets: Vec<Id> = (0..count).filter_map(|_| round.pick(fits)).collect();
        (insertion == Insertion::Extend || !targets.is_empty())
            .then_some((place, insertion, at, targets))
    }) else {
        return;
    };
    let Some(_holder) = hold(place.0) else { return };
    put_at(place, insertion, at, &targets);
}

/// The node is held.
pub fn put_at(place: Place, insertion: Insertion, at: usize, targets: &[Id]) {
    let Some(holder) = hold(place.0) else { return };
    let targets: Vec<Held<ItemRc>> = targets.iter().filter_map(|id| hold(*id)).collect();
    if targets.is_empty() && insertion != Insertion::Extend {
        return;
    }
    let ids: Vec<Id> = targets.iter().map(|target| target.id).collect();
    let (expected, is_due) = round(|round| {
        let model = &mut round.model;
        log(|| format!("{insertion:?} {ids:?} into {} at {at}", model.name(place)));
        let expected = model.put_counted(place, insertion, at, &ids);
        match &expected {
            Ok(outcome) => model.hold(&outcome.given),
            Err(_) => saw("refused"),
        }
        let is_due =
            expected.is_ok() && !ids.is_empty() && round.model.is_collect_due(place, insertion);
        (expected, is_due)
    });
    let nodes = targets.iter().map(|target| target.node().clone()).collect();
    let put = || link(holder.node(), place.1).put(insertion, at, nodes);
    let answer = if is_due { with_collect(put) } else { put() };
    let seen: Result<Vec<Id>, _> =
        answer.as_ref().map(|node| node.iter().map(id_of).collect()).map_err(|error| *error);
    let expected = expected.map(|outcome| outcome.given);
    if seen != expected {
        fail(format!("{seen:?} was returned, not {expected:?}"));
    }
    keep_or_drop(answer.ok().flatten().into_iter().map(Held::new).collect());
    drop(targets);
    drop(holder);
}

/// Keeps some of the handles that an operation has returned.
pub fn keep_or_drop(given: Vec<Held<ItemRc>>) {
    for held in given {
        if round(|round| round.random.percent(40)) {
            Round::keep(held);
        }
    }
}

pub fn change() {
    let picked = round(|round| {
        let place = round.pick_link()?;
        let change = round.model.any_change(place, &mut round.random);
        (!round.model.declared(place).is_required).then_some((place, change))
    });
    if let Some((place, change)) = picked {
        change_at(place, change);
    }
}

/// Cuts shared links, of the node whose hook runs or of one near it.
pub fn cut() {
    let picked = round(|round| {
        let is_set = |round: &Round, id: Id| !round.model.filled_links(id, Sort::Shared).is_empty();
        let node = round.pick(is_set)?;
        let link = round.random.pick(&round.model.links_of_sort(node, Sort::Shared))?;
        Some(((node, link), round.model.declared((node, link)).is_list))
    });
    if let Some((place, is_list)) = picked {
        change_at(place, if is_list { Change::Clear } else { Change::Take });
    }
}

fn change_at(place: Place, change: Change) {
    let Some(holder) = hold(place.0) else { return };
    let expected = round(|round| {
        log(|| format!("{change:?} in {}", round.model.name(place)));
        let outcome = round.model.change(place, change);
        round.model.hold(&outcome.given);
        round.model.in_drop.push(outcome.dropped);
        outcome.given
    });
    let given = link(holder.node(), place.1).change(change);
    end_of_drop();
    let seen: Vec<Id> = given.iter().map(id_of).collect();
    if has_failed() {
        mem::forget(given);
        return;
    }
    if seen != expected {
        fail(format!("{seen:?} was returned, not {expected:?}"));
    }
    keep_or_drop(given.into_iter().map(Held::new).collect());
}

pub fn detach() {
    let Some(id) = round(|round| round.pick(|round, id| round.model.nodes[id].owner.is_some()))
    else {
        return;
    };
    let Some(held) = hold(id) else { return };
    log(|| format!("detach {id}"));
    let has_left = held.node().try_detach().map_err(|error| error.kind());
    round(|round| {
        if has_left == Ok(false) {
            check(round.notice_silent_deaths());
        }
        let expected = if round.model.is_required(id) {
            Err(AttachErrorKind::Required)
        } else {
            Ok(round.model.nodes[id].owner.is_some())
        };
        if has_left != expected {
            fail(format!("{id} has left its owner: {has_left:?}, not {expected:?}"));
        }
        if has_left.is_ok() {
            round.model.leave(id);
        }
    });
    keep_or_drop(vec![held]);
}

pub fn befriend() {
    let Some((place, change, target)) = round(|round| {
        let weak_links = |round: &Round, id| round.model.links_of_sort(id, Sort::Weak);
        let node = round.pick(|round, id| !weak_links(round, id).is_empty())?;
        let links = weak_links(round, node);
        let number = round.random.below(WeakChange::COUNT);
        let [a, b] = [round.random.below(1000), round.random.below(1000)];
        let change = WeakChange::numbered(number, a, b);
        Some(((node, round.random.pick(&links)?), change, round.pick(|_, _| true)?))
    }) else {
        return;
    };
    let (Some(holder), Some(target)) = (hold(place.0), hold(target)) else { return };
    let is_list = round(|round| {
        log(|| format!("{change:?} {} in {}", target.id, round.model.name(place)));
        round.model.change_weak(place, change, target.id);
        round.model.declared(place).is_list
    });
    change_weak(holder.node(), is_list, change, target.node());
}
