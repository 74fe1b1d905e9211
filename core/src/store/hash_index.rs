//! [`HashIndex`]: finds items of a list by their hashes.
//!
//! The items are elsewhere, and the index knows only their hashes. So it never compares items:
//! [`candidates`](HashIndex::candidates) are all items with a hash, and the caller compares them.
//!
//! It is a table with open addressing and linear probing (Knuth, The Art of Computer Programming, volume
//! 3, 6.4, algorithms L and R). A short list has no table, and its hashes are compared one by one.

use crate::store::hash::SPREAD;
use crate::store::sparse;

/// Up to so many items, there is no table.
const MAX_WITHOUT_TABLE: usize = 8;

/// A slot of the table without an item.
const EMPTY: u32 = u32::MAX;

/// The hashes of the items of a list, and a table that finds them.
#[derive(Default)]
pub(crate) struct HashIndex {
    /// The hash of each item.
    hashes: Vec<u64>,
    /// The indices of the items, or `EMPTY`. The number of slots is a power of two; or 0, without a
    /// table.
    slots: Vec<u32>,
}

impl HashIndex {
    pub(crate) fn new(hashes: Vec<u64>) -> Self {
        let mut index = HashIndex { hashes, slots: Vec::new() };
        index.rebuild();
        index
    }

    /// The indices of all items with this hash.
    #[inline]
    pub(crate) fn candidates(&self, hash: u64) -> Candidates<'_> {
        let slot = if self.slots.is_empty() { 0 } else { self.home(hash) };
        Candidates { index: self, hash, slot }
    }

    /// The hash of the item at `index`, which is in bounds.
    pub(crate) fn hash_of(&self, index: usize) -> u64 {
        self.hashes[index]
    }

    /// Adds an item behind the others. O(1), amortised.
    pub(crate) fn push(&mut self, hash: u64) {
        self.hashes.push(hash);
        if self.slots.len() < slots_for(self.hashes.len()) {
            self.rebuild();
        } else if !self.slots.is_empty() {
            self.put(self.hashes.len() - 1);
        }
    }

    /// Removes the item at `index`, which is in bounds. The last item takes its place. O(1),
    /// amortised.
    pub(crate) fn swap_remove(&mut self, index: usize) {
        let last = self.hashes.len() - 1;
        if !self.slots.is_empty() {
            self.vacate(self.slot_of(index));
            if index != last {
                let slot = self.slot_of(last);
                self.slots[slot] = to_u32(index);
            }
        }
        self.hashes.swap_remove(index);
        self.shrink();
    }

    /// Removes the item at `index`, which is in bounds. Those behind it move up. O(n).
    pub(crate) fn shift_remove(&mut self, index: usize) {
        if !self.slots.is_empty() {
            self.vacate(self.slot_of(index));
            self.renumber(|other| if other as usize > index { other - 1 } else { other });
        }
        self.hashes.remove(index);
        self.shrink();
    }

    /// Inserts an item at `index`, which is at most the length. Those behind it move down. O(n).
    pub(crate) fn shift_insert(&mut self, index: usize, hash: u64) {
        self.hashes.insert(index, hash);
        if self.slots.len() < slots_for(self.hashes.len()) {
            self.rebuild();
        } else if !self.slots.is_empty() {
            self.renumber(|other| if other as usize >= index { other + 1 } else { other });
            self.put(index);
        }
    }

    /// Keeps the items for which `keep` answers true. O(n).
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(usize) -> bool) {
        let mut index = 0;
        self.hashes.retain(|_| {
            index += 1;
            keep(index - 1)
        });
        self.rebuild();
    }

    /// Replaces the hash of the item at `index`, which is in bounds. O(1).
    pub(crate) fn replace(&mut self, index: usize, hash: u64) {
        if self.slots.is_empty() {
            self.hashes[index] = hash;
        } else {
            self.vacate(self.slot_of(index));
            self.hashes[index] = hash;
            self.put(index);
        }
    }

    /// The slot at which the search for a hash starts.
    #[inline]
    fn home(&self, hash: u64) -> usize {
        (hash.wrapping_mul(SPREAD) >> 32) as usize & self.mask()
    }

    fn mask(&self) -> usize {
        self.slots.len() - 1
    }

    fn put(&mut self, index: usize) {
        let mut slot = self.home(self.hashes[index]);
        while self.slots[slot] != EMPTY {
            slot = (slot + 1) & self.mask();
        }
        self.slots[slot] = to_u32(index);
    }

    fn slot_of(&self, index: usize) -> usize {
        let mut slot = self.home(self.hashes[index]);
        while self.slots[slot] != to_u32(index) {
            slot = (slot + 1) & self.mask();
        }
        slot
    }

    /// Empties a slot, and moves items into it that a search would not find any more.
    fn vacate(&mut self, mut gap: usize) {
        let mask = self.mask();
        let mut slot = gap;
        loop {
            slot = (slot + 1) & mask;
            let index = self.slots[slot];
            if index == EMPTY {
                break;
            }
            let distance = slot.wrapping_sub(self.home(self.hashes[index as usize])) & mask;
            if distance >= slot.wrapping_sub(gap) & mask {
                self.slots[gap] = index;
                gap = slot;
            }
        }
        self.slots[gap] = EMPTY;
    }

    fn renumber(&mut self, renumber: impl Fn(u32) -> u32) {
        for slot in &mut self.slots {
            if *slot != EMPTY {
                *slot = renumber(*slot);
            }
        }
    }

    fn rebuild(&mut self) {
        self.slots = vec![EMPTY; slots_for(self.hashes.len())];
        if !self.slots.is_empty() {
            (0..self.hashes.len()).for_each(|index| self.put(index));
        }
    }

    fn shrink(&mut self) {
        sparse::shrink_list(&mut self.hashes);
        if self.slots.len() > 8 * slots_for(self.hashes.len()).max(16) {
            self.rebuild();
        }
    }
}

/// The indices of the items with a hash. See [`HashIndex::candidates`].
pub(crate) struct Candidates<'a> {
    index: &'a HashIndex,
    hash: u64,
    /// The next slot; or, without a table, the next index.
    slot: usize,
}

impl Iterator for Candidates<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        let HashIndex { hashes, slots } = self.index;
        if slots.is_empty() {
            let rest = hashes.get(self.slot..)?;
            let index = self.slot + rest.iter().position(|hash| *hash == self.hash)?;
            self.slot = index + 1;
            return Some(index);
        }
        loop {
            let index = slots[self.slot];
            if index == EMPTY {
                return None;
            }
            self.slot = (self.slot + 1) & (slots.len() - 1);
            if hashes[index as usize] == self.hash {
                return Some(index as usize);
            }
        }
    }
}

/// The number of slots for so many items, of which at least a quarter stays empty.
fn slots_for(len: usize) -> usize {
    if len <= MAX_WITHOUT_TABLE { 0 } else { (len * 4 / 3 + 1).next_power_of_two() }
}

#[expect(clippy::cast_possible_truncation, reason = "so many entries do not fit in memory")]
fn to_u32(number: usize) -> u32 {
    number as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(index: &HashIndex, hash: u64) -> Vec<usize> {
        let mut found: Vec<_> = index.candidates(hash).collect();
        found.sort_unstable();
        found
    }

    /// Each step is checked against a list of hashes.
    #[test]
    fn it_finds_what_a_search_of_all_finds() {
        let mut index = HashIndex::default();
        let mut hashes: Vec<u64> = Vec::new();
        let mut random = 1_u64;
        for step in 0..20_000_u64 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let (number, hash) = ((random >> 33) as usize, (random >> 20) % 50);
            let grows = step % 4000 < 2000;
            match number % 4 {
                0 if !hashes.is_empty() => {
                    let at = number / 4 % hashes.len();
                    index.swap_remove(at);
                    hashes.swap_remove(at);
                }
                1 if !hashes.is_empty() && !grows => {
                    let at = number / 4 % hashes.len();
                    index.shift_remove(at);
                    hashes.remove(at);
                }
                2 if !hashes.is_empty() => {
                    let at = number / 4 % hashes.len();
                    index.replace(at, hash);
                    hashes[at] = hash;
                }
                3 => {
                    let at = number / 4 % (hashes.len() + 1);
                    index.shift_insert(at, hash);
                    hashes.insert(at, hash);
                }
                _ => {
                    index.push(hash);
                    hashes.push(hash);
                }
            }
            let is_it = |at: &usize| hashes[*at] == hash;
            assert_eq!(find(&index, hash), (0..hashes.len()).filter(is_it).collect::<Vec<_>>());
        }
    }

    #[test]
    fn memory_is_given_back() {
        let mut index = HashIndex::new((0..1000).collect());
        while !index.hashes.is_empty() {
            index.swap_remove(0);
        }
        assert!(index.slots.len() <= 256 && index.hashes.capacity() <= 32);
    }

    #[test]
    fn retain_keeps_the_rest_in_order() {
        let mut index = HashIndex::new((0..100).collect());
        index.retain(|at| at % 3 == 0);
        assert_eq!(find(&index, 99), [33]);
        assert_eq!(find(&index, 98), []);
        assert_eq!(find(&index, 6), [2]);
    }
}
