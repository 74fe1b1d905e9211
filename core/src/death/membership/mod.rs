//! The weak collections that each node is in, so that it leaves them when it dies.
//!
//! The memberships of all nodes of a thread are in one [`Slab`]. Those of a node form a list, and the
//! node's header has the number of the first one. So a node finds its entry in a collection, and
//! leaves it, without a hash. Behind the first few, a table finds the memberships.

use std::any::Any;
use std::cell::RefCell;
use std::collections::HashMap;
use std::mem::{self, ManuallyDrop};
use std::ptr;
use std::rc::Rc as StdRc;

use crate::kernel::header::Header;
use crate::store::hash::BuildFoldedHash;
use crate::store::slab::{Slab, SlotNumber};
use crate::store::sparse;

/// The inside of a collection that holds nodes weakly. No user code may run in its functions.
pub(crate) trait Collection: 'static {
    /// Removes the entry of a dead node, and returns the user data in it for the caller to drop.
    fn forget(&self, entry: SlotNumber) -> Option<StdRc<dyn Any>>;

    /// Call this when the membership of this entry has another number. If it is the node's first
    /// one, the node's header gets the number, too.
    fn set_membership(&self, entry: SlotNumber, number: SlotNumber, is_first: bool);

    /// Whether the collection has at most one entry for each node, and asks the node for it.
    fn is_by_node(&self) -> bool;
}

/// A node's record of its entry in a weak collection.
struct Membership {
    collection: StdRc<dyn Collection>,
    /// The slot of the entry in the collection.
    entry: SlotNumber,
    /// The node's other memberships.
    previous: Option<SlotNumber>,
    next: Option<SlotNumber>,
}

impl Membership {
    #[inline]
    fn is_in(&self, collection: *const ()) -> bool {
        ptr::addr_eq(StdRc::as_ptr(&self.collection), collection)
    }
}

/// How many memberships of a node are searched one by one.
const MAX_SEARCHED: usize = 8;

struct Memberships {
    all: Slab<Membership>,
    /// By the addresses of the node's header and of the collection. All memberships in collections
    /// [by node](Collection::is_by_node) are here that are behind the first [`MAX_SEARCHED`] of
    /// their node.
    indexed: Indexed,
}

type Indexed = HashMap<(usize, usize), SlotNumber, BuildFoldedHash>;

type OfThread = RefCell<ManuallyDrop<Memberships>>;

thread_local! {
    /// The memberships of the nodes of this thread. It has no destructor, so it keeps no buffer
    /// while it is empty.
    static MEMBERSHIPS: OfThread = const { RefCell::new(ManuallyDrop::new(Memberships::new())) };
}

// The functions that take an `OfThread` are not inlined into the closures that call them. So the closures
// are inlined, and nothing goes through memory.

/// Adds a membership to a node, and returns its number. The node must be marked: call
/// [`join_collection`](crate::death::join_collection). O(1), amortised.
#[inline]
pub(super) fn add(
    node: &Header,
    collection: StdRc<dyn Collection>,
    entry: SlotNumber,
) -> SlotNumber {
    let collection = ManuallyDrop::new(collection);
    MEMBERSHIPS.with(|all| add_in(all, node, collection, entry))
}

// Must not unwind: see the note in crate::store.
#[inline(never)]
#[expect(improper_ctypes_definitions, reason = "only Rust code calls it")]
extern "C" fn add_in(
    memberships: &OfThread,
    node: &Header,
    // It has no drop until it is in the table, so it stays in registers.
    collection: ManuallyDrop<StdRc<dyn Collection>>,
    entry: SlotNumber,
) -> SlotNumber {
    memberships.borrow_mut().add(node, collection, entry)
}

/// The slot of the node's entry in the collection at this address, which is
/// [by node](Collection::is_by_node). O(1).
#[inline]
pub(crate) fn find(node: &Header, collection: *const ()) -> Option<SlotNumber> {
    find_from(node, node.first_membership()?, collection)
}

// The functions with the table are not inlined into user code, where it is farther away.
#[inline(never)]
fn find_from(node: &Header, first: SlotNumber, collection: *const ()) -> Option<SlotNumber> {
    MEMBERSHIPS.with_borrow(|memberships| memberships.find(node, first, collection))
}

/// Removes a membership of the node. Call this while no collection is borrowed. O(1), amortised.
#[inline]
pub(crate) fn leave(node: &Header, number: SlotNumber) {
    MEMBERSHIPS.with(|all| leave_in(all, node, number));
}

// Must not unwind: see the note in crate::store.
#[inline(never)]
extern "C" fn leave_in(memberships: &OfThread, node: &Header, number: SlotNumber) {
    drop(take_from(memberships, node, number));
}

/// Removes a membership, and gives back memory if most of it is unused. Returns the collection, and
/// the slot of the entry there.
#[inline(always)]
fn take_from(
    memberships: &OfThread,
    node: &Header,
    number: SlotNumber,
) -> Option<(StdRc<dyn Collection>, SlotNumber)> {
    let mut borrowed = memberships.borrow_mut();
    let taken = borrowed.remove(node, number)?;
    let is_sparse = borrowed.all.is_sparse();
    drop(borrowed);
    if is_sparse {
        give_back();
    }
    Some(taken)
}

/// Like [`leave`], for several memberships. Call [`give_back`] after the last.
#[inline(never)]
pub(crate) fn leave_with_others(node: &Header, number: SlotNumber) {
    drop(MEMBERSHIPS.with_borrow_mut(|memberships| memberships.remove(node, number)));
}

/// Call this when the entry of a membership has moved to another slot.
pub(crate) fn set_entry(number: SlotNumber, entry: SlotNumber) {
    MEMBERSHIPS.with_borrow_mut(|memberships| {
        if let Some(membership) = memberships.all.get_mut(number) {
            membership.entry = entry;
        }
    });
}

/// Gives back memory if most of it is unused.
// Must not unwind: see the note in crate::store.
#[cold]
#[inline(never)]
pub(crate) extern "C" fn give_back() {
    MEMBERSHIPS.with_borrow_mut(|memberships| {
        if memberships.all.len() == 0 {
            drop(mem::replace::<Memberships>(memberships, Memberships::new()));
        } else if memberships.all.is_sparse() {
            memberships.compact();
        }
    });
}

/// Takes a dead node out of all collections, and calls `keep` with the user data in each of their
/// entries. No user code may run in `keep`.
#[inline]
pub(super) fn leave_all(node: &Header, mut keep: impl FnMut(StdRc<dyn Any>)) {
    MEMBERSHIPS.with(|all| {
        while let Some(first) = node.first_membership() {
            if let Some(data) = leave_first_in(all, node, first) {
                keep(data);
            }
        }
    });
}

#[inline(never)]
fn leave_first_in(
    memberships: &OfThread,
    node: &Header,
    first: SlotNumber,
) -> Option<StdRc<dyn Any>> {
    let (collection, entry) = take_from(memberships, node, first).expect("the node has it");
    collection.forget(entry)
}

impl Memberships {
    const fn new() -> Self {
        let indexed = HashMap::with_hasher(BuildFoldedHash::new());
        Memberships { all: Slab::new(), indexed }
    }

    #[inline]
    fn add(
        &mut self,
        node: &Header,
        collection: ManuallyDrop<StdRc<dyn Collection>>,
        entry: SlotNumber,
    ) -> SlotNumber {
        let next = node.first_membership();
        let number = self.all.next_number();
        let collection = ManuallyDrop::into_inner(collection);
        self.all.add(number, Membership { collection, entry, previous: None, next });
        node.set_first_membership(Some(number));
        if let Some(next) = next {
            self.add_before(node, number, next);
        }
        number
    }

    /// The membership with this number is the node's first one, before another.
    #[inline(never)]
    fn add_before(&mut self, node: &Header, number: SlotNumber, next: SlotNumber) {
        if let Some(next) = self.all.get_mut(next) {
            next.previous = Some(number);
        }
        let mut pushed_back = number;
        for _ in 0..MAX_SEARCHED {
            match self.all.get(pushed_back).and_then(|membership| membership.next) {
                Some(next) => pushed_back = next,
                None => return,
            }
        }
        self.index(node, pushed_back);
    }

    #[cold]
    fn index(&mut self, node: &Header, number: SlotNumber) {
        let Some(Membership { collection, .. }) = self.all.get(number) else { return };
        if collection.is_by_node() {
            self.indexed.insert(key(node, StdRc::as_ptr(collection).cast()), number);
        }
    }

    #[inline]
    fn find(&self, node: &Header, first: SlotNumber, collection: *const ()) -> Option<SlotNumber> {
        let membership = self.all.get(first)?;
        if membership.is_in(collection) {
            return Some(membership.entry);
        }
        self.find_next(node, membership.next?, collection)
    }

    #[cold]
    #[inline(never)]
    fn find_next(
        &self,
        node: &Header,
        mut number: SlotNumber,
        collection: *const (),
    ) -> Option<SlotNumber> {
        for _ in 1..MAX_SEARCHED {
            let membership = self.all.get(number)?;
            if membership.is_in(collection) {
                return Some(membership.entry);
            }
            number = membership.next?;
        }
        self.find_indexed(node, collection)
    }

    #[cold]
    fn find_indexed(&self, node: &Header, collection: *const ()) -> Option<SlotNumber> {
        let number = self.indexed.get(&key(node, collection))?;
        Some(self.all.get(*number)?.entry)
    }

    /// Returns the collection, and the slot of the entry there.
    #[inline]
    fn remove(
        &mut self,
        node: &Header,
        number: SlotNumber,
    ) -> Option<(StdRc<dyn Collection>, SlotNumber)> {
        let Membership { collection, entry, previous, next } = self.all.remove(number)?;
        if previous.is_none() && next.is_none() && self.indexed.is_empty() {
            node.set_first_membership(None);
        } else {
            self.unlink(node, StdRc::as_ptr(&collection).cast(), previous, next);
        }
        Some((collection, entry))
    }

    // Must not unwind: see the note in crate::store.
    #[inline(never)]
    extern "C" fn unlink(
        &mut self,
        node: &Header,
        collection: *const (),
        previous: Option<SlotNumber>,
        next: Option<SlotNumber>,
    ) {
        match previous {
            None => node.set_first_membership(next),
            Some(previous) => {
                if let Some(previous) = self.all.get_mut(previous) {
                    previous.next = next;
                }
            }
        }
        if let Some(next) = next.and_then(|next| self.all.get_mut(next)) {
            next.previous = previous;
        }
        // That of a collection by keys is not here.
        if !self.indexed.is_empty() {
            self.indexed.remove(&key(node, collection));
            sparse::shrink_table(&mut self.indexed, 0);
        }
    }

    #[cold]
    #[inline(never)]
    fn compact(&mut self) {
        let mut numbers = HashMap::<_, _, BuildFoldedHash>::default();
        let has_indexed = !self.indexed.is_empty();
        self.all.give_back(|all, old, new| {
            let Some(moved) = all.get(new) else { return };
            let (previous, next) = (moved.previous, moved.next);
            moved.collection.set_membership(moved.entry, new, previous.is_none());
            if has_indexed {
                numbers.insert(old.get(), new);
            }
            if let Some(previous) = previous.and_then(|number| all.get_mut(number)) {
                previous.next = Some(new);
            }
            if let Some(next) = next.and_then(|number| all.get_mut(number)) {
                next.previous = Some(new);
            }
        });
        for number in self.indexed.values_mut() {
            *number = numbers.get(&number.get()).copied().unwrap_or(*number);
        }
    }
}

/// The key of [`Memberships::indexed`].
fn key(node: &Header, collection: *const ()) -> (usize, usize) {
    (ptr::from_ref(node).addr(), collection.addr())
}

#[cfg(test)]
mod tests;
