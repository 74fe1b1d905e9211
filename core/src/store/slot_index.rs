//! [`SlotIndex`]: finds the slots of a [`Slab`](crate::store::slab::Slab) by hashes.
//!
//! It is a table with open addressing and linear probing (Knuth, The Art of Computer Programming, volume
//! 3, 6.4, algorithms L and R), in words of half a hash and a number. Almost always that half rules out
//! all other hashes, so it is all that is kept of a hash.
//!
//! A search never goes on at the first word, since there are some words behind the last home.

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
    at: usize,
}

/// The half of a hash that is in the words. It depends on all bits of the hash.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct HalfHash(u32);

impl HalfHash {
    #[inline]
    pub(crate) fn of(hash: u64) -> Self {
        HalfHash::in_word(hash.wrapping_mul(SPREAD))
    }

    #[inline]
    fn in_word(word: u64) -> Self {
        HalfHash((word >> 32) as u32)
    }
}

#[inline]
fn word(hash: HalfHash, number: SlotNumber) -> u64 {
    u64::from(hash.0) << 32 | u64::from(number.get())
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

/// The index of the word at which the search for a hash starts.
#[inline]
fn home(hash: HalfHash, homes: usize) -> usize {
    ((u64::from(hash.0) * homes as u64) >> 32) as usize
}

#[inline]
fn put_at(words: &mut Vec<u64>, at: usize, word: u64) {
    match words.get_mut(at) {
        Some(empty) => *empty = word,
        None => words.push(word),
    }
}

/// Puts a word in the first empty place from its home on.
#[inline]
fn put(words: &mut Vec<u64>, mut home: usize, word: u64) {
    while words.get(home).is_some_and(|word| *word != EMPTY) {
        home += 1;
    }
    put_at(words, home, word);
}

/// Like [`put`], but before those of equal hashes that it is before.
#[inline]
fn put_in_order(
    words: &mut Vec<u64>,
    mut at: usize,
    mut new: u64,
    is_before: impl Fn(SlotNumber, SlotNumber) -> bool,
) {
    while let Some(old) = words.get_mut(at).filter(|word| **word != EMPTY) {
        let numbers = number(new).zip(number(*old));
        if HalfHash::in_word(*old) == HalfHash::in_word(new)
            && numbers.is_some_and(|(new, old)| is_before(new, old))
        {
            mem::swap(&mut new, old);
        }
        at += 1;
    }
    put_at(words, at, new);
}

impl SlotIndex {
    /// The start of the search for a hash.
    #[inline]
    pub(crate) fn search(&self, hash: HalfHash) -> Cursor {
        Cursor { at: self.home(hash) }
    }

    /// The next number that was added with this hash.
    #[inline]
    pub(crate) fn next(&self, cursor: &mut Cursor, hash: HalfHash) -> Option<SlotNumber> {
        loop {
            let word = *self.words.get(cursor.at)?;
            if word == EMPTY {
                return None;
            }
            cursor.at += 1;
            if HalfHash::in_word(word) == hash {
                return number(word);
            }
        }
    }

    /// The end of the search for a hash, behind all numbers of the hash.
    pub(crate) fn end(&self, hash: HalfHash) -> Cursor {
        let mut cursor = self.search(hash);
        while self.next(&mut cursor, hash).is_some() {}
        cursor
    }

    /// Adds a number at the end of the search for its hash. O(1), amortised.
    #[inline]
    pub(crate) fn add_at(&mut self, end: Cursor, hash: HalfHash, number: SlotNumber) {
        let word = word(hash, number);
        if self.len < room(self.homes) {
            put_at(&mut self.words, end.at, word);
        } else {
            self.grow_to(homes_for(self.len + 1));
            put(&mut self.words, home(hash, self.homes), word);
        }
        self.len += 1;
    }

    pub(crate) fn reserve(&mut self, additional: usize) {
        let homes = homes_for(self.len + additional);
        if homes > self.homes {
            self.grow_to(homes);
        }
    }

    /// Those of equal hashes stay in their order.
    #[cold]
    #[inline(never)]
    fn grow_to(&mut self, homes: usize) {
        let before = mem::replace(&mut self.words, vec![EMPTY; homes + WORDS_BEHIND]);
        self.homes = homes;
        for word in before {
            if word != EMPTY {
                put(&mut self.words, home(HalfHash::in_word(word), homes), word);
            }
        }
    }

    /// Removes a number that was added with this hash.
    #[inline]
    pub(crate) fn remove(&mut self, hash: HalfHash, number: SlotNumber) {
        if let Some(at) = self.find(hash, number) {
            self.len -= 1;
            self.vacate(at);
        }
    }

    /// The index of the word of a number.
    #[inline]
    fn find(&self, hash: HalfHash, number: SlotNumber) -> Option<usize> {
        let word = word(hash, number);
        let mut at = self.home(hash);
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

    /// Builds the index anew, when elements have moved. `all` are their numbers now, in any order, with
    /// their hashes, and `is_before` tells the order of those with equal hashes. Gives back memory, but
    /// keeps room for `capacity` numbers, if it was there. O(n) for n numbers.
    pub(crate) fn rebuild(
        &mut self,
        capacity: usize,
        all: impl Iterator<Item = (HalfHash, SlotNumber)>,
        is_before: impl Fn(SlotNumber, SlotNumber) -> bool,
    ) {
        match self.len.max(capacity) {
            0 => return *self = SlotIndex::default(),
            numbers => self.homes = self.homes.min(homes_for(numbers)),
        }
        self.words.truncate(self.homes + WORDS_BEHIND);
        self.words.shrink_to_fit();
        self.words.fill(EMPTY);
        for (hash, number) in all {
            let home = home(hash, self.homes);
            put_in_order(&mut self.words, home, word(hash, number), &is_before);
        }
    }

    #[inline]
    fn home(&self, hash: HalfHash) -> usize {
        home(hash, self.homes)
    }

    /// Empties the word at this index, and moves words into it that a search would not find any more.
    #[inline]
    fn vacate(&mut self, mut gap: usize) {
        let mut at = gap + 1;
        while let Some(&word) = self.words.get(at) {
            if word == EMPTY {
                break;
            }
            if self.home(HalfHash::in_word(word)) <= gap {
                self.words[gap] = word;
                gap = at;
            }
            at += 1;
        }
        self.words[gap] = EMPTY;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An index, and what is in it, in the order of insertion.
    #[derive(Default)]
    struct Checked {
        index: SlotIndex,
        all: Vec<(HalfHash, SlotNumber)>,
    }

    impl Checked {
        fn find(&self, hash: HalfHash) -> Vec<u32> {
            let mut cursor = self.index.search(hash);
            let next = || self.index.next(&mut cursor, hash);
            std::iter::from_fn(next).map(SlotNumber::get).collect()
        }

        fn add(&mut self, hash: HalfHash, number: u32) {
            let slot = SlotNumber::new(number).unwrap();
            self.all.push((hash, slot));
            self.index.add_at(self.index.end(hash), hash, slot);
        }

        fn remove(&mut self, at: usize) {
            let (hash, slot) = self.all.remove(at);
            self.index.remove(hash, slot);
        }

        fn rebuild(&mut self, capacity: usize) {
            let place = |slot| self.all.iter().position(|(_, other)| *other == slot);
            let all = self.all.iter().rev().copied();
            self.index.rebuild(capacity, all, |new, old| place(new) < place(old));
        }

        fn check(&self, hash: HalfHash) {
            let same = |other: &&(HalfHash, SlotNumber)| other.0 == hash;
            let expected = self.all.iter().filter(same).map(|(_, slot)| slot.get());
            assert!(self.find(hash).into_iter().eq(expected));
            assert!(self.index.len == self.all.len() && self.index.len <= self.index.capacity());
        }
    }

    /// Each step is checked against a list of hashes and numbers.
    #[test]
    fn it_finds_what_a_search_of_all_finds_in_the_order_of_insertion() {
        let mut checked = Checked::default();
        let mut random = 1_u64;
        for number in 1..20_000_u32 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let hash = HalfHash::of((random >> 20) % 100);
            let grows = number % 4000 < 2000;
            if (random >> 50) % 3 == 0 || !grows {
                if !checked.all.is_empty() {
                    checked.remove((random >> 33) as usize % checked.all.len());
                }
            } else {
                checked.add(hash, number);
            }
            if number % 1000 == 0 {
                checked.rebuild(checked.all.len());
            }
            checked.check(hash);
        }
    }

    #[test]
    fn there_is_room_for_the_capacity_and_not_for_much_more() {
        let mut checked = Checked::default();
        assert_eq!((checked.index.capacity(), checked.find(HalfHash::of(7))), (0, vec![]));
        checked.index.reserve(1000);
        let words = checked.index.words.len();
        (1..=1000).for_each(|number| checked.add(HalfHash::of(7), number));
        checked.check(HalfHash::of(7));
        assert_eq!((checked.index.words.len(), checked.find(HalfHash::of(7)).len()), (words, 1000));
        (0..1000).rev().for_each(|at| checked.remove(at));
        checked.rebuild(10);
        assert!((10..40).contains(&checked.index.capacity()));
        checked.rebuild(0);
        assert_eq!((checked.index.capacity(), checked.index.words.capacity()), (0, 0));
    }

    #[test]
    fn words_go_on_behind_the_last_home() {
        let last = HalfHash(u32::MAX);
        let mut checked = Checked::default();
        (1..=100).for_each(|number| checked.add(last, number));
        assert!(checked.index.words.len() > checked.index.homes + WORDS_BEHIND);
        checked.check(last);
        (0..95).for_each(|_| checked.remove(0));
        checked.check(last);
        for capacity in [20, 5] {
            checked.rebuild(capacity);
            checked.check(last);
            assert_eq!(checked.index.words.len(), checked.index.homes + WORDS_BEHIND);
        }
        checked.index.reserve(100);
        checked.check(last);
    }
}
