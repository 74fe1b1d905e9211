//! [`ByNode`]: the table of a set of nodes, and of a map from nodes to values.

use std::any::Any;
use std::cell::RefCell;
use std::mem;
use std::ptr;
use std::rc::Rc as StdRc;

use crate::death::membership::{self, Collection};
use crate::kernel::dyn_handle::{AsDynHandle, DynHandle};
use crate::kernel::dyn_node::DynNode;
use crate::kernel::header::Header;
use crate::kernel::internal::Internal;
use crate::model::as_handle::AsHandle;
use crate::model::graph::Graph;
use crate::model::weak::Weak;
use crate::store::slab::{Slab, SlotNumber};
use crate::weak::collection_owner::Clear;
use crate::weak::iter::WeakEntry;
use crate::weak::table::{self, Member, Table, TableEntry};

/// A table of nodes, compared by identity, each with a value. The nodes know in which slots they
/// are: see [`membership::find`].
pub(crate) struct ByNode<T: Graph, V> {
    table: RefCell<Table<Entry<T, V>>>,
}

pub(crate) type Entries<T, V> = Slab<Entry<T, V>>;

pub(crate) struct Entry<T: Graph, V> {
    pub(crate) member: Member<T>,
    pub(crate) value: V,
}

/// The value of a node: `()` in a set; in a map a user value, which user code may hold as well.
pub(crate) trait NodeValue: Clone + 'static {
    /// The value, if its drop may run user code.
    fn into_deferred_drop(self) -> Option<StdRc<dyn Any>>;
}

impl NodeValue for () {
    fn into_deferred_drop(self) -> Option<StdRc<dyn Any>> {
        None
    }
}

impl<V: 'static> NodeValue for StdRc<V> {
    fn into_deferred_drop(self) -> Option<StdRc<dyn Any>> {
        // Any other value is dropped here, where its type is known.
        if mem::needs_drop::<V>() { Some(self) } else { None }
    }
}

impl<T: Graph, V: Clone> Clone for Entry<T, V> {
    fn clone(&self) -> Self {
        Entry { member: self.member.clone(), value: self.value.clone() }
    }
}

impl<T: Graph, V: Clone> TableEntry for Entry<T, V> {
    type Node = T;

    #[inline]
    fn member(&self) -> &Member<T> {
        &self.member
    }
}

impl<T: Graph, V> Default for ByNode<T, V> {
    fn default() -> Self {
        ByNode { table: RefCell::default() }
    }
}

impl<T: Graph, V: NodeValue> ByNode<T, V> {
    pub(crate) fn len(&self) -> usize {
        self.table.borrow().entries().len()
    }

    pub(crate) fn capacity(&self) -> usize {
        self.table.borrow().entries().capacity()
    }

    pub(crate) fn reserve(&self, additional: usize) {
        self.table.borrow_mut().entries_mut().reserve(additional);
    }

    pub(crate) fn shrink_to(&self, capacity: usize) {
        self.table.borrow_mut().shrink_to(capacity, |_, _, _| {});
    }

    /// Removes the entry in this slot, and gives back memory if most of it is unused.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "else the entry goes through memory")]
    fn take(&self, slot: SlotNumber) -> Option<Entry<T, V>> {
        let mut table = self.table.borrow_mut();
        let entries = table.entries_mut();
        let entry = entries.remove(slot)?;
        if entries.is_sparse() {
            table.give_back(|_, _, _| {});
        }
        Some(entry)
    }

    #[inline]
    fn slot_of(&self, node: &Header) -> Option<SlotNumber> {
        let first = node.first_membership()?;
        // If the nodes are in no other collection, both slabs are filled in the same order.
        let is_it = |entry: &Entry<T, V>| entry.member.is_membership(first);
        if self.table.borrow().entries().get(first).is_some_and(is_it) {
            return Some(first);
        }
        membership::find(node, ptr::from_ref(self).cast())
    }

    #[inline]
    pub(crate) fn contains(&self, node: &impl AsHandle<T::Declared>) -> bool {
        self.slot_of(dyn_node::<T>(node).header()).is_some()
    }

    /// Like [`contains`](Self::contains), by a weak handle. `false` for a dead node.
    pub(crate) fn contains_weak(&self, node: &Weak<T>) -> bool {
        node.strong().is_some_and(|node| self.slot_of(node.typed().header()).is_some())
    }

    #[inline]
    pub(crate) fn get(&self, node: &impl AsHandle<T::Declared>) -> Option<V> {
        let slot = self.slot_of(dyn_node::<T>(node).header())?;
        Some(self.table.borrow().entries().get(slot)?.value.clone())
    }

    /// Returns the node's previous value.
    pub(crate) fn insert(
        self: &StdRc<Self>,
        node: &impl AsHandle<T::Declared>,
        value: V,
    ) -> Option<V> {
        let slot = self.slot_of(dyn_node::<T>(node).header());
        let mut table = self.table.borrow_mut();
        let entries = table.entries_mut();
        if let Some(slot) = slot {
            return Some(mem::replace(&mut entries.get_mut(slot)?.value, value));
        }
        let slot = entries.next_number();
        let member = Member::join(node, self.clone(), slot);
        entries.add(slot, Entry { member, value });
        None
    }

    pub(crate) fn remove(&self, node: &impl AsHandle<T::Declared>) -> Option<V> {
        let header = dyn_node::<T>(node).header();
        self.remove_slot(header, self.slot_of(header)?)
    }

    #[inline]
    fn remove_slot(&self, node: &Header, slot: SlotNumber) -> Option<V> {
        let entry = self.take(slot)?;
        entry.member.leave_node(node);
        Some(entry.value)
    }

    /// Like [`remove`](Self::remove), if the node still has the value that `is_same` accepts.
    pub(crate) fn remove_if(&self, node: &Weak<T>, is_same: impl FnOnce(&V) -> bool) -> Option<V> {
        let node = node.strong()?;
        let header = node.typed().header();
        let slot = self.slot_of(header)?;
        let is_unchanged =
            self.table.borrow().entries().get(slot).is_some_and(|it| is_same(&it.value));
        is_unchanged.then(|| self.remove_slot(header, slot))?
    }

    /// All entries that are there now. O(1), and the next change is O(n) if they are still held.
    #[inline]
    pub(crate) fn snapshot(&self) -> StdRc<Entries<T, V>> {
        self.table.borrow().snapshot()
    }

    /// Removes all entries, and gives back the memory.
    pub(crate) fn take_all(&self) -> Vec<Entry<T, V>> {
        table::leave_all(self.table.take())
    }
}

#[inline]
fn dyn_node<T: Graph>(node: &impl AsHandle<T::Declared>) -> &dyn DynNode {
    AsHandle::handle(node, Internal).dyn_node()
}

impl<T: Graph, V: NodeValue> Collection for ByNode<T, V> {
    fn forget(&self, entry: SlotNumber) -> Option<StdRc<dyn Any>> {
        self.take(entry)?.value.into_deferred_drop()
    }

    fn set_membership(&self, entry: SlotNumber, number: SlotNumber, is_first: bool) {
        self.table.borrow().set_membership(entry, number, is_first);
    }

    fn is_by_node(&self) -> bool {
        true
    }
}

impl<T: Graph, V: NodeValue> Clear for ByNode<T, V> {
    fn clear(&self) {
        drop(self.take_all());
    }
}

impl<T: Graph> WeakEntry for Entry<T, ()> {
    type Spare = ();
    type Live = T::Handle;

    #[inline]
    fn live(&self, (): &mut ()) -> Option<T::Handle> {
        self.member.node.upgrade()
    }
}

impl<T: Graph, V: 'static> WeakEntry for Entry<T, StdRc<V>> {
    type Spare = ();
    type Live = (T::Handle, StdRc<V>);

    #[inline]
    fn live(&self, (): &mut ()) -> Option<Self::Live> {
        Some((self.member.node.upgrade()?, self.value.clone()))
    }
}
