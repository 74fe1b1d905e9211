//! [`KeptNodes`]: the nodes that a cache keeps alive.

use std::cell::RefCell;
use std::collections::HashMap;
use std::mem;

use crate::cache::stats::Stats;
use crate::kernel::dyn_handle::{AsDynHandle, DynHandle, address};
use crate::store::hash::BuildFoldedHash;
use crate::store::slab::SlotNumber;
use crate::weak::by_key::BesideEntries;

/// The strong part of a cache. Nodes are stored by the slots of their entries, so nothing here hashes
/// or compares user data. Nothing here drops a handle either: methods return the handles, and the
/// caller drops them. A slot without an entry has no kept node.
pub(super) struct KeptNodes<H> {
    pub(super) budget: usize,
    /// By the numbers of the slots. May be shorter than the table. The nodes that are not pinned are a
    /// ring, the least recently used first. It begins and ends at [`ENDS`], which is no slot.
    links: Vec<Link<H>>,
    len: usize,
    /// The sums of weights are wider than `usize`, since a weight function may return any weight.
    recent_weight: u128,
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

/// A node that is kept no more, with its slot: see [`Cache::let_go`](crate::cache::Cache::let_go).
pub(super) type Evicted<H> = (SlotNumber, H);

struct Link<H> {
    kept: Option<WeighedNode<H>>,
    is_pinned: bool,
    /// The numbers of the neighbours in the ring.
    before: u32,
    after: u32,
}

/// The number of the link before the first node of the ring, and behind the last one.
const ENDS: u32 = 0;

impl<H> Default for Link<H> {
    fn default() -> Self {
        Link { kept: None, is_pinned: false, before: ENDS, after: ENDS }
    }
}

impl<H> Default for KeptNodes<H> {
    fn default() -> Self {
        KeptNodes {
            budget: 0,
            links: Vec::new(),
            len: 0,
            recent_weight: 0,
            pinned_weight: 0,
            removed: 0,
            stats: Stats::default(),
        }
    }
}

impl<H> KeptNodes<H> {
    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn weight(&self) -> usize {
        usize::try_from(self.recent_weight + self.pinned_weight).unwrap_or(usize::MAX)
    }

    #[inline]
    fn link(&self, number: u32) -> Option<&Link<H>> {
        self.links.get(number as usize)
    }

    #[inline]
    fn link_mut(&mut self, number: u32) -> &mut Link<H> {
        &mut self.links[number as usize]
    }

    /// Makes the node of this entry the most recently used, if it is kept, and returns the result of
    /// `read` for it.
    #[inline]
    pub(super) fn touch<R>(&mut self, slot: SlotNumber, read: impl FnOnce(&H) -> R) -> Option<R> {
        let Link { kept, is_pinned, after, .. } = self.link(slot.get())?;
        let result = read(&kept.as_ref()?.node);
        if !is_pinned && *after != ENDS {
            self.unlink(slot);
            self.put_last(slot);
        }
        Some(result)
    }

    pub(super) fn is_pinned(&self, slot: SlotNumber) -> bool {
        self.link(slot.get()).is_some_and(|link| link.is_pinned)
    }

    /// Begins to keep the node of an entry. Returns `weighed` if the node is kept already, or if
    /// there is no room.
    pub(super) fn keep(
        &mut self,
        slot: SlotNumber,
        weighed: WeighedNode<H>,
    ) -> Option<WeighedNode<H>> {
        if self.touch(slot, |_| ()).is_some() || weighed.weight as u128 > self.room(self.budget) {
            return Some(weighed);
        }
        self.recent_weight += weighed.weight as u128;
        self.put(slot, weighed, false);
        self.put_last(slot);
        None
    }

    /// Begins to keep the node of an entry, pinned. If the node is kept already, pins it, and
    /// returns `weighed`.
    pub(super) fn keep_pinned(
        &mut self,
        slot: SlotNumber,
        weighed: WeighedNode<H>,
    ) -> Option<WeighedNode<H>> {
        if self.pin(slot) {
            return Some(weighed);
        }
        self.pinned_weight += weighed.weight as u128;
        self.put(slot, weighed, true);
        None
    }

    /// Pins the node of an entry if it is kept. Returns whether it is.
    pub(super) fn pin(&mut self, slot: SlotNumber) -> bool {
        let Some(Link { kept: Some(kept), is_pinned, .. }) = self.link(slot.get()) else {
            return false;
        };
        if !is_pinned {
            let weight = kept.weight as u128;
            self.recent_weight -= weight;
            self.pinned_weight += weight;
            self.unlink(slot);
            self.link_mut(slot.get()).is_pinned = true;
        }
        true
    }

    /// Unpins the node of an entry. Returns whether it was pinned.
    pub(super) fn unpin(&mut self, slot: SlotNumber) -> bool {
        match self.link(slot.get()) {
            Some(Link { kept: Some(kept), is_pinned: true, .. }) => {
                let weight = kept.weight as u128;
                self.pinned_weight -= weight;
                self.recent_weight += weight;
                self.link_mut(slot.get()).is_pinned = false;
                self.put_last(slot);
                true
            }
            _ => false,
        }
    }

    /// Removes the node of an entry, pinned or not.
    pub(super) fn remove(&mut self, slot: SlotNumber) -> Option<WeighedNode<H>> {
        let link = self.links.get_mut(slot.get() as usize)?;
        let kept = link.kept.take()?;
        self.len -= 1;
        if mem::take(&mut link.is_pinned) {
            self.pinned_weight -= kept.weight as u128;
        } else {
            self.recent_weight -= kept.weight as u128;
            self.unlink(slot);
        }
        Some(kept)
    }

    /// Removes all nodes, and gives back the memory: the least recently used first, the pinned ones
    /// last.
    pub(super) fn take_all(&mut self) -> Vec<H> {
        let mut all: Vec<_> =
            std::iter::from_fn(|| Some(self.remove(self.first()?)?.node)).collect();
        all.extend(mem::take(&mut self.links).into_iter().filter_map(|link| Some(link.kept?.node)));
        (self.len, self.pinned_weight) = (0, 0);
        all
    }

    /// Evicts the least recently used node, if the nodes exceed the budget.
    #[inline]
    pub(super) fn evict_one(&mut self) -> Option<Evicted<H>> {
        self.evict_beyond(self.budget)
    }

    /// Evicts the nodes that exceed this budget.
    pub(super) fn evict_excess(&mut self, budget: usize) -> Vec<Evicted<H>> {
        std::iter::from_fn(|| self.evict_beyond(budget)).collect()
    }

    /// The part of the budget that the pinned nodes leave.
    fn room(&self, budget: usize) -> u128 {
        (budget as u128).saturating_sub(self.pinned_weight)
    }

    #[inline]
    fn evict_beyond(&mut self, budget: usize) -> Option<Evicted<H>> {
        if self.recent_weight <= self.room(budget) {
            return None;
        }
        let slot = self.first()?;
        let evicted = self.remove(slot)?;
        self.stats.evicted += 1;
        Some((slot, evicted.node))
    }

    /// The least recently used of the nodes that are not pinned.
    fn first(&self) -> Option<SlotNumber> {
        SlotNumber::new(self.link(ENDS)?.after)
    }

    /// The nodes that are not pinned, the least recently used first.
    fn recent(&self) -> impl Iterator<Item = (SlotNumber, &WeighedNode<H>)> {
        let mut next = self.first();
        std::iter::from_fn(move || {
            let slot = next?;
            let link = self.link(slot.get())?;
            next = SlotNumber::new(link.after);
            Some((slot, link.kept.as_ref()?))
        })
    }

    fn put(&mut self, slot: SlotNumber, weighed: WeighedNode<H>, is_pinned: bool) {
        while self.link(slot.get()).is_none() {
            self.links.push(Link::default());
        }
        let link = self.link_mut(slot.get());
        link.kept = Some(weighed);
        link.is_pinned = is_pinned;
        self.len += 1;
    }

    /// Puts a node at the end of the ring.
    #[inline]
    fn put_last(&mut self, slot: SlotNumber) {
        let last = mem::replace(&mut self.link_mut(ENDS).before, slot.get());
        self.link_mut(last).after = slot.get();
        let link = self.link_mut(slot.get());
        (link.before, link.after) = (last, ENDS);
    }

    /// Takes a node out of the ring.
    #[inline]
    fn unlink(&mut self, slot: SlotNumber) {
        let Link { before, after, .. } = *self.link_mut(slot.get());
        self.link_mut(before).after = after;
        self.link_mut(after).before = before;
    }
}

impl<H: AsDynHandle> KeptNodes<H> {
    /// Evicts the nodes that are not pinned and whose strong handles are all in here.
    pub(super) fn evict_unused(&mut self) -> Vec<Evicted<H>> {
        // A node may be kept under several keys, and so by several handles.
        let mut handles = HashMap::<_, usize, BuildFoldedHash>::default();
        for (_, weighed) in self.recent() {
            *handles.entry(address(&weighed.node)).or_default() += 1;
        }
        let is_unused = |weighed: &WeighedNode<H>| {
            let own_handles = handles.get(&address(&weighed.node));
            own_handles == Some(&weighed.node.typed().strong_count())
        };
        let unused = self.recent().filter(|(_, weighed)| is_unused(weighed));
        let unused: Vec<_> = unused.map(|(slot, _)| slot).collect();
        self.stats.evicted += unused.len() as u64;
        unused.into_iter().filter_map(|slot| Some((slot, self.remove(slot)?.node))).collect()
    }
}

impl<H: 'static> BesideEntries for RefCell<KeptNodes<H>> {
    const KEEPS_NODES: bool = true;

    fn move_entry(&self, old: SlotNumber, new: SlotNumber) {
        let mut kept = self.borrow_mut();
        if kept.link(old.get()).is_none() {
            return;
        }
        kept.links.swap(old.get() as usize, new.get() as usize);
        let Link { before, after, is_pinned, kept: ref node } = *kept.link_mut(new.get());
        if node.is_some() && !is_pinned {
            kept.link_mut(before).after = new.get();
            kept.link_mut(after).before = new.get();
        }
    }

    fn shrink_to(&self, len: usize, capacity: usize) {
        let mut kept = self.borrow_mut();
        kept.links.truncate(len + 1);
        kept.links.shrink_to(capacity + 1);
    }
}
