//! [`ByKey`]: the table of a map from keys to nodes, and of a cache.

use std::any::Any;
use std::borrow::Borrow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::collections::hash_map;
use std::mem;
use std::rc::Rc as StdRc;

use crate::death;
use crate::death::membership::{self, Clear, Collection, EntryId, Membership};
use crate::kernel::internal::Internal;
use crate::model::as_handle::AsHandle;
use crate::model::graph::Graph;
use crate::model::weak::Weak;
use crate::store::bucket::Bucket;
use crate::store::hash::BuildFoldedHash;
use crate::store::sparse;
use crate::weak::iter::{self, WeakEntry};

/// A table of keys, each with a node.
///
/// The `Hash`, `Eq` and `Drop` of a key are user code and may call the map, so none of them runs
/// while `entries` is borrowed. The caller computes the hash. Keys are compared outside the table,
/// where their `Rc`s keep them alive.
pub(crate) struct ByKey<K, T: Graph> {
    entries: RefCell<Entries<K, T>>,
}

struct Entries<K, T: Graph> {
    /// The entries of one hash are sorted by their numbers.
    by_hash: HashMap<u64, Bucket<Entry<K, T>>, BuildFoldedHash>,
    len: usize,
    /// For how many entries there is room, however few there are.
    reserved: usize,
    /// The count of all insertions so far, which is the number of the newest entry.
    inserted: u64,
    /// The count of all insertions and removals so far.
    changes: u64,
}

struct Entry<K, T: Graph> {
    number: u64,
    key: StdRc<K>,
    node: Weak<T>,
    /// The slot of the entry's membership among those of the node.
    slot: usize,
}

/// An entry, outside the table. Another entry under the same key has another id.
pub(crate) struct KeyedNode<K, T: Graph> {
    pub(crate) id: EntryId,
    pub(crate) key: StdRc<K>,
    pub(crate) node: Weak<T>,
}

/// The result of [`ByKey::insert`].
pub(crate) struct Insertion<K, T: Graph> {
    #[cfg_attr(not(feature = "cache"), expect(dead_code, reason = "only a cache needs ids"))]
    pub(crate) id: EntryId,
    pub(crate) replaced: Option<KeyedNode<K, T>>,
    /// The given key, if there was an equal one. The caller drops it.
    pub(crate) unused_key: Option<K>,
}

/// The result of [`ByKey::get_or_insert`].
pub(crate) struct GetOrInsert<K, T: Graph> {
    #[cfg_attr(not(feature = "cache"), expect(dead_code, reason = "only a cache needs ids"))]
    pub(crate) id: EntryId,
    pub(crate) node: T::Handle,
    /// The existing entry and the given key and node, if there was an equal key. The caller drops
    /// them.
    pub(crate) unused: Option<(KeyedNode<K, T>, K, T::Handle)>,
}

impl<K, T: Graph> Default for ByKey<K, T> {
    fn default() -> Self {
        ByKey {
            entries: RefCell::new(Entries {
                by_hash: HashMap::default(),
                len: 0,
                reserved: 0,
                inserted: 0,
                changes: 0,
            }),
        }
    }
}

impl<K, T: Graph> Entry<K, T> {
    fn to_keyed_node(&self, hash: u64) -> KeyedNode<K, T> {
        let id = EntryId { hash, number: self.number };
        KeyedNode { id, key: self.key.clone(), node: self.node.clone() }
    }
}

impl<K, T: Graph> WeakEntry for KeyedNode<K, T> {
    type Handle = T::Handle;
    type Live = (StdRc<K>, T::Handle);

    fn upgrade(&self) -> Option<T::Handle> {
        self.node.upgrade()
    }

    fn into_live(self) -> Option<Self::Live> {
        Some((self.key, self.node.upgrade()?))
    }
}

impl<K, T: Graph> Entries<K, T> {
    /// The index of the entry among the entries of its hash.
    fn index(of_hash: &[Entry<K, T>], id: EntryId) -> Option<usize> {
        of_hash.binary_search_by_key(&id.number, |entry| entry.number).ok()
    }

    fn get_mut(&mut self, id: EntryId) -> Option<&mut Entry<K, T>> {
        let of_hash = self.by_hash.get_mut(&id.hash)?.as_mut_slice();
        let index = Self::index(of_hash, id)?;
        of_hash.get_mut(index)
    }

    /// The first entry of this hash with a greater number.
    fn first_after(&self, hash: u64, number: u64) -> Option<KeyedNode<K, T>> {
        match self.by_hash.get(&hash)? {
            Bucket::One(only) => (only.number > number).then(|| only.to_keyed_node(hash)),
            Bucket::Many(all) => {
                let index = all.partition_point(|entry| entry.number <= number);
                Some(all.get(index)?.to_keyed_node(hash))
            }
        }
    }

    /// The entry whose key is in this very `Rc`.
    fn find_same_key(&self, hash: u64, key: &StdRc<K>) -> Option<KeyedNode<K, T>> {
        let mut of_hash = self.by_hash.get(&hash)?.as_slice().iter();
        Some(of_hash.find(|entry| StdRc::ptr_eq(&entry.key, key))?.to_keyed_node(hash))
    }

    fn push(&mut self, hash: u64, new: Entry<K, T>) {
        self.len += 1;
        self.changes += 1;
        match self.by_hash.entry(hash) {
            hash_map::Entry::Occupied(mut bucket) => bucket.get_mut().push(new),
            hash_map::Entry::Vacant(vacant) => {
                vacant.insert(Bucket::One(new));
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
            sparse::shrink_table(&mut self.by_hash, self.reserved);
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

    pub(crate) fn capacity(&self) -> usize {
        self.entries.borrow().by_hash.capacity()
    }

    pub(crate) fn reserve(&self, additional: usize) {
        let mut entries = self.entries.borrow_mut();
        entries.by_hash.reserve(additional);
        entries.reserved = entries.reserved.max(entries.len + additional);
    }

    pub(crate) fn shrink_to(&self, capacity: usize) {
        let mut entries = self.entries.borrow_mut();
        entries.reserved = entries.reserved.min(capacity);
        entries.by_hash.shrink_to(capacity);
    }

    /// The count of all insertions so far.
    #[cfg(feature = "cache")]
    pub(crate) fn inserted(&self) -> u64 {
        self.entries.borrow().inserted
    }

    /// The node under an equal key. Faster than [`find`](Self::find), since it clones no weak
    /// handle.
    #[inline]
    pub(crate) fn get<Q>(&self, hash: u64, key: &Q) -> Option<T::Handle>
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        let entries = self.entries.borrow();
        let changes = entries.changes;
        if let Bucket::One(only) = entries.by_hash.get(&hash)? {
            let (candidate, node) = (only.key.clone(), only.node.upgrade());
            drop(entries);
            // User code.
            if (*candidate).borrow() == key && self.entries.borrow().changes == changes {
                return node;
            }
        } else {
            drop(entries);
        }
        // Several keys have this hash, or the table has changed.
        self.find(hash, key)?.node.upgrade()
    }

    /// The entry of an equal key. It is in the table when this returns.
    pub(crate) fn find<Q>(&self, hash: u64, key: &Q) -> Option<KeyedNode<K, T>>
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        let mut compared = 0;
        loop {
            let entries = self.entries.borrow();
            let changes = entries.changes;
            let candidate = entries.first_after(hash, compared)?;
            drop(entries);
            // User code.
            if (*candidate.key).borrow() == key {
                let entries = self.entries.borrow();
                if entries.changes == changes {
                    return Some(candidate);
                }
                // The candidate may have been removed, or may have another node now.
                let now = entries.find_same_key(hash, &candidate.key);
                if now.is_some() {
                    return now;
                }
            }
            compared = candidate.id.number;
        }
    }

    #[cfg(feature = "cache")]
    pub(crate) fn contains_id(&self, id: EntryId) -> bool {
        self.entries.borrow_mut().get_mut(id).is_some()
    }

    /// If there is an equal key, that key stays. No user code runs after the search for it.
    pub(crate) fn insert(
        self: &StdRc<Self>,
        hash: u64,
        key: K,
        node: &impl AsHandle<T::Declared>,
    ) -> Insertion<K, T>
    where
        K: Eq,
    {
        match self.insert_if_absent(hash, key, node) {
            Ok(id) => Insertion { id, replaced: None, unused_key: None },
            Err((existing, key)) => {
                self.remove(existing.id);
                let id = self.add(hash, existing.key.clone(), node);
                Insertion { id, replaced: Some(existing), unused_key: Some(key) }
            }
        }
    }

    /// Inserts `new`, unless there is an equal key: then the node under that key is the result.
    pub(crate) fn get_or_insert(
        self: &StdRc<Self>,
        hash: u64,
        key: K,
        new: T::Handle,
    ) -> GetOrInsert<K, T>
    where
        K: Eq,
    {
        match self.insert_if_absent(hash, key, &new) {
            Ok(id) => GetOrInsert { id, node: new, unused: None },
            Err((existing, key)) => {
                let node = existing.node.upgrade().unwrap_or_else(|| new.clone());
                GetOrInsert { id: existing.id, node, unused: Some((existing, key, new)) }
            }
        }
    }

    /// Inserts, unless there is an equal key: then that entry is the error, with the given key,
    /// which the caller drops.
    fn insert_if_absent(
        self: &StdRc<Self>,
        hash: u64,
        key: K,
        node: &impl AsHandle<T::Declared>,
    ) -> Result<EntryId, (KeyedNode<K, T>, K)>
    where
        K: Eq,
    {
        match self.find(hash, &key) {
            Some(existing) => Err((existing, key)),
            None => Ok(self.add(hash, StdRc::new(key), node)),
        }
    }

    /// Inserts a key that has no equal in the table.
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
        let slot = death::join_collection(AsHandle::handle(node, Internal).dyn_node(), membership);
        entries.push(hash, Entry { number, key, node: Weak::of(node), slot });
        id
    }

    pub(crate) fn remove(&self, id: EntryId) -> Option<KeyedNode<K, T>> {
        let Entry { key, node, slot, .. } = self.entries.borrow_mut().remove(id)?;
        membership::leave(node.address(), slot);
        Some(KeyedNode { id, key, node })
    }

    /// All entries that are there now.
    pub(crate) fn snapshot(&self) -> Vec<KeyedNode<K, T>> {
        let entries = self.entries.borrow();
        let mut all = Vec::with_capacity(entries.len);
        for (&hash, bucket) in &entries.by_hash {
            all.extend(bucket.as_slice().iter().map(|entry| entry.to_keyed_node(hash)));
        }
        all
    }

    /// The entries of a snapshot for which `keep`, which is user code, returns `false`.
    pub(crate) fn rejected(
        &self,
        mut keep: impl FnMut(&K, &T::Handle) -> bool,
    ) -> Vec<KeyedNode<K, T>> {
        iter::rejected(self.snapshot(), |entry, node| keep(&entry.key, node))
    }

    /// Removes all entries, and gives back the memory.
    pub(crate) fn take_all(&self) -> Vec<KeyedNode<K, T>> {
        self.entries.borrow_mut().reserved = 0;
        // One by one: a node may have several entries here, and each removal changes the slots of
        // its other memberships.
        self.snapshot().iter().filter_map(|entry| self.remove(entry.id)).collect()
    }
}

impl<K: 'static, T: Graph> Collection for ByKey<K, T> {
    fn forget(&self, entry: EntryId) -> Option<StdRc<dyn Any>> {
        let entry = self.entries.borrow_mut().remove(entry)?;
        mem::needs_drop::<K>().then_some(entry.key as StdRc<dyn Any>)
    }

    fn set_slot(&self, entry: EntryId, slot: usize) {
        if let Some(entry) = self.entries.borrow_mut().get_mut(entry) {
            entry.slot = slot;
        }
    }
}

impl<K: 'static, T: Graph> Clear for ByKey<K, T> {
    fn clear(&self) {
        drop(self.take_all());
    }
}
