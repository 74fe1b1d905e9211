//! [`ByKey`]: the table of a map from keys to nodes, and of a cache.

use std::any::Any;
use std::borrow::Borrow;
use std::cell::RefCell;
use std::mem;
use std::rc::Rc as StdRc;

use crate::death;
use crate::death::membership::{self, Collection};
use crate::kernel::any::if_alive;
use crate::kernel::dyn_handle::AsDynHandle;
use crate::kernel::internal::Internal;
use crate::model::as_handle::AsHandle;
use crate::model::graph::Graph;
use crate::model::weak::Weak;
use crate::store::slab::{Slab, SlotNumber};
use crate::store::slot_index::{Cursor, SlotIndex};
use crate::weak::collection_owner::Clear;
use crate::weak::iter::{self, WeakEntry};
use crate::weak::key::Key;

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

/// What is stored by the slots of the entries. No user code may run in its functions.
pub(crate) trait BesideEntries: Default + 'static {
    /// Call this when an entry has moved to a slot without an entry.
    fn move_entry(&self, old: SlotNumber, new: SlotNumber);

    /// Gives back the memory of all but the first slots. Room for `capacity` slots stays.
    fn shrink_to(&self, len: usize, capacity: usize);
}

impl BesideEntries for () {
    fn move_entry(&self, _: SlotNumber, _: SlotNumber) {}

    fn shrink_to(&self, _: usize, _: usize) {}
}

struct Entries<K, T: Graph> {
    /// Iterators borrow the entries. While one exists, the first change copies them.
    slots: StdRc<Slab<Entry<K, T>>>,
    /// Finds the slots by the hashes of the keys. Those of one hash are sorted by their key numbers.
    index: SlotIndex,
    /// For how many entries there is room, however few there are.
    reserved: usize,
    /// The count of all insertions so far, which is the number of the newest entry.
    inserted: u64,
    /// The count of all insertions and removals so far.
    changes: u64,
}

pub(crate) struct Entry<K, T: Graph> {
    hash: u64,
    number: u64,
    /// The number of the first entry with this key.
    key_number: u64,
    key: Key<K>,
    node: Weak<T>,
    membership: SlotNumber,
}

/// An entry of a table. Another entry under the same key has another number.
#[derive(Clone, Copy)]
pub(crate) struct EntryId {
    hash: u64,
    number: u64,
    /// The slot that the entry had. It may have moved to another one.
    pub(crate) slot: SlotNumber,
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
        ByKey {
            entries: RefCell::new(Entries {
                slots: StdRc::default(),
                index: SlotIndex::default(),
                reserved: 0,
                inserted: 0,
                changes: 0,
            }),
            beside: B::default(),
        }
    }
}

impl<K, T: Graph> Clone for Entry<K, T> {
    fn clone(&self) -> Self {
        Entry { key: self.key.clone(), node: self.node.clone(), ..*self }
    }
}

impl<K, T: Graph> Entry<K, T> {
    fn id(&self, slot: SlotNumber) -> EntryId {
        EntryId { hash: self.hash, number: self.number, slot }
    }
}

impl<K: 'static, T: Graph> WeakEntry for Entry<K, T> {
    type Handle = T::Handle;
    type Spare = Option<StdRc<K>>;
    type Live = (StdRc<K>, T::Handle);

    #[inline]
    fn upgrade(&self) -> Option<T::Handle> {
        self.node.upgrade()
    }

    #[inline]
    fn live(&self, spare: &mut Option<StdRc<K>>) -> Option<Self::Live> {
        let node = self.node.upgrade()?;
        Some((self.key.to_rc(spare), node))
    }
}

impl<K, T: Graph> Entries<K, T> {
    /// The next entry of this hash whose key has a greater number than this.
    #[inline]
    fn next(
        &self,
        cursor: &mut Cursor,
        hash: u64,
        key_number: u64,
    ) -> Option<(SlotNumber, &Entry<K, T>)> {
        loop {
            let slot = self.index.next(cursor)?;
            let entry = self.slots.get(slot)?;
            if entry.hash == hash && entry.key_number > key_number {
                return Some((slot, entry));
            }
        }
    }

    fn find(
        &self,
        hash: u64,
        is_it: impl Fn(&Entry<K, T>) -> bool,
    ) -> Option<(SlotNumber, &Entry<K, T>)> {
        let mut cursor = self.index.search(hash);
        loop {
            let slot = self.index.next(&mut cursor)?;
            let entry = self.slots.get(slot)?;
            if is_it(entry) {
                return Some((slot, entry));
            }
        }
    }

    /// The slot of the entry, if it is still there.
    #[inline]
    fn slot_of(&self, id: EntryId) -> Option<SlotNumber> {
        let is_it = |entry: &Entry<K, T>| entry.number == id.number;
        if self.slots.get(id.slot).is_some_and(is_it) {
            return Some(id.slot);
        }
        Some(self.find(id.hash, is_it)?.0)
    }

    #[inline]
    fn remove(&mut self, slot: SlotNumber, beside: &impl BesideEntries) -> Option<Entry<K, T>> {
        let slots = iter::make_unique(&mut self.slots);
        let entry = slots.remove(slot)?;
        self.index.remove(entry.hash, slot);
        self.changes += 1;
        if slots.is_sparse(self.reserved) {
            self.compact(self.reserved.max(2 * self.slots.len()), beside);
        }
        Some(entry)
    }

    #[cold]
    #[inline(never)]
    fn compact(&mut self, capacity: usize, beside: &impl BesideEntries) {
        self.changes += 1;
        let slots = iter::make_unique(&mut self.slots);
        slots.compact(capacity, |slots, old, slot| {
            beside.move_entry(old, slot);
            if let Some(moved) = slots.get(slot) {
                membership::set_entry(moved.membership, slot);
            }
        });
        beside.shrink_to(slots.len(), capacity);
        self.index.reset(capacity.max(slots.len()));
        let mut in_order: Vec<_> =
            slots.iter().map(|(slot, entry)| (entry.key_number, entry.hash, slot)).collect();
        in_order.sort_unstable_by_key(|(key_number, ..)| *key_number);
        for (_, hash, slot) in in_order {
            self.index.add(hash, slot);
        }
    }
}

impl<K: 'static, T: Graph, B: BesideEntries> ByKey<K, T, B> {
    pub(crate) fn len(&self) -> usize {
        self.entries.borrow().slots.len()
    }

    pub(crate) fn capacity(&self) -> usize {
        let entries = self.entries.borrow();
        entries.slots.capacity().min(entries.index.capacity())
    }

    pub(crate) fn reserve(&self, additional: usize) {
        let entries = &mut *self.entries.borrow_mut();
        iter::make_unique(&mut entries.slots).reserve(additional);
        entries.index.reserve(additional);
        entries.reserved = entries.reserved.max(entries.slots.len() + additional);
    }

    pub(crate) fn shrink_to(&self, capacity: usize) {
        let mut entries = self.entries.borrow_mut();
        entries.reserved = entries.reserved.min(capacity);
        entries.compact(capacity, &self.beside);
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
        self.get_with_slot(hash, key)?.1
    }

    /// The slot of an equal key, which is there when this returns, and its node. Most often only one
    /// key has this hash, and it is looked at once.
    #[inline]
    pub(crate) fn get_with_slot<Q>(
        &self,
        hash: u64,
        key: &Q,
    ) -> Option<(SlotNumber, Option<T::Handle>)>
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        let entries = self.entries.borrow();
        let mut cursor = entries.index.search(hash);
        let first = entries.index.next(&mut cursor)?;
        let entry = entries.slots.get(first)?;
        let (candidate, node) = (entry.key.clone(), entry.node.upgrade());
        let (key_number, changes) = (entry.key_number, entries.changes);
        drop(entries);
        // User code.
        let is_equal = candidate.with(|it| it.borrow() == key);
        if is_equal && self.entries.borrow().changes == changes {
            drop(candidate);
            return Some((first, node));
        }
        drop((candidate, node));
        let slot = if is_equal { self.slot_of_key(hash, key_number) } else { None };
        // Several keys have this hash, or half of it; or the compared one has been removed.
        let slot = slot.or_else(|| self.find_slot(hash, key))?;
        Some((slot, self.entries.borrow().slots.get(slot)?.node.upgrade()))
    }

    /// The slot of the key with this number.
    #[cold]
    fn slot_of_key(&self, hash: u64, key_number: u64) -> Option<SlotNumber> {
        let is_it = |entry: &Entry<K, T>| entry.key_number == key_number;
        Some(self.entries.borrow().find(hash, is_it)?.0)
    }

    /// The entry of an equal key, and its node. It is in the table when this returns.
    pub(crate) fn find<Q>(&self, hash: u64, key: &Q) -> Option<(EntryId, Option<T::Handle>)>
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        let slot = self.find_slot(hash, key)?;
        let entries = self.entries.borrow();
        let entry = entries.slots.get(slot)?;
        Some((entry.id(slot), entry.node.upgrade()))
    }

    /// The slot of an equal key. It is there when this returns.
    pub(crate) fn find_slot<Q>(&self, hash: u64, key: &Q) -> Option<SlotNumber>
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        let mut entries = self.entries.borrow();
        let mut cursor = entries.index.search(hash);
        let mut compared = 0;
        loop {
            let (slot, entry) = entries.next(&mut cursor, hash, compared)?;
            let (candidate, changes) = (entry.key.clone(), entries.changes);
            compared = entry.key_number;
            drop(entries);
            // User code.
            let is_equal = candidate.with(|it| it.borrow() == key);
            // User code, if the candidate has been removed.
            drop(candidate);
            entries = self.entries.borrow();
            if entries.changes != changes {
                cursor = entries.index.search(hash);
            } else if is_equal {
                return Some(slot);
            }
            if is_equal {
                // It may be in another slot now.
                let now = entries.find(hash, |entry| entry.key_number == compared);
                if let Some((slot, _)) = now {
                    return Some(slot);
                }
            }
        }
    }

    /// The id of the entry in this slot.
    #[cfg(feature = "cache")]
    pub(crate) fn id_in(&self, slot: SlotNumber) -> Option<EntryId> {
        Some(self.entries.borrow().slots.get(slot)?.id(slot))
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
        if let Some((id, old_id, old_node)) =
            self.find_slot(hash, &key).and_then(|slot| self.replace(slot, node))
        {
            return Insertion { id, replaced: Some((old_id, old_node, key)) };
        }
        Insertion { id: self.add(hash, Key::new(key), node), replaced: None }
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
        match self.find(hash, &key) {
            None => {
                let id = self.add(hash, Key::new(key), &new);
                GetOrInsert { id, node: new, unused: None }
            }
            Some((id, node)) => {
                let node = node.unwrap_or_else(|| new.clone());
                GetOrInsert { id, node, unused: Some((key, new)) }
            }
        }
    }

    /// Inserts a key that has no equal in the table.
    pub(crate) fn add(
        self: &StdRc<Self>,
        hash: u64,
        key: Key<K>,
        node: &impl AsHandle<T::Declared>,
    ) -> EntryId {
        let entries = &mut *self.entries.borrow_mut();
        entries.inserted += 1;
        entries.changes += 1;
        let number = entries.inserted;
        let slots = iter::make_unique(&mut entries.slots);
        let slot = slots.next_number();
        let dyn_node = AsHandle::handle(node, Internal).dyn_node();
        let membership = death::join_collection(dyn_node, self.clone(), slot);
        let node = Weak::of(node);
        slots.add(Entry { hash, number, key_number: number, key, node, membership });
        entries.index.add(hash, slot);
        EntryId { hash, number, slot }
    }

    /// Puts another node in the place of that of an entry. Returns the id of the entry now, its id
    /// before, and the node before.
    fn replace(
        self: &StdRc<Self>,
        slot: SlotNumber,
        node: &impl AsHandle<T::Declared>,
    ) -> Option<(EntryId, EntryId, Option<T::Handle>)> {
        let mut borrowed = self.entries.borrow_mut();
        let entries = &mut *borrowed;
        let number = entries.inserted + 1;
        let entry = iter::make_unique(&mut entries.slots).get_mut(slot)?;
        let dyn_node = AsHandle::handle(node, Internal).dyn_node();
        let joined = death::join_collection(dyn_node, self.clone(), slot);
        let left = mem::replace(&mut entry.membership, joined);
        let old_node = mem::replace(&mut entry.node, Weak::of(node));
        let old_id = entry.id(slot);
        entry.number = number;
        entries.inserted = number;
        entries.changes += 1;
        drop(borrowed);
        Some((EntryId { number, ..old_id }, old_id, leave(&old_node, left)))
    }

    /// Removes the entry in this slot, and returns its node and its key.
    pub(crate) fn remove_slot(&self, slot: SlotNumber) -> Option<(Option<T::Handle>, Key<K>)> {
        let Entry { key, node, membership, .. } =
            self.entries.borrow_mut().remove(slot, &self.beside)?;
        Some((leave(&node, membership), key))
    }

    /// All entries that are there now. O(1), and the next change is O(n) if they are still held.
    #[inline]
    pub(crate) fn snapshot(&self) -> StdRc<Slab<Entry<K, T>>> {
        self.entries.borrow().slots.clone()
    }

    /// Inserts all entries of another table with these hashes into this one, which is empty.
    pub(crate) fn add_all(self: &StdRc<Self>, other: &Self) {
        for (_, entry) in other.snapshot().iter() {
            if let Some(node) = entry.node.upgrade() {
                self.add(entry.hash, entry.key.clone(), &node);
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
        entries.reserved = 0;
        entries.changes += 1;
        entries.index.reset(0);
        let slots = mem::take(&mut entries.slots);
        drop(entries);
        let all: Vec<_> = StdRc::unwrap_or_clone(slots).into_elements().collect();
        for entry in &all {
            if let Some(node) = entry.node.strong() {
                _ = membership::leave(node.as_dyn().dyn_node().header(), entry.membership);
            }
        }
        membership::give_back();
        all
    }
}

/// Removes the membership of an entry's node, and returns the node.
#[inline]
fn leave<T: Graph>(node: &Weak<T>, membership: SlotNumber) -> Option<T::Handle> {
    let node = node.strong()?;
    if membership::leave(node.as_dyn().dyn_node().header(), membership) {
        membership::give_back();
    }
    if_alive(node)
}

impl<K: 'static, T: Graph, B: BesideEntries> Collection for ByKey<K, T, B> {
    fn forget(&self, entry: SlotNumber) -> Option<StdRc<dyn Any>> {
        let entry = self.entries.borrow_mut().remove(entry, &self.beside)?;
        entry.key.into_deferred_drop()
    }

    fn set_membership(&self, entry: SlotNumber, number: SlotNumber, is_first: bool) {
        let mut entries = self.entries.borrow_mut();
        let Some(entry) = iter::make_unique(&mut entries.slots).get_mut(entry) else { return };
        entry.membership = number;
        match entry.node.strong() {
            Some(node) if is_first => {
                node.as_dyn().dyn_node().header().set_first_membership(Some(number));
            }
            _ => {}
        }
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
