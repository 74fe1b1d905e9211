//! [`Slab`]: elements in numbered slots. A slot that is free is used again.

use std::iter;
use std::mem;
use std::num::NonZeroU32;

use crate::store::sparse;

/// The number of a slot. Not 0, so that `Option<SlotNumber>` is as small.
pub(crate) type SlotNumber = NonZeroU32;

/// Elements in numbered slots. An element stays in its slot until it is removed, or the slab is
/// compacted.
pub(crate) struct Slab<E> {
    slots: Vec<Slot<E>>,
    /// The first free slot, if there is one below the length.
    free: Option<SlotNumber>,
    len: usize,
    /// Room for so many elements stays, however few there are.
    reserved: usize,
    /// With fewer elements, most of the memory is unused, or all slots are free.
    min_len: usize,
}

#[derive(Clone)]
enum Slot<E> {
    /// With the next free slot.
    Free(Option<SlotNumber>),
    Taken(E),
}

impl<E> Slot<E> {
    #[inline]
    fn taken(&self) -> Option<&E> {
        match self {
            Slot::Taken(element) => Some(element),
            Slot::Free(_) => None,
        }
    }
}

impl<E> Default for Slab<E> {
    fn default() -> Self {
        Slab::new()
    }
}

impl<E> Slab<E> {
    pub(crate) const fn new() -> Self {
        Slab { slots: Vec::new(), free: None, len: 0, reserved: 0, min_len: 0 }
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The number of the slot that the next element gets.
    #[inline]
    pub(crate) fn next_number(&self) -> SlotNumber {
        self.free.unwrap_or_else(|| number(self.slots.len()))
    }

    /// Adds an element. `next` is the [next number](Self::next_number), which the caller needs before. O(1),
    /// amortised.
    #[inline]
    pub(crate) fn add(&mut self, next: SlotNumber, element: E) {
        self.len += 1;
        let index = index(next);
        if index == self.slots.len() && index < self.slots.capacity() {
            self.slots.push(Slot::Taken(element));
        } else {
            let free = mem::replace(self.free_slot(index), Slot::Taken(element));
            // It has no element that could be dropped.
            mem::forget(free);
        }
    }

    /// Takes the next slot from the list of free slots, or makes it.
    // Must not unwind: see the note in crate::store.
    #[inline(never)]
    extern "C" fn free_slot(&mut self, index: usize) -> &mut Slot<E> {
        if let Some(Slot::Free(next)) = self.slots.get(index) {
            self.free = *next;
        } else {
            self.slots.push(Slot::Free(None));
            self.set_min_len();
        }
        &mut self.slots[index]
    }

    fn set_min_len(&mut self) {
        self.min_len = sparse::min_len(self.reserved, self.slots.capacity()).max(1);
    }

    #[inline]
    pub(crate) fn get(&self, number: SlotNumber) -> Option<&E> {
        self.slots.get(index(number))?.taken()
    }

    #[inline]
    pub(crate) fn get_mut(&mut self, number: SlotNumber) -> Option<&mut E> {
        match self.slots.get_mut(index(number))? {
            Slot::Taken(element) => Some(element),
            Slot::Free(_) => None,
        }
    }

    /// Removes an element. If the slab [is sparse](Self::is_sparse) then, call
    /// [`give_back`](Self::give_back). O(1).
    #[inline]
    pub(crate) fn remove(&mut self, number: SlotNumber) -> Option<E> {
        let slot = self.slots.get_mut(index(number))?;
        slot.taken()?;
        let Slot::Taken(element) = mem::replace(slot, Slot::Free(self.free)) else { return None };
        self.free = Some(number);
        self.len -= 1;
        Some(element)
    }

    /// The elements with their numbers, in the order of the slots.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (SlotNumber, &E)> {
        let numbered = iter::zip(1.., &self.slots);
        numbered.filter_map(|(number, slot)| Some((SlotNumber::new(number)?, slot.taken()?)))
    }

    /// The first element in the slots from this index on, and the index of the next slot.
    #[inline]
    pub(crate) fn next_from(&self, mut from: usize) -> Option<(usize, &E)> {
        loop {
            let slot = self.slots.get(from)?;
            from += 1;
            if let Slot::Taken(element) = slot {
                return Some((from, element));
            }
        }
    }

    /// The elements in the slots from this index on, in the order of the slots.
    #[inline]
    pub(crate) fn iter_from(&self, from: usize) -> impl Iterator<Item = &E> {
        self.slots.get(from..).unwrap_or_default().iter().filter_map(Slot::taken)
    }

    pub(crate) fn into_elements(self) -> impl Iterator<Item = E> {
        self.slots.into_iter().filter_map(|slot| match slot {
            Slot::Taken(element) => Some(element),
            Slot::Free(_) => None,
        })
    }

    /// For how many elements there is room.
    pub(crate) fn capacity(&self) -> usize {
        self.slots.capacity()
    }

    /// Makes room for so many more elements. It stays until [`shrink_to`](Self::shrink_to) is called.
    pub(crate) fn reserve(&mut self, additional: usize) {
        let free = self.slots.len() - self.len;
        self.slots.reserve(additional.saturating_sub(free));
        self.reserved = self.reserved.max(self.len + additional);
        self.set_min_len();
    }

    /// Whether most of the memory is unused, or all slots are free.
    #[inline]
    pub(crate) fn is_sparse(&self) -> bool {
        self.len < self.min_len
    }

    /// Gives back memory if most of it is unused, but keeps room for twice the elements, and what is
    /// reserved. Returns whether it has. For the rest, see [`shrink_to`](Self::shrink_to).
    ///
    /// A slab without elements begins anew with the first slot.
    pub(crate) fn give_back(
        &mut self,
        moved: impl FnMut(&mut Self, SlotNumber, SlotNumber),
    ) -> bool {
        if self.len == 0 {
            self.slots.clear();
            self.free = None;
        }
        let needed = self.len.max(self.reserved);
        let gives_back = sparse::is_sparse(needed, self.slots.capacity());
        if gives_back {
            self.compact(self.reserved.max(2 * self.len), moved);
        }
        gives_back
    }

    /// Moves elements to free slots, so that none is left, and gives back memory, but keeps room for
    /// `capacity` elements. `moved` is called for each element that was moved, with its old and its
    /// new number. O(n) for n slots.
    pub(crate) fn shrink_to(
        &mut self,
        capacity: usize,
        moved: impl FnMut(&mut Self, SlotNumber, SlotNumber),
    ) {
        self.reserved = self.reserved.min(capacity);
        self.compact(capacity, moved);
    }

    #[inline]
    fn compact(
        &mut self,
        capacity: usize,
        mut moved: impl FnMut(&mut Self, SlotNumber, SlotNumber),
    ) {
        let mut free = 0;
        while self.slots.len() > self.len {
            if let Some(Slot::Taken(element)) = self.slots.pop() {
                while self.slots[free].taken().is_some() {
                    free += 1;
                }
                self.slots[free] = Slot::Taken(element);
                moved(self, number(self.slots.len()), number(free));
            }
        }
        self.free = None;
        self.slots.shrink_to(capacity);
        self.set_min_len();
    }
}

impl<E: Clone> Clone for Slab<E> {
    fn clone(&self) -> Self {
        let mut slots = Vec::with_capacity(self.slots.capacity());
        slots.extend(self.slots.iter().cloned());
        Slab { slots, ..*self }
    }
}

/// The index of a slot, from 0 on.
#[inline]
pub(crate) fn index(number: SlotNumber) -> usize {
    number.get() as usize - 1
}

#[inline]
#[expect(
    clippy::cast_possible_truncation,
    reason = "slots are added one by one, so the first number that does not fit becomes 0"
)]
fn number(index: usize) -> SlotNumber {
    SlotNumber::new((index + 1) as u32).expect("four billion entries do not fit in memory")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add<E>(slab: &mut Slab<E>, element: E) -> SlotNumber {
        let next = slab.next_number();
        slab.add(next, element);
        next
    }

    #[test]
    fn free_slots_are_used_again() {
        let mut slab = Slab::new();
        let [a, b, c] = ['a', 'b', 'c'].map(|letter| add(&mut slab, letter));
        assert_eq!([slab.remove(b), slab.remove(b), slab.remove(a)], [Some('b'), None, Some('a')]);
        assert_eq!((slab.len(), slab.get(a), slab.get(c)), (1, None, Some(&'c')));
        assert_eq!(slab.next_number(), a);
        assert_eq!(['d', 'e', 'f'].map(|letter| add(&mut slab, letter).get()), [1, 2, 4]);
        assert_eq!(slab.iter().map(|(_, letter)| *letter).collect::<String>(), "decf");
    }

    #[test]
    fn compacting_tells_the_new_numbers() {
        let mut slab = Slab::new();
        let numbers: Vec<_> = (0..1000).map(|element| add(&mut slab, element)).collect();
        let goes = |element: &usize| element % 100 > 0;
        for (element, &number) in numbers.iter().enumerate().filter(|(element, _)| goes(element)) {
            assert_eq!(slab.remove(number), Some(element));
        }
        assert!(slab.is_sparse());
        let mut moves = Vec::new();
        slab.shrink_to(20, |slab, old, new| {
            let element = slab.get(new).copied();
            assert_eq!(element.map(|element| numbers[element]), Some(old));
            moves.push(element);
        });
        assert!((20..100).contains(&slab.capacity()));
        let mut rest: Vec<_> = slab.iter().map(|(_, element)| *element).collect();
        rest.sort_unstable();
        assert!(rest.into_iter().eq((0..1000).step_by(100)));
        assert_eq!((moves.len(), add(&mut slab, 7).get()), (9, 11));
    }

    #[test]
    fn an_empty_slab_begins_anew() {
        let mut slab = Slab::new();
        let numbers = [1, 2, 3].map(|element| add(&mut slab, element));
        assert_eq!(numbers.map(|number| slab.remove(number)), [Some(1), Some(2), Some(3)]);
        assert!(slab.is_sparse() && !slab.give_back(|_, _, _| {}));
        assert_eq!(slab.next_number().get(), 1);
        assert_eq!(slab.next_from(0), None);
    }
}
