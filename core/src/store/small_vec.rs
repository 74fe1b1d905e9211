//! [`SmallVec`]: the items of a list.
//!
//! Most lists of children are short. So one item or two are stored in place, behind the one pointer
//! of the list ([`CowList`](crate::store::cow_list::CowList)), and only a third allocates a buffer.
//! A list that has a buffer keeps it until most of it is unused. A long list may have another form
//! ([`LongForm`]).
//!
//! The functions that run for each node (`push_with_index`, `remove`) are inlined and test for a
//! buffer first. The other cases are functions of their own, so that the callers stay short.

use std::any::Any;
use std::mem::{self, ManuallyDrop};
use std::ops::Deref;
use std::rc::Rc as StdRc;
use std::slice;

/// Items in order: one or two in place, more in a buffer or in chunks. A list that shrinks keeps its
/// form, so `Many` and `Long` may hold any number of items. A new list without items is `Many`.
pub enum SmallVec<T> {
    One(T),
    Two([T; 2]),
    Many(Vec<T>),
    Long(Box<dyn LongForm>),
}

/// The items of a long list that is often changed in the middle, in chunks. Only a list of children
/// has this form: [`kernel::long_list`](crate::kernel::long_list) makes it, changes it and reads it.
/// The slice of such a list does not exist: before other code needs it, the list leaves the chunks.
pub trait LongForm: Any {
    fn len(&self) -> usize;

    /// A copy, which is about to be changed.
    fn copy(&self) -> Box<dyn LongForm>;
}

/// How many items the first buffer has room for. Growing from a smaller buffer costs more than the
/// spare room.
const fn first_buffer<T>() -> usize {
    let room = SMALL_BUFFER / size_of::<T>();
    if room > 8 { 8 } else { max(4, room) }
}

/// The size of the second buffer, in bytes, and of a first one of wide items: not more, since glibc
/// frees at once what has up to 120 bytes, and joins larger pieces with their neighbours.
const SMALL_BUFFER: usize = 120;

/// How many more items the second buffer has room for. 0 for wide items: then it is twice as large.
const fn more_in_second_buffer<T>() -> usize {
    (SMALL_BUFFER / size_of::<T>()).saturating_sub(first_buffer::<T>())
}

pub(crate) const fn max(a: usize, b: usize) -> usize {
    if a < b { b } else { a }
}

impl<T> SmallVec<T> {
    pub(crate) const fn empty() -> Self {
        SmallVec::Many(Vec::new())
    }

    /// An empty list that gets so many items: with a buffer, if it needs one for them.
    #[inline]
    pub(crate) fn with_capacity(count: usize) -> Self {
        SmallVec::Many(if count > 2 { Vec::with_capacity(count) } else { Vec::new() })
    }

    /// Appends an item to a list that is not in chunks.
    #[inline]
    pub(crate) fn push(&mut self, item: T) {
        if let SmallVec::Many(items) = self {
            if items.capacity() == 0 {
                return self.put_back(SmallVec::One(item));
            }
        }
        self.push_with_index(|_| item, |_, _| no_slice());
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        if let SmallVec::Many(items) = self {
            return items.len();
        }
        if let SmallVec::Long(items) = self { items.len() } else { self.in_place().len() }
    }

    /// The items as a slice, unless they are in chunks.
    #[inline]
    pub(crate) fn flat(&self) -> Option<&[T]> {
        // Tested first, because this test is a single comparison. A `match` of all cases would
        // become a slower table.
        if let SmallVec::Many(items) = self {
            return Some(items);
        }
        if let SmallVec::One(only) = self {
            return Some(slice::from_ref(only));
        }
        if let SmallVec::Two(items) = self {
            return Some(items);
        }
        None
    }

    /// As [`flat`](Self::flat), but empty if the items are in chunks. (Code that each type of items
    /// has a copy of looks for chunks only where it finds no item, and needs no option.)
    #[inline]
    pub(crate) fn in_place(&self) -> &[T] {
        if let SmallVec::Many(items) = self {
            return items;
        }
        if let SmallVec::Two(items) = self {
            return items;
        }
        if let SmallVec::One(only) = self {
            return slice::from_ref(only);
        }
        &[]
    }

    /// Appends the item that `item` makes from its index. If the list is in chunks,
    /// `push_to_chunks` appends it.
    #[inline]
    pub(crate) fn push_with_index(
        &mut self,
        item: impl FnOnce(usize) -> T,
        push_to_chunks: fn(&mut Self, T),
    ) {
        if let SmallVec::Many(items) = self {
            let index = items.len();
            if index < items.capacity() {
                return items.push(item(index));
            }
        }
        let index = match self {
            SmallVec::One(_) => 1,
            SmallVec::Two(_) => 2,
            SmallVec::Many(items) => items.len(),
            // The chunks themselves tell the item where it is.
            SmallVec::Long(_) => 0,
        };
        self.grow_and_push(item(index), push_to_chunks);
    }

    // Must not unwind: see the note in crate::store.
    #[inline(never)]
    #[expect(improper_ctypes_definitions, reason = "only Rust code calls it")]
    extern "C" fn grow_and_push(&mut self, item: T, push_to_chunks: fn(&mut Self, T)) {
        let items = match self.take() {
            SmallVec::One(first) => SmallVec::Two([first, item]),
            SmallVec::Two([first, second]) => {
                let mut items = Vec::with_capacity(const { first_buffer::<T>() });
                items.push(first);
                items.push(second);
                items.push(item);
                SmallVec::Many(items)
            }
            SmallVec::Many(items) if items.capacity() == 0 => SmallVec::One(item),
            SmallVec::Many(mut items) => {
                if items.len() == const { first_buffer::<T>() } {
                    items.reserve_exact(const { more_in_second_buffer::<T>() });
                }
                items.push(item);
                SmallVec::Many(items)
            }
            SmallVec::Long(items) => {
                self.put_back(SmallVec::Long(items));
                return push_to_chunks(self, item);
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
        self.remove_from_few(index)
    }

    /// As [`remove`](Self::remove), for one item or two.
    // Must not unwind: see the note in crate::store.
    #[inline(never)]
    pub(crate) extern "C" fn remove_from_few(&mut self, index: usize) -> T {
        // All cases are written out, so that nothing is left to drop.
        match self.take() {
            SmallVec::One(only) => only,
            SmallVec::Two([first, second]) => {
                if index == 0 {
                    self.put_back(SmallVec::One(second));
                    return first;
                }
                self.put_back(SmallVec::One(first));
                second
            }
            SmallVec::Many(_items) => no_slice(),
            SmallVec::Long(_items) => no_slice(),
        }
    }

    /// Makes room in the buffer for so many more items.
    pub(crate) fn reserve(&mut self, additional: usize) {
        if self.flat().is_some() {
            self.as_vec().reserve(additional);
        }
    }

    /// The items as a `Vec`, for changes that `Vec` has a method for.
    pub(crate) fn as_vec(&mut self) -> &mut Vec<T> {
        if !matches!(self, SmallVec::Many(_)) {
            let items = match self.take() {
                SmallVec::One(only) => vec![only],
                SmallVec::Two(items) => Vec::from(items),
                SmallVec::Many(items) => items,
                SmallVec::Long(_) => no_slice(),
            };
            self.put_back(SmallVec::Many(items));
        }
        match self {
            SmallVec::Many(items) => items,
            SmallVec::One(_) | SmallVec::Two(_) | SmallVec::Long(_) => {
                unreachable!("the items were just put into a buffer")
            }
        }
    }

    pub(crate) fn as_mut_slice(&mut self) -> &mut [T] {
        match self {
            SmallVec::One(only) => slice::from_mut(only),
            SmallVec::Two(items) => items,
            SmallVec::Many(_) | SmallVec::Long(_) => self.as_vec(),
        }
    }

    fn take(&mut self) -> Self {
        mem::replace(self, SmallVec::empty())
    }

    /// Puts items back after [`take`](Self::take).
    // Must not unwind: see the note in crate::store.
    #[expect(improper_ctypes_definitions, reason = "only Rust code calls it")]
    extern "C" fn put_back(&mut self, items: Self) {
        // `self` is empty until here; `forget` spares the compiler the code to drop items.
        mem::forget(mem::replace(self, items));
    }
}

impl<T> Deref for SmallVec<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        match self.flat() {
            Some(items) => items,
            None => no_slice(),
        }
    }
}

// Must not unwind: see the note in crate::store.
#[cold]
#[inline(never)]
pub(crate) extern "C" fn no_slice() -> ! {
    unreachable!("a list in chunks is made a `Vec` before all of it is changed")
}

// Must not unwind: see the note in crate::store.
#[inline]
extern "C" fn copy<T: Clone>(item: &T) -> T {
    item.clone()
}

// Written by hand: the derived code would be more to compile, for each type of items.
impl<T: Clone> SmallVec<T> {
    /// Copies items that a reader holds.
    // Must not unwind: see the note in crate::store.
    #[cold]
    #[inline(never)]
    pub(crate) extern "C" fn copy_shared(items: &mut StdRc<Self>) {
        drop(mem::replace(items, StdRc::new(SmallVec::clone(items))));
    }
}

impl<T: Clone> Clone for SmallVec<T> {
    fn clone(&self) -> Self {
        match self {
            SmallVec::One(only) => SmallVec::One(copy(only)),
            SmallVec::Two([first, second]) => SmallVec::Two([copy(first), copy(second)]),
            SmallVec::Many(items) => {
                let mut copies = ManuallyDrop::new(Vec::with_capacity(items.len()));
                let mut rest = &**items;
                while let [item, after @ ..] = rest {
                    copies.push(copy(item));
                    rest = after;
                }
                SmallVec::Many(ManuallyDrop::into_inner(copies))
            }
            SmallVec::Long(items) => SmallVec::Long(items.copy()),
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
            (Some(only), None) => SmallVec::One(only),
            (None, _) => SmallVec::empty(),
        }
    }
}

impl<T> From<SmallVec<T>> for Vec<T> {
    fn from(mut items: SmallVec<T>) -> Self {
        mem::take(items.as_vec())
    }
}
