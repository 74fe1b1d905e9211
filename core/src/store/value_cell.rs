//! [`ValueCell`]: data that is read and changed through a shared reference, and that readers keep.

use std::cell::Cell;
use std::mem;
use std::ops::Deref;
use std::rc::Rc;

/// Data in a cell. It is in place until it is first read, and shared with its readers from then on:
/// a change while a reader holds it makes new data.
///
/// The data is out of the cell while user code runs on it: the closure of an update, and the `Clone`,
/// `PartialEq` or `Debug` of the data. A guard puts it back, whatever panics.
pub struct ValueCell<V> {
    /// `None` while the data is out.
    held: Cell<Option<Held<V>>>,
}

/// The data, as the cell holds it.
pub(crate) enum Held<V> {
    InPlace(V),
    Shared(Rc<V>),
}

impl<V> ValueCell<V> {
    #[inline]
    pub(crate) fn new(value: V) -> Self {
        ValueCell { held: Cell::new(Some(Held::InPlace(value))) }
    }

    /// Takes the data out for user code, until the guard is dropped.
    #[inline]
    #[track_caller]
    pub(crate) fn take_out(&self) -> TakenOut<'_, V> {
        TakenOut { held: Some(self.take()), cell: self }
    }

    /// As [`take_out`](Self::take_out); `None` if it is out already.
    pub(crate) fn try_take_out(&self) -> Option<TakenOut<'_, V>> {
        self.held.take().map(|held| TakenOut { held: Some(held), cell: self })
    }

    /// The data, shared with the caller.
    #[inline]
    #[track_caller]
    pub(crate) fn share(&self) -> Rc<V> {
        let shared = self.take().into_shared();
        self.put_back(Held::Shared(Rc::clone(&shared)));
        shared
    }

    /// Puts shared data in, and returns the data that was there, shared.
    #[track_caller]
    pub(crate) fn set_shared(&self, value: Rc<V>) -> Rc<V> {
        let old = self.take().into_shared();
        self.put_back(Held::Shared(value));
        old
    }

    /// Puts other data in, and returns what the cell held. The caller drops it.
    #[inline]
    #[track_caller]
    pub(crate) fn set(&self, value: V) -> Held<V> {
        let mut held = self.take();
        if let Held::Shared(shared) = &mut held {
            if let Some(place) = Rc::get_mut(shared) {
                let old = mem::replace(place, value);
                self.put_back(held);
                return Held::InPlace(old);
            }
        }
        self.put_back(Held::InPlace(value));
        held
    }

    /// As [`set`](Self::set), but returns the old data: a clone of it, if a reader holds it.
    #[inline]
    #[track_caller]
    pub(crate) fn replace(&self, value: V) -> V
    where
        V: Clone,
    {
        mem::replace(self.take_out().make_unique(), value)
    }

    /// Whether a reader holds the data, too.
    pub(crate) fn has_readers(&self) -> bool {
        let held = self.held.take();
        let has_readers =
            matches!(&held, Some(Held::Shared(shared)) if Rc::strong_count(shared) > 1);
        mem::forget(self.held.replace(held));
        has_readers
    }

    /// Takes the data out for good: nothing can use the cell from now on. `None` if it is out.
    pub(crate) fn take_held(&self) -> Option<Held<V>> {
        self.held.take()
    }

    /// The data, for its drop. `None` if it is out.
    pub(crate) fn held_mut(&mut self) -> &mut Option<Held<V>> {
        self.held.get_mut()
    }

    #[inline]
    #[track_caller]
    fn take(&self) -> Held<V> {
        match self.held.take() {
            Some(held) => held,
            None => panic_in_use(),
        }
    }

    #[inline]
    fn put_back(&self, held: Held<V>) {
        // The cell is empty until here; `forget` spares the compiler the code to drop data.
        mem::forget(self.held.replace(Some(held)));
    }
}

#[cold]
#[inline(never)]
#[track_caller]
fn panic_in_use() -> ! {
    panic!(
        "this value is in use: the closure of its `update`, and the `Clone`, `Debug`, `Display` and \
         `PartialEq` of its data, cannot use it"
    );
}

/// The data, while it is out of its cell. The drop puts it back.
pub(crate) struct TakenOut<'a, V> {
    /// Never `None`, except in the drop.
    held: Option<Held<V>>,
    cell: &'a ValueCell<V>,
}

impl<V> TakenOut<'_, V> {
    /// The data, to be changed. If a reader holds it, it is cloned before.
    #[inline]
    pub(crate) fn make_unique(&mut self) -> &mut V
    where
        V: Clone,
    {
        if let Some(Held::Shared(shared)) = &mut self.held {
            if Rc::get_mut(shared).is_none() {
                let copy = V::clone(shared);
                self.held = Some(Held::InPlace(copy));
            }
        }
        match &mut self.held {
            Some(Held::InPlace(value)) => value,
            Some(Held::Shared(shared)) => Rc::get_mut(shared).expect("only this handle is left"),
            None => unreachable!("only the guard's drop empties it"),
        }
    }

    /// The data, to be changed; `None` if a reader holds it.
    pub(crate) fn get_mut(&mut self) -> Option<&mut V> {
        match self.held.as_mut()? {
            Held::InPlace(value) => Some(value),
            Held::Shared(shared) => Rc::get_mut(shared),
        }
    }
}

impl<V> Deref for TakenOut<'_, V> {
    type Target = V;

    #[inline]
    fn deref(&self) -> &V {
        match &self.held {
            Some(held) => held,
            None => unreachable!("only the guard's drop empties it"),
        }
    }
}

impl<V> Held<V> {
    #[inline]
    pub(crate) fn into_shared(self) -> Rc<V> {
        match self {
            Held::InPlace(value) => Rc::new(value),
            Held::Shared(shared) => shared,
        }
    }
}

impl<V> Deref for Held<V> {
    type Target = V;

    #[inline]
    fn deref(&self) -> &V {
        match self {
            Held::InPlace(value) => value,
            Held::Shared(shared) => shared,
        }
    }
}

impl<V> Drop for TakenOut<'_, V> {
    #[inline]
    fn drop(&mut self) {
        if let Some(held) = self.held.take() {
            self.cell.put_back(held);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_small() {
        assert_eq!(size_of::<ValueCell<u64>>(), 16);
        assert_eq!(size_of::<ValueCell<bool>>(), 16);
        assert_eq!(size_of::<ValueCell<Box<u8>>>(), 16);
        assert_eq!(size_of::<ValueCell<String>>(), 24);
        assert_eq!(size_of::<ValueCell<Vec<u8>>>(), 24);
    }

    #[test]
    fn data_is_in_place_until_it_is_read_and_again_when_a_reader_keeps_the_old() {
        let is_in_place = |cell: &ValueCell<u8>| {
            let held = cell.take();
            let is_in_place = matches!(held, Held::InPlace(_));
            cell.put_back(held);
            is_in_place
        };
        let cell = ValueCell::new(1);
        drop(cell.set(2));
        assert!(is_in_place(&cell));
        drop(cell.share());
        drop(cell.set(3));
        *cell.take_out().make_unique() += 1;
        assert_eq!(cell.replace(5), 4);
        assert!(!is_in_place(&cell));
        let reader = cell.share();
        drop(cell.set(6));
        assert!(is_in_place(&cell));
        assert_eq!((*reader, *cell.take_out()), (5, 6));
    }
}
