//! [`Model`]: what the nodes should be like, in numbers only.
//!
//! [`LinkModel`] says what operations do to the links; [`search`](crate::search) finds the held
//! nodes.

use std::mem;

use kinfolk::AttachErrorKind;

use crate::kinds::Kind;
use crate::properties::graph::Place;
use crate::properties::graph::declared::{NodeKind, Sort};
use crate::properties::graph::model::{LinkModel, Outcome};
use crate::properties::graph::operations::Insertion;
use crate::weak_links::WeakChange;

pub use crate::properties::graph::Id;

/// A node in the model.
#[derive(Clone)]
pub struct Known {
    pub kind: Kind,
    /// It may be dying, but it is not dead.
    pub is_living: bool,
    pub is_data_dropped: bool,
    /// Its type has a hook, and the hook has not run.
    pub is_hook_pending: bool,
    pub owner: Option<Id>,
    /// The owner when it died, if the owner died with it.
    pub last_owner: Option<Id>,
    /// The targets of all links. Dead nodes stay in weak links.
    pub links: Vec<Vec<Id>>,
    /// How many handles to it the test holds, in its pool and in variables.
    pub held: usize,
    /// How many hooks of this node are running.
    pub running: usize,
}

#[derive(Clone, Default)]
pub struct Model {
    pub nodes: Vec<Known>,
    /// The nodes that the running operations have taken out and are about to drop, in this order.
    /// The innermost operation comes last.
    pub in_drop: Vec<Vec<Id>>,
    /// After how many new candidates there is a collection; 0 is never.
    pub collect_every: usize,
    /// How many links that can close a cycle have been set since the last collection.
    pub new_candidates: usize,
}

impl LinkModel for Model {
    type Kind = Kind;

    fn linked(&self, id: Id) -> (Kind, Option<Id>, &[Vec<Id>]) {
        let known = &self.nodes[id];
        (known.kind, known.owner, &known.links)
    }

    fn linked_mut(&mut self, id: Id) -> (&mut Option<Id>, &mut [Vec<Id>]) {
        let known = &mut self.nodes[id];
        (&mut known.owner, &mut known.links)
    }

    fn len(&self) -> usize {
        self.nodes.len()
    }

    fn is_living(&self, id: Id) -> bool {
        self.nodes[id].is_living
    }
}

impl Model {
    pub fn add(&mut self, kind: Kind) -> Id {
        self.nodes.push(Known {
            kind,
            is_living: true,
            is_data_dropped: !kind.data_drops(),
            is_hook_pending: kind.has_hook(),
            owner: None,
            last_owner: None,
            links: kind.no_targets(),
            held: 0,
            running: 0,
        });
        self.nodes.len() - 1
    }

    /// `` `members` of 3 ``
    pub fn name(&self, place: Place) -> String {
        format!("`{}` of {}", self.declared(place).name, place.0)
    }

    /// These nodes are dead, all at once.
    pub fn mark_dead(&mut self, dead: &[Id]) {
        for id in dead {
            let known = &mut self.nodes[*id];
            known.is_living = false;
            known.last_owner = known.owner.filter(|owner| dead.contains(owner));
            known.links.iter_mut().for_each(Vec::clear);
        }
        for known in &mut self.nodes {
            known.owner = known.owner.filter(|owner| !dead.contains(owner));
        }
    }

    /// The test has one more handle to each of these.
    pub fn hold(&mut self, nodes: &[Id]) {
        for id in nodes {
            self.nodes[*id].held += 1;
        }
    }

    pub fn release(&mut self, nodes: &[Id]) {
        for id in nodes {
            self.nodes[*id].held -= 1;
        }
    }

    /// Puts nodes into an owning or a shared link, and counts a link that becomes a candidate.
    pub fn put_counted(
        &mut self,
        place: Place,
        insertion: Insertion,
        at: usize,
        targets: &[Id],
    ) -> Result<Outcome, AttachErrorKind> {
        let was_empty = self.targets(place).is_empty();
        let outcome = self.put(place, insertion, at, targets)?;
        let is_set = was_empty && !self.targets(place).is_empty();
        let (kind, declared) = (self.nodes[place.0].kind, self.declared(place));
        if is_set && declared.sort == Sort::Shared && kind.can_close_cycle(declared) {
            self.new_candidates += 1;
        }
        Ok(outcome)
    }

    pub fn change_weak(&mut self, (node, link): Place, change: WeakChange, target: Id) {
        let is_list = self.declared((node, link)).is_list;
        // An index counts the living only.
        let mut targets = mem::take(&mut self.nodes[node].links[link]);
        targets.retain(|target| self.nodes[*target].is_living);
        self.nodes[node].links[link] = targets;
        change.change_model(&mut self.nodes[node].links[link], is_list, target);
    }

    /// Whether this insertion, outside hooks, ends with a collection.
    pub fn is_collect_due(&self, place: Place, insertion: Insertion) -> bool {
        self.may_collect(place, insertion) && self.new_candidates >= self.collect_every
    }

    pub fn may_collect(&self, place: Place, insertion: Insertion) -> bool {
        let is_shared = self.declared(place).sort == Sort::Shared;
        is_shared && insertion != Insertion::Replace && self.collect_every > 0
    }
}
