//! Removing and inserting several children of a list at once, and finding the child beside another,
//! in whichever form the list is.

use std::ops::Range;
use std::ptr;

use crate::kernel::dyn_handle::{AsDynHandle, DynHandle, address};
use crate::kernel::dyn_handles::DynHandles;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::long_list::Restore;
use crate::kernel::snapshot::{Beside, Step};
use crate::links::child_list::{set_index_hint, shrink_if_sparse};
use crate::store::cow_list::{CowList, ListSnapshot};
use crate::store::small_vec::SmallVec;

/// The index hints after an insertion are set too, if they are at most so many for each new child.
const HINTS_PER_CHILD: usize = 8;

impl<H: AsDynHandle> CowList<H> {
    /// Whether nothing has changed since this snapshot was made.
    pub(crate) fn is_unchanged_since(&self, before: &ListSnapshot<H>) -> bool {
        self.inspect(|items| match (items, before.items()) {
            (Some(items), Some(before)) => ptr::eq(items, before),
            (items, before) => items.is_none() && before.is_none(),
        })
    }

    /// Removes the children of a range, which is in bounds, and returns them.
    ///
    /// O(r + m) for r removed children and m after them; at most O(√n) for each removed child of a
    /// long list, amortised.
    pub(crate) fn take_range(&self, range: Range<usize>, restore: Restore<H>) -> Vec<H> {
        let len = self.len();
        if range.len() == len {
            self.leave_chunks(restore);
            return self.take_all();
        }
        if range.is_empty() {
            return Vec::new();
        }
        let are_few = are_few(range.len(), len);
        if !are_few {
            self.leave_chunks(restore);
        }
        self.change(|items| {
            let shift = if are_few { len - range.end } else { 0 };
            if let Some(chunks) = items.chunks_for_change(shift) {
                let removed = range.clone().filter_map(|_| chunks.remove(range.start));
                let removed = removed.filter_map(|child| restore(&child)).collect();
                items.leave_chunks_if_short(restore);
                return removed;
            }
            let removed = items.as_vec().drain(range).collect();
            shrink_if_sparse(items);
            removed
        })
    }

    /// Inserts children at `index`, which is at most the length.
    ///
    /// O(k + m) for k children and m after them; at most O(√n) for each new child of a long list,
    /// amortised.
    pub(crate) fn insert_children(&self, index: usize, children: Vec<H>, restore: Restore<H>) {
        let len = self.len();
        let are_few = index == len || are_few(children.len(), len);
        if !are_few {
            self.leave_chunks(restore);
        }
        if children.is_empty() {
            return;
        }
        self.change(|items| {
            let shift = if are_few { len - index } else { 0 };
            if let Some(chunks) = items.chunks_for_change(shift) {
                for (offset, child) in children.iter().enumerate() {
                    chunks.insert(index + offset, child.as_dyn().to_untyped());
                }
                return;
            }
            let mut behind = index + children.len();
            if len - index <= HINTS_PER_CHILD * children.len() {
                behind += len - index;
            }
            if len == 0 {
                *items = SmallVec::from(children);
            } else {
                drop(items.as_vec().splice(index..index, children));
            }
            for (index, child) in items.iter().enumerate().take(behind).skip(index) {
                set_index_hint(child, index);
            }
        });
    }

    /// The child beside this one, if this one stands where its index hint says.
    #[inline]
    pub(crate) fn beside(&self, child: &dyn DynNode, step: Step, restore: Restore<H>) -> Beside<H> {
        let Some(items) = self.take() else { return Beside::Unknown };
        let hint = child.header().quick_index_hint();
        let beside = match items.flat() {
            Some(items) => {
                if hint < items.len() && address(&items[hint]) == child.address() {
                    let index = step.from(hint);
                    if index < items.len() {
                        let beside = &items[index];
                        note_index(beside, index);
                        Beside::Node(beside.clone())
                    } else {
                        Beside::None
                    }
                } else {
                    Beside::Unknown
                }
            }
            None => beside_in_chunks(&items, child, step, restore),
        };
        self.put_back(Some(items));
        beside
    }

    /// The child at `index`, which remembers that it is there.
    pub(crate) fn get_noted(&self, index: usize, restore: Restore<H>) -> Option<H> {
        let items = self.take()?;
        let child = items.get_restored(index, restore);
        if let (Some(child), true) = (&child, items.flat().is_some()) {
            note_index(child, index);
        }
        self.put_back(Some(items));
        child
    }
}

#[cold]
#[inline(never)]
fn beside_in_chunks<H: AsDynHandle>(
    items: &SmallVec<H>,
    child: &dyn DynNode,
    step: Step,
    restore: Restore<H>,
) -> Beside<H> {
    let Some(chunks) = items.chunks() else { return Beside::Unknown };
    match chunks.beside(child, step) {
        Beside::Node(beside) => Beside::found(restore(&beside)),
        Beside::None => Beside::None,
        Beside::Unknown => Beside::Unknown,
    }
}

/// Whether changing so many children one by one, in chunks, costs no more than changing a `Vec`.
fn are_few(count: usize, len: usize) -> bool {
    count <= len.isqrt()
}

/// As `set_index_hint`, for a child whose hint is mostly right.
#[inline]
fn note_index<H: AsDynHandle>(child: &H, index: usize) {
    if child.typed().header().quick_index_hint() != index {
        set_index_hint(child, index);
    }
}
