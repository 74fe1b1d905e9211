//! A contender with its name and its functions, for the tables.

use super::contender::Contender;
use super::operation::Operation;
use super::report::Report;
use super::shape::Layout;
use crate::allocator::Allocator;

pub(crate) struct Entry {
    pub(crate) name: &'static str,
    /// The most children that a node may have.
    pub(super) max_children: usize,
    pub(super) measure: fn(Operation, &Layout) -> Report,
    /// How many bytes a tree uses, if the allocator can tell.
    pub(super) bytes: fn(&Layout, Allocator) -> Option<usize>,
}

impl Entry {
    pub(super) const fn of<C: Contender>(name: &'static str) -> Self {
        Entry {
            name,
            max_children: usize::MAX,
            measure: |operation, layout| operation.measure::<C>(layout),
            bytes: super::memory::bytes::<C>,
        }
    }

    /// Whether the contender can hold a tree of this shape.
    pub(crate) fn can_hold(&self, layout: &Layout) -> bool {
        layout.child_counts().into_iter().all(|children| children <= self.max_children)
    }

    /// Whether the contender has the operation: some are only for the guard.
    pub(super) fn can(&self, operation: Operation) -> bool {
        match operation {
            Operation::Pop => self.name == "by_hand" || self.name.starts_with("kinfolk"),
            Operation::Traverse | Operation::Siblings => {
                matches!(self.name, "by_hand" | "kinfolk" | "kinfolk_with_hooks")
            }
            _ => true,
        }
    }

    /// Whether the contender runs a hook for each node. It then does more work than the others, so
    /// it is in the tables only if you name it.
    #[cfg(any(test, feature = "peers"))]
    pub(crate) fn has_hooks(&self) -> bool {
        self.name.contains("_with_")
    }
}
