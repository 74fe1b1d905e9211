//! Removing children.

use crate::change::log::{self, Scope};
use crate::kernel::any::{self, AnyRc};
use crate::kernel::dyn_handle::{AsDynHandle, DynHandle};
use crate::kernel::dyn_link::DynOwn;
use crate::kernel::internal::Internal;
use crate::links::iter::Drain;
use crate::links::own::Own;
use crate::model::graph::{Graph, NodeType};
use crate::model::repr::Repr;

/// Removing children. A removed child has no owner. If you drop its handle and nothing else holds
/// the child, it dies.
impl<O: NodeType, T: Graph> Own<O, Vec<T>> {
    /// Removes the last child and returns it. O(1).
    pub fn pop(&self) -> Option<T::Handle> {
        let child = self.children.pop_child(T::Repr::from_any)?;
        child.typed().clear_back_links_unnoted(Internal);
        if any::is_release_noted() {
            note_removed(self, self.len(), child.as_dyn());
        }
        Some(child)
    }

    /// Removes the child at `index` and returns it. The children after it move up. O(n - index), and
    /// at most O(√n) in a [long list](#long-lists).
    ///
    /// # Panics
    /// If `index` is out of bounds.
    #[track_caller]
    pub fn remove(&self, index: usize) -> T::Handle {
        self.children.check_index("remove", index, "children");
        self.remove_child(index)
    }

    /// Removes the child at `index` and returns it. The last child takes its place. O(1); O(√n) in a
    /// [long list](#long-lists) that is in chunks.
    ///
    /// # Panics
    /// If `index` is out of bounds.
    #[track_caller]
    pub fn swap_remove(&self, index: usize) -> T::Handle {
        self.children.check_index("swap_remove", index, "children");
        let last = self.len() - 1;
        let _operation = Scope::open();
        self.swap(index, last);
        self.remove_child(last)
    }

    pub(super) fn remove_child(&self, index: usize) -> T::Handle {
        let child = self.children.remove_child(index, T::Repr::from_any);
        child.typed().clear_back_links_unnoted(Internal);
        if any::is_release_noted() {
            note_removed(self, index, child.as_dyn());
        }
        child
    }

    /// Removes all children at once, and returns them in order. O(n).
    ///
    /// To move them to another list, use [`append`](Self::append): if the other list refuses one of
    /// them, none has moved. Drained children have no owner, and die with the error.
    pub fn drain(&self) -> Drain<T::Handle> {
        self.children.leave_chunks(T::Repr::from_any);
        let removed = disown(self.children.take_all());
        if log::is_open() {
            log::removed_all(self, 0, &untyped(&removed));
            log::finish();
        }
        Drain::over(removed)
    }

    /// Removes all children. Those that nothing else holds die, one after the other, in order.
    /// O(n).
    pub fn clear(&self) {
        let _operation = Scope::open();
        drop(self.drain());
    }

    /// Removes the children from index `len` on. Does nothing if there are not more than `len`.
    /// O(1) for each removed child, amortised; in a [long list](#long-lists), O(√n) more.
    pub fn truncate(&self, len: usize) {
        if len < self.len() {
            let _operation = Scope::open();
            let removed = disown(self.children.split_off_children(len, T::Repr::from_any));
            if log::is_open() {
                log::removed_all(self, len, &untyped(&removed));
            }
            drop(removed);
        }
    }

    /// Keeps only the children for which `keep` returns `true`. O(n).
    ///
    /// `keep` runs on a snapshot and may change the graph, including this list. Its answers are
    /// then applied to the children that are still here. If `keep` panics, no child is removed.
    pub fn retain(&self, keep: impl FnMut(&T::Handle) -> bool) {
        let answers = self.children.ask_all(keep, T::Repr::from_any);
        let _operation = Scope::open();
        any::note_released();
        let removed = self.children.remove_rejected(&answers, |child, new_index| {
            let node = child.typed();
            match new_index {
                Some(index) => node.header().set_index_hint(index),
                None => node.clear_back_links_unnoted(Internal),
            }
        });
        if log::is_open() {
            log::removed_at(self, &answers.rejected_indices(), &untyped(&removed));
        }
        drop((removed, answers));
    }
}

/// Notes that a child has left its link, which had it at this index.
#[cold]
#[inline(never)]
fn note_removed(link: &dyn DynOwn, index: usize, child: &dyn DynHandle) {
    any::note_released();
    if log::is_open() {
        log::removed(link, index, child);
    }
}

/// The handles without their type, for the log.
#[cold]
pub(super) fn untyped<H: AsDynHandle>(children: &[H]) -> Vec<AnyRc> {
    children.iter().map(|child| child.as_dyn().to_untyped()).collect()
}

/// Clears the back-links of children that were just removed. Returns the children, which the caller
/// drops when the graph is in order.
pub(super) fn disown<H: AsDynHandle>(children: Vec<H>) -> Vec<H> {
    any::note_released();
    for child in &children {
        child.typed().clear_back_links_unnoted(Internal);
    }
    children
}
