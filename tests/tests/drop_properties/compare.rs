//! Whether the graph and the model agree: each node, each link, from both ends.

use crate::kinds::{Item, ItemRc, friend, id_of, item};
use crate::model::Id;
use crate::properties::graph::compare::{handles, lookups, owner, strong_links};
use crate::properties::graph::model::LinkModel;
use crate::properties::{Verdict, refuse};
use crate::round::Round;

/// Everything, when nothing is running.
pub fn all(round: &Round) -> Verdict {
    living(round)?;
    for id in round.model.living() {
        let node = round.upgrade(id).ok_or("it has just been reached")?;
        let links: usize = round
            .model
            .living()
            .map(|holder| round.model.all_targets(holder).filter(|target| *target == id).count())
            .sum();
        handles(&round.model, id, &node, round.model.nodes[id].held + links)?;
        one(round, id, &item(&node))?;
    }
    Ok(())
}

/// Weak handles to living nodes can be upgraded, and those to dead nodes cannot.
pub fn living(round: &Round) -> Verdict {
    for (id, known) in round.model.nodes.iter().enumerate() {
        let is_reached = round.upgrade(id).is_some();
        if is_reached != known.is_living {
            refuse!("{id} lives: {}; its weak handle upgrades: {is_reached}", known.is_living);
        }
        if known.is_living && known.is_data_dropped {
            refuse!("{id} lives, but its data has been dropped");
        }
    }
    Ok(())
}

/// A living node, and what it sees from there.
pub fn one(round: &Round, id: Id, node: &ItemRc) -> Verdict {
    strong_links::<Item>(&round.model, id, node)?;
    owner::<Item>(&round.model, id, node)?;
    lookups::<Item>(&round.model, id, node)?;
    let is_living = |id: &Id| round.model.nodes[*id].is_living;
    let expected = round.model.nodes[id].friend.filter(is_living);
    let seen = friend(node).get().map(|friend| id_of(&friend));
    if seen != expected {
        refuse!("{id} sees the friend {seen:?}, not {expected:?}");
    }
    Ok(())
}
