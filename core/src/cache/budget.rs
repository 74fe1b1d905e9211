//! The budget of a [`Cache`]: which nodes it keeps alive, and which it evicts.

use crate::cache::kept::{Evicted, WeighedNode};
use crate::cache::{Cache, Pressure, UnknownPressure};
use crate::death;
use crate::death::membership::Collection;
use crate::kernel::dyn_handle::AsDynHandle;
use crate::model::graph::Graph;
use crate::store::slab::SlotNumber;

impl<K, T: Graph, S> Cache<K, T, S> {
    /// The number of nodes that the cache keeps alive, including the pinned ones. O(1).
    pub fn kept(&self) -> usize {
        self.kept_nodes().len()
    }

    /// The weight of the nodes that the cache keeps alive, including the pinned ones. O(1).
    pub fn weight(&self) -> usize {
        self.kept_nodes().weight()
    }

    /// The weight up to which the cache keeps nodes alive. O(1).
    pub fn budget(&self) -> usize {
        self.kept_nodes().budget
    }

    /// Sets the budget, and evicts the nodes that exceed it. O(1), and O(k) for k evicted nodes.
    pub fn set_budget(&self, budget: usize) {
        self.kept_nodes().budget = budget;
        self.shrink_to(budget);
    }

    /// Evicts nodes, the least recently used first, until the kept nodes weigh at most `budget`, or
    /// until only pinned nodes weigh anything. The cache's own budget does not change. O(k) for k
    /// evicted nodes.
    ///
    /// The cache's tables shrink by themselves when less than an eighth of them is in use;
    /// [`shrink_to_fit`](Cache::shrink_to_fit) frees the rest, too.
    pub fn shrink_to(&self, budget: usize) {
        let evicted = self.kept_nodes().evict_excess(budget);
        self.let_go(evicted);
    }

    /// Frees the memory of the cache's tables that its entries do not need. This evicts nothing.
    /// O(n).
    pub fn shrink_to_fit(&self) {
        self.table.shrink_to(0);
    }

    /// Evicts the nodes that only the cache holds, except for the pinned ones, and returns their
    /// number. This frees memory at once; nodes that are in use stay kept. O(n) for n kept nodes.
    ///
    /// If this frees the owner of a kept node, the node itself stays kept: it counts as held, by
    /// that owner.
    pub fn release_unused(&self) -> usize {
        let unused = self.kept_nodes().evict_unused();
        let count = unused.len();
        self.let_go(unused);
        count
    }

    /// Shrinks the cache if memory gets short: the memory of this machine, or the part of it that
    /// this process may use. Returns how short memory is:
    ///
    /// | pressure | the cache still keeps |
    /// |---|---|
    /// | [`Low`](Pressure::Low) | all that it has kept |
    /// | [`Medium`](Pressure::Medium) | [up to](Cache::shrink_to) half of the budget |
    /// | [`Critical`](Pressure::Critical) | pinned nodes, and nodes that weigh nothing |
    ///
    /// Under medium and critical pressure, the cache's tables [shrink, too](Cache::shrink_to_fit).
    /// The budget does not change, so the cache grows again as you use it. Call this now and then,
    /// between pieces of work. It reads some small files of the kernel; [`Pressure::now`] lists
    /// them. O(n) under pressure; otherwise O(1), besides the files.
    ///
    /// # Errors
    ///
    /// If the pressure is unknown. Then nothing is evicted.
    pub fn shrink_under_pressure(&self) -> Result<Pressure, UnknownPressure> {
        let pressure = Pressure::now()?;
        self.shrink_under(pressure);
        Ok(pressure)
    }

    /// Like [`shrink_under_pressure`](Cache::shrink_under_pressure), for a pressure that you know
    /// from another source. O(n) under pressure, else O(1).
    pub fn shrink_under(&self, pressure: Pressure) {
        match pressure {
            Pressure::Low => return,
            Pressure::Medium => self.shrink_to(self.budget() / 2),
            Pressure::Critical => self.shrink_to(0),
        }
        self.shrink_to_fit();
    }

    pub(super) fn weigh(&self, node: &T::Handle) -> usize {
        self.weight.as_ref().map_or(1, |weight| weight(node))
    }

    /// Keeps the node of the entry in this slot if there is room.
    pub(super) fn keep(&self, slot: SlotNumber, node: &T::Handle, weight: usize) {
        let weighed = WeighedNode { node: node.clone(), weight };
        let mut kept = self.kept_nodes();
        let refused = kept.keep(slot, weighed);
        let evicted = kept.evict_one();
        drop(kept);
        if let Some(refused) = refused {
            self.table.as_rc().join(slot, &refused.node);
        }
        if let Some(evicted) = evicted {
            self.let_go_one(evicted);
            self.evict();
        }
    }

    /// Weighs the node of the entry in this slot, and keeps it if its entry is still in the table
    /// afterwards.
    pub(super) fn weigh_and_keep(&self, slot: SlotNumber, node: &T::Handle) {
        let Some(weight) = &self.weight else { return self.keep(slot, node, 1) };
        let Some(id) = self.table.id_in(slot) else { return };
        // User code.
        let weight = weight(node);
        if let Some(slot) = self.table.slot_of(id) {
            self.keep(slot, node, weight);
        }
    }

    /// Evicts the nodes that exceed the budget. They are dropped one by one, since each drop may
    /// run user code.
    pub(super) fn evict(&self) {
        loop {
            let Some(evicted) = self.kept_nodes().evict_one() else { return };
            self.let_go_one(evicted);
        }
    }

    /// Drops the handles to nodes that were evicted. From here on they may die, so they join the table.
    fn let_go(&self, evicted: Vec<Evicted<T::Handle>>) {
        for (slot, node) in &evicted {
            self.table.as_rc().join(*slot, node);
        }
        // User code.
        drop(evicted);
    }

    /// As [`let_go`](Self::let_go), for one node. Most often it dies here, and need not find its entry.
    fn let_go_one(&self, (slot, node): Evicted<T::Handle>) {
        let (handle, dyn_node) = (node.as_dyn(), node.as_dyn().dyn_node());
        if handle.strong_count() == 1 && !dyn_node.header().needs_dying_set() {
            if let Some(key) = self.table.forget(slot) {
                death::die_with(dyn_node, key);
            }
        } else {
            self.table.as_rc().join(slot, &node);
        }
        // User code.
        drop(node);
    }

    /// Stops keeping the node in this slot, whose entry is about to be removed, or has another node
    /// now.
    pub(super) fn stop_keeping(&self, slot: SlotNumber) -> Option<WeighedNode<T::Handle>> {
        let mut kept = self.kept_nodes();
        kept.removed += 1;
        kept.remove(slot)
    }
}
