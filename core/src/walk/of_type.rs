//! [`OfType`]: the nodes of one type in a walk.

use std::fmt;
use std::marker::PhantomData;

/// The nodes of a walk that are a `T`, as typed handles: returned by `of` of each walk, by
/// [`Node::ancestors_of`](crate::Node::ancestors_of) and by
/// [`Node::descendants_of`](crate::Node::descendants_of).
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct OfType<I, T> {
    pub(crate) walk: I,
    of: PhantomData<fn() -> T>,
}

impl<I, T> OfType<I, T> {
    pub(crate) fn new(walk: I) -> Self {
        OfType { walk, of: PhantomData }
    }
}

impl<I: Clone, T> Clone for OfType<I, T> {
    fn clone(&self) -> Self {
        OfType::new(self.walk.clone())
    }
}

impl<I: fmt::Debug, T> fmt::Debug for OfType<I, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OfType").field(&self.walk).finish()
    }
}
