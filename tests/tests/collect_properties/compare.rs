//! Whether the graph and the model agree: each node, each link, from both ends.

use crate::kinds::{Item, ItemRc, id_of, item};
use crate::model::Id;
use crate::properties::graph::compare;
use crate::properties::graph::declared::Sort;
use crate::properties::graph::model::LinkModel;
use crate::properties::{Verdict, refuse};
use crate::round::Round;
use crate::weak_links::weak_targets;

/// Everything, when nothing is running.
pub fn all(round: &Round) -> Verdict {
    if let Some(number) = round.attached.iter().position(|attached| !attached.agrees()) {
        refuse!("finalizer {number} is left: {}", round.attached[number].is_left);
    }
    let handles = round.model.handles();
    for (id, handles) in handles.into_iter().enumerate() {
        let known = &round.model.nodes[id];
        let node = round.weak[id].upgrade();
        if node.is_some() != known.is_living {
            refuse!(
                "{id} lives: {}; its weak handle upgrades: {}",
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
        if round.lent == 0 {
            compare::handles(&round.model, id, &node, handles)?;
        } else if known.owner.is_none() {
            compare::validity(id, &node)?;
        }
        one(round, id, &item(&node))?;
    }
    Ok(())
}

/// A living node, and what it sees from there.
pub fn one(round: &Round, id: Id, node: &ItemRc) -> Verdict {
    compare::owner::<Item>(&round.model, id, node)?;
    compare::strong_links::<Item>(&round.model, id, node)?;
    compare::lookups::<Item>(&round.model, id, node)?;
    for (number, declared) in round.model.links(id).filter(|(_, link)| link.sort == Sort::Weak) {
        let known = round.model.targets((id, number));
        let is_living = |target: &Id| round.model.nodes[*target].is_living;
        let expected: Vec<Id> = known.iter().copied().filter(is_living).collect();
        let seen: Vec<Id> = weak_targets(node, declared.is_list).iter().map(id_of).collect();
        if seen != expected {
            refuse!("`{}` of {id} leads to {seen:?}, not to {expected:?}", declared.name);
        }
    }
    Ok(())
}

/// Whether the living nodes among these can be reached.
pub fn alive<'a>(round: &Round, ids: impl IntoIterator<Item = &'a Id>) -> Verdict {
    for id in ids {
        if round.model.nodes[*id].is_living && !round.is_reached(*id) {
            refuse!("{id} lives, but cannot be reached by a weak handle");
        }
    }
    Ok(())
}

/// Whether the living nodes among these see their owners.
pub fn owners(round: &Round, ids: &[Id]) -> Verdict {
    for id in ids {
        if let Some(node) = round.weak[*id].upgrade() {
            compare::owner::<Item>(&round.model, *id, &item(&node))?;
        }
    }
    Ok(())
}
