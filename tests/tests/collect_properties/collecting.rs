//! [`Collecting`]: a running collection: which hooks it has to run, and which nodes die.

use std::collections::BTreeMap;

use crate::model::{Id, Model};
use crate::properties::graph::model::LinkModel;
use crate::properties::{Verdict, refuse};
use crate::search::Nodes;

#[derive(Default)]
pub struct Collecting {
    /// All nodes that a look has found unreachable.
    found: Nodes,
    /// The nodes whose hooks run before the next look, each with its owners at the last look.
    batch: BTreeMap<Id, Vec<Id>>,
    /// The nodes that have died: those that the last look has found unreachable.
    dead: Option<Nodes>,
    resurrected: usize,
}

impl Collecting {
    pub fn new(model: &Model) -> Self {
        let mut collecting = Collecting::default();
        collecting.look(model, &model.unreachable());
        collecting
    }

    /// How many nodes were unreachable at the start, or have become so since.
    pub fn found(&self) -> usize {
        self.found.len()
    }

    pub fn resurrected(&self) -> usize {
        self.resurrected
    }

    pub fn is_over(&self) -> bool {
        self.dead.is_some()
    }

    fn look(&mut self, model: &Model, unreachable: &Nodes) {
        self.found.extend(unreachable);
        let pending = unreachable.iter().filter(|id| model.nodes[**id].is_hook_pending);
        self.batch = pending.map(|id| (*id, model.chain(*id).skip(1).collect())).collect();
    }

    /// Looks again when all hooks have run. Returns the nodes that are still unreachable, with
    /// nodes that they have been given meanwhile.
    fn look_again(&mut self, model: &Model) -> Nodes {
        let left: Vec<_> =
            self.found.iter().copied().filter(|id| model.nodes[*id].is_living).collect();
        let unreachable = model.unreachable_from(left.iter().copied());
        self.resurrected = left.iter().filter(|id| !unreachable.contains(id)).count();
        self.look(model, &unreachable);
        unreachable
    }

    /// Whether this node's hook may be the next one, apart from deaths within hooks.
    pub fn has_turn(&self, id: Id) -> bool {
        self.batch.is_empty() || self.batch.contains_key(&id)
    }

    /// A hook is about to run. `is_dying`: it runs in a death within another hook.
    pub fn hook(&mut self, model: &Model, id: Id, is_dying: bool) -> Verdict {
        if self.dead.is_some() && !is_dying {
            refuse!("the hook of {id} runs when the unreachable nodes are dead already");
        }
        if !is_dying && self.batch.is_empty() {
            self.look_again(model);
        }
        match self.batch.remove(&id) {
            Some(owners) if !is_dying => {
                if let Some(owner) = owners.iter().find(|id| self.batch.contains_key(id)) {
                    refuse!("the hook of {id} runs before that of its owner {owner}");
                }
            }
            None if !is_dying => {
                refuse!("the hook of {id} runs now, but not those of {:?}", self.batch)
            }
            _ => (),
        }
        Ok(())
    }

    /// The unreachable nodes die. Returns them.
    pub fn die(&mut self, model: &Model) -> Verdict<Nodes> {
        if !self.batch.is_empty() {
            refuse!("the unreachable nodes are dead before the hooks of {:?}", self.batch);
        }
        let unreachable = self.look_again(model);
        if !self.batch.is_empty() {
            refuse!("{unreachable:?} are dead before the hooks of {:?}", self.batch);
        }
        self.dead = Some(unreachable.clone());
        Ok(unreachable)
    }
}
