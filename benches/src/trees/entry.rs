//! A contender by its name.

use super::contender::Contender;
use super::operation::Operation;
use super::report::Report;
use super::shape::Shape;
use crate::allocator::Allocator;

pub(crate) struct Entry {
    pub(crate) name: &'static str,
    /// No node may have more.
    pub(super) most_children: usize,
    pub(super) measure: fn(Operation, &Shape) -> Report,
    /// How many bytes a tree takes up, if the allocator can tell.
    pub(super) bytes: fn(&Shape, Allocator) -> Option<usize>,
}

impl Entry {
    pub(super) const fn of<C: Contender>(name: &'static str) -> Self {
        Entry {
            name,
            most_children: usize::MAX,
            measure: |operation, shape| operation.measure::<C>(shape),
            bytes: super::occupied::bytes::<C>,
        }
    }

    /// Whether it can hold such a tree.
    pub(crate) fn can_hold(&self, shape: &Shape) -> bool {
        shape.child_counts().into_iter().all(|children| children <= self.most_children)
    }

    /// Such a one does more than the others, and is in the tables only if it is asked for.
    #[cfg(any(test, feature = "peers"))]
    pub(crate) fn has_hooks(&self) -> bool {
        self.name.contains("_with_")
    }
}
