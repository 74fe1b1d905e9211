//! Whether the graph and the model agree: each node, each link, from both ends.

use crate::kinds::{Item, ItemRc, id_of, item};
use crate::model::{FinalizerState, Id};
use crate::properties::graph::compare::{handles, lookups, owner, strong_links};
use crate::properties::{Verdict, refuse};
use crate::round::Round;

/// Everything.
pub fn all(round: &mut Round) -> Verdict {
    round.notice_silent_deaths()?;
    for id in 0..round.model.nodes.len() {
        one(round, id)?;
    }
    for (number, known) in round.model.finalizers.iter().enumerate() {
        let is_attached = known.state == FinalizerState::Attached;
        if round.is_finalizer_alive(number) != is_attached {
            refuse!("finalizer {number} is {:?}, but its `is_alive` disagrees", known.state);
        }
    }
    Ok(())
}

/// One node, dead or alive.
pub fn one(round: &Round, id: Id) -> Verdict {
    let known = &round.model.nodes[id];
    let node = round.upgrade(id);
    match (&node, known.is_living()) {
        (Some(_), false) => refuse!("{id} is dead, but its weak handle upgrades"),
        (None, true) if !round.model.may_be_gone(id) => {
            refuse!("{id} lives, but its weak handle does not upgrade")
        }
        (None, _) => return Ok(()),
        (Some(_), true) => (),
    }
    let Some(node) = node else { return Ok(()) };
    if round.model.levels.is_empty() {
        let count = known.held + usize::from(known.owner.is_some());
        handles(&round.model, id, &node, count)?;
        lookups::<Item>(&round.model, id, &item(&node))?;
    }
    let node = item(&node);
    owner_and_children(round, id, &node)?;
    friends(round, id, &node)
}

/// The node has the owner and the children of the model.
pub fn owner_and_children(round: &Round, id: Id, node: &ItemRc) -> Verdict {
    owner::<Item>(&round.model, id, node)?;
    strong_links::<Item>(&round.model, id, node)
}

/// Where the weak links lead.
fn friends(round: &Round, id: Id, node: &ItemRc) -> Verdict {
    let (friend, friends) = match node {
        ItemRc::Folder(node) => (node.friend.get(), node.friends.iter().collect()),
        ItemRc::Chest(node) => (node.friend.get(), Vec::new()),
        ItemRc::Stamp(node) => (node.friend.get(), Vec::new()),
        _ => return Ok(()),
    };
    let known = &round.model.nodes[id];
    // Whether nodes that may be gone are seen is open.
    let is_sure = |id: &Id| !round.model.nodes[*id].is_living() || !round.model.may_be_gone(*id);
    let is_living = |id: &Id| is_sure(id) && round.model.nodes[*id].is_living();
    let seen: Vec<Id> = friend.iter().map(id_of).filter(is_sure).collect();
    let expected: Vec<Id> = known.friend.into_iter().filter(is_living).collect();
    if seen != expected {
        refuse!("the weak link of {id} leads to {seen:?}, not to {expected:?}");
    }
    let seen: Vec<Id> = friends.iter().map(id_of).filter(is_sure).collect();
    let expected: Vec<Id> = known.friends.iter().copied().filter(is_living).collect();
    if seen != expected {
        refuse!("the weak links of {id} lead to {seen:?}, not to {expected:?}");
    }
    Ok(())
}
