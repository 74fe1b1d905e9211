//! [`KeptNodes`]: the nodes that a cache keeps alive.

use std::cell::RefCell;
use std::collections::HashMap;
use std::mem;

use crate::cache::stats::Stats;
use crate::kernel::dyn_handle::{AsDynHandle, address};
use crate::store::hash::BuildFoldedHash;
use crate::store::slab::{self, SlotNumber};
use crate::weak::by_key::BesideEntries;

/// The strong part of a cache. Nodes are stored by the slots of their entries, so nothing here hashes
/// or compares user data. Nothing here drops a handle either: methods return the handles, and the
/// caller drops them. A slot without an entry has no kept node.
pub(super) struct KeptNodes<H> {
    pub(super) budget: usize,
    /// By slot. May be shorter than the table. The nodes that are not pinned are a list.
    links: Vec<Link<H>>,
    /// The least recently used node of that list.
    first: Option<SlotNumber>,
    last: Option<SlotNumber>,
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

struct Link<H> {
    kept: Option<WeighedNode<H>>,
    is_pinned: bool,
    /// The neighbours in the list.
    before: Option<SlotNumber>,
    after: Option<SlotNumber>,
}

impl<H> Default for Link<H> {
    fn default() -> Self {
        Link { kept: None, is_pinned: false, before: None, after: None }
    }
}

impl<H> Default for KeptNodes<H> {
    fn default() -> Self {
        KeptNodes {
            budget: 0,
            links: Vec::new(),
            first: None,
            last: None,
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

    fn link(&self, slot: SlotNumber) -> Option<&Link<H>> {
        self.links.get(slab::index(slot))
    }

    fn link_mut(&mut self, slot: SlotNumber) -> &mut Link<H> {
        &mut self.links[slab::index(slot)]
    }

    /// Makes the node of this entry the most recently used. Returns whether it is kept.
    #[inline]
    pub(super) fn touch(&mut self, slot: SlotNumber) -> bool {
        match self.link(slot) {
            Some(Link { kept: Some(_), is_pinned, .. }) => {
                if !*is_pinned && self.last != Some(slot) {
                    self.unlink(slot);
                    self.put_last(slot);
                }
                true
            }
            _ => false,
        }
    }

    pub(super) fn is_pinned(&self, slot: SlotNumber) -> bool {
        self.link(slot).is_some_and(|link| link.is_pinned)
    }

    /// Begins to keep the node of an entry. Returns `weighed` if the node is kept already, or if
    /// there is no room.
    pub(super) fn keep(
        &mut self,
        slot: SlotNumber,
        weighed: WeighedNode<H>,
    ) -> Option<WeighedNode<H>> {
        if self.touch(slot) || weighed.weight as u128 > self.room(self.budget) {
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
        let Some(Link { kept: Some(kept), is_pinned, .. }) = self.link(slot) else { return false };
        if !is_pinned {
            let weight = kept.weight as u128;
            self.recent_weight -= weight;
            self.pinned_weight += weight;
            self.unlink(slot);
            self.link_mut(slot).is_pinned = true;
        }
        true
    }

    /// Unpins the node of an entry. Returns whether it was pinned.
    pub(super) fn unpin(&mut self, slot: SlotNumber) -> bool {
        match self.link(slot) {
            Some(Link { kept: Some(kept), is_pinned: true, .. }) => {
                let weight = kept.weight as u128;
                self.pinned_weight -= weight;
                self.recent_weight += weight;
                self.link_mut(slot).is_pinned = false;
                self.put_last(slot);
                true
            }
            _ => false,
        }
    }

    /// Removes the node of an entry, pinned or not.
    pub(super) fn remove(&mut self, slot: SlotNumber) -> Option<WeighedNode<H>> {
        let link = self.links.get_mut(slab::index(slot))?;
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
        let recent: Vec<_> = self.recent().map(|(slot, _)| slot).collect();
        let mut all: Vec<_> =
            recent.into_iter().filter_map(|slot| Some(self.remove(slot)?.node)).collect();
        all.extend(mem::take(&mut self.links).into_iter().filter_map(|link| Some(link.kept?.node)));
        (self.len, self.pinned_weight) = (0, 0);
        all
    }

    /// Evicts the least recently used node, if the nodes exceed the budget.
    #[inline]
    pub(super) fn evict_one(&mut self) -> Option<H> {
        self.evict_beyond(self.budget)
    }

    /// Evicts the nodes that exceed this budget.
    pub(super) fn evict_excess(&mut self, budget: usize) -> Vec<H> {
        std::iter::from_fn(|| self.evict_beyond(budget)).collect()
    }

    /// The part of the budget that the pinned nodes leave.
    fn room(&self, budget: usize) -> u128 {
        (budget as u128).saturating_sub(self.pinned_weight)
    }

    #[inline]
    fn evict_beyond(&mut self, budget: usize) -> Option<H> {
        if self.recent_weight <= self.room(budget) {
            return None;
        }
        let evicted = self.remove(self.first?)?;
        self.stats.evicted += 1;
        Some(evicted.node)
    }

    /// The nodes that are not pinned, the least recently used first.
    fn recent(&self) -> impl Iterator<Item = (SlotNumber, &WeighedNode<H>)> {
        let mut next = self.first;
        std::iter::from_fn(move || {
            let slot = next?;
            let link = self.link(slot)?;
            next = link.after;
            Some((slot, link.kept.as_ref()?))
        })
    }

    fn put(&mut self, slot: SlotNumber, weighed: WeighedNode<H>, is_pinned: bool) {
        if self.links.len() <= slab::index(slot) {
            self.links.resize_with(slot.get() as usize, Link::default);
        }
        let link = self.link_mut(slot);
        link.kept = Some(weighed);
        link.is_pinned = is_pinned;
        self.len += 1;
    }

    /// Puts a node at the end of the list.
    #[inline]
    fn put_last(&mut self, slot: SlotNumber) {
        let before = self.last.replace(slot);
        let link = self.link_mut(slot);
        (link.before, link.after) = (before, None);
        match before {
            Some(before) => self.link_mut(before).after = Some(slot),
            None => self.first = Some(slot),
        }
    }

    /// Takes a node out of the list.
    #[inline]
    fn unlink(&mut self, slot: SlotNumber) {
        let Link { before, after, .. } = *self.link_mut(slot);
        self.join(before, after);
    }

    /// Makes these the neighbours of each other.
    #[inline]
    fn join(&mut self, before: Option<SlotNumber>, after: Option<SlotNumber>) {
        self.set_after(before, after);
        self.set_before(after, before);
    }

    #[inline]
    fn set_after(&mut self, slot: Option<SlotNumber>, after: Option<SlotNumber>) {
        match slot {
            Some(slot) => self.link_mut(slot).after = after,
            None => self.first = after,
        }
    }

    #[inline]
    fn set_before(&mut self, slot: Option<SlotNumber>, before: Option<SlotNumber>) {
        match slot {
            Some(slot) => self.link_mut(slot).before = before,
            None => self.last = before,
        }
    }
}

impl<H: AsDynHandle> KeptNodes<H> {
    /// Evicts the nodes that are not pinned and whose strong handles are all in here.
    pub(super) fn evict_unused(&mut self) -> Vec<H> {
        // A node may be kept under several keys, and so by several handles.
        let mut handles = HashMap::<_, usize, BuildFoldedHash>::default();
        for (_, weighed) in self.recent() {
            *handles.entry(address(&weighed.node)).or_default() += 1;
        }
        let is_unused = |weighed: &WeighedNode<H>| {
            let own_handles = handles.get(&address(&weighed.node));
            own_handles == Some(&weighed.node.as_dyn().strong_count())
        };
        let unused = self.recent().filter(|(_, weighed)| is_unused(weighed));
        let unused: Vec<_> = unused.map(|(slot, _)| slot).collect();
        self.stats.evicted += unused.len() as u64;
        unused.into_iter().filter_map(|slot| Some(self.remove(slot)?.node)).collect()
    }
}

impl<H: 'static> BesideEntries for RefCell<KeptNodes<H>> {
    fn move_entry(&self, old: SlotNumber, new: SlotNumber) {
        let mut kept = self.borrow_mut();
        let Some(link) = kept.links.get_mut(slab::index(old)).map(mem::take) else { return };
        if link.kept.is_some() && !link.is_pinned {
            kept.set_after(link.before, Some(new));
            kept.set_before(link.after, Some(new));
        }
        *kept.link_mut(new) = link;
    }

    fn shrink_to(&self, len: usize, capacity: usize) {
        let mut kept = self.borrow_mut();
        kept.links.truncate(len);
        kept.links.shrink_to(capacity);
    }
}
