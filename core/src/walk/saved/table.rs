//! [`NodesById`]: the nodes of a graph, by their ids.

use std::collections::HashMap;
use std::collections::hash_map::{Entry, RandomState};

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_id::DynId;
use crate::store::hash::BuildFoldedHash;

/// The nodes of a graph that have an id: of each declared type and id the first one.
#[derive(Default)]
pub(super) struct NodesById {
    /// For the hash of an id, the first of the nodes with that hash.
    first: HashMap<u64, usize, BuildFoldedHash>,
    nodes: Vec<NodeWithId>,
    state: RandomState,
}

struct NodeWithId {
    node: AnyRc,
    /// The next node whose id has the same hash: most often one of another type.
    next: Option<usize>,
}

impl NodesById {
    /// Adds a node if it has an id, and no earlier node of its type has the same. Returns the number
    /// of that one. O(k), where k types have nodes with this id.
    pub(super) fn add(&mut self, node: AnyRc) -> Option<usize> {
        let dyn_node = &**node.as_std();
        let id = dyn_node.id()?;
        let hash = id.hash_by(&self.state);
        let new = self.nodes.len();
        match self.first.entry(hash) {
            Entry::Vacant(entry) => {
                entry.insert(new);
            }
            Entry::Occupied(entry) => {
                let ty = dyn_node.type_info().id();
                let mut at = *entry.get();
                loop {
                    let other = &**self.nodes[at].node.as_std();
                    let is_same = |other: &dyn DynId| other.is_same(id);
                    if other.type_info().id() == ty && other.id().is_some_and(is_same) {
                        return Some(at);
                    }
                    match self.nodes[at].next {
                        Some(next) => at = next,
                        None => break,
                    }
                }
                self.nodes[at].next = Some(new);
            }
        }
        self.nodes.push(NodeWithId { node, next: None });
        None
    }

    /// Calls `found` with each node that has this id, in the order in which they were added, until it
    /// returns `true`. O(k), where k types have nodes with this id.
    pub(super) fn find(&self, id: &dyn DynId, found: &mut dyn FnMut(&AnyRc) -> bool) {
        let mut next = self.first.get(&id.hash_by(&self.state)).copied();
        while let Some(at) = next {
            let NodeWithId { node, next: after } = &self.nodes[at];
            let is_same = node.as_std().id().is_some_and(|other| other.is_same(id));
            if is_same && found(node) {
                return;
            }
            next = *after;
        }
    }

    pub(super) fn node(&self, number: usize) -> &AnyRc {
        &self.nodes[number].node
    }
}
