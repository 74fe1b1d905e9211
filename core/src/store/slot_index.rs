//! [`SlotIndex`]: finds the slots of a [`Slab`](crate::store::slab::Slab) by hashes.
//!
//! It is a table with open addressing and [linear probing](crate::store::probing), in words of half a
//! hash and a number. That half rules out most other hashes, without a look at the slab.

use crate::store::probing::{self, SPREAD};
use crate::store::slab::SlotNumber;

const MIN_WORDS: usize = 8;

/// A word without a number.
const EMPTY: u64 = 0;

/// The numbers of slots, by hashes. Nothing is compared in here, so several numbers may have equal
/// hashes: they are found in the order in which they were added.
#[derive(Default)]
pub(crate) struct SlotIndex {
    /// The number of words is a power of two; or 0.
    words: Vec<u64>,
    len: usize,
}

/// A place in the search for a hash. It is valid until the index changes.
#[derive(Clone, Copy)]
pub(crate) struct Cursor {
    tag: u64,
    at: usize,
}

/// The half of the hash that is in the word.
#[inline]
fn tag(hash: u64) -> u64 {
    hash.wrapping_mul(SPREAD) >> 32
}

#[inline]
fn word(tag: u64, number: SlotNumber) -> u64 {
    tag << 32 | u64::from(number.get())
}

#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the low half is the number")]
fn number(word: u64) -> Option<SlotNumber> {
    SlotNumber::new(word as u32)
}

/// How many numbers fit in so many words. More would make long searches.
fn room(words: usize) -> usize {
    words / 2
}

fn words_for(numbers: usize) -> usize {
    (numbers * 2).next_power_of_two().max(MIN_WORDS)
}

/// The index of the word at which the search for a hash with this half starts.
#[inline]
fn home(tag: u64, words: usize) -> usize {
    ((tag * words as u64) >> 32) as usize
}

impl SlotIndex {
    /// The start of the search for a hash.
    #[inline]
    pub(crate) fn search(&self, hash: u64) -> Cursor {
        let tag = tag(hash);
        Cursor { tag, at: self.home(tag) }
    }

    /// The next number of a hash that has the same half as that of the search.
    #[inline]
    pub(crate) fn next(&self, cursor: &mut Cursor) -> Option<SlotNumber> {
        let mask = self.words.len().wrapping_sub(1);
        loop {
            let word = *self.words.get(cursor.at & mask)?;
            cursor.at += 1;
            if word == EMPTY {
                return None;
            }
            if word >> 32 == cursor.tag {
                return number(word);
            }
        }
    }

    /// O(1), amortised.
    #[inline]
    pub(crate) fn add(&mut self, hash: u64, number: SlotNumber) {
        if self.len == room(self.words.len()) {
            self.resize(words_for(self.len + 1));
        }
        self.len += 1;
        self.put(word(tag(hash), number));
    }

    /// Removes a number that was added with this hash.
    #[inline]
    pub(crate) fn remove(&mut self, hash: u64, number: SlotNumber) {
        if let Some(at) = self.find(word(tag(hash), number)) {
            self.len -= 1;
            let words = self.words.len();
            probing::vacate(&mut self.words, at, EMPTY, |word| home(word >> 32, words));
        }
    }

    /// Replaces a number that was added with this hash. It keeps its place among those of the hash.
    pub(crate) fn renumber(&mut self, hash: u64, old: SlotNumber, new: SlotNumber) {
        let tag = tag(hash);
        if let Some(at) = self.find(word(tag, old)) {
            self.words[at] = word(tag, new);
        }
    }

    /// The index of this word.
    #[inline]
    fn find(&self, word: u64) -> Option<usize> {
        let mask = self.words.len().wrapping_sub(1);
        let mut at = self.home(word >> 32);
        loop {
            match *self.words.get(at & mask)? {
                EMPTY => return None,
                other if other == word => return Some(at & mask),
                _ => at += 1,
            }
        }
    }

    /// How many numbers fit in.
    pub(crate) fn capacity(&self) -> usize {
        room(self.words.len())
    }

    pub(crate) fn reserve(&mut self, additional: usize) {
        let words = words_for(self.len + additional);
        if words > self.words.len() {
            self.resize(words);
        }
    }

    /// Gives back memory, but keeps room for `capacity` numbers. O(n) for n words.
    pub(crate) fn shrink_to(&mut self, capacity: usize) {
        let words = match self.len.max(capacity) {
            0 => 0,
            numbers => words_for(numbers),
        };
        if words < self.words.len() {
            self.resize(words);
        }
    }

    #[inline]
    fn home(&self, tag: u64) -> usize {
        home(tag, self.words.len())
    }

    #[inline]
    fn put(&mut self, word: u64) {
        let mask = self.words.len() - 1;
        let mut at = self.home(word >> 32);
        while self.words[at & mask] != EMPTY {
            at += 1;
        }
        self.words[at & mask] = word;
    }

    #[inline(never)]
    fn resize(&mut self, words: usize) {
        let before = std::mem::replace(&mut self.words, vec![EMPTY; words]);
        // From behind an empty word on, so that equal hashes stay in their order.
        let start = before.iter().position(|word| *word == EMPTY).unwrap_or(0);
        let (wrapped, first) = before.split_at(start);
        for part in [first, wrapped] {
            for &word in part {
                if word != EMPTY {
                    self.put(word);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(index: &SlotIndex, hash: u64) -> Vec<u32> {
        let mut cursor = index.search(hash);
        std::iter::from_fn(|| index.next(&mut cursor)).map(SlotNumber::get).collect()
    }

    /// Each step is checked against a list of hashes and numbers.
    #[test]
    fn it_finds_what_a_search_of_all_finds_in_the_order_of_insertion() {
        let mut index = SlotIndex::default();
        let mut all: Vec<(u64, u32)> = Vec::new();
        let mut random = 1_u64;
        for number in 1..20_000_u32 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            // Few hashes, with and without the same half.
            let hash = (random >> 20) % 50 + (((random >> 40) % 2) << 63);
            let grows = number % 4000 < 2000;
            if (random >> 50) % 3 == 0 || !grows {
                if !all.is_empty() {
                    let (hash, number) = all.remove((random >> 33) as usize % all.len());
                    index.remove(hash, SlotNumber::new(number).unwrap());
                }
            } else {
                index.add(hash, SlotNumber::new(number).unwrap());
                all.push((hash, number));
            }
            let same_half = |other: &&(u64, u32)| tag(other.0) == tag(hash);
            let expected: Vec<_> =
                all.iter().filter(same_half).map(|(_, number)| *number).collect();
            assert_eq!(find(&index, hash), expected);
            assert!(index.len == all.len() && index.len <= index.capacity());
        }
    }

    #[test]
    fn room_is_reserved() {
        let mut index = SlotIndex::default();
        assert_eq!((index.capacity(), find(&index, 7)), (0, vec![]));
        index.reserve(1000);
        let words = index.words.len();
        (1..=1000).for_each(|number| index.add(7, SlotNumber::new(number).unwrap()));
        assert_eq!((index.words.len(), find(&index, 7).len()), (words, 1000));
        (1..=1000).for_each(|number| index.remove(7, SlotNumber::new(number).unwrap()));
        index.shrink_to(10);
        assert!((10..40).contains(&index.capacity()));
        index.shrink_to(0);
        assert_eq!(index.capacity(), 0);
    }

    #[test]
    fn order_survives_new_numbers_and_new_sizes() {
        let slot = |number| SlotNumber::new(number).unwrap();
        let mut index = SlotIndex::default();
        index.reserve(1000);
        (1..=99).for_each(|number| index.add(u64::from(number % 3), slot(number)));
        for number in (1..=99).rev() {
            index.renumber(u64::from(number % 3), slot(number), slot(1000 - number));
        }
        let expected = |hash| (1..=99).filter(move |number| number % 3 == hash);
        for capacity in [1000, 100, 0] {
            index.shrink_to(capacity);
            for hash in 0..3 {
                let found = find(&index, u64::from(hash));
                assert!(found.into_iter().eq(expected(hash).map(|number| 1000 - number)));
            }
        }
        assert_eq!(index.capacity(), 128);
    }
}
