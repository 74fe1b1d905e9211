//! [`Collecting`]: a running collection: which hooks it has to run, and which nodes die.

use std::collections::BTreeMap;

use crate::model::{Id, Model};
use crate::properties::graph::model::LinkModel;
use crate::properties::{Verdict, refuse};
use crate::search::Nodes;

#[derive(Default)]
pub struct Collecting {
    /// The nodes that were unreachable at the start, and those whose hooks have run since.
    found: Nodes,
    /// The nodes that were unreachable at the start and whose hooks are still to run, each with its
    /// owners at the start. They come before all others.
    batch: BTreeMap<Id, Vec<Id>>,
    /// The nodes whose hooks might run, for each moment since the batch at which a hook began.
    turns: Vec<Nodes>,
    /// The nodes that have died: those that the last look has found unreachable.
    dead: Option<Nodes>,
    resurrected: usize,
}

impl Collecting {
    pub fn new(model: &Model) -> Self {
        let found = model.unreachable();
        let pending = found.iter().filter(|id| model.nodes[**id].is_hook_pending);
        let batch = pending.map(|id| (*id, model.chain(*id).skip(1).collect())).collect();
        Collecting { found, batch, ..Collecting::default() }
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

    /// The nodes that were found and live.
    fn left<'a>(&'a self, model: &'a Model) -> impl Iterator<Item = Id> {
        self.found.iter().copied().filter(|id| model.nodes[*id].is_living)
    }

    /// The nodes whose hooks may run now, after the batch: those that are unreachable.
    fn may_run(&self, model: &Model) -> Nodes {
        let mut nodes = model.unreachable_from(self.left(model));
        nodes.retain(|id| model.nodes[*id].is_hook_pending);
        nodes
    }

    /// Whether this node's hook may be the next one, apart from deaths within hooks.
    pub fn has_turn(&self, id: Id) -> bool {
        self.batch.is_empty() || self.batch.contains_key(&id)
    }

    /// A hook is about to run. `is_dying`: it runs in a death within another hook.
    pub fn hook(&mut self, model: &Model, id: Id, is_dying: bool) -> Verdict {
        let owners = self.batch.remove(&id);
        if is_dying {
            return Ok(());
        }
        if self.dead.is_some() {
            refuse!("the hook of {id} runs when the unreachable nodes are dead already");
        }
        if let Some(owners) = owners {
            if let Some(owner) = owners.iter().find(|id| self.batch.contains_key(id)) {
                refuse!("the hook of {id} runs before that of its owner {owner}");
            }
            return Ok(());
        }
        if !self.batch.is_empty() {
            refuse!("the hook of {id} runs now, but not those of {:?}", self.batch);
        }
        let now = self.may_run(model);
        self.turns.push(now);
        // The library looks when all hooks of a look have run, so a hook may have its turn by a
        // look of before; but later hooks have theirs by that look, or a later one.
        let Some(look) = self.turns.iter().position(|nodes| nodes.contains(&id)) else {
            refuse!(
                "the hook of {id} runs, but it is neither unreachable nor put below such nodes"
            );
        };
        self.turns.drain(..look);
        self.found.insert(id);
        Ok(())
    }

    /// The unreachable nodes die. Returns them, with nodes that they have been given meanwhile.
    pub fn die(&mut self, model: &Model) -> Verdict<Nodes> {
        if !self.batch.is_empty() {
            refuse!("the unreachable nodes are dead before the hooks of {:?}", self.batch);
        }
        let unreachable = model.unreachable_from(self.left(model));
        if let Some(id) = unreachable.iter().find(|id| model.nodes[**id].is_hook_pending) {
            refuse!("{unreachable:?} are dead before the hook of {id}");
        }
        self.resurrected = self.left(model).filter(|id| !unreachable.contains(id)).count();
        self.found.extend(&unreachable);
        self.dead = Some(unreachable.clone());
        Ok(unreachable)
    }
}
