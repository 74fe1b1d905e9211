//! The graph beside the model: each node, each link, from both ends.

use kinfolk::{AnyRc, Node};

use crate::deaths::{Verdict, refuse};
use crate::kinds::{ItemRc, id_of, item, owners_by_back_links};
use crate::model::{FinalizerState, Id};
use crate::roads::field;
use crate::world::World;

/// Everything.
pub fn all(world: &mut World) -> Verdict {
    world.notice_silent_deaths()?;
    for id in 0..world.model.nodes.len() {
        one(world, id)?;
    }
    for (number, known) in world.model.finalizers.iter().enumerate() {
        let is_attached = known.state == FinalizerState::Attached;
        if world.is_finalizer_alive(number) != is_attached {
            refuse!("finalizer {number} is alive, or not: it is {:?}", known.state);
        }
    }
    Ok(())
}

/// One node, dead or alive.
pub fn one(world: &World, id: Id) -> Verdict {
    let known = &world.model.nodes[id];
    let node = world.upgrade(id);
    match (&node, known.is_living()) {
        (Some(_), false) => refuse!("{id} is dead, but a weak handle to it can be upgraded"),
        (None, true) if !world.model.may_be_gone(id) => {
            refuse!("{id} lives, but a weak handle to it cannot be upgraded")
        }
        (None, _) => return Ok(()),
        (Some(_), true) => (),
    }
    let Some(node) = node else { return Ok(()) };
    if world.model.levels.is_empty() {
        let count = known.held + usize::from(known.owner.is_some());
        if AnyRc::strong_count(&node) != count + 1 {
            refuse!("there are {} handles to {id}, not {count}", AnyRc::strong_count(&node) - 1);
        }
        if known.owner.is_none() {
            node.validate().map_err(|invalid| format!("at or below {id}: {invalid}"))?;
        }
    }
    let node = item(&node);
    owner(world, id, &node)?;
    children(world, id, &node)?;
    friends(world, id, &node)
}

/// The owner that the node sees is that of the model, and it has the node.
pub fn owner(world: &World, id: Id, node: &ItemRc) -> Verdict {
    let expected = world.model.nodes[id].owner;
    let owners = owners_by_back_links(node);
    let ids: Vec<Id> = owners.iter().map(|owner| id_of(&item(owner))).collect();
    if ids != Vec::from_iter(expected) {
        refuse!("{id} sees the owner {ids:?}, not {expected:?}");
    }
    if node.owner().as_ref() != owners.first() {
        refuse!("{id} sees the owner {:?} and {owners:?}", node.owner());
    }
    let Some(owner) = owners.first() else { return Ok(()) };
    let Some((_, number, at)) = world.model.place(id) else {
        refuse!("the model has no place for {id}");
    };
    if !field(&item(owner), number).finds(node, at) || node.index_in_owner() != Some(at) {
        refuse!("{id} is not at {at} of field {number} of its owner {expected:?}");
    }
    Ok(())
}

pub fn children(world: &World, id: Id, node: &ItemRc) -> Verdict {
    for (number, expected) in world.model.nodes[id].fields.iter().enumerate() {
        let children: Vec<Id> = field(node, number).children().iter().map(id_of).collect();
        if children != *expected {
            refuse!("field {number} of {id} has {children:?}, not {expected:?}");
        }
    }
    Ok(())
}

/// Where the weak links lead.
fn friends(world: &World, id: Id, node: &ItemRc) -> Verdict {
    let (friend, friends) = match node {
        ItemRc::Folder(node) => (node.friend.get(), node.friends.iter().collect()),
        ItemRc::Chest(node) => (node.friend.get(), Vec::new()),
        ItemRc::Stamp(node) => (node.friend.get(), Vec::new()),
        _ => return Ok(()),
    };
    let known = &world.model.nodes[id];
    // Those that may be dead or not, either way.
    let is_sure = |id: &Id| !world.model.nodes[*id].is_living() || !world.model.may_be_gone(*id);
    let is_living = |id: &Id| is_sure(id) && world.model.nodes[*id].is_living();
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
