//! [`SmallVec`]: the items of a list.

use std::mem;
use std::ops::Deref;

/// Items in their order. As most lists are short, one item or two have their place in here; more of them
/// are in a buffer, which is kept when they become fewer.
pub enum SmallVec<T> {
    One([T; 1]),
    Two([T; 2]),
    Many(Vec<T>),
}

/// How many bytes the first buffer takes up: growing from less costs more than this room.
const FIRST_BUFFER: usize = 64;

const fn at_least(least: usize, number: usize) -> usize {
    if number < least { least } else { number }
}

impl<T> SmallVec<T> {
    pub(crate) const fn none() -> Self {
        SmallVec::Many(Vec::new())
    }

    /// Puts an item at the end, which is told its place.
    #[inline]
    pub(crate) fn push_with_place(&mut self, item: impl FnOnce(usize) -> T) {
        if let SmallVec::Many(items) = self {
            let place = items.len();
            if place < items.capacity() {
                return items.push(item(place));
            }
        }
        self.push_where_no_room_is(item(self.len()));
    }

    /// `extern "C"` says that it does not unwind, so that whoever pushes, which is everywhere, needs no clean-up for
    /// that.
    #[inline(never)]
    extern "C" fn push_where_no_room_is(&mut self, item: T) {
        let items = match self.take() {
            SmallVec::One([first]) => SmallVec::Two([first, item]),
            SmallVec::Two([first, second]) => {
                let mut items =
                    Vec::with_capacity(const { at_least(4, FIRST_BUFFER / size_of::<T>()) });
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

    /// Takes out the item at `index`, which is in bounds.
    #[inline]
    pub(crate) fn remove(&mut self, index: usize) -> T {
        if let SmallVec::Many(items) = self {
            return items.remove(index);
        }
        self.remove_from_few(index)
    }

    #[inline(never)]
    fn remove_from_few(&mut self, index: usize) -> T {
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

    /// For changes that are for a `Vec` to make.
    pub(crate) fn as_vec(&mut self) -> &mut Vec<T> {
        let items = match self.take() {
            SmallVec::One(items) => Vec::from(items),
            SmallVec::Two(items) => Vec::from(items),
            SmallVec::Many(items) => items,
        };
        self.put_back(SmallVec::Many(items));
        match self {
            SmallVec::Many(items) => items,
            SmallVec::One(_) | SmallVec::Two(_) => unreachable!("they have just been made many"),
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
        mem::replace(self, SmallVec::none())
    }

    /// Puts in what was [taken out](Self::take).
    fn put_back(&mut self, items: Self) {
        // There are none meanwhile, which the compiler cannot see.
        mem::forget(mem::replace(self, items));
    }
}

impl<T> Deref for SmallVec<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        // First this question, which is one comparison.
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

// By hand: derived, it would be more to compile, for each type of items.
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
            (None, _) => SmallVec::none(),
        }
    }
}

impl<T> From<SmallVec<T>> for Vec<T> {
    fn from(mut items: SmallVec<T>) -> Self {
        mem::take(items.as_vec())
    }
}
