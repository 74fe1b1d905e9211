//! Reordering children.

use std::cmp::Ordering;

use crate::change::log::{self, Scope};
use crate::links::own::Own;
use crate::links::own::list::remove::untyped;
use crate::model::graph::{Graph, NodeType};
use crate::model::repr::Repr;

/// Reordering children.
impl<O: NodeType, T: Graph> Own<O, Vec<T>> {
    /// Swaps two children. O(1); O(√n) in a [long list](#long-lists) that is in chunks.
    ///
    /// # Panics
    /// If an index is out of bounds.
    #[track_caller]
    pub fn swap(&self, a: usize, b: usize) {
        self.children.check_index("swap", a, "children");
        self.children.check_index("swap", b, "children");
        self.children.swap_children(a, b);
        if log::is_open() && a != b {
            log::swapped((self, a), (self, b));
            log::finish();
        }
    }

    /// Moves a child to another index. The children between move by one. O(|to - from|), and at most
    /// O(√n) in a [long list](#long-lists).
    ///
    /// # Panics
    /// If an index is out of bounds.
    #[track_caller]
    pub fn move_to(&self, from: usize, to: usize) {
        self.children.check_index("move_to", from, "children");
        self.children.check_index("move_to", to, "children");
        if from != to {
            self.children.move_child(from, to);
            if log::is_open() {
                log::moved(self, from, to);
            }
        }
    }

    /// Reverses the order. O(n).
    pub fn reverse(&self) {
        self.children.leave_chunks(T::Repr::from_any);
        self.children.rearrange(<[_]>::reverse);
        self.set_index_hints();
        if log::is_open() {
            let mut before = self.children.with(untyped);
            before.reverse();
            log::reordered(self, &before);
            log::finish();
        }
    }

    /// Sorts the children, keeping the order of equal ones, as `[T]::sort_by` does. O(n log n).
    ///
    /// `compare` runs on a snapshot and may change the graph, including this list. The order is
    /// then applied to the children that are still here; children that were added meanwhile come at
    /// the end. If `compare` panics, the order stays as it was.
    pub fn sort_by(&self, mut compare: impl FnMut(&T::Handle, &T::Handle) -> Ordering) {
        self.sort_with(|children| children.sort_by(&mut compare));
    }

    /// Sorts the children by a key, as [`sort_by`](Self::sort_by) does.
    pub fn sort_by_key<K: Ord>(&self, mut key: impl FnMut(&T::Handle) -> K) {
        self.sort_with(|children| children.sort_by_key(&mut key));
    }

    fn sort_with(&self, sort: impl FnOnce(&mut [T::Handle])) {
        let (before, left_over) = self.children.sort_with(sort, T::Repr::from_any);
        let _operation = Scope::open();
        self.set_index_hints();
        if log::is_open() {
            log::reordered(self, &untyped(&before));
        }
        // Children that `sort` has removed may die here, when the list is in order.
        drop((before, left_over));
    }
}
