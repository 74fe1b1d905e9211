//! [`ByNode`]: what is known of nodes, by their identity.

use std::any::Any;
use std::cell::RefCell;
use std::collections::{HashMap, hash_map};
use std::mem;
use std::rc::Rc as StdRc;

use crate::death;
use crate::death::membership::{self, Clear, Collection, EntryId, Membership};
use crate::kernel::dyn_handle::Internal;
use crate::model::as_handle::AsHandle;
use crate::model::graph::Graph;
use crate::model::weak::Weak;
use crate::store::hash::BuildFoldedHash;

/// Nodes, each with a datum: the inside of a set or of a map whose keys are nodes.
pub(crate) struct ByNode<T: Graph, D> {
    entries: RefCell<Entries<T, D>>,
}

/// By the address.
type Entries<T, D> = HashMap<u64, Entry<T, D>, BuildFoldedHash>;

struct Entry<T: Graph, D> {
    node: Weak<T>,
    datum: D,
    /// Of this membership among the node's.
    place: usize,
}

/// What a collection knows of a node: nothing, or a value of the user's, which others may hold as well.
pub(crate) trait Datum: Clone + 'static {
    /// What the user's code is to drop.
    fn into_remains(self) -> Option<StdRc<dyn Any>>;
}

impl Datum for () {
    fn into_remains(self) -> Option<StdRc<dyn Any>> {
        None
    }
}

impl<V: 'static> Datum for StdRc<V> {
    fn into_remains(self) -> Option<StdRc<dyn Any>> {
        Some(self)
    }
}

impl<T: Graph, D> Default for ByNode<T, D> {
    fn default() -> Self {
        ByNode { entries: RefCell::default() }
    }
}

impl<T: Graph, D: Datum> ByNode<T, D> {
    pub(crate) fn len(&self) -> usize {
        self.entries.borrow().len()
    }

    pub(crate) fn reserve(&self, additional: usize) {
        self.entries.borrow_mut().reserve(additional);
    }

    pub(crate) fn shrink_to_fit(&self) {
        self.entries.borrow_mut().shrink_to_fit();
    }

    #[inline]
    pub(crate) fn contains(&self, node: &impl AsHandle<T::Declared>) -> bool {
        self.entries.borrow().contains_key(&number_of(node.handle(Internal).dyn_node().address()))
    }

    /// As [`contains`](Self::contains). The dead are nowhere.
    pub(crate) fn has(&self, node: &Weak<T>) -> bool {
        self.entries.borrow().contains_key(&number_of(node.address()))
    }

    pub(crate) fn get(&self, node: &impl AsHandle<T::Declared>) -> Option<D> {
        self.entries
            .borrow()
            .get(&number_of(node.handle(Internal).dyn_node().address()))
            .map(|entry| entry.datum.clone())
    }

    /// Gives the node's datum before.
    pub(crate) fn insert(
        self: &StdRc<Self>,
        node: &impl AsHandle<T::Declared>,
        datum: D,
    ) -> Option<D> {
        let object = node.handle(Internal).dyn_node();
        let number = number_of(object.address());
        match self.entries.borrow_mut().entry(number) {
            hash_map::Entry::Occupied(entry) => {
                Some(mem::replace(&mut entry.into_mut().datum, datum))
            }
            hash_map::Entry::Vacant(entry) => {
                let id = EntryId { hash: 0, number };
                let membership = Membership { collection: self.clone(), entry: id };
                let place = death::join_collection(object, membership);
                entry.insert(Entry { node: Weak::of(node), datum, place });
                None
            }
        }
    }

    pub(crate) fn remove(&self, node: &impl AsHandle<T::Declared>) -> Option<D> {
        self.remove_at(node.handle(Internal).dyn_node().address())
    }

    fn remove_at(&self, address: *const ()) -> Option<D> {
        let entry = self.entries.borrow_mut().remove(&number_of(address))?;
        membership::leave(address, entry.place);
        Some(entry.datum)
    }

    /// As [`remove`](Self::remove), for a node whose datum is still this one.
    pub(crate) fn remove_if(&self, node: &Weak<T>, is_same: impl FnOnce(&D) -> bool) -> Option<D> {
        let address = node.address();
        let is_there =
            self.entries.borrow().get(&number_of(address)).is_some_and(|it| is_same(&it.datum));
        is_there.then(|| self.remove_at(address))?
    }

    /// All that are there now.
    pub(crate) fn snapshot(&self) -> Vec<(Weak<T>, D)> {
        let entries = self.entries.borrow();
        entries.values().map(|entry| (entry.node.clone(), entry.datum.clone())).collect()
    }

    /// Takes all out.
    pub(crate) fn take_all(&self) -> Vec<(Weak<T>, D)> {
        let entries = self.entries.take();
        let leave = |entry: Entry<T, D>| {
            membership::leave(entry.node.address(), entry.place);
            (entry.node, entry.datum)
        };
        entries.into_values().map(leave).collect()
    }
}

fn number_of(address: *const ()) -> u64 {
    address.addr() as u64
}

impl<T: Graph, D: Datum> Collection for ByNode<T, D> {
    fn forget(&self, entry: EntryId) -> Option<StdRc<dyn Any>> {
        let entry = self.entries.borrow_mut().remove(&entry.number)?;
        entry.datum.into_remains()
    }

    fn set_slot(&self, entry: EntryId, place: usize) {
        if let Some(entry) = self.entries.borrow_mut().get_mut(&entry.number) {
            entry.place = place;
        }
    }
}

impl<T: Graph, D: Datum> Clear for ByNode<T, D> {
    fn clear(&self) {
        drop(self.take_all());
    }
}
