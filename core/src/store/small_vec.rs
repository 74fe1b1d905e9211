//! [`SmallVec`]: the items of a list.
//!
//! Most lists of children are short. So one item or two are stored in place, behind the one pointer
//! of the list ([`CowList`](crate::store::cow_list::CowList)), and only a third allocates a buffer.
//! A list that has a buffer keeps it when it shrinks.
//!
//! The functions that run for each node (`push_with_index`, `remove`) are inlined and test for a
//! buffer first. The other cases are functions of their own, so that the callers stay short.

use std::mem;
use std::ops::Deref;

/// Items in order: one or two in place, more in a buffer. A buffer is kept when the list shrinks,
/// so `Many` may hold any number of items. A list without items is always `Many`.
pub enum SmallVec<T> {
    One([T; 1]),
    Two([T; 2]),
    Many(Vec<T>),
}

/// The size of the first buffer, in bytes. Growing from a smaller buffer costs more than the spare
/// room.
const FIRST_BUFFER: usize = 64;

const fn max(a: usize, b: usize) -> usize {
    if a < b { b } else { a }
}

impl<T> SmallVec<T> {
    pub(crate) const fn empty() -> Self {
        SmallVec::Many(Vec::new())
    }

    /// Appends the item that `item` makes from its index.
    #[inline]
    pub(crate) fn push_with_index(&mut self, item: impl FnOnce(usize) -> T) {
        if let SmallVec::Many(items) = self {
            let index = items.len();
            if index < items.capacity() {
                return items.push(item(index));
            }
        }
        self.grow_and_push(item(self.len()));
    }

    // Must not unwind: see the note in crate::store.
    #[inline(never)]
    extern "C" fn grow_and_push(&mut self, item: T) {
        let items = match self.take() {
            SmallVec::One([first]) => SmallVec::Two([first, item]),
            SmallVec::Two([first, second]) => {
                let mut items = Vec::with_capacity(const { max(4, FIRST_BUFFER / size_of::<T>()) });
                items.push(first);
                items.push(second);
                items.push(item);
                SmallVec::Many(items)
            }
            SmallVec::Many(items) if items.capacity() == 0 => SmallVec::One([item]),
            SmallVec::Many(mut items) => {
                items.push(item);
                SmallVec::Many(items)
            }
        };
        self.put_back(items);
    }

    /// Removes the item at `index`, which must be in bounds.
    #[inline]
    pub(crate) fn remove(&mut self, index: usize) -> T {
        if let SmallVec::Many(items) = self {
            return items.remove(index);
        }
        self.remove_from_one_or_two(index)
    }

    #[inline(never)]
    fn remove_from_one_or_two(&mut self, index: usize) -> T {
        match self.take() {
            SmallVec::One([only]) => only,
            SmallVec::Two([removed, left]) if index == 0 => {
                self.put_back(SmallVec::One([left]));
                removed
            }
            SmallVec::Two([left, removed]) => {
                self.put_back(SmallVec::One([left]));
                removed
            }
            SmallVec::Many(mut items) => items.remove(index),
        }
    }

    /// The items as a `Vec`, for changes that `Vec` has a method for.
    pub(crate) fn as_vec(&mut self) -> &mut Vec<T> {
        let items = match self.take() {
            SmallVec::One(items) => Vec::from(items),
            SmallVec::Two(items) => Vec::from(items),
            SmallVec::Many(items) => items,
        };
        self.put_back(SmallVec::Many(items));
        match self {
            SmallVec::Many(items) => items,
            SmallVec::One(_) | SmallVec::Two(_) => {
                unreachable!("the items were just put into a buffer")
            }
        }
    }

    pub(crate) fn as_mut_slice(&mut self) -> &mut [T] {
        match self {
            SmallVec::One(items) => items,
            SmallVec::Two(items) => items,
            SmallVec::Many(items) => items,
        }
    }

    fn take(&mut self) -> Self {
        mem::replace(self, SmallVec::empty())
    }

    /// Puts items back after [`take`](Self::take).
    fn put_back(&mut self, items: Self) {
        // `self` is empty until here; `forget` spares the compiler the code to drop items.
        mem::forget(mem::replace(self, items));
    }
}

impl<T> Deref for SmallVec<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        // Tested first, because this test is a single comparison.
        if let SmallVec::Many(items) = self {
            return items;
        }
        match self {
            SmallVec::One(items) => items,
            SmallVec::Two(items) => items,
            SmallVec::Many(_) => &[],
        }
    }
}

// Written by hand: the derived code would be more to compile, for each type of items.
impl<T: Clone> Clone for SmallVec<T> {
    fn clone(&self) -> Self {
        match self {
            SmallVec::One([only]) => SmallVec::One([only.clone()]),
            SmallVec::Two([first, second]) => SmallVec::Two([first.clone(), second.clone()]),
            SmallVec::Many(items) => {
                let mut copy = Vec::with_capacity(items.len());
                for item in items {
                    copy.push(item.clone());
                }
                SmallVec::Many(copy)
            }
        }
    }
}

impl<T> From<Vec<T>> for SmallVec<T> {
    fn from(mut items: Vec<T>) -> Self {
        if items.len() > 2 {
            return SmallVec::Many(items);
        }
        match (items.pop(), items.pop()) {
            (Some(second), Some(first)) => SmallVec::Two([first, second]),
            (Some(only), None) => SmallVec::One([only]),
            (None, _) => SmallVec::empty(),
        }
    }
}

impl<T> From<SmallVec<T>> for Vec<T> {
    fn from(mut items: SmallVec<T>) -> Self {
        mem::take(items.as_vec())
    }
}
