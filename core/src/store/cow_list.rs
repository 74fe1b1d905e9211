//! [`CowList`]: a list that can be changed while it is being read.

use std::cell::Cell;
use std::mem;
use std::ops::Deref;
use std::rc::Rc as StdRc;

use crate::store::small_vec::SmallVec;

/// A copy-on-write list behind a shared reference. A reader holds what was there when it came; a
/// change copies the list only while a reader is looking. So nothing is ever "already borrowed",
/// and a list that nothing has come into is one null word.
///
/// Items are taken out of the cell while they are used, so no user code may run in there: only the
/// clones of handles, which are ours.
pub struct CowList<T> {
    items: Cell<Option<StdRc<SmallVec<T>>>>,
}

/// What was in a [`CowList`] at some moment.
pub(crate) struct ListSnapshot<T>(Option<StdRc<SmallVec<T>>>);

impl<T> ListSnapshot<T> {
    pub(crate) fn into_shared(self) -> Option<StdRc<SmallVec<T>>> {
        self.0
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

    /// Puts in what was taken out.
    #[inline]
    fn put_back(&self, items: Option<StdRc<SmallVec<T>>>) {
        // There is nothing in the cell meanwhile, which the compiler cannot see.
        mem::forget(self.items.replace(items));
    }

    /// Looks at the items in place.
    #[inline]
    pub(crate) fn with<R>(&self, inspect: impl FnOnce(&[T]) -> R) -> R {
        match self.items.take() {
            None => inspect(&[]),
            Some(items) => {
                let answer = inspect(&items);
                self.put_back(Some(items));
                answer
            }
        }
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.with(<[T]>::len)
    }

    /// Whether a reader is looking.
    pub(crate) fn has_readers(&self) -> bool {
        let Some(items) = self.items.take() else { return false };
        let has_readers = StdRc::strong_count(&items) > 1;
        self.put_back(Some(items));
        has_readers
    }

    /// Puts other items in the place of all, which it gives back.
    pub(crate) fn replace(&self, items: Vec<T>) -> ListSnapshot<T> {
        let items = (!items.is_empty()).then(|| StdRc::new(SmallVec::from(items)));
        ListSnapshot(self.items.replace(items))
    }

    /// Takes over the items of another list.
    pub(crate) fn fill(&self, from: Self) {
        self.items.set(from.items.into_inner());
    }

    /// Takes all items out.
    #[inline]
    pub(crate) fn take(&self) -> Option<StdRc<SmallVec<T>>> {
        self.items.take()
    }
}

impl<T: Clone> CowList<T> {
    pub(crate) fn get(&self, index: usize) -> Option<T> {
        self.with(|items| items.get(index).cloned())
    }

    /// Takes all items out of the list, and out of what a reader holds.
    pub(crate) fn take_all(&self) -> Vec<T> {
        self.take().map_or_else(Vec::new, |items| {
            StdRc::try_unwrap(items).map_or_else(|lent| lent.to_vec(), Vec::from)
        })
    }

    pub(crate) fn push(&self, item: T) {
        self.push_with_place(|_| item);
    }

    /// Puts an item at the end, which is told its place.
    #[inline]
    pub(crate) fn push_with_place(&self, item: impl FnOnce(usize) -> T) {
        let items = match self.items.take() {
            None => singleton(item(0)),
            Some(mut items) => {
                make_unique(&mut items).push_with_place(item);
                items
            }
        };
        self.put_back(Some(items));
    }

    /// Takes out the item that is found, if one is.
    #[inline]
    pub(crate) fn remove_if_found(
        &self,
        find: impl FnOnce(&SmallVec<T>) -> Option<usize>,
    ) -> Option<T> {
        let mut items = self.items.take()?;
        let removed = find(&items).map(|index| make_unique(&mut items).remove(index));
        self.put_back(Some(items));
        removed
    }

    /// Takes out the item at `index`, which is in bounds.
    pub(crate) fn remove(&self, index: usize) -> T {
        self.remove_if_found(|_| Some(index)).expect("there is an item at this index")
    }

    /// Changes the items in place, or a copy of them while they are being read.
    pub(crate) fn edit<R>(&self, edit: impl FnOnce(&mut Vec<T>) -> R) -> R {
        let mut items = self.items.take().unwrap_or_else(|| StdRc::new(SmallVec::none()));
        let answer = edit(make_unique(&mut items).as_vec());
        self.put_back(Some(items));
        answer
    }

    /// As [`edit`](Self::edit), where their number stays the same.
    pub(crate) fn rearrange<R>(&self, rearrange: impl FnOnce(&mut [T]) -> R) -> R {
        let Some(mut items) = self.items.take() else { return rearrange(&mut []) };
        let answer = rearrange(make_unique(&mut items).as_mut_slice());
        self.put_back(Some(items));
        answer
    }
}

/// The items, to be changed: a copy if a reader holds them.
#[inline]
fn make_unique<T: Clone>(items: &mut StdRc<SmallVec<T>>) -> &mut SmallVec<T> {
    if StdRc::get_mut(items).is_none() {
        copy(items);
    }
    StdRc::get_mut(items).unwrap_or_else(|| nobody_else_holds_them())
}

/// `extern "C"` says that it does not unwind, as in [`SmallVec`].
#[cold]
#[inline(never)]
extern "C" fn copy<T: Clone>(items: &mut StdRc<SmallVec<T>>) {
    *items = StdRc::new(SmallVec::clone(items));
}

/// As above, rather than what `expect` does.
#[cold]
#[inline(never)]
extern "C" fn nobody_else_holds_them() -> ! {
    unreachable!("what has been copied is nobody else's")
}

/// The items of a list with its first one. As above.
#[inline(never)]
#[expect(improper_ctypes_definitions, reason = "it is called from here alone")]
extern "C" fn singleton<T>(item: T) -> StdRc<SmallVec<T>> {
    StdRc::new(SmallVec::One([item]))
}

/// For an index that is the caller's mistake.
#[cold]
#[track_caller]
pub(crate) fn out_of_bounds(operation: &str, index: usize, len: usize, what: &str) -> ! {
    panic!("{operation}: index {index} is out of bounds for {len} {what}")
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
        CowList { items: Cell::new(Some(StdRc::new(items))) }
    }
}
