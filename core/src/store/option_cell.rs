//! [`OptionCell`]: at most one item, read and changed through a shared reference.

use std::cell::Cell;
use std::mem;

/// An option in a cell. As with [`CowList`](crate::store::cow_list::CowList), only our own code
/// runs while the item is out of the cell.
pub struct OptionCell<T> {
    item: Cell<Option<T>>,
}

impl<T> OptionCell<T> {
    /// Calls `inspect` with the item. No user code may run in it.
    pub(crate) fn with<R>(&self, inspect: impl FnOnce(&Option<T>) -> R) -> R {
        let item = self.item.take();
        let answer = inspect(&item);
        // The cell holds `None` until here; `forget` spares the compiler the code to drop an item.
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

    pub(crate) fn as_mut(&mut self) -> &mut Option<T> {
        self.item.get_mut()
    }

    /// Takes over the item of another cell.
    pub(crate) fn fill(&self, from: Self) {
        self.item.set(from.item.into_inner());
    }

    pub(crate) fn put(&self, item: Option<T>) {
        self.item.set(item);
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
