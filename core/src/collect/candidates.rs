//! Candidates: nodes that may be part of a cycle, since they have a set shared link that can close
//! one.

// Memory
//
// The candidates are in a table, and each link has the slot of its own candidate, so that it finds
// it in O(1). When three quarters of a long table are free, the candidates move to a shorter one,
// in order, and each link gets its new slot. They do so too when a collection begins and they are
// not in order. A node that is being dropped can no longer be reached, so its candidates are removed
// then, and its links keep slots that are no longer theirs. That is why a candidate is removed only
// if it is that of the very link.

use std::cell::{Cell, RefCell};
use std::mem::{self, ManuallyDrop};
use std::rc::Weak as StdWeak;

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_link::{DynLink, DynShared};
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
pub(crate) struct Candidates {
    slots: Vec<Slot>,
    first_free: u32,
    count: usize,
    /// No slot was used again, so the candidates are in the order in which the links were set.
    is_in_order: bool,
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

    fn into_candidate(self) -> Option<Candidate> {
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

/// A table with fewer slots never gets shorter, except when it is empty.
const SHORT: usize = 32;

impl Candidates {
    const NONE: Self =
        Candidates { slots: Vec::new(), first_free: NO_SLOT, count: 0, is_in_order: true };

    fn add(&mut self, candidate: Candidate) -> u32 {
        self.count += 1;
        let taken = Slot::Taken(candidate);
        if let Some(slot) = self.slots.get_mut(self.first_free as usize) {
            self.is_in_order = false;
            let free = mem::replace(slot, taken);
            let Slot::Free { next } = free else { unreachable!("the first free slot is free") };
            return mem::replace(&mut self.first_free, next);
        }
        let slot = to_slot(self.slots.len());
        self.slots.push(taken);
        slot
    }

    /// Removes the candidate of the link with this number in the node at this address, if it is in
    /// this slot. O(1) amortised.
    fn remove(&mut self, slot: u32, node: *const (), link: u32) {
        let candidate = self.slots.get(slot as usize).and_then(Slot::candidate);
        if !candidate.is_some_and(|candidate| candidate.is_of(node, link)) {
            return;
        }
        self.free(slot);
        self.shrink_if_sparse();
    }

    /// Removes the candidates in these slots. O(k) amortised for k slots.
    fn remove_all(&mut self, slots: &[u32]) {
        if slots.len() < self.count {
            for &slot in slots {
                self.free(slot);
            }
            self.shrink_if_sparse();
        } else {
            *self = Candidates::NONE;
        }
    }

    fn free(&mut self, slot: u32) {
        self.count -= 1;
        self.slots[slot as usize] = Slot::Free { next: self.first_free };
        self.first_free = slot;
    }

    fn shrink_if_sparse(&mut self) {
        if self.count == 0 {
            *self = Candidates::NONE;
        } else if self.slots.len() > SHORT && self.count < self.slots.len() / 4 {
            self.put_in_order();
        }
    }

    /// Moves the candidates to a table without free slots, in order.
    #[cold]
    fn put_in_order(&mut self) {
        let slots = mem::take(&mut self.slots);
        let mut candidates: Vec<_> = slots.into_iter().filter_map(Slot::into_candidate).collect();
        candidates.sort_unstable_by_key(|candidate| candidate.serial);
        let mut slots = Vec::with_capacity(candidates.len());
        for candidate in candidates {
            // No node dies here, since something else holds it.
            let Some(node) = candidate.node.upgrade() else { continue };
            let link: &dyn DynShared = match node.link(candidate.link as usize) {
                Some(DynLink::Shared(link)) => link,
                Some(DynLink::Traced(value)) => value,
                _ => continue,
            };
            link.candidacy().slot.set(to_slot(slots.len()));
            slots.push(Slot::Taken(candidate));
        }
        *self = match slots.len() {
            0 => Candidates::NONE,
            count => Candidates { slots, first_free: NO_SLOT, count, is_in_order: true },
        };
    }
}

fn to_slot(index: usize) -> u32 {
    u32::try_from(index).expect("so many links do not fit in memory")
}

impl Candidate {
    fn is_of(&self, node: *const (), link: u32) -> bool {
        self.node.as_ptr().cast() == node && self.link == link
    }
}

/// A shared link's own record: its number among the links of its node, and its slot among the
/// candidates.
pub struct Candidacy {
    link: u32,
    slot: Cell<u32>,
}

impl Candidacy {
    /// The record of the link with this number, which is empty.
    #[expect(clippy::cast_possible_truncation, reason = "no struct has so many fields")]
    pub(crate) fn new(link: usize) -> Self {
        Candidacy { link: link as u32, slot: Cell::new(NO_SLOT) }
    }

    /// The link's number among the links of its node.
    pub(crate) fn link(&self) -> usize {
        self.link as usize
    }

    /// Call this when the link, which was empty, has been set.
    pub(crate) fn begin(&self, node: StdWeak<dyn DynNode>) {
        let serial = TOTAL.replace(TOTAL.get() + 1);
        let candidate = Candidate { node, link: self.link, serial };
        self.slot.set(CANDIDATES.with_borrow_mut(|all| all.add(candidate)));
    }

    /// Call this when the link is empty again. `node` returns the address of its node.
    #[inline]
    pub(crate) fn end(&self, node: impl FnOnce() -> *const ()) {
        if self.slot.get() != NO_SLOT {
            let slot = self.slot.replace(NO_SLOT);
            with_all(|all| all.remove(slot, node(), self.link));
        }
    }
}

/// Links of living nodes whose candidates are to be removed.
#[derive(Default)]
pub(super) struct Ending {
    slots: Vec<u32>,
}

impl Ending {
    pub(super) fn add(&mut self, candidacy: &Candidacy) {
        let slot = candidacy.slot.replace(NO_SLOT);
        if slot != NO_SLOT {
            self.slots.push(slot);
        }
    }

    /// Removes the candidates. No other may have been added or removed since the first link was.
    pub(super) fn end(self) {
        with_all(|all| all.remove_all(&self.slots));
    }
}

/// No user code may run in `change`.
fn with_all<R>(change: impl FnOnce(&mut Candidates) -> R) -> R {
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

/// Calls `visit` with the node of each candidate, in the order in which the links were set.
#[inline]
pub(super) fn for_each_in_order(mut visit: impl FnMut(AnyRc)) {
    with_all(|all| {
        if !all.is_in_order {
            all.put_in_order();
        }
        for candidate in all.slots.iter().filter_map(Slot::candidate) {
            // A node that is being dropped is still a candidate, but cannot be upgraded.
            if let Some(node) = candidate.node.upgrade() {
                visit(AnyRc::from_std(node));
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Graph, Rc, collect};

    #[derive(Graph)]
    #[graph(crate = crate, shared(this: Knot), shared(other: Knot))]
    struct Knot {
        number: usize,
    }

    const PEAK: usize = 1000;

    fn knot(number: usize) -> Rc<Knot> {
        let knot = Knot { number }.into_graph();
        knot.this.set(knot.clone());
        knot
    }

    fn slot_count() -> usize {
        with_all(|all| all.slots.len())
    }

    fn numbers() -> Vec<usize> {
        let mut numbers = Vec::new();
        for_each_in_order(|node| {
            numbers.extend(node.downcast::<Knot>().map(|knot| knot.number));
        });
        numbers
    }

    #[test]
    fn the_table_shrinks_after_a_peak_and_keeps_the_order() {
        let knots: Vec<_> = (0..PEAK).map(knot).collect();
        // The last ones get slots before the others, and then there are more of them.
        (0..100).for_each(|index| drop(knots[index].this.take()));
        (0..50).rev().for_each(|index| drop(knots[index].other.set(knots[index].clone())));
        let is_left = |knot: &Rc<Knot>| knot.number % 100 == 7;
        knots.iter().filter(|knot| !is_left(knot)).for_each(|knot| {
            drop((knot.this.take(), knot.other.take()));
        });
        assert!(slot_count() <= SHORT, "{}", slot_count());
        assert_eq!(numbers(), [107, 207, 307, 407, 507, 607, 707, 807, 907, 7]);
        assert_eq!(count(), 10);
        // Each link knows its new slot.
        for knot in knots.iter().filter(|knot| is_left(knot)) {
            drop((knot.this.take(), knot.other.take()));
            assert!(!numbers().contains(&knot.number));
        }
        assert_eq!((count(), slot_count()), (0, 0));
    }

    /// The table shrinks while a node is being dropped whose second link still has a candidate.
    #[test]
    fn links_of_nodes_that_are_being_dropped_leave_the_others_alone() {
        let rest: Vec<_> = (0..3).map(knot).collect();
        for _ in 0..3 {
            let dropped: Vec<_> = (0..PEAK)
                .map(|number| {
                    let knot = Knot { number }.into_graph();
                    knot.this.set(rest[0].clone());
                    knot.other.set(rest[0].clone());
                    knot
                })
                .collect();
            drop(dropped);
            assert!(slot_count() <= SHORT, "{}", slot_count());
            assert_eq!((count(), numbers()), (3, vec![0, 1, 2]));
        }
        drop(rest);
        assert_eq!(collect().freed(), 3);
        assert_eq!(count(), 0);
    }
}
