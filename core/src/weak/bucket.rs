//! [`Bucket`]: entries of one hash.

use std::mem;
use std::slice;

/// One, or several with the same hash, which is rare.
pub(crate) enum Bucket<E> {
    One(E),
    /// Of these there may be none.
    Many(Vec<E>),
}

impl<E> Bucket<E> {
    pub(crate) fn as_slice(&self) -> &[E] {
        match self {
            Bucket::One(entry) => slice::from_ref(entry),
            Bucket::Many(entries) => entries,
        }
    }

    pub(crate) fn as_mut_slice(&mut self) -> &mut [E] {
        match self {
            Bucket::One(entry) => slice::from_mut(entry),
            Bucket::Many(entries) => entries,
        }
    }

    pub(crate) fn push(&mut self, new: E) {
        if let Bucket::Many(entries) = self {
            return entries.push(new);
        }
        if let Bucket::One(first) = mem::replace(self, Bucket::Many(Vec::new())) {
            *self = Bucket::Many(vec![first, new]);
        }
    }

    /// Takes the entry out at `index`, which exists.
    pub(crate) fn swap_remove(&mut self, index: usize) -> Option<E> {
        if let Bucket::Many(entries) = self {
            return Some(entries.swap_remove(index));
        }
        match mem::replace(self, Bucket::Many(Vec::new())) {
            Bucket::One(entry) => Some(entry),
            Bucket::Many(_) => None,
        }
    }

    pub(crate) fn map<F>(&self, map: impl FnMut(&E) -> F) -> Bucket<F> {
        let mut map = map;
        match self {
            Bucket::One(entry) => Bucket::One(map(entry)),
            Bucket::Many(entries) => Bucket::Many(entries.iter().map(map).collect()),
        }
    }
}
