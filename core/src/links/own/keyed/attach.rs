//! How a child is attached under a key, and gets another key.

use std::collections::HashSet;

use crate::change::detach::release;
use crate::change::log::{self, Scope};
use crate::kernel::attach_error::{AttachError, Obstacle};
use crate::kernel::dyn_handle::{AsDynHandle, address};
use crate::kernel::dyn_node::DynNode;
use crate::kernel::released_keys;
use crate::links::keyed::container::KeyedContainer;
use crate::links::keyed::entry::Entry;
use crate::links::keyed::error::KeyedError;
use crate::links::keyed::key::Key;
use crate::links::keyed::search::{
    Found, Rename, Search, SearchBy, rename_at, replace_node, search_rename, search_stable,
};
use crate::links::keyed::several::{carry_out, search_all};
use crate::links::keyed::storage::KeyedStorage;
use crate::links::own::Own;
use crate::links::own::attach::Admitted;
use crate::links::own::container::ChildHandle;
use crate::model::graph::{BackTo, NodeType};
use crate::model::incoming::{Incoming, Origin};
use crate::store::chunks::Place;
use crate::store::hash::BuildFoldedHash;

/// The result of an operation that may refuse a key and a child.
type KeyedResult<T, C> = Result<T, Refused<C>>;

type Refused<C> = KeyedError<<C as KeyedContainer>::Key, ChildHandle<C>>;

impl<O: NodeType, C: KeyedContainer> Own<O, C> {
    /// Attaches a child. Returns the child that had the key.
    #[track_caller]
    pub(super) fn insert_incoming(
        &self,
        key: C::Key,
        child: Incoming<ChildHandle<C>>,
    ) -> KeyedResult<Option<ChildHandle<C>>, C>
    where
        C::Item: BackTo<O>,
    {
        let at = self.search_key(&key);
        self.put_at(at, key, child)
    }

    /// Attaches a child, unless another one has the key.
    #[track_caller]
    pub(super) fn add_incoming(
        &self,
        key: C::Key,
        incoming: Incoming<ChildHandle<C>>,
    ) -> KeyedResult<ChildHandle<C>, C>
    where
        C::Item: BackTo<O>,
    {
        let at = self.search_key(&key);
        let child = incoming.handle.clone();
        if at.found.is_ok_and(|place| !self.is_at(place, &child)) {
            return Err(self.refuse_taken(key, Some(child)));
        }
        self.put_at(at, key, incoming)?;
        Ok(child)
    }

    /// Attaches several children, or none of them.
    #[track_caller]
    pub(super) fn extend_incoming(
        &self,
        entries: Vec<(C::Key, Incoming<ChildHandle<C>>)>,
    ) -> KeyedResult<(), C>
    where
        C::Item: BackTo<O>,
    {
        let (keys, children): (Vec<_>, Vec<_>) = entries.into_iter().unzip();
        let groups = search_all(&*self.children, &keys);
        // No user code runs from here on, until all children are attached.
        let _operation = Scope::open();
        let handles = children.iter().map(|child| &child.handle);
        if let Some((index, obstacle)) = self.first_refused(handles) {
            let children = children.into_iter().map(|child| child.handle);
            let entries = keys.into_iter().zip(children).collect();
            return Err(refuse_one_of(entries, index, obstacle));
        }
        let here: Vec<_> = children.iter().map(|child| self.index_of_incoming(child)).collect();
        let plan = groups.plan(&*self.children, |number| {
            (Some(address(&children[number].handle)), here[number])
        });
        let mut released = HashSet::with_hasher(BuildFoldedHash::default());
        for (child, here) in children.iter().zip(&here) {
            let address = address(&child.handle);
            if here.is_none() && released.insert(address) {
                self.take_over(child, plan.keeps(address));
            }
        }
        let children: Vec<_> = children.into_iter().map(|child| child.handle).collect();
        let changed = log::is_open().then(|| self.changed_by(&plan, &children));
        let left = carry_out(&*self.children, &plan, keys, children);
        for handle in left.nodes() {
            let node = handle.as_dyn().dyn_node();
            if !plan.keeps(node.address()) {
                node.clear_back_links();
            }
        }
        if let Some(changed) = changed {
            self.log_changed(changed);
        }
        released_keys::drop_all();
        drop(left);
        Ok(())
    }

    /// The index of a child in this link, if it is here.
    fn index_of_incoming(&self, child: &Incoming<ChildHandle<C>>) -> Option<usize> {
        match child.origin {
            Origin::New { .. } => None,
            Origin::Existing => self.index_of(child.handle.as_dyn().dyn_node()),
        }
    }

    /// Takes a child that is not in this link, and is not refused, from its old owner. `comes`: it is
    /// put into this link.
    fn take_over(&self, child: &Incoming<ChildHandle<C>>, comes: bool)
    where
        C::Item: BackTo<O>,
    {
        let node = child.handle.as_dyn().dyn_node();
        if let (Origin::Existing, Some(owner)) = (child.origin, node.owner()) {
            release(node, &owner);
        }
        if comes {
            self.set_owner_of(&child.handle);
        }
    }

    /// Gives the child that a search finds another key, unless another child has it.
    #[track_caller]
    pub(super) fn rename_found(
        &self,
        search: impl Fn(&C::Storage) -> Search<C::Key, ChildHandle<C>>,
        key: C::Key,
    ) -> KeyedResult<Option<ChildHandle<C>>, C> {
        match search_rename(&*self.children, search, &key) {
            Rename::NotHere => Ok(None),
            Rename::Taken => Err(self.refuse_taken(key, None)),
            Rename::From { handle, index, at } => {
                self.rename_child(handle.as_dyn().dyn_node(), index, at, key);
                Ok(Some(handle))
            }
        }
    }

    /// Gives the child at `index` a key that was searched, and ends the operation.
    fn rename_child(&self, child: &dyn DynNode, index: usize, at: Found, key: C::Key) {
        if !log::is_open() {
            return drop(rename_at(&*self.children, index, at, key));
        }
        let leaving = log::leaving_if_open(child);
        rename_at(&*self.children, index, at, key);
        if let Some(leaving) = leaving {
            log::renamed(leaving);
        }
        log::finish();
    }

    #[track_caller]
    fn search_key(&self, key: &C::Key) -> Found {
        search_stable(&*self.children, |map| map.search(key))
    }

    fn is_at(&self, place: Place, child: &ChildHandle<C>) -> bool {
        let entry = self.children.entries().get_at(place);
        entry.is_some_and(|entry| address(&entry) == address(child))
    }

    /// Attaches a child where a search has found its key or the place of the key. Returns the child
    /// that was there.
    fn put_at(
        &self,
        at: Found,
        key: C::Key,
        incoming: Incoming<ChildHandle<C>>,
    ) -> KeyedResult<Option<ChildHandle<C>>, C>
    where
        C::Item: BackTo<O>,
    {
        let child = incoming.handle;
        let admitted = match incoming.origin {
            Origin::New { needs_finalization } => {
                self.set_back(&child);
                if needs_finalization {
                    self.mark_above(child.as_dyn());
                }
                Ok(Admitted::New)
            }
            Origin::Existing => self.admit(&child),
        };
        let admitted = match admitted {
            Ok(admitted) => admitted,
            Err(obstacle) => {
                return Err(KeyedError::new(key, AttachError::refused(Some(child), obstacle)));
            }
        };
        let mut leaving = None;
        // If the drop of the given key panics, an answer that is made already is lost.
        let mut unused = None;
        let former = match (admitted, at.found) {
            (Admitted::Here(_), Ok(place)) if self.is_at(place, &child) => {
                drop(key);
                return Ok(Some(child));
            }
            (Admitted::Here(here), Err(_)) => {
                self.rename_child(child.as_dyn().dyn_node(), here, at, key);
                return Ok(None);
            }
            (Admitted::Here(here), Ok(place)) => {
                leaving = log::leaving_if_open(child.as_dyn().dyn_node());
                let former = replace_node(&*self.children, place, child.clone());
                // The child has another entry, so nothing dies here.
                let here = self.children.entries().place_of(here);
                self.children.remove(here).key.leave();
                unused = Some(key);
                Some(former)
            }
            (Admitted::New, Ok(place)) => {
                unused = Some(key);
                Some(replace_node(&*self.children, place, child.clone()))
            }
            (Admitted::New, Err(place)) => {
                let entry = Entry { key: Key::new(key), handle: child.clone() };
                self.children.insert(place, at.hash, entry);
                None
            }
        };
        if let Some(former) = &former {
            former.as_dyn().dyn_node().clear_back_links();
        }
        if log::is_open() {
            let former = former.as_ref().map(AsDynHandle::as_dyn);
            log::put_at_key(self, leaving, child.as_dyn(), former);
        } else {
            released_keys::drop_all();
        }
        drop(unused);
        Ok(former)
    }

    #[cold]
    fn refuse_taken(&self, key: C::Key, child: Option<ChildHandle<C>>) -> Refused<C> {
        let owner = self.owner();
        let owner: &dyn DynNode = &**owner.as_std();
        let number = self.number_in(owner);
        KeyedError::new(key, AttachError::occupied(child, owner.type_info(), number))
    }
}

#[cold]
fn refuse_one_of<K, H>(
    mut entries: Vec<(K, H)>,
    index: usize,
    obstacle: Box<Obstacle>,
) -> KeyedError<K, H> {
    let after = entries.split_off(index + 1);
    let (key, child) = entries.remove(index);
    let error = AttachError::refused(Some(child), obstacle);
    KeyedError::new(key, error).with_others(entries, after)
}
