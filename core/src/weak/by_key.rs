//! [`ByKey`]: nodes by keys of the user's.

use std::any::Any;
use std::borrow::Borrow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::collections::hash_map;
use std::mem;
use std::rc::Rc as StdRc;

use crate::death;
use crate::death::membership::{self, Clear, Collection, EntryId, Membership};
use crate::kernel::dyn_handle::Internal;
use crate::model::as_handle::AsHandle;
use crate::model::graph::Graph;
use crate::model::weak::Weak;
use crate::store::bucket::Bucket;
use crate::store::hash::BuildFoldedHash;

/// Keys, each with a node: the inside of a map whose values are nodes, and of a cache.
///
/// A key's `Hash`, `Eq` and `Drop` are the user's and may do whatever they like, so none of them ever runs
/// while the entries are borrowed. The hash is told by the caller; keys are compared outside, each held by its `Rc`
/// meanwhile.
pub(crate) struct ByKey<K, T: Graph> {
    entries: RefCell<Entries<K, T>>,
}

struct Entries<K, T: Graph> {
    /// Those of one hash by their numbers.
    by_hash: HashMap<u64, Bucket<Entry<K, T>>, BuildFoldedHash>,
    len: usize,
    /// How many have ever been put in. The last one has this number.
    inserted: u64,
    /// How often something was put in or taken out.
    changes: u64,
}

struct Entry<K, T: Graph> {
    number: u64,
    key: StdRc<K>,
    node: Weak<T>,
    /// Of this membership among the node's.
    place: usize,
}

/// What an entry says. Another one under the same key has another number.
pub(crate) struct Found<K, T: Graph> {
    pub(crate) id: EntryId,
    pub(crate) key: StdRc<K>,
    pub(crate) node: Weak<T>,
}

/// What an entry has said before another one came in its place.
pub(crate) struct Inserted<K, T: Graph> {
    #[cfg_attr(not(feature = "cache"), expect(dead_code, reason = "a map needs no numbers"))]
    pub(crate) id: EntryId,
    pub(crate) before: Option<Found<K, T>>,
    /// What was given, if there was an equal one. It is the user's to drop.
    pub(crate) key: Option<K>,
}

impl<K, T: Graph> Default for ByKey<K, T> {
    fn default() -> Self {
        let entries = Entries { by_hash: HashMap::default(), len: 0, inserted: 0, changes: 0 };
        ByKey { entries: RefCell::new(entries) }
    }
}

impl<K, T: Graph> Entry<K, T> {
    fn tell(&self, hash: u64) -> Found<K, T> {
        let id = EntryId { hash, number: self.number };
        Found { id, key: self.key.clone(), node: self.node.clone() }
    }
}

impl<K, T: Graph> Entries<K, T> {
    /// Where the entry is among those of its hash.
    fn index(entries: &[Entry<K, T>], id: EntryId) -> Option<usize> {
        entries.binary_search_by_key(&id.number, |entry| entry.number).ok()
    }

    fn get_mut(&mut self, id: EntryId) -> Option<&mut Entry<K, T>> {
        let entries = self.by_hash.get_mut(&id.hash)?.as_mut_slice();
        let index = Self::index(entries, id)?;
        entries.get_mut(index)
    }

    /// The first entry of this hash after that with this number.
    fn next(&self, hash: u64, number: u64) -> Option<Found<K, T>> {
        match self.by_hash.get(&hash)? {
            Bucket::One(only) => (only.number > number).then(|| only.tell(hash)),
            Bucket::Many(all) => {
                let index = all.partition_point(|entry| entry.number <= number);
                Some(all.get(index)?.tell(hash))
            }
        }
    }

    /// The entry of this very key.
    fn under(&self, hash: u64, key: &StdRc<K>) -> Option<Found<K, T>> {
        let mut entries = self.by_hash.get(&hash)?.as_slice().iter();
        Some(entries.find(|entry| StdRc::ptr_eq(&entry.key, key))?.tell(hash))
    }

    fn push(&mut self, hash: u64, new: Entry<K, T>) {
        self.len += 1;
        self.changes += 1;
        match self.by_hash.entry(hash) {
            hash_map::Entry::Occupied(mut bucket) => bucket.get_mut().push(new),
            hash_map::Entry::Vacant(place) => {
                place.insert(Bucket::One(new));
            }
        }
    }

    fn remove(&mut self, id: EntryId) -> Option<Entry<K, T>> {
        let hash_map::Entry::Occupied(mut bucket) = self.by_hash.entry(id.hash) else {
            return None;
        };
        let index = Self::index(bucket.get().as_slice(), id)?;
        let entry = bucket.get_mut().remove(index);
        if bucket.get().is_empty() {
            bucket.remove();
        }
        self.len -= 1;
        self.changes += 1;
        entry
    }
}

impl<K: 'static, T: Graph> ByKey<K, T> {
    pub(crate) fn len(&self) -> usize {
        self.entries.borrow().len
    }

    pub(crate) fn reserve(&self, additional: usize) {
        self.entries.borrow_mut().by_hash.reserve(additional);
    }

    pub(crate) fn shrink_to_fit(&self) {
        self.entries.borrow_mut().by_hash.shrink_to_fit();
    }

    /// How many entries have ever been put in.
    #[cfg(feature = "cache")]
    pub(crate) fn inserted(&self) -> u64 {
        self.entries.borrow().inserted
    }

    /// The node of an equal key: as [`find`](Self::find), and faster, since a strong handle is all that is counted up
    /// and down.
    #[inline]
    pub(crate) fn node_under<Q>(&self, hash: u64, key: &Q) -> Option<T::Handle>
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        let entries = self.entries.borrow();
        let changes = entries.changes;
        if let Bucket::One(only) = entries.by_hash.get(&hash)? {
            let (candidate, node) = (only.key.clone(), only.node.upgrade());
            drop(entries);
            // The user's code.
            if (*candidate).borrow() == key && self.entries.borrow().changes == changes {
                return node;
            }
        } else {
            drop(entries);
        }
        // Of several, or after a change.
        self.find(hash, key)?.node.upgrade()
    }

    /// The entry of an equal key: one that is there when this returns.
    pub(crate) fn find<Q>(&self, hash: u64, key: &Q) -> Option<Found<K, T>>
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        let mut compared = 0;
        loop {
            let entries = self.entries.borrow();
            let changes = entries.changes;
            let candidate = entries.next(hash, compared)?;
            drop(entries);
            // The user's code.
            if (*candidate.key).borrow() == key {
                let entries = self.entries.borrow();
                if entries.changes == changes {
                    return Some(candidate);
                }
                // It may have gone, or have another node now.
                let now = entries.under(hash, &candidate.key);
                if now.is_some() {
                    return now;
                }
            }
            compared = candidate.id.number;
        }
    }

    /// Whether this entry is there.
    #[cfg(feature = "cache")]
    pub(crate) fn has(&self, id: EntryId) -> bool {
        self.entries.borrow_mut().get_mut(id).is_some()
    }

    /// If there is an equal key, that one stays. Nothing of the user's runs after it has been found.
    pub(crate) fn insert(
        self: &StdRc<Self>,
        hash: u64,
        key: K,
        node: &impl AsHandle<T::Declared>,
    ) -> Inserted<K, T>
    where
        K: Eq,
    {
        match self.insert_if_absent(hash, key, node) {
            Ok(id) => Inserted { id, before: None, key: None },
            Err((found, key)) => {
                self.remove(found.id);
                let id = self.add(hash, found.key.clone(), node);
                Inserted { id, before: Some(found), key: Some(key) }
            }
        }
    }

    /// As [`insert`](Self::insert), if there is no equal key. Else that entry is given, and the key, which is the
    /// user's to drop.
    pub(crate) fn insert_if_absent(
        self: &StdRc<Self>,
        hash: u64,
        key: K,
        node: &impl AsHandle<T::Declared>,
    ) -> Result<EntryId, (Found<K, T>, K)>
    where
        K: Eq,
    {
        match self.find(hash, &key) {
            Some(found) => Err((found, key)),
            None => Ok(self.add(hash, StdRc::new(key), node)),
        }
    }

    /// As [`insert`](Self::insert), of a key that is not there.
    pub(crate) fn add(
        self: &StdRc<Self>,
        hash: u64,
        key: StdRc<K>,
        node: &impl AsHandle<T::Declared>,
    ) -> EntryId {
        let mut entries = self.entries.borrow_mut();
        entries.inserted += 1;
        let number = entries.inserted;
        let id = EntryId { hash, number };
        let membership = Membership { collection: self.clone(), entry: id };
        let place = death::join_collection(node.handle(Internal).dyn_node(), membership);
        entries.push(hash, Entry { number, key, node: Weak::of(node), place });
        id
    }

    pub(crate) fn remove(&self, id: EntryId) -> Option<Found<K, T>> {
        let Entry { key, node, place, .. } = self.entries.borrow_mut().remove(id)?;
        membership::leave(node.address(), place);
        Some(Found { id, key, node })
    }

    /// All that are there now.
    pub(crate) fn snapshot(&self) -> Vec<Found<K, T>> {
        let entries = self.entries.borrow();
        let mut all = Vec::with_capacity(entries.len);
        for (&hash, bucket) in &entries.by_hash {
            all.extend(bucket.as_slice().iter().map(|entry| entry.tell(hash)));
        }
        all
    }

    /// Those of a snapshot for which `keep`, which is the user's, says no.
    pub(crate) fn rejected(
        &self,
        mut keep: impl FnMut(&K, &T::Handle) -> bool,
    ) -> Vec<Found<K, T>> {
        let mut rejected = self.snapshot();
        rejected.retain(|entry| match entry.node.upgrade() {
            Some(node) => !keep(&entry.key, &node),
            None => false,
        });
        rejected
    }

    /// Takes all out.
    pub(crate) fn take_all(&self) -> Vec<Found<K, T>> {
        // One by one, for a node may be in here several times, and its memberships move.
        self.snapshot().iter().filter_map(|found| self.remove(found.id)).collect()
    }
}

impl<K: 'static, T: Graph> Collection for ByKey<K, T> {
    fn forget(&self, entry: EntryId) -> Option<StdRc<dyn Any>> {
        let entry = self.entries.borrow_mut().remove(entry)?;
        mem::needs_drop::<K>().then_some(entry.key as StdRc<dyn Any>)
    }

    fn set_slot(&self, entry: EntryId, place: usize) {
        if let Some(entry) = self.entries.borrow_mut().get_mut(entry) {
            entry.place = place;
        }
    }
}

impl<K: 'static, T: Graph> Clear for ByKey<K, T> {
    fn clear(&self) {
        drop(self.take_all());
    }
}
