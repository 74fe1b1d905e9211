//! What is done to links, in the model and in the graph.

use std::mem;

use kinfolk::{AttachErrorKind, Node};

use crate::actions::act;
use crate::handles::{count, hold, operate};
use crate::kinds::{ItemRc, link};
use crate::model::Id;
use crate::properties::graph::Place;
use crate::properties::graph::model::LinkModel;
use crate::properties::graph::operations::Insertion;
use crate::properties::graph::pick::Pick;
use crate::properties::held::Held;
use crate::properties::journal::{fail, has_failed, log, saw};
use crate::round::{Round, round};

impl Round {
    pub fn pick_insertion(&mut self, place: Place) -> Insertion {
        if self.model.declared(place).is_list {
            self.random.pick(&Insertion::INTO_LISTS).expect("there are some")
        } else {
            Insertion::Set
        }
    }
}

pub fn check_given(nodes: &[Held<ItemRc>], expected: &[Id]) {
    let ids: Vec<Id> = nodes.iter().map(|held| held.id).collect();
    if ids != expected {
        fail(format!("{ids:?} was returned, not {expected:?}"));
    }
}

pub fn attach() {
    let Some(place) = round(Round::pick_link) else { return };
    let (owner, number) = place;
    let (insertion, at, children) = round(|round| {
        let insertion = round.pick_insertion(place);
        let len = round.model.targets(place).len();
        let at = round.random.below(len + 2);
        let takes = round.model.declared(place).takes;
        let count = if insertion == Insertion::Extend { round.random.between(1, 4) } else { 1 };
        let fits = |round: &Round, id: Id| takes.contains(&round.model.nodes[id].kind);
        let children: Vec<Id> = (0..count).filter_map(|_| round.pick(fits)).collect();
        (insertion, at, children)
    });
    let Some(owner_held) = hold(owner) else { return };
    let children_held: Vec<Held<ItemRc>> = children.iter().filter_map(|id| hold(*id)).collect();
    if children.is_empty() || children_held.len() < children.len() {
        return;
    }
    // Handles that were dropped meanwhile may have held the owner of the others.
    let expected = round(|round| {
        let outcome = round.model.attach(place, insertion, at, &children);
        log(|| format!("{insertion:?} {children:?} into {owner}.{number} at {at}: {outcome:?}"));
        if let Ok(outcome) = &outcome {
            round.model.hold(&outcome.given);
        }
        outcome
    });
    let nodes: Vec<ItemRc> = children_held.iter().map(|held| held.node().clone()).collect();
    let result = operate(&[], || link(owner_held.node(), number).put(insertion, at, nodes));
    match (result, expected) {
        (Ok(old), Ok(outcome)) => {
            let old: Vec<Held<ItemRc>> = old.into_iter().map(Held::new).collect();
            check_given(&old, &outcome.given);
            drop(old);
        }
        (Err(kind), Err(expected)) if kind == expected => saw("refused"),
        (Ok(_), Err(expected)) => {
            fail(format!("it should have been refused: {expected:?}"));
        }
        (Err(kind), expected) => {
            fail(format!("{kind:?} instead of {expected:?}"));
        }
    }
    drop(children_held);
    drop(owner_held);
}

pub fn detach() {
    let id = round(|round| round.pick(|round, id| round.model.nodes[id].owner.is_some()));
    let Some(id) = id else { return };
    let Some(held) = hold(id) else { return };
    let expected = round(|round| {
        log(|| format!("detach {id}"));
        if round.model.is_required(id) {
            saw("refused");
            return Err(AttachErrorKind::Required);
        }
        let had_owner = round.model.nodes[id].owner.is_some();
        round.model.leave(id);
        Ok(had_owner)
    });
    let has_left = operate(&[], || held.node().try_detach().map_err(|error| error.kind()));
    if has_left != expected {
        fail(format!("{id} has left its owner: {has_left:?}, not {expected:?}"));
    }
    drop(held);
}

pub fn change() {
    let Some(place) = round(Round::pick_filled_link) else { return };
    let (owner, number) = place;
    let Some(owner_held) = hold(owner) else { return };
    let (change, outcome) = round(|round| {
        let change = round.model.any_change(place, &mut round.random);
        let outcome = round.model.change(place, change);
        log(|| format!("{change:?} in {owner}.{number}: {outcome:?}"));
        round.model.hold(&outcome.given);
        (change, outcome)
    });
    let given = operate(&outcome.dropped, || link(owner_held.node(), number).change(change));
    let given: Vec<Held<ItemRc>> = given.into_iter().map(Held::new).collect();
    check_given(&given, &outcome.given);
    drop(given);
    drop(owner_held);
}

/// Walks over a list while other things happen.
pub fn iterate() {
    let Some(place) = round(Round::pick_filled_link) else { return };
    let (owner, number) = place;
    let Some(owner_held) = hold(owner) else { return };
    let children = round(|round| {
        if !round.model.declared(place).is_list {
            return None;
        }
        let children = round.model.targets(place).to_vec();
        log(|| format!("iterate over {owner}.{number}: {children:?}"));
        round.model.hold(&children);
        Some(children)
    });
    let Some(children) = children else { return };
    let mut rest = link(owner_held.node(), number).iterate();
    for &child in &children {
        let Some(node) = rest.next() else {
            return fail(format!("{child} does not come"));
        };
        let child_held = count(node);
        if child_held.id != child {
            return fail(format!("{} comes, not {child}", child_held.id));
        }
        act();
        drop(child_held);
        if has_failed() {
            mem::forget(rest);
            return;
        }
    }
    round(|round| {
        for child in &children {
            round.model.nodes[*child].held -= 1;
        }
        log(|| format!("iterated over {owner}.{number}"));
    });
    operate(&children, || drop(rest));
    drop(owner_held);
}
