//! Changing a list of children, in whichever form it is.
//!
//! `long_list` explains the form for long lists. An operation asks `chunks_for_change` first, and
//! works on the chunks if there are any. The functions that run in each move and removal are inlined
//! and handle a `Vec` in which few handles are shifted.

use std::mem::ManuallyDrop;
use std::rc::Rc as StdRc;

use crate::kernel::dyn_handle::{AsDynHandle, DynHandle};
use crate::kernel::dyn_handles::{self, DynHandles};
use crate::kernel::dyn_link::Release;
use crate::kernel::long_list::{MAX_SHIFT, Restore};
use crate::store::cow_list::{CowList, ListSnapshot, make_unique, singleton};
use crate::store::small_vec::SmallVec;

impl<H: AsDynHandle> CowList<H> {
    /// The child at `index`.
    pub(crate) fn get_child(&self, index: usize, restore: Restore<H>) -> Option<H> {
        self.inspect(|items| items?.get_restored(index, restore))
    }

    /// Makes a list in chunks a `Vec`. Call this before an operation that goes through all children
    /// anyway. O(n).
    #[cold]
    #[inline(never)]
    pub(crate) fn leave_chunks(&self, restore: Restore<H>) {
        if self.inspect(|items| items.is_some_and(|items| items.chunks().is_some())) {
            self.change(|items| items.leave_chunks(restore));
        }
    }

    /// A snapshot that is a slice.
    #[inline]
    pub(crate) fn flat_snapshot(&self, restore: Restore<H>) -> ListSnapshot<H> {
        let snapshot = self.snapshot();
        if let Some(items) = snapshot.items() {
            if items.flat().is_none() {
                drop(snapshot);
                self.leave_chunks(restore);
                return self.snapshot();
            }
        }
        snapshot
    }

    /// Appends a new child, whose hint is 0.
    // In a `ManuallyDrop`, as in `links::storage`.
    #[inline]
    pub(crate) fn push_new_child(&self, child: ManuallyDrop<H>) {
        let items = match self.take() {
            None => singleton(ManuallyDrop::into_inner(child)),
            Some(items) => {
                let mut items = ManuallyDrop::new(items);
                let with_hint = |index| {
                    child.typed().header().init_index_hint(index);
                    ManuallyDrop::into_inner(child)
                };
                make_unique(&mut items).push_with_index(with_hint, push_to_chunks);
                ManuallyDrop::into_inner(items)
            }
        };
        self.put_back(Some(items));
    }

    /// Appends a child.
    #[inline]
    pub(crate) fn push_child(&self, child: H) {
        let with_hint = |index| {
            set_index_hint(&child, index);
            child
        };
        self.push_with_index(with_hint, push_to_chunks);
    }

    /// As [`push_child`](Self::push_child), while the log is open. The other is inlined, as long as this
    /// does not call it.
    pub(crate) fn push_logged_child(&self, child: H) {
        let with_hint = |index| {
            set_index_hint(&child, index);
            child
        };
        self.push_with_index(with_hint, push_to_chunks);
    }

    /// Inserts a child at `index`, which is at most the length.
    pub(crate) fn insert_child(&self, index: usize, child: H) {
        self.change(|items| {
            if let Some(chunks) = items.chunks_for_change(items.len() - index) {
                chunks.insert(index, child.as_dyn().to_untyped());
            } else {
                set_index_hint(&child, index);
                items.as_vec().insert(index, child);
            }
        });
    }

    /// Puts a child at `index`, which is in bounds. The caller holds the child that was there.
    pub(crate) fn replace_child(&self, index: usize, child: H) {
        self.change(|items| {
            if let Some(chunks) = items.chunks_for_change(0) {
                chunks.replace(index, child.as_dyn().to_untyped());
            } else {
                set_index_hint(&child, index);
                items.as_mut_slice()[index] = child;
            }
        });
    }

    /// Removes the child at `index`, which must be in bounds.
    pub(crate) fn remove_child(&self, index: usize, restore: Restore<H>) -> H {
        let removed = self.change(|items| remove(items, index, restore));
        removed.expect("there is a child at this index")
    }

    /// Removes the last child, if there is one.
    pub(crate) fn pop_child(&self, restore: Restore<H>) -> Option<H> {
        self.change_if(
            |items| items.len().checked_sub(1),
            |items, last| remove(items, last, restore),
        )?
    }

    /// Removes the child at this address, if it is close to where its index hint says. The caller
    /// holds the child, so nothing dies in here.
    // In a `ManuallyDrop`, as in `links::storage`.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn release_child(&self, child: *const (), hint: usize) -> Release {
        let mut items = ManuallyDrop::new(self.take());
        let Some(list) = &mut *items else { return Release::NotHere };
        let answer = release(list, child, hint);
        self.put_back(ManuallyDrop::into_inner(items));
        answer
    }

    /// Gives back most of the buffer of a list that has lost most of its handles.
    pub(crate) fn give_back(&self) {
        self.change_if(|items| is_sparse(items).then_some(()), |items, ()| items.shrink());
    }

    /// Removes the children from index `len` on, which is in bounds, and returns them.
    pub(crate) fn split_off_children(&self, len: usize, restore: Restore<H>) -> Vec<H> {
        self.change(|items| {
            let old_len = items.len();
            if let Some(chunks) = items.chunks_for_change(0) {
                let removed = (len..old_len).rev().filter_map(|last| chunks.remove(last));
                let mut removed: Vec<_> = removed.filter_map(|child| restore(&child)).collect();
                removed.reverse();
                items.leave_chunks_if_short(restore);
                return removed;
            }
            let removed = items.as_vec().split_off(len);
            shrink_if_sparse(items);
            removed
        })
    }

    /// Swaps two children.
    pub(crate) fn swap_children(&self, a: usize, b: usize) {
        self.change(|items| {
            if let Some(chunks) = items.chunks_for_change(0) {
                if let (Some(first), Some(second)) = (chunks.get(a), chunks.get(b)) {
                    chunks.replace(a, second);
                    chunks.replace(b, first);
                }
            } else {
                let items = items.as_mut_slice();
                items.swap(a, b);
                set_index_hint(&items[a], a);
                set_index_hint(&items[b], b);
            }
        });
    }

    /// Moves a child to another index; the children between move by one.
    pub(crate) fn move_child(&self, from: usize, to: usize) {
        self.change(|items| {
            if let Some(chunks) = items.chunks_for_change(from.abs_diff(to)) {
                if let Some(child) = chunks.remove(from) {
                    chunks.insert(to, child);
                }
            } else {
                let items = items.as_mut_slice();
                if from < to {
                    items[from..=to].rotate_left(1);
                } else {
                    items[to..=from].rotate_right(1);
                }
                set_index_hint(&items[to], to);
            }
        });
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the type of a function pointer")]
fn push_to_chunks<H: AsDynHandle>(items: &mut SmallVec<H>, child: H) {
    if let Some(chunks) = items.chunks_mut() {
        chunks.push(child.as_dyn().to_untyped());
    }
}

/// Removes the child at `index`.
#[inline]
fn remove<H>(items: &mut SmallVec<H>, index: usize, restore: Restore<H>) -> Option<H>
where
    H: AsDynHandle,
{
    if let SmallVec::Many(all) = items {
        if is_quickly_removed(all.len(), all.capacity(), index) {
            return Some(all.remove(index));
        }
    } else if !matches!(items, SmallVec::Long(_)) {
        return Some(items.remove_from_few(index));
    }
    remove_rarely(items, index, restore)
}

/// As [`remove`], if many handles would be moved, if most of the buffer is unused, or if the list is
/// in chunks.
#[cold]
#[inline(never)]
fn remove_rarely<H>(items: &mut SmallVec<H>, index: usize, restore: Restore<H>) -> Option<H>
where
    H: AsDynHandle,
{
    if let Some(chunks) = items.chunks_for_change(items.len() - index) {
        let removed = chunks.remove(index)?;
        items.leave_chunks_if_short(restore);
        return restore(&removed);
    }
    let removed = items.remove(index);
    shrink_if_sparse(items);
    Some(removed)
}

/// As [`CowList::release_child`].
#[cfg_attr(not(debug_assertions), inline(always))]
fn release<H>(items: &mut StdRc<SmallVec<H>>, child: *const (), hint: usize) -> Release
where
    H: AsDynHandle,
{
    if let Some(index) = items.near(child, hint) {
        remove_held(make_unique(items), index);
    } else if let Some(place) = dyn_handles::place_in_chunks(&**items, child, hint) {
        dyn_handles::remove_from_chunks(make_unique(items), place);
    } else {
        return Release::NotHere;
    }
    Release::Released
}

/// Removes the child at `index`, which the caller holds, from a list that is not in chunks.
#[cfg_attr(not(debug_assertions), inline(always))]
fn remove_held<H: AsDynHandle>(items: &mut SmallVec<H>, index: usize) {
    if let SmallVec::Many(all) = items {
        let (len, capacity) = (all.len(), all.capacity());
        if !is_quickly_removed(len, capacity, index)
            && dyn_handles::remove_in_chunks(items, index, len < capacity / 4)
        {
            return;
        }
    }
    drop(items.remove(index));
}

/// Whether a removal moves few handles, and leaves the buffer as it is.
#[inline]
fn is_quickly_removed(len: usize, capacity: usize, index: usize) -> bool {
    capacity <= SMALL_BUFFER || (len - index <= MAX_SHIFT && len >= capacity / 4)
}

/// A buffer for so few handles is not worth giving back, and in it few are moved.
const SMALL_BUFFER: usize = 64;

/// Gives back most of a buffer that is mostly unused. O(1), amortised: the list has lost more
/// children than it has left.
pub(super) fn shrink_if_sparse<H: AsDynHandle>(items: &mut SmallVec<H>) {
    if is_sparse(items) {
        items.shrink();
    }
}

fn is_sparse<H>(items: &SmallVec<H>) -> bool {
    let SmallVec::Many(all) = items else { return false };
    all.len() < all.capacity() / 4 && all.capacity() > SMALL_BUFFER
}

pub(super) fn set_index_hint<H: AsDynHandle>(child: &H, index: usize) {
    child.typed().header().set_index_hint(index);
}
