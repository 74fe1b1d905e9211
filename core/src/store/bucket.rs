//! [`Bucket`]: all entries under one hash, or for one node.

use std::mem;
use std::slice;

use crate::store::sparse;

/// One entry, or (rarely) several.
pub(crate) enum Bucket<E> {
    One(E),
    /// May be empty.
    Many(Vec<E>),
}

impl<E> Bucket<E> {
    pub(crate) fn as_slice(&self) -> &[E] {
        match self {
            Bucket::One(only) => slice::from_ref(only),
            Bucket::Many(all) => all,
        }
    }

    pub(crate) fn as_mut_slice(&mut self) -> &mut [E] {
        match self {
            Bucket::One(only) => slice::from_mut(only),
            Bucket::Many(all) => all,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.as_slice().is_empty()
    }

    pub(crate) fn push(&mut self, new: E) {
        match mem::replace(self, Bucket::Many(Vec::new())) {
            Bucket::One(first) => *self = Bucket::Many(vec![first, new]),
            Bucket::Many(mut all) => {
                all.push(new);
                *self = Bucket::Many(all);
            }
        }
    }

    /// Removes the entry at `index`; those after it move up.
    pub(crate) fn remove(&mut self, index: usize) -> Option<E> {
        self.remove_by(index, Vec::remove)
    }

    /// Removes the entry at `index`; the last one takes its place.
    pub(crate) fn swap_remove(&mut self, index: usize) -> Option<E> {
        self.remove_by(index, Vec::swap_remove)
    }

    fn remove_by(&mut self, index: usize, remove: fn(&mut Vec<E>, usize) -> E) -> Option<E> {
        if let Bucket::Many(all) = self {
            let removed = (index < all.len()).then(|| remove(all, index));
            sparse::shrink_list(all);
            return removed;
        }
        match mem::replace(self, Bucket::Many(Vec::new())) {
            Bucket::One(only) => Some(only),
            Bucket::Many(_) => None,
        }
    }
}
