//! The pins of a [`Cache`]: nodes that it keeps alive whatever its budget.

use std::borrow::Borrow;
use std::hash::{BuildHasher, Hash};

use crate::cache::Cache;
use crate::cache::kept::WeighedNode;
use crate::model::graph::Graph;

impl<K: Eq + Hash, T: Graph, S: BuildHasher> Cache<K, T, S> {
    /// Keeps the node under this key alive, whatever the budget, until you [unpin](Cache::unpin)
    /// it. Returns whether there is such a node. This uses the node.
    ///
    /// Pinned nodes count for the budget, so there is less room for the others: if the pinned nodes
    /// fill the budget, the cache keeps no other node that weighs anything. Pins are not counted: a
    /// second pin has no effect, and one `unpin` undoes both. To keep a node for a short time, hold
    /// its handle instead. O(1).
    pub fn pin<Q>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        let Some(slot) = self.table.find_slot(self.hasher.hash_one(key), key) else {
            return false;
        };
        let is_kept = self.kept_nodes().pin(slot);
        if !is_kept {
            let Some(id) = self.table.id_in(slot) else { return false };
            let Some(node) = self.table.node_in(slot) else { return false };
            let weight = self.weigh(&node);
            let Some(slot) = self.table.slot_of(id) else { return false };
            let refused = self.kept_nodes().keep_pinned(slot, WeighedNode { node, weight });
            drop(refused);
        }
        self.evict();
        true
    }

    /// Makes the node under this key subject to the budget again. Returns whether it was pinned. If
    /// it was, this uses the node. O(1).
    pub fn unpin<Q>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        let slot = self.table.find_slot(self.hasher.hash_one(key), key);
        let was_pinned = slot.is_some_and(|slot| self.kept_nodes().unpin(slot));
        self.evict();
        was_pinned
    }

    /// Whether the node under this key is pinned. This does not use the node. O(1).
    pub fn is_pinned<Q>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        let slot = self.table.find_slot(self.hasher.hash_one(key), key);
        slot.is_some_and(|slot| self.kept_nodes().is_pinned(slot))
    }
}
