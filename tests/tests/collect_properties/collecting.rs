//! [`Collecting`]: a collection that is at work: which hooks it is to run, and who dies.

use std::collections::BTreeMap;

use crate::model::{Id, Model};
use crate::search::Nodes;

/// What disagrees with the model.
pub type Verdict = Result<(), String>;

macro_rules! refuse {
    ($($message:tt)+) => {
        return Err(format!($($message)+))
    };
}
pub(crate) use refuse;

#[derive(Default)]
pub struct Collecting {
    /// All that have been unreachable when somebody looked.
    found: Nodes,
    /// Those whose hooks are to run before anybody looks again, each with its owners at that moment.
    batch: BTreeMap<Id, Vec<Id>>,
    /// The end of those that were unreachable last.
    dead: Option<Nodes>,
    brought_back: usize,
}

impl Collecting {
    pub fn new(model: &Model) -> Self {
        let mut collecting = Collecting::default();
        collecting.look(model, &model.unreachable());
        collecting
    }

    /// How many there were in the beginning, or have come since.
    pub fn found(&self) -> usize {
        self.found.len()
    }

    pub fn resurrected(&self) -> usize {
        self.brought_back
    }

    pub fn is_over(&self) -> bool {
        self.dead.is_some()
    }

    fn look(&mut self, model: &Model, unreachable: &Nodes) {
        self.found.extend(unreachable);
        let pending = unreachable.iter().filter(|id| model.nodes[**id].is_hook_pending);
        self.batch = pending.map(|id| (*id, model.chain(*id).skip(1).collect())).collect();
    }

    /// When all hooks have run: who is still unreachable, and what they have been given meanwhile.
    fn look_again(&mut self, model: &Model) -> Nodes {
        let left: Vec<_> =
            self.found.iter().copied().filter(|id| model.nodes[*id].is_living).collect();
        let unreachable = model.unreachable_from(left.iter().copied());
        self.brought_back = left.iter().filter(|id| !unreachable.contains(id)).count();
        self.look(model, &unreachable);
        unreachable
    }

    /// Whether this node's hook may be the next one, but for deaths that begin in hooks.
    pub fn has_turn(&self, id: Id) -> bool {
        self.batch.is_empty() || self.batch.contains_key(&id)
    }

    /// A hook is about to run. `is_dying`: in a death that has begun in another hook.
    pub fn hook(&mut self, model: &Model, id: Id, is_dying: bool) -> Verdict {
        if self.dead.is_some() && !is_dying {
            refuse!("the hook of {id} runs when the unreachable are dead already");
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

    /// The end, as far as it was not seen: gives those that are dead now.
    pub fn die(&mut self, model: &Model) -> Result<Nodes, String> {
        if !self.batch.is_empty() {
            refuse!("the unreachable are dead before the hooks of {:?}", self.batch);
        }
        let unreachable = self.look_again(model);
        if !self.batch.is_empty() {
            refuse!("{unreachable:?} are dead before the hooks of {:?}", self.batch);
        }
        self.dead = Some(unreachable.clone());
        Ok(unreachable)
    }
}
