//! The graph beside the model: each node, each link, from both ends.

use kinfolk::{AnyRc, Node};

use crate::kinds::{ItemRc, friend, id_of, item, owner, strong};
use crate::model::Id;
use crate::world::{Verdict, World, refuse};

/// Everything, when nothing is at work.
pub fn all(world: &World) -> Verdict {
    who_lives(world)?;
    for id in world.model.living() {
        let node = world.upgrade(id).ok_or("it has just been reached")?;
        let known = &world.model.nodes[id];
        let links: usize = world
            .model
            .living()
            .map(|holder| world.model.targets(holder).filter(|target| *target == id).count())
            .sum();
        if AnyRc::strong_count(&node) != known.held + links + 1 {
            refuse!(
                "there are {} handles to {id}, not {} and {links}",
                AnyRc::strong_count(&node) - 1,
                known.held
            );
        }
        if known.owner.is_none() {
            node.validate().map_err(|invalid| format!("at or below {id}: {invalid}"))?;
        }
        one(world, id, &item(&node))?;
    }
    Ok(())
}

/// Weak handles to the living lead to them, and those to the dead do not.
pub fn who_lives(world: &World) -> Verdict {
    for (id, known) in world.model.nodes.iter().enumerate() {
        let is_reached = world.upgrade(id).is_some();
        if is_reached != known.is_living {
            refuse!("{id} lives: {}; but a weak handle leads there: {is_reached}", known.is_living);
        }
        if known.is_living && known.is_data_dropped {
            refuse!("{id} lives, but its data has been dropped");
        }
    }
    Ok(())
}

/// A node that lives, and what it sees from there.
pub fn one(world: &World, id: Id, node: &ItemRc) -> Verdict {
    let known = &world.model.nodes[id];
    for &link in known.kind.links() {
        let seen: Vec<Id> = strong(node, link).targets().iter().map(id_of).collect();
        if seen != known.links[link] {
            refuse!("link {link} of {id} leads to {seen:?}, not to {:?}", known.links[link]);
        }
    }
    let seen = owner(node).map(|owner| id_of(&item(&owner)));
    if seen != known.owner || node.owner() != owner(node) {
        refuse!("{id} sees the owner {seen:?}, not {:?}", known.owner);
    }
    let expected = world.model.place(id).map(|(_, _, at)| at);
    if node.index_in_owner() != expected {
        refuse!("{id} is at {:?} in its owner, not {expected:?}", node.index_in_owner());
    }
    let is_living = |id: &Id| world.model.nodes[*id].is_living;
    let expected = known.friend.filter(is_living);
    let seen = friend(node).get().map(|friend| id_of(&friend));
    if seen != expected {
        refuse!("{id} sees the friend {seen:?}, not {expected:?}");
    }
    Ok(())
}
