//! How a child is attached under a key, and gets another key.

use crate::kernel::attach_error::{AttachError, Obstacle};
use crate::kernel::dyn_handle::AsDynHandle;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::released_keys;
use crate::links::keyed::container::KeyedContainer;
use crate::links::keyed::entries::Entry;
use crate::links::keyed::error::KeyedError;
use crate::links::keyed::key::Key;
use crate::links::keyed::search::{
    self, Found, Search, SearchBy, rename_at, replace_node, search_stable,
};
use crate::links::keyed::storage::KeyedStorage;
use crate::links::own::Own;
use crate::links::own::attach::Admitted;
use crate::links::own::container::ChildHandle;
use crate::model::graph::{BackTo, NodeType};
use crate::model::incoming::{Incoming, Origin};
use crate::store::chunks::Place;

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
        let handles = entries.iter().map(|(_, child)| &child.handle);
        if let Some((index, obstacle)) = self.first_refused(handles) {
            return Err(refuse_one_of(handles_of(entries), index, obstacle));
        }
        let mut former = Vec::with_capacity(entries.len());
        let mut entries = entries.into_iter();
        while let Some((key, child)) = entries.next() {
            let at = self.search_key(&key);
            // Comparing the keys may change the graph, so each child is checked again.
            match self.put_at(at, key, child) {
                Ok(before) => former.extend(before),
                Err(error) => {
                    return Err(error.with_others(Vec::new(), handles_of(entries.collect())));
                }
            }
        }
        drop(former);
        Ok(())
    }

    /// Gives the child that a search finds another key, unless another child has it.
    #[track_caller]
    pub(super) fn rename_found(
        &self,
        search: impl Fn(&C::Storage) -> Search<C::Key, ChildHandle<C>>,
        key: C::Key,
    ) -> KeyedResult<Option<ChildHandle<C>>, C> {
        search::rename(&*self.children, search, key).map_err(|key| self.refuse_taken(key, None))
    }

    #[track_caller]
    fn search_key(&self, key: &C::Key) -> Found {
        search_stable(&*self.children, |map| map.search(key))
    }

    fn child_at(&self, place: Place) -> Option<ChildHandle<C>> {
        Some(self.children.entries().get_at(place)?.handle)
    }

    fn is_at(&self, place: Place, child: &ChildHandle<C>) -> bool {
        self.child_at(place).is_some_and(|other| {
            other.as_dyn().dyn_node().address() == child.as_dyn().dyn_node().address()
        })
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
        let former = match (admitted, at.found) {
            (Admitted::Here(_), Ok(place)) if self.is_at(place, &child) => {
                // The given key is dropped now.
                return Ok(Some(child));
            }
            (Admitted::Here(here), Err(_)) => {
                rename_at(&*self.children, here, at, key);
                return Ok(None);
            }
            (Admitted::Here(here), Ok(place)) => {
                let former = replace_node(&*self.children, place, child);
                // The child has another entry, so nothing dies here.
                let here = self.children.entries().place_of(here);
                self.children.remove(here).key.leave();
                Some(former)
            }
            (Admitted::New, Ok(place)) => Some(replace_node(&*self.children, place, child)),
            (Admitted::New, Err(place)) => {
                let entry = Entry { key: Key::new(key), handle: child };
                self.children.insert(place, at.hash, entry);
                None
            }
        };
        if let Some(former) = &former {
            former.as_dyn().dyn_node().clear_back_links();
        }
        released_keys::drop_all();
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

fn handles_of<K, H>(entries: Vec<(K, Incoming<H>)>) -> Vec<(K, H)> {
    entries.into_iter().map(|(key, child)| (key, child.handle)).collect()
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
