//! [`Kept`]: what a cache keeps alive.

use std::collections::HashMap;

use hashlink::LruCache;

use crate::cache::stats::Stats;
use crate::kernel::dyn_handle::AsDynHandle;
use crate::kernel::dyn_handle::address;
use crate::store::hash::BuildFoldedHash;

/// The strong part of a cache, by the numbers of its entries: so nothing of the user's is hashed, compared or
/// dropped in here.
pub(super) struct Kept<H> {
    pub(super) budget: usize,
    /// The least recently used first.
    by_use: LruCache<u64, Strong<H>, BuildFoldedHash>,
    /// What those weigh. Weights are the user's, and may be as large as they like.
    weight_by_use: u128,
    pinned: HashMap<u64, Strong<H>, BuildFoldedHash>,
    weight_pinned: u128,
    /// How many entries were taken out of the cache while their nodes were alive.
    pub(super) taken_out: u64,
    /// But for those that were freed, which the entries know.
    pub(super) stats: Stats,
}

pub(super) struct Strong<H> {
    pub(super) node: H,
    pub(super) weight: usize,
}

impl<H: AsDynHandle> Kept<H> {
    pub(super) fn new(budget: usize) -> Self {
        Kept {
            budget,
            // With a bound of its own it would drop handles in here.
            by_use: LruCache::with_hasher(usize::MAX, BuildFoldedHash::new()),
            weight_by_use: 0,
            pinned: HashMap::default(),
            weight_pinned: 0,
            taken_out: 0,
            stats: Stats::default(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.by_use.len() + self.pinned.len()
    }

    pub(super) fn weight(&self) -> usize {
        usize::try_from(self.weight_by_use + self.weight_pinned).unwrap_or(usize::MAX)
    }

    /// The node of an entry is used. Says whether it is kept.
    #[inline]
    pub(super) fn use_again(&mut self, number: u64) -> bool {
        self.by_use.get(&number).is_some() || self.is_pinned(number)
    }

    pub(super) fn is_pinned(&self, number: u64) -> bool {
        self.pinned.contains_key(&number)
    }

    /// Begins to keep the node of an entry. Gives it back if that needs not be, or cannot be.
    pub(super) fn keep(&mut self, number: u64, strong: Strong<H>) -> Option<Strong<H>> {
        if self.use_again(number) {
            return Some(strong);
        }
        if strong.weight as u128 > self.room(self.budget) {
            return Some(strong);
        }
        self.add(number, strong);
        None
    }

    /// As [`keep`](Self::keep), and pins it.
    pub(super) fn keep_pinned(&mut self, number: u64, strong: Strong<H>) -> Option<Strong<H>> {
        if self.pin(number) {
            return Some(strong);
        }
        self.add_pinned(number, strong);
        None
    }

    /// Pins what is kept. Says whether it is.
    pub(super) fn pin(&mut self, number: u64) -> bool {
        let Some(strong) = self.take_by_use(number) else {
            return self.is_pinned(number);
        };
        self.add_pinned(number, strong);
        true
    }

    /// Says whether it was pinned.
    pub(super) fn unpin(&mut self, number: u64) -> bool {
        let Some(strong) = self.take_pinned(number) else { return false };
        self.add(number, strong);
        true
    }

    /// For an entry that is taken out.
    pub(super) fn take(&mut self, number: u64) -> Option<Strong<H>> {
        self.take_by_use(number).or_else(|| self.take_pinned(number))
    }

    /// All, the least recently used first, and the pinned ones last.
    pub(super) fn take_all(&mut self) -> Vec<H> {
        let mut all = Vec::with_capacity(self.len());
        all.extend(self.by_use.drain().map(|(_, strong)| strong.node));
        all.extend(self.pinned.drain().map(|(_, strong)| strong.node));
        (self.weight_by_use, self.weight_pinned) = (0, 0);
        all
    }

    /// One that is too much for the budget.
    pub(super) fn evict_one(&mut self) -> Option<H> {
        self.evict_beyond(self.budget)
    }

    /// Those that are too much for this budget.
    pub(super) fn take_excess(&mut self, budget: usize) -> Vec<H> {
        std::iter::from_fn(|| self.evict_beyond(budget)).collect()
    }

    /// Those that are not pinned, and that nobody else holds.
    pub(super) fn take_unused(&mut self) -> Vec<H> {
        // A node may be kept under several keys.
        let mut handles = HashMap::<_, usize, BuildFoldedHash>::default();
        for (_, strong) in &self.by_use {
            *handles.entry(address(&strong.node)).or_default() += 1;
        }
        let is_unused = |strong: &Strong<H>| {
            let ours = handles.get(&address(&strong.node));
            ours == Some(&strong.node.as_dyn().strong_count())
        };
        let unused = self.by_use.iter().filter(|(_, strong)| is_unused(strong));
        let unused: Vec<_> = unused.map(|(number, _)| *number).collect();
        self.stats.evicted += unused.len() as u64;
        unused.into_iter().filter_map(|number| Some(self.take_by_use(number)?.node)).collect()
    }

    /// What may be kept beside the pinned ones.
    fn room(&self, budget: usize) -> u128 {
        (budget as u128).saturating_sub(self.weight_pinned)
    }

    fn evict_beyond(&mut self, budget: usize) -> Option<H> {
        if self.weight_by_use <= self.room(budget) {
            return None;
        }
        let (_, strong) = self.by_use.remove_lru()?;
        self.weight_by_use -= strong.weight as u128;
        self.stats.evicted += 1;
        Some(strong.node)
    }

    fn add(&mut self, number: u64, strong: Strong<H>) {
        self.weight_by_use += strong.weight as u128;
        self.by_use.insert(number, strong);
    }

    fn add_pinned(&mut self, number: u64, strong: Strong<H>) {
        self.weight_pinned += strong.weight as u128;
        self.pinned.insert(number, strong);
    }

    fn take_by_use(&mut self, number: u64) -> Option<Strong<H>> {
        let strong = self.by_use.remove(&number)?;
        self.weight_by_use -= strong.weight as u128;
        Some(strong)
    }

    fn take_pinned(&mut self, number: u64) -> Option<Strong<H>> {
        let strong = self.pinned.remove(&number)?;
        self.weight_pinned -= strong.weight as u128;
        Some(strong)
    }
}
