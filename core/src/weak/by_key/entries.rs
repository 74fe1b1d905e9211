//! [`Entries`]: the entries of a table by keys, and the index that finds them.

use std::rc::Rc as StdRc;

use crate::model::graph::Graph;
use crate::store::slab::SlotNumber;
use crate::store::slot_index::{Cursor, HalfHash, SlotIndex};
use crate::weak::iter::WeakEntry;
use crate::weak::key::Key;
use crate::weak::table::{Member, Table, TableEntry};

/// No user code may run in the functions here.
pub(super) struct Entries<K, T: Graph> {
    pub(super) table: Table<Entry<K, T>>,
    /// Finds the slots by the hashes of the keys. Those of one hash are sorted by their key numbers.
    pub(super) index: SlotIndex,
    /// The count of all insertions so far, which is the number of the newest entry.
    pub(super) inserted: u64,
    /// The count of all insertions and removals so far, and of all new sizes of the index.
    pub(super) changes: u64,
}

pub(crate) struct Entry<K, T: Graph> {
    pub(super) hash: HalfHash,
    pub(super) number: u64,
    /// The number of the first entry with this key.
    pub(super) key_number: u64,
    pub(super) key: Key<K>,
    pub(super) member: Member<T>,
}

/// An entry of a table. Another entry under the same key has another number.
#[derive(Clone, Copy)]
pub(crate) struct EntryId {
    pub(super) hash: HalfHash,
    pub(super) number: u64,
    /// The slot that the entry had. It may have moved to another one.
    pub(crate) slot: SlotNumber,
}

impl<K, T: Graph> Default for Entries<K, T> {
    fn default() -> Self {
        let (table, index) = (Table::default(), SlotIndex::default());
        Entries { table, index, inserted: 0, changes: 0 }
    }
}

impl<K: 'static, T: Graph> Clone for Entry<K, T> {
    fn clone(&self) -> Self {
        Entry { key: self.key.clone(), member: self.member.clone(), ..*self }
    }
}

impl<K: 'static, T: Graph> TableEntry for Entry<K, T> {
    type Node = T;

    #[inline]
    fn member(&self) -> &Member<T> {
        &self.member
    }
}

impl<K, T: Graph> Entry<K, T> {
    pub(super) fn id(&self, slot: SlotNumber) -> EntryId {
        EntryId { hash: self.hash, number: self.number, slot }
    }
}

impl<K: 'static, T: Graph> WeakEntry for Entry<K, T> {
    type Spare = Option<StdRc<K>>;
    type Live = (StdRc<K>, T::Handle);

    #[inline]
    fn live(&self, spare: &mut Option<StdRc<K>>) -> Option<Self::Live> {
        let node = self.member.node.upgrade()?;
        Some((self.key.to_rc(spare), node))
    }
}

impl<K: 'static, T: Graph> Entries<K, T> {
    #[inline]
    pub(super) fn get(&self, slot: SlotNumber) -> Option<&Entry<K, T>> {
        self.table.entries().get(slot)
    }

    /// The next entry of this hash whose key has a greater number than this.
    #[inline]
    pub(super) fn next(
        &self,
        cursor: &mut Cursor,
        hash: HalfHash,
        key_number: u64,
    ) -> Option<(SlotNumber, &Entry<K, T>)> {
        loop {
            let slot = self.index.next(cursor, hash)?;
            let entry = self.get(slot)?;
            if entry.key_number > key_number {
                return Some((slot, entry));
            }
        }
    }

    fn find(
        &self,
        hash: HalfHash,
        is_it: impl Fn(&Entry<K, T>) -> bool,
    ) -> Option<(SlotNumber, &Entry<K, T>)> {
        let mut cursor = self.index.search(hash);
        loop {
            let slot = self.index.next(&mut cursor, hash)?;
            let entry = self.get(slot)?;
            if is_it(entry) {
                return Some((slot, entry));
            }
        }
    }

    /// The slot of the key with this number.
    #[cold]
    pub(super) fn slot_of_key(&self, hash: HalfHash, key_number: u64) -> Option<SlotNumber> {
        Some(self.find(hash, |entry| entry.key_number == key_number)?.0)
    }

    /// The slot of the entry, if it is still there.
    #[inline]
    pub(super) fn slot_of(&self, id: EntryId) -> Option<SlotNumber> {
        let is_it = |entry: &Entry<K, T>| entry.number == id.number;
        if self.get(id.slot).is_some_and(is_it) {
            return Some(id.slot);
        }
        Some(self.find(id.hash, is_it)?.0)
    }

    /// Removes the entry in this slot. Returns its key and its node.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "else key and node go through memory")]
    pub(super) fn remove(
        &mut self,
        slot: SlotNumber,
        beside: &impl BesideEntries,
    ) -> Option<(Key<K>, Member<T>)> {
        let entries = self.table.entries_mut();
        let Entry { hash, key, member, .. } = entries.remove(slot)?;
        let is_sparse = entries.is_sparse();
        self.index.remove(hash, slot);
        self.changes += 1;
        if is_sparse {
            self.give_back(beside);
        }
        Some((key, member))
    }

    /// Gives back memory, but keeps room for some more entries.
    #[cold]
    #[inline(never)]
    fn give_back(&mut self, beside: &impl BesideEntries) {
        if self.table.give_back(|_, old, new| beside.move_entry(old, new)) {
            self.shrink_others(beside);
        }
    }

    /// Gives back memory, but keeps room for `capacity` entries. O(n).
    pub(super) fn shrink_to(&mut self, capacity: usize, beside: &impl BesideEntries) {
        self.table.shrink_to(capacity, |_, old, new| beside.move_entry(old, new));
        self.shrink_others(beside);
    }

    /// Finds the entries where they are now, and gives back memory of what has to do with them: as much
    /// as these have.
    fn shrink_others(&mut self, beside: &impl BesideEntries) {
        self.changes += 1;
        let entries = self.table.entries();
        let key_number = |slot| entries.get(slot).map(|entry| entry.key_number);
        self.index.rebuild(
            entries.capacity(),
            entries.iter().map(|(slot, entry)| (entry.hash, slot)),
            |new, old| key_number(new) < key_number(old),
        );
        beside.shrink_to(entries.len(), entries.capacity());
    }

    pub(super) fn reserve(&mut self, additional: usize) {
        self.changes += 1;
        self.table.entries_mut().reserve(additional);
        self.index.reserve(additional);
    }
}

/// What is stored by the slots of the entries. No user code may run in its functions.
pub(crate) trait BesideEntries: Default + 'static {
    /// Whether it keeps nodes alive. Then a new entry has no membership: see
    /// [`ByKey::join`](super::ByKey::join).
    const KEEPS_NODES: bool;

    /// Call this when an entry has moved to a slot without an entry.
    fn move_entry(&self, old: SlotNumber, new: SlotNumber);

    /// Gives back the memory of all but the first slots. Room for `capacity` slots stays.
    fn shrink_to(&self, len: usize, capacity: usize);
}

impl BesideEntries for () {
    const KEEPS_NODES: bool = false;

    fn move_entry(&self, _: SlotNumber, _: SlotNumber) {}

    fn shrink_to(&self, _: usize, _: usize) {}
}
