//! [`ByNode`]: what is known of nodes, by their identity.

use std::any::Any;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc as StdRc;

use crate::graph::Graph;
use crate::handle::{self, Handle};
use crate::weak::handle::Weak;
use crate::weak::hash::BuildFoldedHash;
use crate::weak::membership::{self, Clear, Collection, EntryId, Membership};

/// Nodes, each with a datum: the inside of a set or of a map whose keys are nodes.
pub(crate) struct ByNode<T: Graph, D> {
    entries: RefCell<Entries<T, D>>,
}

type Entries<T, D> = HashMap<*const (), Entry<T, D>, BuildFoldedHash>;

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

    pub(crate) fn contains(&self, node: &T::Handle) -> bool {
        self.entries.borrow().contains_key(&handle::address(node))
    }

    /// As [`contains`](Self::contains). The dead are nowhere.
    pub(crate) fn has(&self, node: &Weak<T>) -> bool {
        self.entries.borrow().contains_key(&node.address())
    }

    pub(crate) fn get(&self, node: &T::Handle) -> Option<D> {
        self.entries.borrow().get(&handle::address(node)).map(|entry| entry.datum.clone())
    }

    /// Gives the node's datum before.
    pub(crate) fn insert(self: &StdRc<Self>, node: &T::Handle, datum: D) -> Option<D> {
        let object = node.inner().object();
        let address = object.address();
        let mut entries = self.entries.borrow_mut();
        if let Some(entry) = entries.get_mut(&address) {
            return Some(std::mem::replace(&mut entry.datum, datum));
        }
        let place = membership::join(
            object,
            Membership { collection: self.clone(), entry: id_of(address) },
        );
        entries.insert(address, Entry { node: Weak::to(node), datum, place });
        None
    }

    pub(crate) fn remove(&self, node: &T::Handle) -> Option<D> {
        self.remove_at(handle::address(node))
    }

    fn remove_at(&self, address: *const ()) -> Option<D> {
        let entry = self.entries.borrow_mut().remove(&address)?;
        membership::leave(address, entry.place);
        Some(entry.datum)
    }

    /// As [`remove`](Self::remove), for a node whose datum is still this one.
    pub(crate) fn remove_if(&self, node: &Weak<T>, is_same: impl FnOnce(&D) -> bool) -> Option<D> {
        let address = node.address();
        let is_there = self.entries.borrow().get(&address).is_some_and(|it| is_same(&it.datum));
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
        let leave = |(address, entry): (_, Entry<T, D>)| {
            membership::leave(address, entry.place);
            (entry.node, entry.datum)
        };
        entries.into_iter().map(leave).collect()
    }
}

fn id_of(address: *const ()) -> EntryId {
    EntryId { hash: address.addr() as u64, key: address }
}

impl<T: Graph, D: Datum> Collection for ByNode<T, D> {
    fn forget(&self, entry: EntryId) -> Option<StdRc<dyn Any>> {
        let entry = self.entries.borrow_mut().remove(&entry.key)?;
        entry.datum.into_remains()
    }

    fn set_place(&self, entry: EntryId, place: usize) {
        if let Some(entry) = self.entries.borrow_mut().get_mut(&entry.key) {
            entry.place = place;
        }
    }
}

impl<T: Graph, D: Datum> Clear for ByNode<T, D> {
    fn clear(&self) {
        drop(self.take_all());
    }
}
