//! [`Table`]: the entries of a weak collection, each with a node.

use std::cell::Cell;
use std::rc::Rc as StdRc;

use crate::death;
use crate::death::membership::{self, Collection};
use crate::kernel::any::if_alive;
use crate::kernel::dyn_handle::{AsDynHandle, DynHandle};
use crate::kernel::header::Header;
use crate::kernel::internal::Internal;
use crate::model::as_handle::AsHandle;
use crate::model::graph::Graph;
use crate::model::weak::Weak;
use crate::store::slab::{Slab, SlotNumber};

/// The node of an entry, and the number of its membership in the collection.
pub(crate) struct Member<T: Graph> {
    pub(crate) node: Weak<T>,
    /// A node that the collection itself keeps alive may have none.
    membership: Cell<Option<SlotNumber>>,
}

impl<T: Graph> Clone for Member<T> {
    #[inline]
    fn clone(&self) -> Self {
        Member { node: self.node.clone(), membership: self.membership.clone() }
    }
}

impl<T: Graph> Member<T> {
    /// Adds a membership to a node. `slot` is that of the node's entry. O(1), amortised.
    #[inline]
    pub(crate) fn join(
        node: &impl AsHandle<T::Declared>,
        collection: StdRc<dyn Collection>,
        slot: SlotNumber,
    ) -> Self {
        let dyn_node = AsHandle::handle(node, Internal).dyn_node();
        let membership = death::join_collection(dyn_node, collection, slot);
        Member { node: Weak::of(node), membership: Cell::new(Some(membership)) }
    }

    /// A member without a membership. Call [`join_late`](Self::join_late) before the node can die.
    #[inline]
    pub(crate) fn outside(node: &impl AsHandle<T::Declared>) -> Self {
        Member { node: Weak::of(node), membership: Cell::new(None) }
    }

    /// Adds a membership to this node of the entry, if it has none.
    #[cfg(feature = "cache")]
    pub(crate) fn join_late(
        &self,
        node: &T::Handle,
        collection: &StdRc<impl Collection>,
        slot: SlotNumber,
    ) {
        if self.membership.get().is_none() {
            let dyn_node = node.as_dyn().dyn_node();
            let membership = death::join_collection(dyn_node, collection.clone(), slot);
            self.membership.set(Some(membership));
        }
    }

    /// Removes the membership, and returns the node. Call this while no collection is borrowed.
    #[inline]
    pub(crate) fn leave(&self) -> Option<T::Handle> {
        let node = self.node.strong()?;
        self.leave_node(node.typed().header());
        if_alive(node)
    }

    /// As [`leave`](Self::leave), where the caller has the node.
    #[inline]
    pub(crate) fn leave_node(&self, node: &Header) {
        if let Some(membership) = self.membership.get() {
            membership::leave(node, membership);
        }
    }

    /// Whether this is the number of its membership.
    #[inline]
    pub(crate) fn is_membership(&self, number: SlotNumber) -> bool {
        self.membership.get() == Some(number)
    }
}

/// An entry of a table.
pub(crate) trait TableEntry: Clone {
    type Node: Graph;

    fn member(&self) -> &Member<Self::Node>;
}

/// The entries of a weak collection, in numbered slots.
pub(crate) struct Table<E> {
    /// Iterators borrow the entries. While one exists, the first change copies them.
    entries: StdRc<Slab<E>>,
}

impl<E> Default for Table<E> {
    fn default() -> Self {
        Table { entries: StdRc::default() }
    }
}

impl<E: TableEntry> Table<E> {
    #[inline]
    pub(crate) fn entries(&self) -> &Slab<E> {
        &self.entries
    }

    /// The entries, to change them. If iterators hold them, these keep a copy.
    #[inline]
    pub(crate) fn entries_mut(&mut self) -> &mut Slab<E> {
        if StdRc::get_mut(&mut self.entries).is_none() {
            self.copy();
        }
        StdRc::get_mut(&mut self.entries).expect("a copy has one handle")
    }

    #[cold]
    #[inline(never)]
    fn copy(&mut self) {
        self.entries = StdRc::new(Slab::clone(&self.entries));
    }

    /// All entries that are there now. O(1), and the next change is O(n) if they are still held.
    #[inline]
    pub(crate) fn snapshot(&self) -> StdRc<Slab<E>> {
        self.entries.clone()
    }

    /// Gives back memory, but keeps room for some more entries. Call this if the entries are
    /// [sparse](Slab::is_sparse) after a removal. Returns whether entries may have moved. For the
    /// rest, see [`shrink_to`](Self::shrink_to).
    #[cold]
    #[inline(never)]
    pub(crate) fn give_back(&mut self, moved: impl FnMut(&E, SlotNumber, SlotNumber)) -> bool {
        self.entries_mut().give_back(note_moved(moved))
    }

    /// Moves entries to free slots, and gives back memory, but keeps room for `capacity` entries.
    /// Calls `moved` with each entry that was moved, and its old and its new slot. O(n).
    pub(crate) fn shrink_to(
        &mut self,
        capacity: usize,
        moved: impl FnMut(&E, SlotNumber, SlotNumber),
    ) {
        self.entries_mut().shrink_to(capacity, note_moved(moved));
    }

    /// See [`Collection::set_membership`]. Iterators that hold the entries do not look at the number.
    pub(crate) fn set_membership(&self, entry: SlotNumber, number: SlotNumber, is_first: bool) {
        let Some(entry) = self.entries.get(entry) else { return };
        let member = entry.member();
        member.membership.set(Some(number));
        match member.node.strong() {
            Some(node) if is_first => {
                node.typed().header().set_first_membership(Some(number));
            }
            _ => {}
        }
    }
}

/// Tells the membership of each entry that was moved, then calls `moved`.
fn note_moved<E: TableEntry>(
    mut moved: impl FnMut(&E, SlotNumber, SlotNumber),
) -> impl FnMut(&mut Slab<E>, SlotNumber, SlotNumber) {
    move |entries, old, new| {
        if let Some(entry) = entries.get(new) {
            if let Some(membership) = entry.member().membership.get() {
                membership::set_entry(membership, new);
            }
            moved(entry, old, new);
        }
    }
}

/// Removes the memberships of all entries of a table that has been taken out of its collection. O(n).
pub(crate) fn leave_all<E: TableEntry>(table: Table<E>) -> Vec<E> {
    let entries: Vec<_> = StdRc::unwrap_or_clone(table.entries).into_elements().collect();
    for entry in &entries {
        let Member { node, membership } = entry.member();
        if let (Some(node), Some(membership)) = (node.strong(), membership.get()) {
            membership::leave_with_others(node.typed().header(), membership);
        }
    }
    membership::give_back();
    entries
}
