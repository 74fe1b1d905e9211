//! [`Bucket`]: some entries, mostly one.

use std::mem;
use std::slice;

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

    pub(crate) fn into_vec(self) -> Vec<E> {
        match self {
            Bucket::One(only) => vec![only],
            Bucket::Many(all) => all,
        }
    }

    #[inline]
    pub(crate) fn push(&mut self, new: E) {
        match self {
            Bucket::Many(all) if !all.is_empty() => all.push(new),
            _ => self.push_to_few(new),
        }
    }

    fn push_to_few(&mut self, new: E) {
        *self = match mem::replace(self, Bucket::Many(Vec::new())) {
            Bucket::One(first) => Bucket::Many(vec![first, new]),
            Bucket::Many(_) => Bucket::One(new),
        };
    }
}
