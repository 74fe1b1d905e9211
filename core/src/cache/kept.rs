//! [`KeptNodes`]: the nodes that a cache keeps alive.

use std::collections::HashMap;

use hashlink::LinkedHashMap;

use crate::cache::stats::Stats;
use crate::kernel::dyn_handle::{AsDynHandle, address};
use crate::store::hash::BuildFoldedHash;
use crate::store::sparse;

/// The strong part of a cache. Nodes are stored by the numbers of their entries, so nothing here
/// hashes or compares user data. Nothing here drops a handle either: methods return the handles,
/// and the caller drops them. When most of the memory is unused, it is given back.
pub(super) struct KeptNodes<H> {
    pub(super) budget: usize,
    /// The nodes that are not pinned, the least recently used first.
    recent: LinkedHashMap<u64, WeighedNode<H>, BuildFoldedHash>,
    /// The sums of weights are wider than `usize`, since a weight function may return any weight.
    recent_weight: u128,
    pinned: HashMap<u64, WeighedNode<H>, BuildFoldedHash>,
    pinned_weight: u128,
    /// The number of entries that were removed from the cache while their nodes were alive.
    pub(super) removed: u64,
    /// All but `freed`, which the cache computes.
    pub(super) stats: Stats,
}

pub(super) struct WeighedNode<H> {
    pub(super) node: H,
    pub(super) weight: usize,
}

impl<H: AsDynHandle> KeptNodes<H> {
    pub(super) fn new(budget: usize) -> Self {
        KeptNodes {
            budget,
            recent: LinkedHashMap::with_hasher(BuildFoldedHash::new()),
            recent_weight: 0,
            pinned: HashMap::default(),
            pinned_weight: 0,
            removed: 0,
            stats: Stats::default(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.recent.len() + self.pinned.len()
    }

    pub(super) fn weight(&self) -> usize {
        usize::try_from(self.recent_weight + self.pinned_weight).unwrap_or(usize::MAX)
    }

    /// Makes the node of this entry the most recently used. Returns whether it is kept.
    #[inline]
    pub(super) fn touch(&mut self, number: u64) -> bool {
        self.recent.to_back(&number).is_some() || self.is_pinned(number)
    }

    pub(super) fn is_pinned(&self, number: u64) -> bool {
        self.pinned.contains_key(&number)
    }

    /// Begins to keep the node of an entry. Returns `weighed` if the node is kept already, or if
    /// there is no room.
    pub(super) fn keep(&mut self, number: u64, weighed: WeighedNode<H>) -> Option<WeighedNode<H>> {
        if self.touch(number) {
            return Some(weighed);
        }
        if weighed.weight as u128 > self.room(self.budget) {
            return Some(weighed);
        }
        self.insert_recent(number, weighed);
        None
    }

    /// Begins to keep the node of an entry, pinned. If the node is kept already, pins it, and
    /// returns `weighed`.
    pub(super) fn keep_pinned(
        &mut self,
        number: u64,
        weighed: WeighedNode<H>,
    ) -> Option<WeighedNode<H>> {
        if self.pin(number) {
            return Some(weighed);
        }
        self.insert_pinned(number, weighed);
        None
    }

    /// Pins the node of an entry if it is kept. Returns whether it is.
    pub(super) fn pin(&mut self, number: u64) -> bool {
        let Some(weighed) = self.remove_recent(number) else {
            return self.is_pinned(number);
        };
        self.insert_pinned(number, weighed);
        true
    }

    /// Unpins the node of an entry. Returns whether it was pinned.
    pub(super) fn unpin(&mut self, number: u64) -> bool {
        let Some(weighed) = self.remove_pinned(number) else { return false };
        self.insert_recent(number, weighed);
        true
    }

    /// Removes the node of an entry, pinned or not.
    pub(super) fn remove(&mut self, number: u64) -> Option<WeighedNode<H>> {
        self.remove_recent(number).or_else(|| self.remove_pinned(number))
    }

    /// Removes all nodes: the least recently used first, the pinned ones last.
    pub(super) fn take_all(&mut self) -> Vec<H> {
        let mut all = Vec::with_capacity(self.len());
        all.extend(self.recent.drain().map(|(_, weighed)| weighed.node));
        all.extend(self.pinned.drain().map(|(_, weighed)| weighed.node));
        (self.recent_weight, self.pinned_weight) = (0, 0);
        self.shrink_to_fit();
        all
    }

    /// Gives back the memory that the nodes do not need.
    pub(super) fn shrink_to_fit(&mut self) {
        self.recent.shrink_to_fit();
        self.pinned.shrink_to_fit();
    }

    /// Evicts the least recently used node, if the nodes exceed the budget.
    pub(super) fn evict_one(&mut self) -> Option<H> {
        self.evict_beyond(self.budget)
    }

    /// Evicts the nodes that exceed this budget.
    pub(super) fn evict_excess(&mut self, budget: usize) -> Vec<H> {
        std::iter::from_fn(|| self.evict_beyond(budget)).collect()
    }

    /// Evicts the nodes that are not pinned and whose strong handles are all in here.
    pub(super) fn evict_unused(&mut self) -> Vec<H> {
        // A node may be kept under several keys, and so by several handles.
        let mut handles = HashMap::<_, usize, BuildFoldedHash>::default();
        for (_, weighed) in &self.recent {
            *handles.entry(address(&weighed.node)).or_default() += 1;
        }
        let is_unused = |weighed: &WeighedNode<H>| {
            let own_handles = handles.get(&address(&weighed.node));
            own_handles == Some(&weighed.node.as_dyn().strong_count())
        };
        let unused = self.recent.iter().filter(|(_, weighed)| is_unused(weighed));
        let unused: Vec<_> = unused.map(|(number, _)| *number).collect();
        self.stats.evicted += unused.len() as u64;
        unused.into_iter().filter_map(|number| Some(self.remove_recent(number)?.node)).collect()
    }

    /// The part of the budget that the pinned nodes leave.
    fn room(&self, budget: usize) -> u128 {
        (budget as u128).saturating_sub(self.pinned_weight)
    }

    fn evict_beyond(&mut self, budget: usize) -> Option<H> {
        if self.recent_weight <= self.room(budget) {
            return None;
        }
        let (_, weighed) = self.recent.pop_front()?;
        self.recent_weight -= weighed.weight as u128;
        self.stats.evicted += 1;
        self.shrink_recent();
        Some(weighed.node)
    }

    fn insert_recent(&mut self, number: u64, weighed: WeighedNode<H>) {
        self.recent_weight += weighed.weight as u128;
        self.recent.insert(number, weighed);
    }

    fn insert_pinned(&mut self, number: u64, weighed: WeighedNode<H>) {
        self.pinned_weight += weighed.weight as u128;
        self.pinned.insert(number, weighed);
    }

    fn remove_recent(&mut self, number: u64) -> Option<WeighedNode<H>> {
        let weighed = self.recent.remove(&number)?;
        self.recent_weight -= weighed.weight as u128;
        self.shrink_recent();
        Some(weighed)
    }

    fn remove_pinned(&mut self, number: u64) -> Option<WeighedNode<H>> {
        let weighed = self.pinned.remove(&number)?;
        self.pinned_weight -= weighed.weight as u128;
        sparse::shrink_table(&mut self.pinned, 0);
        Some(weighed)
    }

    fn shrink_recent(&mut self) {
        if sparse::is_sparse(self.recent.len(), self.recent.capacity()) {
            self.recent.shrink_to_fit();
        }
    }
}
