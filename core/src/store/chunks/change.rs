//! Inserting, replacing and removing items of chunks.

use std::mem;
use std::rc::Rc as StdRc;

use crate::store::chunks::{Chunks, MIN_CAPACITY, NOWHERE, Place, to_u32};

impl<T: Clone> Chunks<T> {
    /// Appends an item.
    pub(crate) fn push(&mut self, item: T) {
        let last = self.parts.len() - 1;
        if self.sizes[last] == self.capacity {
            // A new chunk for it, so that a list that grows at the end has full chunks.
            self.insert_chunk(last + 1, Vec::new());
            return self.insert_at(last + 1, 0, item);
        }
        self.insert_at(last, self.sizes[last], item);
    }

    /// Inserts an item at `index`, which is at most the length.
    pub(crate) fn insert(&mut self, index: usize, item: T) {
        match self.locate(index) {
            Some((position, offset)) => self.insert_at_place(Place { position, offset }, item),
            None => self.push(item),
        }
    }

    /// Inserts an item before the one at this place, which may be behind the last item of its chunk.
    pub(crate) fn insert_at_place(&mut self, Place { position, offset }: Place, item: T) {
        if self.sizes[position] < self.capacity {
            return self.insert_at(position, offset, item);
        }
        let half = self.sizes[position] / 2;
        let rest = self.chunk_mut(position).split_off(half);
        self.sizes[position] = half;
        self.insert_chunk(position + 1, rest);
        if offset <= half {
            self.insert_at(position, offset, item);
        } else {
            self.insert_at(position + 1, offset - half, item);
        }
    }

    fn insert_at(&mut self, position: usize, offset: usize, item: T) {
        (self.set_number)(&item, self.numbers[position] as usize);
        self.chunk_mut(position).insert(offset, item);
        self.sizes[position] += 1;
        self.len += 1;
        self.forget_found_after(position);
        self.make_even_if_due();
    }

    /// Replaces the item at `index`, which is in bounds, and returns the old one.
    pub(crate) fn replace(&mut self, index: usize, item: T) -> Option<T> {
        let (position, offset) = self.locate(index)?;
        self.replace_at(Place { position, offset }, item)
    }

    /// Replaces the item at this place, and returns the old one.
    pub(crate) fn replace_at(&mut self, Place { position, offset }: Place, item: T) -> Option<T> {
        (self.set_number)(&item, self.numbers[position] as usize);
        Some(mem::replace(self.chunk_mut(position).get_mut(offset)?, item))
    }

    /// Removes the item at `index`.
    pub(crate) fn remove(&mut self, index: usize) -> Option<T> {
        let (position, offset) = self.locate(index)?;
        Some(self.remove_at(Place { position, offset }))
    }

    /// Removes the item at this place.
    pub(crate) fn remove_at(&mut self, Place { position, offset }: Place) -> T {
        let item = self.chunk_mut(position).remove(offset);
        self.sizes[position] -= 1;
        self.len -= 1;
        self.forget_found_after(position);
        if self.sizes[position] == 0 && self.parts.len() > 1 {
            self.remove_chunk(position);
        }
        self.make_even_if_due();
        item
    }

    /// The chunk at `position`, for changing. Copies it first if it is shared.
    fn chunk_mut(&mut self, position: usize) -> &mut Vec<T> {
        StdRc::make_mut(&mut self.parts[position])
    }

    /// The chunks after this one begin at other indices from now on.
    fn forget_found_after(&self, position: usize) {
        if self.found.get().0 > position {
            self.found.set((0, 0));
        }
    }

    fn insert_chunk(&mut self, position: usize, items: Vec<T>) {
        let number = self.positions.len();
        for item in &items {
            (self.set_number)(item, number);
        }
        self.sizes.insert(position, items.len());
        self.parts.insert(position, StdRc::new(items));
        self.numbers.insert(position, to_u32(number));
        self.positions.push(0);
        self.note_positions_from(position);
    }

    fn remove_chunk(&mut self, position: usize) {
        self.parts.remove(position);
        self.sizes.remove(position);
        let number = self.numbers.remove(position);
        self.positions[number as usize] = NOWHERE;
        while self.positions.last() == Some(&NOWHERE) {
            self.positions.pop();
        }
        self.note_positions_from(position);
        self.found.set((0, 0));
    }

    fn note_positions_from(&mut self, start: usize) {
        for position in start..self.numbers.len() {
            self.positions[self.numbers[position] as usize] = to_u32(position);
        }
    }

    /// Makes the chunks even again when they no longer fit the length. As many items have come or
    /// gone since the last time as a part of the length, so this is O(1), amortised: a chunk is only
    /// split when it has doubled.
    fn make_even_if_due(&mut self) {
        let chunks_before = self.even_len.div_ceil(self.capacity);
        if self.len > 4 * self.even_len.max(MIN_CAPACITY)
            || 4 * self.len < self.even_len
            || self.positions.len() > 8 * chunks_before + 8
        {
            let items = mem::replace(self, Chunks::new(Vec::new(), self.set_number)).into_vec();
            self.fill(items);
        }
    }
}
