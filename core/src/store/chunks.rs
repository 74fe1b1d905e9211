//! [`Chunks`]: a long list in which items are inserted and removed anywhere.
//!
//! The items are in chunks of at most about the square root of the length, in order. So an
//! insertion or a removal moves the items of one chunk and the entries of the chunks after it:
//! O(sqrt n). Each chunk has a number that stays the same while other chunks come and go. An item
//! that remembers the number of its chunk is found in O(sqrt n) as well. `Chunks` reports the number
//! to `set_number`, whenever an item comes into a chunk.
//!
//! Each chunk is behind an `Rc`, and a copy of the list shares all chunks. A change copies the one
//! chunk that it changes, if it is shared.

mod change;
#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::cmp::Ordering;
use std::mem;
use std::rc::Rc as StdRc;

/// A chunk has room for at least so many items.
const MIN_CAPACITY: usize = 64;

/// The position of a chunk that is gone.
const NOWHERE: u32 = u32::MAX;

/// A list in chunks. See the top of this file.
#[derive(Clone)]
pub struct Chunks<T> {
    /// The chunks, in order. There is at least one, and no other is empty.
    parts: Vec<StdRc<Vec<T>>>,
    /// How many items each chunk has. They are beside the chunks, so that finding an index reads
    /// one short buffer.
    sizes: Vec<usize>,
    /// The number of each chunk.
    numbers: Vec<u32>,
    /// The positions of the chunks, by their numbers.
    positions: Vec<u32>,
    len: usize,
    /// A chunk with more items is split.
    capacity: usize,
    /// The length when the chunks were last made evenly.
    even_len: usize,
    set_number: fn(&T, usize),
    /// A chunk that was found by an index, and the index of its first item. Going through the list
    /// by index starts from here.
    found: Cell<(usize, usize)>,
    /// Where the last step from an item to the one beside it has led. A walk from item to item looks
    /// here first.
    last_step: Cell<Place>,
}

/// Where an item is: the position of its chunk, and its offset in the chunk.
#[derive(Clone, Copy)]
pub struct Place {
    position: usize,
    offset: usize,
}

impl Place {
    /// The place of an item in a list that is no chunks.
    pub(crate) fn in_flat(index: usize) -> Self {
        Place { position: 0, offset: index }
    }

    /// The index of an item in a list that is no chunks.
    pub(crate) fn flat_index(self) -> usize {
        self.offset
    }
}

impl<T: Clone> Chunks<T> {
    pub(crate) fn new(items: Vec<T>, set_number: fn(&T, usize)) -> Self {
        let mut chunks = Chunks {
            parts: Vec::new(),
            sizes: Vec::new(),
            numbers: Vec::new(),
            positions: Vec::new(),
            len: 0,
            capacity: MIN_CAPACITY,
            even_len: 0,
            set_number,
            found: Cell::new((0, 0)),
            last_step: Cell::new(Place { position: 0, offset: 0 }),
        };
        chunks.fill(items);
        chunks
    }

    /// Makes chunks of the same size. O(n).
    fn fill(&mut self, items: Vec<T>) {
        self.len = items.len();
        self.even_len = items.len();
        self.capacity = MIN_CAPACITY.max(self.len.isqrt() * 3 / 2);
        let size = self.capacity * 3 / 4;
        let count = self.len.div_ceil(size).max(1);
        let mut items = items.into_iter();
        self.parts = Vec::with_capacity(count);
        for number in 0..count {
            let chunk: Vec<T> = items.by_ref().take(size).collect();
            for item in &chunk {
                (self.set_number)(item, number);
            }
            self.parts.push(StdRc::new(chunk));
        }
        self.sizes = self.parts.iter().map(|chunk| chunk.len()).collect();
        self.numbers = (0..count).map(to_u32).collect();
        self.positions = self.numbers.clone();
        self.found.set((0, 0));
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// All items, in order. O(n). Items of shared chunks are cloned.
    pub(crate) fn into_vec(mut self) -> Vec<T> {
        let mut all = Vec::with_capacity(self.len);
        for chunk in mem::take(&mut self.parts) {
            match StdRc::try_unwrap(chunk) {
                Ok(items) => all.extend(items),
                Err(shared) => all.extend_from_slice(&shared),
            }
        }
        all
    }

    pub(crate) fn get(&self, index: usize) -> Option<&T> {
        let (position, offset) = self.locate(index)?;
        self.parts[position].get(offset)
    }

    /// The slices of the list from this index on, each with its first index, and whether a copy of
    /// this list shares it.
    pub(crate) fn slices_from(&self, index: usize) -> impl Iterator<Item = (usize, &[T], bool)> {
        let (position, offset) = self.locate(index).unwrap_or((self.parts.len(), 0));
        let mut start = index;
        self.parts[position..].iter().enumerate().map(move |(distance, chunk)| {
            let items = if distance == 0 { &chunk[offset..] } else { &chunk[..] };
            let first = start;
            start += items.len();
            (first, items, StdRc::strong_count(chunk) > 1)
        })
    }

    /// Whether a copy of this list shares some chunk.
    pub(crate) fn is_any_shared(&self) -> bool {
        self.parts.iter().any(|chunk| StdRc::strong_count(chunk) > 1)
    }

    /// Whether a copy of this list shares the chunk with the item at `index`.
    pub(crate) fn is_shared_at(&self, index: usize) -> bool {
        let found = self.locate(index);
        found.is_some_and(|(position, _)| StdRc::strong_count(&self.parts[position]) > 1)
    }

    /// The position of the chunk with the item at `index`, and the item's offset there.
    fn locate(&self, index: usize) -> Option<(usize, usize)> {
        if index >= self.len {
            return None;
        }
        let (mut position, mut start) = self.found.get();
        if index < start {
            (position, start) = (0, 0);
        }
        // Several sizes at a time, which takes a third of the instructions.
        for sizes in self.sizes[position..].chunks_exact(8) {
            let sum: usize = sizes.iter().sum();
            if index - start < sum {
                break;
            }
            start += sum;
            position += 8;
        }
        while index - start >= self.sizes[position] {
            start += self.sizes[position];
            position += 1;
        }
        self.found.set((position, start));
        Some((position, index - start))
    }

    /// The index of the first item in the chunk at `position`.
    fn start_of(&self, position: usize) -> usize {
        self.sizes[..position].iter().sum()
    }

    /// Finds an item in the chunk with this number. Returns its index.
    pub(crate) fn find_in(&self, number: usize, is_it: impl Fn(&T) -> bool) -> Option<usize> {
        let Place { position, offset } = self.place_in(number, is_it)?;
        Some(self.start_of(position) + offset)
    }

    /// Where an item is in the chunk with this number.
    pub(crate) fn place_in(&self, number: usize, is_it: impl Fn(&T) -> bool) -> Option<Place> {
        let position = *self.positions.get(number)? as usize;
        let chunk = self.parts.get(position)?;
        Some(Place { position, offset: chunk.iter().position(is_it)? })
    }

    /// The place after this item's, or the one before it, which may be beyond an end. `None` if the
    /// item is not in the chunk with this number. O(1) in a walk from item to item.
    pub(crate) fn beside(
        &self,
        number: usize,
        is_it: impl Fn(&T) -> bool,
        is_next: bool,
    ) -> Option<Place> {
        let place = match self.place_at_last_step(&is_it) {
            Some(place) => place,
            None => self.place_in(number, is_it)?,
        };
        let Place { position, offset } = place;
        let size = self.sizes[position];
        let beside = if is_next {
            if offset + 1 < size {
                Place { position, offset: offset + 1 }
            } else {
                Place { position: position + 1, offset: 0 }
            }
        } else if offset > 0 {
            Place { position, offset: offset - 1 }
        } else {
            let position = position.wrapping_sub(1);
            let size = self.sizes.get(position);
            Place { position, offset: size.map_or(0, |size| size - 1) }
        };
        self.last_step.set(beside);
        Some(beside)
    }

    /// The item at this place.
    pub(crate) fn at(&self, Place { position, offset }: Place) -> Option<&T> {
        self.parts.get(position)?.get(offset)
    }

    /// Where this item is, if the last step has led to it. Since then, one item before it may have
    /// come or gone.
    fn place_at_last_step(&self, is_it: impl Fn(&T) -> bool) -> Option<Place> {
        let Place { position, offset } = self.last_step.get();
        let chunk = self.parts.get(position)?;
        let mut offsets = [offset, offset.wrapping_sub(1), offset + 1].into_iter();
        let offset = offsets.find(|offset| chunk.get(*offset).is_some_and(&is_it))?;
        Some(Place { position, offset })
    }

    /// Finds an item in a sorted list: its place, or the place where it belongs. `compare` compares
    /// an item with the sought one. O(log n) comparisons.
    pub(crate) fn search(&self, mut compare: impl FnMut(&T) -> Ordering) -> Result<Place, Place> {
        // The chunk with the last first item that is not greater.
        let (mut start, mut end) = (0, self.parts.len());
        while start < end {
            let position = start.midpoint(end);
            match self.parts[position].first().map(&mut compare) {
                Some(Ordering::Equal) => return Ok(Place { position, offset: 0 }),
                Some(Ordering::Less) => start = position + 1,
                // Only a list without items has an empty chunk.
                Some(Ordering::Greater) | None => end = position,
            }
        }
        let Some(position) = start.checked_sub(1) else {
            return Err(Place { position: 0, offset: 0 });
        };
        let rest = &self.parts[position][1..];
        match rest.binary_search_by(compare) {
            Ok(offset) => Ok(Place { position, offset: offset + 1 }),
            Err(offset) => Err(Place { position, offset: offset + 1 }),
        }
    }

    /// The index of a place, which may be behind the last item of its chunk.
    pub(crate) fn index_of(&self, Place { position, offset }: Place) -> usize {
        self.start_of(position) + offset
    }

    /// The item at a place, and the place behind it. A place behind the last item of its chunk counts
    /// as that of the next item.
    #[inline]
    pub(crate) fn step(&self, Place { position, offset }: Place) -> Option<(&T, Place)> {
        if let Some(item) = self.parts.get(position)?.get(offset) {
            return Some((item, Place { position, offset: offset + 1 }));
        }
        let position = position + 1;
        Some((self.parts.get(position)?.first()?, Place { position, offset: 1 }))
    }

    /// The place of the item at `index`, or the place behind all items.
    pub(crate) fn place_of_index(&self, index: usize) -> Place {
        match self.locate(index) {
            Some((position, offset)) => Place { position, offset },
            None => {
                let position = self.parts.len() - 1;
                Place { position, offset: self.sizes[position] }
            }
        }
    }

    /// Finds an item anywhere. Returns its index, and the number of its chunk. O(n).
    pub(crate) fn find(&self, is_it: impl Fn(&T) -> bool) -> Option<(usize, usize)> {
        let mut start = 0;
        for (chunk, number) in self.parts.iter().zip(&self.numbers) {
            if let Some(offset) = chunk.iter().position(&is_it) {
                return Some((start + offset, *number as usize));
            }
            start += chunk.len();
        }
        None
    }
}

#[expect(clippy::cast_possible_truncation, reason = "so many chunks do not fit in memory")]
fn to_u32(number: usize) -> u32 {
    number as u32
}
