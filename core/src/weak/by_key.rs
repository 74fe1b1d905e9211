//! [`ByKey`]: nodes by keys of the user's.

use std::any::Any;
use std::borrow::Borrow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::collections::hash_map;
use std::rc::Rc as StdRc;

use crate::graph::Graph;
use crate::handle::Handle;
use crate::weak::bucket::Bucket;
use crate::weak::handle::Weak;
use crate::weak::hash::BuildFoldedHash;
use crate::weak::membership::{self, Clear, Collection, EntryId, Membership};

/// Keys, each with a node and a datum: the inside of a map whose values are nodes, and of a cache.
///
/// A key's `Hash`, `Eq` and `Drop` are the user's and may do whatever they like, so none of them ever runs
/// while the entries are borrowed. The hash is told by the caller; keys are compared outside, and asked for again
/// when that may have changed something. For this, keys are in an `Rc`.
pub(crate) struct ByKey<K, T: Graph, D> {
    entries: RefCell<Entries<K, T, D>>,
}

struct Entries<K, T: Graph, D> {
    by_hash: HashMap<u64, Bucket<Entry<K, T, D>>, BuildFoldedHash>,
    len: usize,
    /// How many have ever been put in.
    inserted: u64,
}

struct Entry<K, T: Graph, D> {
    key: StdRc<K>,
    node: Weak<T>,
    datum: D,
    /// Of this membership among the node's.
    place: usize,
}

/// What an entry says.
pub(crate) struct Found<K, T: Graph, D> {
    pub(crate) key: StdRc<K>,
    pub(crate) node: Weak<T>,
    pub(crate) datum: D,
}

impl<K, T: Graph, D: Copy> Entry<K, T, D> {
    fn tell(&self) -> Found<K, T, D> {
        Found { key: self.key.clone(), node: self.node.clone(), datum: self.datum }
    }
}

impl<K, T: Graph, D> Default for ByKey<K, T, D> {
    fn default() -> Self {
        let entries = Entries { by_hash: HashMap::default(), len: 0, inserted: 0 };
        ByKey { entries: RefCell::new(entries) }
    }
}

impl<K, T: Graph, D> Entries<K, T, D> {
    fn entry_mut(&mut self, id: EntryId) -> Option<&mut Entry<K, T, D>> {
        let entries = self.by_hash.get_mut(&id.hash)?.as_mut_slice();
        entries.iter_mut().find(|entry| address_of(&entry.key) == id.key)
    }

    fn push(&mut self, hash: u64, new: Entry<K, T, D>) {
        self.len += 1;
        self.inserted += 1;
        match self.by_hash.entry(hash) {
            hash_map::Entry::Occupied(mut bucket) => bucket.get_mut().push(new),
            hash_map::Entry::Vacant(place) => drop(place.insert(Bucket::One(new))),
        }
    }

    fn remove(&mut self, id: EntryId) -> Option<Entry<K, T, D>> {
        let hash_map::Entry::Occupied(mut bucket) = self.by_hash.entry(id.hash) else {
            return None;
        };
        let mut keys = bucket.get().as_slice().iter().map(|entry| address_of(&entry.key));
        let index = keys.position(|key| key == id.key)?;
        let entry = bucket.get_mut().swap_remove(index);
        if bucket.get().as_slice().is_empty() {
            bucket.remove();
        }
        self.len -= 1;
        entry
    }
}

impl<K: 'static, T: Graph, D: Copy + 'static> ByKey<K, T, D> {
    pub(crate) fn len(&self) -> usize {
        self.entries.borrow().len
    }

    /// How many entries have ever been put in.
    pub(crate) fn inserted(&self) -> u64 {
        self.entries.borrow().inserted
    }

    /// The entry of an equal key.
    pub(crate) fn find<Q>(&self, hash: u64, key: &Q) -> Option<Found<K, T, D>>
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        loop {
            let entries = self.entries.borrow();
            let inserted = entries.inserted;
            let candidates = entries.by_hash.get(&hash)?.map(Entry::tell);
            drop(entries);
            // The user's code.
            let found = match candidates {
                Bucket::One(only) => ((*only.key).borrow() == key).then_some(only),
                Bucket::Many(all) => all.into_iter().find(|one| (*one.key).borrow() == key),
            };
            // What was put in meanwhile may be what was looked for.
            if found.is_some() || self.inserted() == inserted {
                return found;
            }
        }
    }

    /// Whether this entry is there, with the same node and datum.
    pub(crate) fn has(&self, hash: u64, found: &Found<K, T, D>) -> bool
    where
        D: PartialEq,
    {
        let mut entries = self.entries.borrow_mut();
        let entry = entries.entry_mut(id_of(hash, &found.key));
        entry.is_some_and(|entry| entry.node == found.node && entry.datum == found.datum)
    }

    /// Gives the entry before.
    pub(crate) fn insert(
        self: &StdRc<Self>,
        hash: u64,
        key: K,
        node: &T::Handle,
        datum: D,
    ) -> Option<Found<K, T, D>>
    where
        K: Eq,
    {
        loop {
            let Some(found) = self.find(hash, &key) else {
                self.add(hash, StdRc::new(key), node, datum);
                return None;
            };
            // Unless the comparison has taken it out.
            if let Some(before) = self.remove(hash, &found.key) {
                self.add(hash, found.key, node, datum);
                return Some(before);
            }
        }
    }

    /// As [`insert`](Self::insert), of a key that is not there.
    pub(crate) fn add(self: &StdRc<Self>, hash: u64, key: StdRc<K>, node: &T::Handle, datum: D) {
        let membership = Membership { collection: self.clone(), entry: id_of(hash, &key) };
        let place = membership::join(node.inner().object(), membership);
        let entry = Entry { key, node: Weak::to(node), datum, place };
        self.entries.borrow_mut().push(hash, entry);
    }

    /// Takes out the entry with this very key.
    pub(crate) fn remove(&self, hash: u64, key: &StdRc<K>) -> Option<Found<K, T, D>> {
        let entry = self.entries.borrow_mut().remove(id_of(hash, key))?;
        membership::leave(entry.node.address(), entry.place);
        let Entry { key, node, datum, .. } = entry;
        Some(Found { key, node, datum })
    }

    /// All that are there now, with their hashes.
    pub(crate) fn snapshot(&self) -> Vec<(u64, Found<K, T, D>)> {
        let entries = self.entries.borrow();
        let mut all = Vec::with_capacity(entries.len);
        for (&hash, bucket) in &entries.by_hash {
            all.extend(bucket.as_slice().iter().map(|entry| (hash, entry.tell())));
        }
        all
    }

    /// As [`snapshot`](Self::snapshot), for those who only look.
    pub(crate) fn pairs(&self) -> Vec<(StdRc<K>, Weak<T>)> {
        let entries = self.entries.borrow();
        let mut all = Vec::with_capacity(entries.len);
        for bucket in entries.by_hash.values() {
            let pair = |entry: &Entry<K, T, D>| (entry.key.clone(), entry.node.clone());
            all.extend(bucket.as_slice().iter().map(pair));
        }
        all
    }

    /// Takes all out.
    pub(crate) fn take_all(&self) -> Vec<Found<K, T, D>> {
        // One by one, for a node may be in here several times, and its memberships move.
        let take = |(hash, found): (u64, Found<K, T, D>)| self.remove(hash, &found.key);
        self.snapshot().into_iter().filter_map(take).collect()
    }
}

/// Where the key is, also if it has no size.
fn address_of<K>(key: &StdRc<K>) -> *const () {
    StdRc::as_ptr(key).cast()
}

fn id_of<K>(hash: u64, key: &StdRc<K>) -> EntryId {
    EntryId { hash, key: address_of(key) }
}

impl<K: 'static, T: Graph, D: 'static> Collection for ByKey<K, T, D> {
    fn forget(&self, entry: EntryId) -> Option<StdRc<dyn Any>> {
        let entry = self.entries.borrow_mut().remove(entry)?;
        std::mem::needs_drop::<K>().then_some(entry.key as StdRc<dyn Any>)
    }

    fn set_place(&self, entry: EntryId, place: usize) {
        if let Some(entry) = self.entries.borrow_mut().entry_mut(entry) {
            entry.place = place;
        }
    }
}

impl<K: 'static, T: Graph, D: Copy + 'static> Clear for ByKey<K, T, D> {
    fn clear(&self) {
        drop(self.take_all());
    }
}
