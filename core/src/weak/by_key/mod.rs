//! [`ByKey`]: the table of a map from keys to nodes, and of a cache.

mod entries;

pub(crate) use entries::{BesideEntries, Entry, EntryId};

use std::any::Any;
use std::borrow::Borrow;
use std::cell::RefCell;
use std::mem;
use std::rc::Rc as StdRc;

use crate::death::membership::Collection;
use crate::model::as_handle::AsHandle;
use crate::model::graph::Graph;
use crate::store::slab::{Slab, SlotNumber};
use crate::store::slot_index::{Cursor, HalfHash, SlotIndex};
use crate::weak::by_key::entries::Entries;
use crate::weak::collection_owner::Clear;
use crate::weak::iter;
use crate::weak::key::Key;
use crate::weak::table::{self, Member};

/// A table of keys, each with a node.
///
/// The `Hash`, `Eq` and `Drop` of a key are user code and may call the map, so none of them runs
/// while `entries` is borrowed. The caller computes the hash. Keys are compared outside the table:
/// see [`Key`].
pub(crate) struct ByKey<K, T: Graph, B = ()> {
    entries: RefCell<Entries<K, T>>,
    /// A cache has the nodes that it keeps alive here.
    pub(crate) beside: B,
}

/// The result of [`ByKey::insert`].
pub(crate) struct Insertion<K, T: Graph> {
    #[cfg_attr(not(feature = "cache"), expect(dead_code, reason = "only a cache needs ids"))]
    pub(crate) id: EntryId,
    /// If there was an equal key, the id and the node of that entry, and the given key. The caller
    /// drops it.
    pub(crate) replaced: Option<(EntryId, Option<T::Handle>, K)>,
}

/// The result of [`ByKey::get_or_insert`].
pub(crate) struct GetOrInsert<K, T: Graph> {
    #[cfg_attr(not(feature = "cache"), expect(dead_code, reason = "only a cache needs ids"))]
    pub(crate) id: EntryId,
    pub(crate) node: T::Handle,
    /// The given key and node, if there was an equal key. The caller drops them.
    pub(crate) unused: Option<(K, T::Handle)>,
}

impl<K, T: Graph, B: Default> Default for ByKey<K, T, B> {
    fn default() -> Self {
        ByKey { entries: RefCell::default(), beside: B::default() }
    }
}

impl<K: 'static, T: Graph, B: BesideEntries> ByKey<K, T, B> {
    pub(crate) fn len(&self) -> usize {
        self.entries.borrow().table.entries().len()
    }

    pub(crate) fn capacity(&self) -> usize {
        let entries = self.entries.borrow();
        entries.table.entries().capacity().min(entries.index.capacity())
    }

    pub(crate) fn reserve(&self, additional: usize) {
        self.entries.borrow_mut().reserve(additional);
    }

    pub(crate) fn shrink_to(&self, capacity: usize) {
        self.entries.borrow_mut().shrink_to(capacity, &self.beside);
    }

    /// The count of all insertions so far.
    #[cfg(feature = "cache")]
    pub(crate) fn inserted(&self) -> u64 {
        self.entries.borrow().inserted
    }

    /// The node under an equal key.
    #[inline]
    pub(crate) fn get<Q>(&self, hash: u64, key: &Q) -> Option<T::Handle>
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        self.find_with(hash, key, |entry| entry.member.node.upgrade())?.1
    }

    /// The node of the entry in this slot.
    #[cfg(feature = "cache")]
    pub(crate) fn node_in(&self, slot: SlotNumber) -> Option<T::Handle> {
        self.entries.borrow().get(slot)?.member.node.upgrade()
    }

    /// The slot of an equal key, which is there when this returns, and the result of `read` for its
    /// entry. Most often only one key has this hash, and it is looked at once.
    #[inline]
    pub(crate) fn find_with<Q, R>(
        &self,
        hash: u64,
        key: &Q,
        read: impl Fn(&Entry<K, T>) -> R,
    ) -> Option<(SlotNumber, R)>
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        let hash = HalfHash::of(hash);
        let entries = self.entries.borrow();
        let mut cursor = entries.index.search(hash);
        let first = entries.index.next(&mut cursor, hash)?;
        let entry = entries.get(first)?;
        let (candidate, result) = (entry.key.clone(), read(entry));
        let (key_number, changes) = (entry.key_number, entries.changes);
        drop(entries);
        // User code.
        let is_equal = candidate.with(|it| it.borrow() == key);
        if is_equal && self.entries.borrow().changes == changes {
            drop(candidate);
            return Some((first, result));
        }
        drop((candidate, result));
        let slot =
            if is_equal { self.entries.borrow().slot_of_key(hash, key_number) } else { None };
        // Several keys have this hash, or the compared one has been removed.
        let slot = slot.or_else(|| self.search(hash, key).0)?;
        Some((slot, read(self.entries.borrow().get(slot)?)))
    }

    /// The slot of an equal key. It is there when this returns.
    #[inline]
    pub(crate) fn find_slot<Q>(&self, hash: u64, key: &Q) -> Option<SlotNumber>
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        self.search(HalfHash::of(hash), key).0
    }

    /// The slot of an equal key, which is there when this returns; and where the search has ended.
    // This is in registers, where a `Result` of both would not be.
    fn search<Q>(&self, hash: HalfHash, key: &Q) -> (Option<SlotNumber>, Cursor)
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        let mut entries = self.entries.borrow();
        let mut cursor = entries.index.search(hash);
        let mut compared = 0;
        loop {
            let Some((slot, entry)) = entries.next(&mut cursor, hash, compared) else {
                return (None, cursor);
            };
            let (candidate, changes) = (entry.key.clone(), entries.changes);
            compared = entry.key_number;
            drop(entries);
            // User code.
            let is_equal = candidate.with(|it| it.borrow() == key);
            // User code, if the candidate has been removed.
            drop(candidate);
            entries = self.entries.borrow();
            let is_unchanged = entries.changes == changes;
            if is_equal {
                // It may be in another slot now.
                let now =
                    if is_unchanged { Some(slot) } else { entries.slot_of_key(hash, compared) };
                if now.is_some() {
                    return (now, cursor);
                }
            }
            if !is_unchanged {
                cursor = entries.index.search(hash);
            }
        }
    }

    /// The id of the entry in this slot.
    #[cfg(feature = "cache")]
    pub(crate) fn id_in(&self, slot: SlotNumber) -> Option<EntryId> {
        Some(self.entries.borrow().get(slot)?.id(slot))
    }

    /// The slot of the entry, if it is still there.
    pub(crate) fn slot_of(&self, id: EntryId) -> Option<SlotNumber> {
        self.entries.borrow().slot_of(id)
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
        let hash = HalfHash::of(hash);
        match self.search(hash, &key) {
            (Some(slot), _) => {
                let (id, old_id, old_node) = self.replace(slot, node);
                Insertion { id, replaced: Some((old_id, old_node, key)) }
            }
            (None, end) => {
                let (number, slot) = self.add_at(end, hash, Key::new(key), node);
                Insertion { id: EntryId { hash, number, slot }, replaced: None }
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
        let hash = HalfHash::of(hash);
        match self.search(hash, &key) {
            (None, end) => {
                let (number, slot) = self.add_at(end, hash, Key::new(key), &new);
                GetOrInsert { id: EntryId { hash, number, slot }, node: new, unused: None }
            }
            (Some(slot), _) => {
                let entries = self.entries.borrow();
                let entry = entries.get(slot).expect("a search has found it");
                let node = entry.member.node.upgrade().unwrap_or_else(|| new.clone());
                GetOrInsert { id: entry.id(slot), node, unused: Some((key, new)) }
            }
        }
    }

    /// Inserts a key that has no equal in the table, where the search for it has ended. Returns the number
    /// and the slot of the entry.
    fn add_at(
        self: &StdRc<Self>,
        end: Cursor,
        hash: HalfHash,
        key: Key<K>,
        node: &impl AsHandle<T::Declared>,
    ) -> (u64, SlotNumber) {
        let entries = &mut *self.entries.borrow_mut();
        entries.inserted += 1;
        entries.changes += 1;
        let number = entries.inserted;
        let slots = entries.table.entries_mut();
        let slot = slots.next_number();
        let member = self.member(node, slot);
        slots.add(slot, Entry { hash, number, key_number: number, key, member });
        entries.index.add_at(end, hash, slot);
        (number, slot)
    }

    /// Puts another node in the place of that of an entry. Returns the id of the entry now, its id
    /// before, and the node before.
    #[inline]
    fn replace(
        self: &StdRc<Self>,
        slot: SlotNumber,
        node: &impl AsHandle<T::Declared>,
    ) -> (EntryId, EntryId, Option<T::Handle>) {
        let mut borrowed = self.entries.borrow_mut();
        let entries = &mut *borrowed;
        entries.inserted += 1;
        entries.changes += 1;
        let number = entries.inserted;
        let entry = entries.table.entries_mut().get_mut(slot).expect("a search has found it");
        let left = mem::replace(&mut entry.member, self.member(node, slot));
        let old_id = entry.id(slot);
        entry.number = number;
        drop(borrowed);
        (EntryId { number, ..old_id }, old_id, left.leave())
    }

    /// The member for an entry in this slot.
    #[inline]
    fn member(
        self: &StdRc<Self>,
        node: &impl AsHandle<T::Declared>,
        slot: SlotNumber,
    ) -> Member<T> {
        if B::KEEPS_NODES { Member::outside(node) } else { Member::join(node, self.clone(), slot) }
    }

    /// Call this when nothing beside the entries keeps the node in this slot any more, or where there
    /// was no room for it; and before the handle to it is dropped.
    #[cfg(feature = "cache")]
    pub(crate) fn join(self: &StdRc<Self>, slot: SlotNumber, node: &T::Handle) {
        if let Some(entry) = self.entries.borrow().get(slot) {
            entry.member.join_late(node, self, slot);
        }
    }

    /// Removes the entry in this slot, and returns its node and its key.
    pub(crate) fn remove_slot(&self, slot: SlotNumber) -> Option<(Option<T::Handle>, Key<K>)> {
        let (key, member) = self.entries.borrow_mut().remove(slot, &self.beside)?;
        Some((member.leave(), key))
    }

    /// All entries that are there now. O(1), and the next change is O(n) if they are still held.
    #[inline]
    pub(crate) fn snapshot(&self) -> StdRc<Slab<Entry<K, T>>> {
        self.entries.borrow().table.snapshot()
    }

    /// Inserts all entries of another table with these hashes into this one, which is empty.
    pub(crate) fn add_all(self: &StdRc<Self>, other: &Self) {
        for (_, entry) in other.snapshot().iter() {
            if let Some(node) = entry.member.node.upgrade() {
                let end = self.entries.borrow().index.end(entry.hash);
                self.add_at(end, entry.hash, entry.key.clone(), &node);
            }
        }
    }

    /// Removes the entries of a snapshot for which `keep`, which is user code, returns `false`. No
    /// user code runs from the first removal to the last. Calls `on_removal` before each.
    pub(crate) fn retain(
        &self,
        mut keep: impl FnMut(&K, &T::Handle) -> bool,
        mut on_removal: impl FnMut(SlotNumber),
    ) {
        let snapshot = self.snapshot();
        let keep = |entry: &Entry<K, T>, node: &T::Handle| entry.key.with(|key| keep(key, node));
        let with_key = |slot, entry: &Entry<K, T>| (entry.id(slot), entry.key.clone());
        let rejected = iter::rejected(&snapshot, keep, with_key);
        // User code, if it is the last holder of keys.
        drop(snapshot);
        for &(id, _) in &rejected {
            if let Some(slot) = self.slot_of(id) {
                on_removal(slot);
                // The key is dropped with the others.
                self.remove_slot(slot);
            }
        }
    }

    /// Removes all entries, and gives back the memory.
    pub(crate) fn take_all(&self) -> Vec<Entry<K, T>> {
        let mut entries = self.entries.borrow_mut();
        entries.changes += 1;
        entries.index = SlotIndex::default();
        let table = mem::take(&mut entries.table);
        drop(entries);
        table::leave_all(table)
    }
}

impl<K: 'static, T: Graph, B: BesideEntries> Collection for ByKey<K, T, B> {
    fn forget(&self, entry: SlotNumber) -> Option<StdRc<dyn Any>> {
        let (key, _) = self.entries.borrow_mut().remove(entry, &self.beside)?;
        key.into_deferred_drop()
    }

    fn set_membership(&self, entry: SlotNumber, number: SlotNumber, is_first: bool) {
        self.entries.borrow().table.set_membership(entry, number, is_first);
    }

    fn is_by_node(&self) -> bool {
        false
    }
}

impl<K: 'static, T: Graph, B: BesideEntries> Clear for ByKey<K, T, B> {
    fn clear(&self) {
        drop(self.take_all());
    }
}
