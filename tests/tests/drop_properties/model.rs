//! [`Model`]: what the nodes should be like, in numbers only.
//!
//! [`LinkModel`] says what operations do to the links; [`search`](crate::search) says which nodes
//! die.

use crate::kinds::Kind;
use crate::properties::graph::declared::NodeKind;
use crate::properties::graph::model::LinkModel;
use crate::search::Nodes;

pub use crate::properties::graph::Id;

#[derive(Default)]
pub struct Model {
    pub nodes: Vec<Known>,
    /// The nodes that the running operations have taken out and are about to drop, in this order.
    pub in_drop: Vec<Vec<Id>>,
    /// The nodes to which links have been set or cut in this step.
    pub moved: Nodes,
}

/// A node in the model.
pub struct Known {
    pub kind: Kind,
    pub owner: Option<Id>,
    /// The targets of the owning and shared links.
    pub links: Vec<Vec<Id>>,
    /// The target of the weak link.
    pub friend: Option<Id>,
    /// How many handles to it the test holds.
    pub held: usize,
    pub is_hook_pending: bool,
    pub is_living: bool,
    pub is_data_dropped: bool,
    /// The attached finalizers that have not run, oldest first.
    pub finalizers: Vec<usize>,
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

    fn on_leave(&mut self, id: Id) {
        self.moved.insert(id);
    }

    fn on_enter(&mut self, id: Id) {
        self.moved.insert(id);
    }
}

impl Model {
    /// Adds a node, and after it the child that it needs.
    pub fn add(&mut self, kind: Kind) -> Id {
        let id = self.nodes.len();
        self.nodes.push(Known {
            kind,
            owner: None,
            links: kind.no_targets(),
            friend: None,
            held: 0,
            is_hook_pending: kind.has_hook(),
            is_living: true,
            is_data_dropped: false,
            finalizers: Vec::new(),
        });
        if let Some(link) = kind.links().iter().position(|link| link.is_required) {
            let child = self.add(Kind::Coin);
            self.nodes[id].links[link].push(child);
            self.nodes[child].owner = Some(id);
        }
        id
    }

    /// The targets of the owning and shared links.
    pub fn all_targets(&self, id: Id) -> impl Iterator<Item = Id> {
        self.nodes[id].links.iter().flatten().copied()
    }

    /// The test has one more handle to each of these.
    pub fn hold(&mut self, nodes: &[Id]) {
        for id in nodes {
            self.nodes[*id].held += 1;
        }
    }
}
