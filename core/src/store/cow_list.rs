//! [`CowList`]: a list that can be changed while it is being read.
//!
//! # How a list works
//!
//! The items are in a [`SmallVec`] behind an `Rc`, and this `Rc` is in a `Cell`. A list that has
//! had no items yet is `None`: one null word, and no allocation.
//!
//! * **Reading.** A reader clones the `Rc` ([`ListSnapshot`]) and keeps the items that were there
//!   at that moment.
//! * **Changing.** A change takes the `Rc` out of the cell. It changes the items in place if no
//!   reader holds them; otherwise it copies them first (`make_unique`), O(n). (The copy of a list in
//!   chunks shares all chunks, and the change copies one.) So nothing is ever
//!   "already borrowed", and a walk sees the children that were there when it took its snapshot.
//! * **While the items are out of the cell, the cell looks empty.** So only our own code may run
//!   then: no closure that a user passed, and no `Drop` of user data. Cloning a handle is fine.
//!   Removed items are returned to the caller, which drops them after the items are back in the
//!   cell.
//! * **Putting items back** replaces the `None` that is in the cell meanwhile. The compiler cannot
//!   see that it is `None`, so the old value is forgotten, which saves the code to drop it.

use std::cell::Cell;
use std::mem;
use std::ops::{Bound, Deref, Range, RangeBounds};
use std::rc::Rc as StdRc;

use crate::store::new_rc::new_rc;
use crate::store::small_vec::{SmallVec, no_slice};

/// A copy-on-write list behind a shared reference. See the top of this file.
pub struct CowList<T> {
    items: Cell<Option<StdRc<SmallVec<T>>>>,
}

/// The items of a [`CowList`] at some moment.
pub(crate) struct ListSnapshot<T>(Option<StdRc<SmallVec<T>>>);

impl<T> ListSnapshot<T> {
    /// The items in their form, or `None` if there have been none.
    #[inline]
    pub(crate) fn items(&self) -> Option<&SmallVec<T>> {
        self.0.as_deref()
    }
}

impl<T> CowList<T> {
    #[inline]
    pub(crate) fn snapshot(&self) -> ListSnapshot<T> {
        let items = self.items.take();
        let snapshot = items.clone();
        self.put_back(items);
        ListSnapshot(snapshot)
    }

    /// Puts items into the cell, which is empty: those that [`take`](Self::take) returned.
    #[inline]
    pub(crate) fn put_back(&self, items: Option<StdRc<SmallVec<T>>>) {
        mem::forget(self.items.replace(items));
    }

    /// Calls `inspect` with the items as a slice, without copying them. They are not in chunks. No
    /// user code may run in it.
    #[inline]
    pub(crate) fn with<R>(&self, inspect: impl FnOnce(&[T]) -> R) -> R {
        self.inspect(|items| match items {
            Some(items) => inspect(items),
            None => inspect(&[]),
        })
    }

    /// Calls `inspect` with the items in their form, or with `None` if there have been none. No user
    /// code may run in it.
    #[inline]
    pub(crate) fn inspect<R>(&self, inspect: impl FnOnce(Option<&SmallVec<T>>) -> R) -> R {
        let items = self.items.take();
        let answer = inspect(items.as_deref());
        self.put_back(items);
        answer
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        let items = self.items.take();
        let len = if let Some(items) = &items { items.len() } else { 0 };
        self.put_back(items);
        len
    }

    /// Replaces all items, and returns the old ones.
    pub(crate) fn replace(&self, items: Vec<T>) -> ListSnapshot<T> {
        let items = (!items.is_empty()).then(|| StdRc::new(SmallVec::from(items)));
        ListSnapshot(self.items.replace(items))
    }

    /// Takes over the items of another list.
    pub(crate) fn fill(&self, from: Self) {
        self.items.set(from.items.into_inner());
    }

    /// Removes all items, and returns them as they are stored. (Generic code that each user compiles
    /// uses this and [`put_back`](Self::put_back), since each closure costs compile time.)
    #[inline]
    pub(crate) fn take(&self) -> Option<StdRc<SmallVec<T>>> {
        self.items.take()
    }

    /// The range as indices.
    ///
    /// # Panics
    /// If it is out of bounds: an operation was called with a wrong range.
    #[track_caller]
    pub(crate) fn check_range(
        &self,
        operation: &str,
        range: &impl RangeBounds<usize>,
        noun: &str,
    ) -> Range<usize> {
        let start = match range.start_bound() {
            Bound::Included(start) => *start,
            Bound::Excluded(before) => before.saturating_add(1),
            Bound::Unbounded => 0,
        };
        let len = self.len();
        let end = match range.end_bound() {
            Bound::Included(last) => last.saturating_add(1),
            Bound::Excluded(end) => *end,
            Bound::Unbounded => len,
        };
        if start > end || end > len {
            range_out_of_bounds(operation, &(start..end), len, noun);
        }
        start..end
    }

    /// # Panics
    /// If `index` is out of bounds: an operation was called with a wrong index.
    #[track_caller]
    pub(crate) fn check_index(&self, operation: &str, index: usize, noun: &str) {
        let len = self.len();
        if index >= len {
            out_of_bounds(operation, index, len, noun);
        }
    }
}

impl<T: Clone> CowList<T> {
    pub(crate) fn get(&self, index: usize) -> Option<T> {
        self.with(|items| items.get(index).cloned())
    }

    /// Removes all items, and returns them in a buffer; copies, if a reader holds the items.
    pub(crate) fn take_all(&self) -> Vec<T> {
        self.take().map_or_else(Vec::new, |items| {
            StdRc::try_unwrap(items).map_or_else(|shared| shared.to_vec(), Vec::from)
        })
    }

    pub(crate) fn push(&self, item: T) {
        self.push_with_index(|_| item, |_, _| no_slice());
    }

    /// Appends the item that `item` makes from its index. If the list is in chunks,
    /// `push_to_chunks` appends it.
    #[inline]
    pub(crate) fn push_with_index(
        &self,
        item: impl FnOnce(usize) -> T,
        push_to_chunks: fn(&mut SmallVec<T>, T),
    ) {
        let items = match self.items.take() {
            None => singleton(item(0)),
            Some(mut items) => {
                make_unique(&mut items).push_with_index(item, push_to_chunks);
                items
            }
        };
        self.put_back(Some(items));
    }

    /// Calls `change` with the items in their form, for changing, if `find` returns something. No
    /// user code may run in either. `None` if it returns nothing, or if there have been no items.
    #[inline]
    pub(crate) fn change_if<F, R>(
        &self,
        find: impl FnOnce(&SmallVec<T>) -> Option<F>,
        change: impl FnOnce(&mut SmallVec<T>, F) -> R,
    ) -> Option<R> {
        let mut items = self.items.take()?;
        let answer = find(&items).map(|found| change(make_unique(&mut items), found));
        self.put_back(Some(items));
        answer
    }

    /// Removes the item at `index`, which must be in bounds.
    pub(crate) fn remove(&self, index: usize) -> T {
        let removed = self.change_if(|_| Some(index), SmallVec::remove);
        removed.expect("there is an item at this index")
    }

    /// Calls `edit` with the items, or with a copy of them if a reader holds them.
    pub(crate) fn edit<R>(&self, edit: impl FnOnce(&mut Vec<T>) -> R) -> R {
        self.change(|items| edit(items.as_vec()))
    }

    /// As [`edit`](Self::edit), with the items in their form.
    pub(crate) fn change<R>(&self, change: impl FnOnce(&mut SmallVec<T>) -> R) -> R {
        let mut items = self.items.take().unwrap_or_else(|| StdRc::new(SmallVec::empty()));
        let answer = change(make_unique(&mut items));
        self.put_back(Some(items));
        answer
    }

    /// As [`edit`](Self::edit), for changes that keep the number of items.
    pub(crate) fn rearrange<R>(&self, rearrange: impl FnOnce(&mut [T]) -> R) -> R {
        let Some(mut items) = self.items.take() else { return rearrange(&mut []) };
        let answer = rearrange(make_unique(&mut items).as_mut_slice());
        self.put_back(Some(items));
        answer
    }

    /// Moves an item to another index; the items between move by one.
    pub(crate) fn move_to(&self, from: usize, to: usize) {
        self.rearrange(|items| {
            if from < to {
                items[from..=to].rotate_left(1);
            } else {
                items[to..=from].rotate_right(1);
            }
        });
    }
}

/// The items, for changing. Copies them first if a reader holds them, too.
#[inline]
pub(crate) fn make_unique<T: Clone>(items: &mut StdRc<SmallVec<T>>) -> &mut SmallVec<T> {
    if StdRc::get_mut(items).is_none() {
        SmallVec::copy_shared(items);
    }
    let Some(items) = StdRc::get_mut(items) else { still_shared() };
    items
}

// Must not unwind: see the note in crate::store. `expect` could.
#[cold]
#[inline(never)]
extern "C" fn still_shared() -> ! {
    unreachable!("a list that was just copied has no readers")
}

/// The items of a list with one item.
// Must not unwind: see the note in crate::store.
#[inline(never)]
#[expect(improper_ctypes_definitions, reason = "only Rust code calls it")]
pub(crate) extern "C" fn singleton<T>(item: T) -> StdRc<SmallVec<T>> {
    new_rc(SmallVec::One(item))
}

#[cold]
#[track_caller]
fn out_of_bounds(operation: &str, index: usize, len: usize, noun: &str) -> ! {
    panic!("{operation}: index {index} is out of bounds for {len} {noun}")
}

#[cold]
#[track_caller]
fn range_out_of_bounds(operation: &str, range: &Range<usize>, len: usize, noun: &str) -> ! {
    assert!(range.start <= range.end, "{operation}: the range {range:?} ends before it starts");
    panic!("{operation}: the range {range:?} is out of bounds for {len} {noun}")
}

impl<T> Deref for ListSnapshot<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match &self.0 {
            None => &[],
            Some(items) => items,
        }
    }
}

impl<T> Clone for ListSnapshot<T> {
    fn clone(&self) -> Self {
        ListSnapshot(self.0.clone())
    }
}

impl<T> From<Vec<T>> for ListSnapshot<T> {
    fn from(items: Vec<T>) -> Self {
        ListSnapshot(Some(StdRc::new(SmallVec::from(items))))
    }
}

impl<T> Default for CowList<T> {
    fn default() -> Self {
        CowList { items: Cell::new(None) }
    }
}

impl<T> From<SmallVec<T>> for CowList<T> {
    fn from(items: SmallVec<T>) -> Self {
        CowList { items: Cell::new(Some(new_rc(items))) }
    }
}
