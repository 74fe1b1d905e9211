//! [`SlotIndex`]: finds the slots of a [`Slab`](crate::store::slab::Slab) by hashes.
//!
//! It is a table with open addressing and linear probing (Knuth, The Art of Computer Programming, volume
//! 3, 6.4, algorithms L and R), in words of half a hash and a number. That half rules out most other
//! hashes, without a look at the slab.
//!
//! A search never goes on at the first word, since there are some words behind the last home. So
//! those of equal hashes are always in their order, and the table shrinks in place.

use std::mem;

use crate::store::hash::SPREAD;
use crate::store::slab::SlotNumber;

const MIN_HOMES: usize = 8;

/// So many words are behind the last home. If they are not enough, there are more.
const WORDS_BEHIND: usize = 8;

/// A word without a number.
const EMPTY: u64 = 0;

/// The numbers of slots, by hashes. Nothing is compared in here, so several numbers may have equal
/// hashes: they are found in the order in which they were added.
#[derive(Default)]
pub(crate) struct SlotIndex {
    words: Vec<u64>,
    /// How many words are homes, at which the search for a hash may start: a power of two; or 0.
    homes: usize,
    len: usize,
}

/// A place in the search for a hash. It is valid until the index changes.
#[derive(Clone, Copy)]
pub(crate) struct Cursor {
    hash: u64,
    at: usize,
}

impl Cursor {
    pub(crate) fn hash(self) -> u64 {
        self.hash
    }
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

/// How many numbers fit in a table with so many homes. More would make long searches.
fn room(homes: usize) -> usize {
    homes / 2
}

fn homes_for(numbers: usize) -> usize {
    (numbers * 2).next_power_of_two().max(MIN_HOMES)
}

impl SlotIndex {
    /// The start of the search for a hash.
    #[inline]
    pub(crate) fn search(&self, hash: u64) -> Cursor {
        Cursor { hash, at: self.home(tag(hash)) }
    }

    /// The next number of a hash that has the same half as that of the search.
    #[inline]
    pub(crate) fn next(&self, cursor: &mut Cursor) -> Option<SlotNumber> {
        loop {
            let word = *self.words.get(cursor.at)?;
            if word == EMPTY {
                return None;
            }
            cursor.at += 1;
            if word >> 32 == tag(cursor.hash) {
                return number(word);
            }
        }
    }

    /// The end of the search for a hash, behind all numbers of the hash.
    pub(crate) fn end(&self, hash: u64) -> Cursor {
        let mut cursor = self.search(hash);
        while self.next(&mut cursor).is_some() {}
        cursor
    }

    /// Adds a number at the end of the search for its hash. O(1), amortised.
    #[inline]
    pub(crate) fn add_at(&mut self, end: Cursor, number: SlotNumber) {
        let word = word(tag(end.hash), number);
        if self.len == room(self.homes) {
            self.grow(homes_for(self.len + 1));
            self.put(word);
        } else {
            self.put_at(end.at, word);
        }
        self.len += 1;
    }

    /// Removes a number that was added with this hash.
    #[inline]
    pub(crate) fn remove(&mut self, hash: u64, number: SlotNumber) {
        if let Some(at) = self.find(word(tag(hash), number)) {
            self.len -= 1;
            self.vacate(at);
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
        let mut at = self.home(word >> 32);
        loop {
            match *self.words.get(at)? {
                EMPTY => return None,
                other if other == word => return Some(at),
                _ => at += 1,
            }
        }
    }

    /// How many numbers fit in.
    pub(crate) fn capacity(&self) -> usize {
        room(self.homes)
    }

    pub(crate) fn reserve(&mut self, additional: usize) {
        let homes = homes_for(self.len + additional);
        if homes > self.homes {
            self.grow(homes);
        }
    }

    /// Gives back memory, but keeps room for `capacity` numbers. O(n) for n words.
    pub(crate) fn shrink_to(&mut self, capacity: usize) {
        match self.len.max(capacity) {
            0 => *self = SlotIndex::default(),
            numbers if homes_for(numbers) < self.homes => self.shrink(homes_for(numbers)),
            _ => {}
        }
    }

    /// The index of the word at which the search for a hash with this half starts.
    #[inline]
    fn home(&self, tag: u64) -> usize {
        ((tag * self.homes as u64) >> 32) as usize
    }

    /// Returns the index of the word.
    #[inline]
    fn put(&mut self, word: u64) -> usize {
        let mut at = self.home(word >> 32);
        while self.words.get(at).is_some_and(|word| *word != EMPTY) {
            at += 1;
        }
        self.put_at(at, word);
        at
    }

    #[inline]
    fn put_at(&mut self, at: usize, word: u64) {
        match self.words.get_mut(at) {
            Some(empty) => *empty = word,
            None => self.words.push(word),
        }
    }

    /// Empties the word at this index, and moves words into it that a search would not find any more.
    #[inline]
    fn vacate(&mut self, mut gap: usize) {
        let mut at = gap + 1;
        while let Some(&word) = self.words.get(at) {
            if word == EMPTY {
                break;
            }
            if self.home(word >> 32) <= gap {
                self.words[gap] = word;
                gap = at;
            }
            at += 1;
        }
        self.words[gap] = EMPTY;
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, homes: usize) {
        let before = mem::replace(&mut self.words, vec![EMPTY; homes + WORDS_BEHIND]);
        self.homes = homes;
        for word in before {
            if word != EMPTY {
                self.put(word);
            }
        }
    }

    /// Moves the words to the front, in their order. No home gets a greater index, so no word does.
    #[inline(never)]
    fn shrink(&mut self, homes: usize) {
        self.homes = homes;
        let (mut from, mut end) = (0, homes + WORDS_BEHIND);
        while let Some(empty) = self.words[from..].iter().position(|word| *word != EMPTY) {
            let at = from + empty;
            let word = mem::replace(&mut self.words[at], EMPTY);
            end = end.max(self.put(word) + 1);
            from = at + 1;
        }
        self.words.truncate(end);
        self.words.shrink_to_fit();
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
                index.add_at(index.end(hash), SlotNumber::new(number).unwrap());
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
    fn words_go_on_behind_the_last_home() {
        let last = (0..10_000).find(|hash| tag(*hash) >> 24 == 0xff).unwrap();
        let mut index = SlotIndex::default();
        let slot = |number| SlotNumber::new(number).unwrap();
        (1..=100).for_each(|number| index.add_at(index.end(last), slot(number)));
        assert!(index.words.len() > index.homes + WORDS_BEHIND);
        (1..=95).for_each(|number| index.remove(last, slot(number)));
        for capacity in [20, 5] {
            index.shrink_to(capacity);
            assert_eq!(find(&index, last), [96, 97, 98, 99, 100]);
            assert_eq!(index.words.len(), index.homes + WORDS_BEHIND);
        }
        index.reserve(100);
        assert_eq!(find(&index, last), [96, 97, 98, 99, 100]);
    }

    #[test]
    fn room_is_reserved() {
        let mut index = SlotIndex::default();
        assert_eq!((index.capacity(), find(&index, 7)), (0, vec![]));
        index.reserve(1000);
        let words = index.words.len();
        (1..=1000).for_each(|number| index.add_at(index.end(7), SlotNumber::new(number).unwrap()));
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
        (1..=99).for_each(|number| index.add_at(index.end(u64::from(number % 3)), slot(number)));
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
