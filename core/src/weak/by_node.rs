//! [`ByNode`]: the table of a set of nodes, and of a map from nodes to values.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::mem;
use std::ptr;
use std::rc::Rc as StdRc;

use crate::death;
use crate::death::membership::{self, Collection};
use crate::kernel::dyn_handle::AsDynHandle;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::header::Header;
use crate::kernel::internal::Internal;
use crate::model::as_handle::AsHandle;
use crate::model::graph::Graph;
use crate::model::weak::Weak;
use crate::store::slab::{Slab, SlotNumber};
use crate::weak::collection_owner::Clear;
use crate::weak::iter::{self, WeakEntry};

/// A table of nodes, compared by identity, each with a value. The nodes know in which slots they
/// are: see [`membership::find`].
pub(crate) struct ByNode<T: Graph, V> {
    entries: RefCell<StdRc<Entries<T, V>>>,
    /// For how many entries there is room, however few there are.
    reserved: Cell<usize>,
}

/// Iterators borrow the entries. While one exists, the first change copies them.
pub(crate) type Entries<T, V> = Slab<Entry<T, V>>;

pub(crate) struct Entry<T: Graph, V> {
    pub(crate) node: Weak<T>,
    pub(crate) value: V,
    membership: SlotNumber,
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
        mem::needs_drop::<V>().then_some(self as StdRc<dyn Any>)
    }
}

impl<T: Graph, V: Clone> Clone for Entry<T, V> {
    fn clone(&self) -> Self {
        let Entry { node, value, membership } = self;
        Entry { node: node.clone(), value: value.clone(), membership: *membership }
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

    /// No user code may run in `change`.
    #[inline]
    fn change<R>(&self, change: impl FnOnce(&mut Entries<T, V>) -> R) -> R {
        change(iter::make_unique(&mut self.entries.borrow_mut()))
    }

    pub(crate) fn reserve(&self, additional: usize) {
        self.change(|entries| {
            entries.reserve(additional);
            self.reserved.set(self.reserved.get().max(entries.len() + additional));
        });
    }

    pub(crate) fn shrink_to(&self, capacity: usize) {
        self.reserved.set(self.reserved.get().min(capacity));
        self.change(|entries| compact(entries, capacity));
    }

    /// Removes the entry in this slot, and gives back memory if most of it is unused.
    #[inline]
    fn take(&self, slot: SlotNumber) -> Option<Entry<T, V>> {
        self.change(|entries| {
            let entry = entries.remove(slot)?;
            if entries.is_sparse(self.reserved.get()) {
                compact(entries, self.reserved.get().max(2 * entries.len()));
            }
            Some(entry)
        })
    }

    #[inline]
    fn slot_of(&self, node: &Header) -> Option<SlotNumber> {
        let first = node.first_membership()?;
        // If the nodes are in no other collection, both slabs are filled in the same order.
        if self.entries.borrow().get(first).is_some_and(|entry| entry.membership == first) {
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
        node.strong().is_some_and(|node| self.slot_of(node.as_dyn().dyn_node().header()).is_some())
    }

    #[inline]
    pub(crate) fn get(&self, node: &impl AsHandle<T::Declared>) -> Option<V> {
        let slot = self.slot_of(dyn_node::<T>(node).header())?;
        Some(self.entries.borrow().get(slot)?.value.clone())
    }

    /// Returns the node's previous value.
    pub(crate) fn insert(
        self: &StdRc<Self>,
        node: &impl AsHandle<T::Declared>,
        value: V,
    ) -> Option<V> {
        let dyn_node = dyn_node::<T>(node);
        let slot = self.slot_of(dyn_node.header());
        self.change(|entries| {
            if let Some(slot) = slot {
                return Some(mem::replace(&mut entries.get_mut(slot)?.value, value));
            }
            let slot = entries.next_number();
            let membership = death::join_collection(dyn_node, self.clone(), slot);
            entries.add(Entry { node: Weak::of(node), value, membership });
            None
        })
    }

    pub(crate) fn remove(&self, node: &impl AsHandle<T::Declared>) -> Option<V> {
        let header = dyn_node::<T>(node).header();
        self.remove_slot(header, self.slot_of(header)?)
    }

    #[inline]
    fn remove_slot(&self, node: &Header, slot: SlotNumber) -> Option<V> {
        let entry = self.take(slot)?;
        if membership::leave(node, entry.membership) {
            membership::give_back();
        }
        Some(entry.value)
    }

    /// Like [`remove`](Self::remove), if the node still has the value that `is_same` accepts.
    pub(crate) fn remove_if(&self, node: &Weak<T>, is_same: impl FnOnce(&V) -> bool) -> Option<V> {
        let node = node.strong()?;
        let header = node.as_dyn().dyn_node().header();
        let slot = self.slot_of(header)?;
        let is_unchanged = self.entries.borrow().get(slot).is_some_and(|it| is_same(&it.value));
        is_unchanged.then(|| self.remove_slot(header, slot))?
    }

    /// All entries that are there now. O(1), and the next change is O(n) if they are still held.
    #[inline]
    pub(crate) fn snapshot(&self) -> StdRc<Entries<T, V>> {
        self.entries.borrow().clone()
    }

    /// Removes all entries, and gives back the memory.
    pub(crate) fn take_all(&self) -> Vec<Entry<T, V>> {
        self.reserved.set(0);
        let entries: Vec<_> = StdRc::unwrap_or_clone(self.entries.take()).into_elements().collect();
        for entry in &entries {
            if let Some(node) = entry.node.strong() {
                _ = membership::leave(node.as_dyn().dyn_node().header(), entry.membership);
            }
        }
        membership::give_back();
        entries
    }
}

#[inline]
fn dyn_node<T: Graph>(node: &impl AsHandle<T::Declared>) -> &dyn DynNode {
    AsHandle::handle(node, Internal).dyn_node()
}

#[cold]
#[inline(never)]
fn compact<T: Graph, V>(entries: &mut Entries<T, V>, capacity: usize) {
    entries.compact(capacity, |entries, _, slot| {
        if let Some(moved) = entries.get(slot) {
            membership::set_entry(moved.membership, slot);
        }
    });
}

impl<T: Graph, V: NodeValue> Collection for ByNode<T, V> {
    fn forget(&self, entry: SlotNumber) -> Option<StdRc<dyn Any>> {
        self.take(entry)?.value.into_deferred_drop()
    }

    fn set_membership(&self, entry: SlotNumber, number: SlotNumber, is_first: bool) {
        self.change(|entries| {
            let Some(entry) = entries.get_mut(entry) else { return };
            entry.membership = number;
            match entry.node.strong() {
                Some(node) if is_first => {
                    node.as_dyn().dyn_node().header().set_first_membership(Some(number));
                }
                _ => {}
            }
        });
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
    type Handle = T::Handle;
    type Spare = ();
    type Live = T::Handle;

    #[inline]
    fn upgrade(&self) -> Option<T::Handle> {
        self.node.upgrade()
    }

    #[inline]
    fn live(&self, (): &mut ()) -> Option<T::Handle> {
        self.node.upgrade()
    }
}

impl<T: Graph, V: 'static> WeakEntry for Entry<T, StdRc<V>> {
    type Handle = T::Handle;
    type Spare = ();
    type Live = (T::Handle, StdRc<V>);

    #[inline]
    fn upgrade(&self) -> Option<T::Handle> {
        self.node.upgrade()
    }

    #[inline]
    fn live(&self, (): &mut ()) -> Option<Self::Live> {
        Some((self.node.upgrade()?, self.value.clone()))
    }
}
