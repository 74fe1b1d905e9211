//! [`Bucket`]: what is kept under one hash, or for one node.

use std::mem;
use std::slice;

/// One, or several, which is rare.
pub(crate) enum Bucket<E> {
    One(E),
    /// Of these there may be none.
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

    /// Takes one out. Those after it move up.
    pub(crate) fn remove(&mut self, index: usize) -> Option<E> {
        self.take(index, Vec::remove)
    }

    /// Takes one out. The last one gets its place.
    pub(crate) fn swap_remove(&mut self, index: usize) -> Option<E> {
        self.take(index, Vec::swap_remove)
    }

    fn take(&mut self, index: usize, take: fn(&mut Vec<E>, usize) -> E) -> Option<E> {
        if let Bucket::Many(all) = self {
            return (index < all.len()).then(|| take(all, index));
        }
        match mem::replace(self, Bucket::Many(Vec::new())) {
            Bucket::One(only) => Some(only),
            Bucket::Many(_) => None,
        }
    }
}
