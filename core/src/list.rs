//! [`List`]: a list that can be changed while it is being read.

use std::cell::Cell;
use std::mem;
use std::ops::Deref;
use std::rc::Rc as StdRc;

/// A copy-on-write list behind a shared reference. A reader holds what was there when it came; a
/// change copies the list only while a reader is looking. So nothing is ever "already borrowed",
/// and an empty list is one null word.
///
/// Items are taken out of the cell while they are used, so no user code may run in there: only the
/// clones of handles, which are ours.
pub struct List<T> {
    items: Cell<Option<StdRc<Vec<T>>>>,
}

/// What was in a [`List`] at some moment.
pub(crate) struct Snapshot<T>(Option<StdRc<Vec<T>>>);

impl<T> Snapshot<T> {
    pub(crate) fn into_shared(self) -> Option<StdRc<Vec<T>>> {
        self.0
    }
}

impl<T> List<T> {
    pub(crate) fn snapshot(&self) -> Snapshot<T> {
        let items = self.items.take();
        let snapshot = items.clone();
        self.put_back(items);
        Snapshot(snapshot)
    }

    /// Puts in what was taken out.
    #[inline]
    fn put_back(&self, items: Option<StdRc<Vec<T>>>) {
        // There is nothing in the cell meanwhile, which the compiler cannot see.
        mem::forget(self.items.replace(items));
    }

    /// Looks at the items in place.
    pub(crate) fn look<R>(&self, look: impl FnOnce(&[T]) -> R) -> R {
        match self.items.take() {
            None => look(&[]),
            Some(items) => {
                let answer = look(&items);
                self.put_back(Some(items));
                answer
            }
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.look(<[T]>::len)
    }

    /// Whether a reader is looking.
    pub(crate) fn is_lent(&self) -> bool {
        let items = self.items.take();
        let is_lent = items.as_ref().is_some_and(|items| StdRc::strong_count(items) > 1);
        self.put_back(items);
        is_lent
    }

    /// Puts other items in the place of all, which it gives back.
    pub(crate) fn replace(&self, items: Vec<T>) -> Snapshot<T> {
        Snapshot(self.items.replace(Some(StdRc::new(items))))
    }

    /// Takes over the items of another list.
    pub(crate) fn fill(&self, from: Self) {
        self.items.set(from.items.into_inner());
    }

    /// Takes all items out.
    pub(crate) fn take(&self) -> Option<StdRc<Vec<T>>> {
        self.items.take()
    }
}

impl<T: Clone> List<T> {
    /// Changes the items in place, or a copy of them while they are being read.
    #[inline]
    pub(crate) fn edit<R>(&self, edit: impl FnOnce(&mut Vec<T>) -> R) -> R {
        let mut items = self.items.take().unwrap_or_default();
        let answer = edit(StdRc::make_mut(&mut items));
        self.put_back(Some(items));
        answer
    }
}

impl<T> Deref for Snapshot<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.0.as_deref().map_or(&[], Vec::as_slice)
    }
}

impl<T> Clone for Snapshot<T> {
    fn clone(&self) -> Self {
        Snapshot(self.0.clone())
    }
}

impl<T> From<Vec<T>> for Snapshot<T> {
    fn from(items: Vec<T>) -> Self {
        Snapshot(Some(StdRc::new(items)))
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        List { items: Cell::new(None) }
    }
}

impl<T> From<Vec<T>> for List<T> {
    fn from(items: Vec<T>) -> Self {
        List { items: Cell::new((!items.is_empty()).then(|| StdRc::new(items))) }
    }
}
