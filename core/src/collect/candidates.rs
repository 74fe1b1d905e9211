//! Candidates: nodes that may be part of a cycle, since they have a set shared link that can close
//! one.

use std::cell::{Cell, RefCell};
use std::mem::{self, ManuallyDrop};
use std::rc::Weak as StdWeak;

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_node::DynNode;

thread_local! {
    /// It has no destructor, so it keeps no buffer while it is empty.
    static CANDIDATES: RefCell<ManuallyDrop<Candidates>> =
        const { RefCell::new(ManuallyDrop::new(Candidates::NONE)) };
    /// The number of candidates that were ever added.
    static TOTAL: Cell<u64> = const { Cell::new(0) };
    /// [`TOTAL`], as it was at the last [`reset_new_count`].
    static TOTAL_AT_RESET: Cell<u64> = const { Cell::new(0) };
}

/// All candidates of this thread.
pub struct Candidates {
    slots: Vec<Slot>,
    first_free: u32,
    count: usize,
}

enum Slot {
    Taken(Candidate),
    Free { next: u32 },
}

impl Slot {
    fn candidate(&self) -> Option<&Candidate> {
        match self {
            Slot::Taken(candidate) => Some(candidate),
            Slot::Free { .. } => None,
        }
    }
}

/// A candidate node, recorded for one of its set shared links that can close a cycle.
struct Candidate {
    node: StdWeak<dyn DynNode>,
    link: u32,
    /// Links that were set later have larger numbers.
    serial: u64,
}

const NO_SLOT: u32 = u32::MAX;

impl Candidates {
    const NONE: Self = Candidates { slots: Vec::new(), first_free: NO_SLOT, count: 0 };

    fn add(&mut self, candidate: Candidate) -> u32 {
        self.count += 1;
        let taken = Slot::Taken(candidate);
        if let Some(slot) = self.slots.get_mut(self.first_free as usize) {
            let free = mem::replace(slot, taken);
            let Slot::Free { next } = free else { unreachable!("the first free slot is free") };
            return mem::replace(&mut self.first_free, next);
        }
        let slot = u32::try_from(self.slots.len()).expect("so many links do not fit in memory");
        self.slots.push(taken);
        slot
    }

    fn remove(&mut self, slot: u32) {
        self.count -= 1;
        self.slots[slot as usize] = Slot::Free { next: self.first_free };
        self.first_free = slot;
        if self.count == 0 {
            *self = Candidates::NONE;
        }
    }
}

/// A shared link's own record: its number among the links of its node, and its slot among the
/// candidates.
pub(crate) struct Candidacy {
    link: u32,
    slot: Cell<u32>,
}

impl Candidacy {
    /// The record of the link with this number, which is empty.
    #[expect(clippy::cast_possible_truncation, reason = "no struct has so many fields")]
    pub(crate) fn new(link: usize) -> Self {
        Candidacy { link: link as u32, slot: Cell::new(NO_SLOT) }
    }

    /// Call this when the link, which was empty, has been set.
    pub(crate) fn begin(&self, node: StdWeak<dyn DynNode>) {
        let serial = TOTAL.replace(TOTAL.get() + 1);
        let candidate = Candidate { node, link: self.link, serial };
        self.slot.set(CANDIDATES.with_borrow_mut(|all| all.add(candidate)));
    }

    /// Call this when the link is empty again.
    #[inline]
    pub(crate) fn end(&self) {
        if self.slot.get() != NO_SLOT {
            with_all(|all| self.end_among(all));
        }
    }

    /// As [`end`](Self::end), for a caller that ends many.
    #[inline]
    pub(crate) fn end_among(&self, all: &mut Candidates) {
        let slot = self.slot.replace(NO_SLOT);
        if slot != NO_SLOT {
            all.remove(slot);
        }
    }
}

/// No user code may run in `change`.
pub(super) fn with_all<R>(change: impl FnOnce(&mut Candidates) -> R) -> R {
    CANDIDATES.with_borrow_mut(|all| change(all))
}

/// The number of candidates that were added since the last [`reset_new_count`].
pub(super) fn new_count() -> u64 {
    TOTAL.get() - TOTAL_AT_RESET.get()
}

pub(super) fn reset_new_count() {
    TOTAL_AT_RESET.set(TOTAL.get());
}

pub(super) fn count() -> usize {
    CANDIDATES.with_borrow(|all| all.count)
}

/// Calls `visit` for each candidate, with its node and the number of its link, in the order in
/// which the links were set.
pub(super) fn for_each_in_order(mut visit: impl FnMut(AnyRc, usize)) {
    CANDIDATES.with_borrow(|all| {
        let mut candidates: Vec<_> = all.slots.iter().filter_map(Slot::candidate).collect();
        // Unless a slot was used again, they are sorted already. Sorting a sorted list is one pass.
        candidates.sort_unstable_by_key(|candidate| candidate.serial);
        for Candidate { node, link, .. } in candidates {
            // A node that is being dropped is still a candidate, but cannot be upgraded.
            if let Some(node) = node.upgrade() {
                visit(AnyRc::from_std(node), *link as usize);
            }
        }
    });
}
