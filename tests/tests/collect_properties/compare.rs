//! The graph beside the model: each node, each link, from both ends.

use kinfolk::{AnyRc, Node};

use crate::collecting::{Verdict, refuse};
use crate::kinds::{ItemRc, Sort, id_of, item, owners_by_back_links};
use crate::links::{strong, weak_targets};
use crate::model::Id;
use crate::world::World;

/// Everything, when nothing is at work.
pub fn all(world: &World) -> Verdict {
    if let Some(number) = world.attached.iter().position(|attached| !attached.agrees()) {
        refuse!("finalizer {number} is left: {}", world.attached[number].is_left);
    }
    let handles = world.model.handles();
    for (id, handles) in handles.into_iter().enumerate() {
        let known = &world.model.nodes[id];
        let node = world.weak[id].upgrade();
        if node.is_some() != known.is_living {
            refuse!(
                "{id}: it lives: {}; but it can be reached: {}",
                known.is_living,
                node.is_some()
            );
        }
        let Some(node) = node else {
            if !known.is_data_dropped {
                refuse!("{id} is dead, but its data is left");
            }
            continue;
        };
        if world.lent == 0 && AnyRc::strong_count(&node) != handles + 1 {
            refuse!("there are {} handles to {id}, not {handles}", AnyRc::strong_count(&node) - 1);
        }
        if known.owner.is_none() {
            node.validate().map_err(|invalid| format!("at or below {id}: {invalid}"))?;
        }
        one(world, id, &item(&node))?;
    }
    Ok(())
}

/// A node that lives, and what it sees from there.
pub fn one(world: &World, id: Id, node: &ItemRc) -> Verdict {
    owner(world, id, node)?;
    for (number, declared) in world.model.links(id) {
        let known = &world.model.nodes[id].links[number];
        let is_living = |target: &Id| world.model.nodes[*target].is_living;
        let expected: Vec<Id> = known.iter().copied().filter(is_living).collect();
        let targets = match declared.sort {
            Sort::Own | Sort::Shared => strong(node, number).targets(),
            Sort::Weak => weak_targets(node, declared.is_list),
        };
        let seen: Vec<Id> = targets.iter().map(id_of).collect();
        if seen != expected {
            refuse!("`{}` of {id} leads to {seen:?}, not to {expected:?}", declared.name);
        }
        if declared.is_strong() {
            for (target, target_id) in targets.iter().zip(&seen) {
                let first = seen.iter().position(|other| other == target_id);
                if strong(node, number).finds(target)? != first {
                    refuse!("`{}` of {id} finds {target_id} elsewhere", declared.name);
                }
            }
        }
    }
    Ok(())
}

/// The owner that the node sees is that of the model, and it has the node.
fn owner(world: &World, id: Id, node: &ItemRc) -> Verdict {
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
    if strong(&item(owner), number).finds(node)? != Some(at) || node.index_in_owner() != Some(at) {
        refuse!("{id} is not at {at} of link {number} of its owner {expected:?}");
    }
    Ok(())
}

/// Whether those who live can be reached.
pub fn alive<'a>(world: &World, ids: impl IntoIterator<Item = &'a Id>) -> Verdict {
    for id in ids {
        if world.model.nodes[*id].is_living && !world.is_reached(*id) {
            refuse!("{id} lives, but cannot be reached by a weak handle");
        }
    }
    Ok(())
}

/// Whether those who live see their owners.
pub fn owners(world: &World, ids: &[Id]) -> Verdict {
    for id in ids {
        if let Some(node) = world.weak[*id].upgrade() {
            owner(world, *id, &item(&node))?;
        }
    }
    Ok(())
}
