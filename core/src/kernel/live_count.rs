//! The count of the live nodes of each type, in builds that count them.
//!
//! A header counts its node: it begins when the node is built, and ends when all other fields of the
//! node have been dropped. So the counts are right whatever panics.

use std::any::TypeId;
use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::Hasher;
use std::mem::ManuallyDrop;
use std::ptr;

use crate::kernel::type_info::TypeInfo;
use crate::store::hash::FoldedHash;

/// Whether this build counts. Otherwise the two calls of a header are not compiled.
pub(crate) const COUNTS: bool = cfg!(any(debug_assertions, feature = "live-nodes"));

thread_local! {
    /// It has no destructor, so that it works until the thread ends.
    static COUNTS_OF_THREAD: RefCell<ManuallyDrop<Counts>> =
        const { RefCell::new(ManuallyDrop::new(Counts::NONE)) };
}

/// A table with open addressing. Its keys are the addresses of the types' facts.
///
/// One type may have them at several addresses, since each crate that uses a generic type may have
/// its own. So a node may be counted under one address and end under another, and only the sum over
/// all addresses of a type is its count.
struct Counts {
    /// The first types need no memory of their own.
    inline: [Count; INLINE],
    /// All types, when there are more; else empty. The length is a power of two.
    heap: Vec<Count>,
    /// How many slots are taken.
    taken: usize,
    /// All live nodes.
    total: usize,
}

const INLINE: usize = 16;

#[derive(Clone, Copy)]
struct Count {
    /// `None` in a free slot.
    of: Option<&'static TypeInfo>,
    nodes: isize,
}

impl Counts {
    const NONE: Self =
        Counts { inline: [Count::FREE; INLINE], heap: Vec::new(), taken: 0, total: 0 };

    fn slots(&self) -> &[Count] {
        if self.heap.is_empty() { &self.inline } else { &self.heap }
    }

    /// The count under this address. O(1), amortised.
    fn of(&mut self, info: &'static TypeInfo) -> &mut isize {
        if self.taken * 4 > self.slots().len() * 3 {
            self.grow();
        }
        let slots = if self.heap.is_empty() { &mut self.inline[..] } else { &mut self.heap };
        let slot = find(slots, info);
        if slot.of.is_none() {
            *slot = Count { of: Some(info), nodes: 0 };
            self.taken += 1;
        }
        &mut slot.nodes
    }

    #[cold]
    fn grow(&mut self) {
        let mut larger = vec![Count::FREE; 2 * self.slots().len()];
        for &count in self.slots() {
            if let Some(info) = count.of {
                *find(&mut larger, info) = count;
            }
        }
        self.heap = larger;
    }

    /// Frees the memory if no node is alive.
    fn free_if_unused(&mut self) {
        if self.total == 0 && !self.heap.is_empty() {
            *self = Counts::NONE;
        }
    }
}

impl Count {
    const FREE: Self = Count { of: None, nodes: 0 };
}

/// The slot with this address, or the free slot for it. At least one slot is free.
fn find<'a>(slots: &'a mut [Count], info: &'static TypeInfo) -> &'a mut Count {
    let mut hasher = FoldedHash::default();
    hasher.write_usize(ptr::from_ref(info).addr());
    let last = slots.len() - 1;
    #[expect(clippy::cast_possible_truncation, reason = "the low bits are as good as all")]
    let mut slot = hasher.finish() as usize & last;
    while slots[slot].of.is_some_and(|other| !ptr::eq(other, info)) {
        slot = (slot + 1) & last;
    }
    &mut slots[slot]
}

/// Counts a new node.
#[inline(never)]
pub(crate) fn begin(info: &'static TypeInfo) {
    COUNTS_OF_THREAD.with_borrow_mut(|counts| {
        *counts.of(info) += 1;
        counts.total += 1;
    });
}

/// Counts a node that has been dropped.
#[inline(never)]
pub(crate) fn end(info: &'static TypeInfo) {
    COUNTS_OF_THREAD.with_borrow_mut(|counts| {
        *counts.of(info) -= 1;
        counts.total -= 1;
        counts.free_if_unused();
    });
}

/// All live nodes of this thread. O(1).
pub(crate) fn total() -> usize {
    COUNTS_OF_THREAD.with_borrow(|counts| counts.total)
}

/// The types with live nodes in this thread, each with the number of its nodes, in any order.
///
/// O(t) for the t types that have had nodes in this thread.
pub(crate) fn by_type() -> Vec<(&'static TypeInfo, usize)> {
    let mut sums: HashMap<TypeId, (&'static TypeInfo, isize)> = HashMap::new();
    COUNTS_OF_THREAD.with_borrow(|counts| {
        for count in counts.slots() {
            if let Some(info) = count.of {
                sums.entry(info.id()).or_insert((info, 0)).1 += count.nodes;
            }
        }
    });
    let alive = |(info, nodes)| Some((info, usize::try_from(nodes).ok().filter(|&sum| sum > 0)?));
    sums.into_values().filter_map(alive).collect()
}
