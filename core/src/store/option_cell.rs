//! [`OptionCell`]: one item that can be looked at and changed through a shared reference.

use std::cell::Cell;
use std::mem;

/// An option in a cell. As with [`CowList`](crate::store::cow_list::CowList), nothing but our own code runs while
/// the item is out.
pub struct OptionCell<T> {
    item: Cell<Option<T>>,
}

impl<T> OptionCell<T> {
    pub(crate) fn with<R>(&self, inspect: impl FnOnce(&Option<T>) -> R) -> R {
        let item = self.item.take();
        let answer = inspect(&item);
        // There is nothing in the cell meanwhile, which the compiler cannot see.
        mem::forget(self.item.replace(item));
        answer
    }

    pub(crate) fn get(&self) -> Option<T>
    where
        T: Clone,
    {
        self.with(Clone::clone)
    }

    pub(crate) fn take(&self) -> Option<T> {
        self.item.take()
    }

    /// Takes over the item of another slot.
    pub(crate) fn fill(&self, from: Self) {
        self.item.set(from.item.into_inner());
    }

    pub(crate) fn replace(&self, item: T) -> Option<T> {
        self.item.replace(Some(item))
    }
}

impl<T> Default for OptionCell<T> {
    fn default() -> Self {
        OptionCell::from(None)
    }
}

impl<T> From<Option<T>> for OptionCell<T> {
    fn from(item: Option<T>) -> Self {
        OptionCell { item: Cell::new(item) }
    }
}
