//! [`ByNode`]: the table of a set of nodes, and of a map from nodes to values.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, hash_map};
use std::mem;
use std::rc::Rc as StdRc;

use crate::death;
use crate::death::membership::{self, Clear, Collection, EntryId, Membership};
use crate::kernel::internal::Internal;
use crate::model::as_handle::AsHandle;
use crate::model::graph::Graph;
use crate::model::weak::Weak;
use crate::store::hash::BuildFoldedHash;
use crate::store::sparse;

/// A table of nodes, compared by identity, each with a value.
pub(crate) struct ByNode<T: Graph, V> {
    entries: RefCell<Entries<T, V>>,
    /// For how many entries there is room, however few there are.
    reserved: Cell<usize>,
}

/// By the node's address.
type Entries<T, V> = HashMap<u64, Entry<T, V>, BuildFoldedHash>;

struct Entry<T: Graph, V> {
    node: Weak<T>,
    value: V,
    /// The slot of the entry's membership among those of the node.
    slot: usize,
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
        Some(self)
    }
}

impl<T: Graph, V> Default for ByNode<T, V> {
    fn default() -> Self {
        ByNode { entries: RefCell::default(), reserved: Cell::new(0) }
    }
}

impl<T: Graph, V: NodeValue> ByNode<T, V> {
    pub(crate) fn len(&self) -> usize {
        self.entries.borrow().len()
    }

    pub(crate) fn capacity(&self) -> usize {
        self.entries.borrow().capacity()
    }

    pub(crate) fn reserve(&self, additional: usize) {
        let mut entries = self.entries.borrow_mut();
        entries.reserve(additional);
        self.reserved.set(self.reserved.get().max(entries.len() + additional));
    }

    pub(crate) fn shrink_to(&self, capacity: usize) {
        self.reserved.set(self.reserved.get().min(capacity));
        self.entries.borrow_mut().shrink_to(capacity);
    }

    /// Removes the entry with this number, and gives back memory if most of the table is unused.
    fn take(&self, number: u64) -> Option<Entry<T, V>> {
        let mut entries = self.entries.borrow_mut();
        let entry = entries.remove(&number)?;
        sparse::shrink_table(&mut entries, self.reserved.get());
        Some(entry)
    }

    #[inline]
    pub(crate) fn contains(&self, node: &impl AsHandle<T::Declared>) -> bool {
        self.contains_address(AsHandle::handle(node, Internal).dyn_node().address())
    }

    /// Like [`contains`](Self::contains), by a weak handle. `false` for a dead node.
    pub(crate) fn contains_weak(&self, node: &Weak<T>) -> bool {
        self.contains_address(node.address())
    }

    fn contains_address(&self, address: *const ()) -> bool {
        self.entries.borrow().contains_key(&entry_number(address))
    }

    pub(crate) fn get(&self, node: &impl AsHandle<T::Declared>) -> Option<V> {
        self.entries
            .borrow()
            .get(&entry_number(AsHandle::handle(node, Internal).dyn_node().address()))
            .map(|entry| entry.value.clone())
    }

    /// Returns the node's previous value.
    pub(crate) fn insert(
        self: &StdRc<Self>,
        node: &impl AsHandle<T::Declared>,
        value: V,
    ) -> Option<V> {
        let dyn_node = AsHandle::handle(node, Internal).dyn_node();
        let number = entry_number(dyn_node.address());
        match self.entries.borrow_mut().entry(number) {
            hash_map::Entry::Occupied(entry) => {
                Some(mem::replace(&mut entry.into_mut().value, value))
            }
            hash_map::Entry::Vacant(entry) => {
                let id = EntryId { hash: 0, number };
                let membership = Membership { collection: self.clone(), entry: id };
                let slot = death::join_collection(dyn_node, membership);
                entry.insert(Entry { node: Weak::of(node), value, slot });
                None
            }
        }
    }

    pub(crate) fn remove(&self, node: &impl AsHandle<T::Declared>) -> Option<V> {
        self.remove_address(AsHandle::handle(node, Internal).dyn_node().address())
    }

    fn remove_address(&self, address: *const ()) -> Option<V> {
        let entry = self.take(entry_number(address))?;
        membership::leave(address, entry.slot);
        Some(entry.value)
    }

    /// Like [`remove`](Self::remove), if the node still has the value that `is_same` accepts.
    pub(crate) fn remove_if(&self, node: &Weak<T>, is_same: impl FnOnce(&V) -> bool) -> Option<V> {
        let address = node.address();
        let is_unchanged = self
            .entries
            .borrow()
            .get(&entry_number(address))
            .is_some_and(|entry| is_same(&entry.value));
        is_unchanged.then(|| self.remove_address(address))?
    }

    /// All entries that are there now.
    pub(crate) fn snapshot(&self) -> Vec<(Weak<T>, V)> {
        let entries = self.entries.borrow();
        entries.values().map(|entry| (entry.node.clone(), entry.value.clone())).collect()
    }

    /// Removes all entries, and gives back the memory.
    pub(crate) fn take_all(&self) -> Vec<(Weak<T>, V)> {
        self.reserved.set(0);
        let entries = self.entries.take();
        let leave = |entry: Entry<T, V>| {
            membership::leave(entry.node.address(), entry.slot);
            (entry.node, entry.value)
        };
        entries.into_values().map(leave).collect()
    }
}

/// The node's address, as the number in an [`EntryId`].
fn entry_number(address: *const ()) -> u64 {
    address.addr() as u64
}

impl<T: Graph, V: NodeValue> Collection for ByNode<T, V> {
    fn forget(&self, entry: EntryId) -> Option<StdRc<dyn Any>> {
        let entry = self.take(entry.number)?;
        entry.value.into_deferred_drop()
    }

    fn set_slot(&self, entry: EntryId, slot: usize) {
        if let Some(entry) = self.entries.borrow_mut().get_mut(&entry.number) {
            entry.slot = slot;
        }
    }
}

impl<T: Graph, V: NodeValue> Clear for ByNode<T, V> {
    fn clear(&self) {
        drop(self.take_all());
    }
}
