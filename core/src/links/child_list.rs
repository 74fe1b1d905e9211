//! Changing a list of children, in whichever form it is.
//!
//! `long_list` explains the form for long lists. An operation asks `chunks_for_change` first, and
//! works on the chunks if there are any. The functions that run in each move and removal are inlined
//! and handle a `Vec` in which few handles are shifted.

use crate::kernel::dyn_handle::AsDynHandle;
use crate::kernel::long_list::{MAX_SHIFT, Restore};
use crate::store::cow_list::CowList;
use crate::store::small_vec::SmallVec;

impl<H: AsDynHandle> CowList<H> {
    /// Inserts a child at `index`, which is at most the length.
    pub(crate) fn insert_child(&self, index: usize, child: H, restore: Restore<H>) {
        self.change(|items| {
            if let Some(chunks) = items.chunks_for_change(items.len() - index, restore) {
                chunks.insert(index, child.as_dyn().to_untyped());
            } else {
                set_index_hint(&child, index);
                items.as_vec().insert(index, child);
            }
        });
    }

    /// Puts a child at `index`, which is in bounds. The caller holds the child that was there.
    pub(crate) fn replace_child(&self, index: usize, child: H, restore: Restore<H>) {
        self.change(|items| {
            if let Some(chunks) = items.chunks_for_change(0, restore) {
                chunks.replace(index, child.as_dyn().to_untyped());
            } else {
                set_index_hint(&child, index);
                items.as_mut_slice()[index] = child;
            }
        });
    }

    /// Removes the child at `index`, which must be in bounds.
    #[inline]
    pub(crate) fn remove_child(&self, index: usize, restore: Restore<H>) -> H {
        let removed = self.change_if(|_| Some(index), |items, index| remove(items, index, restore));
        removed.expect("there is a child at this index")
    }

    /// Removes the last child, if there is one.
    #[inline]
    pub(crate) fn pop_child(&self, restore: Restore<H>) -> Option<H> {
        self.change_if(
            |items| items.len().checked_sub(1),
            |items, last| remove(items, last, restore),
        )
    }

    /// Removes the child at this address, if it is close to where its index hint says. Returns
    /// whether it was removed. The caller holds the child, so nothing dies in here.
    #[inline]
    pub(crate) fn release_child(&self, child: *const (), hint: usize, restore: Restore<H>) -> bool {
        let released = self.change_if(
            |items| items.near(child, hint),
            |items, index| remove(items, index, restore),
        );
        released.is_some() || self.release_from_chunks(child, hint, restore)
    }

    #[cold]
    #[inline(never)]
    fn release_from_chunks(&self, child: *const (), hint: usize, restore: Restore<H>) -> bool {
        let released = self.change_if(
            |items| items.in_chunks()?.place_of(child, hint),
            |items, (position, offset)| {
                let chunks = items.chunks_for_change(0, restore)?;
                let released = chunks.remove_at(position, offset);
                items.leave_chunks_if_short();
                Some(released)
            },
        );
        released.is_some()
    }

    /// Removes the children from index `len` on, which is in bounds, and returns them.
    pub(crate) fn split_off_children(&self, len: usize, restore: Restore<H>) -> Vec<H> {
        self.change(|items| {
            if let Some(chunks) = items.chunks_for_change(0, restore) {
                let removed = (len..chunks.len()).rev().filter_map(|last| chunks.remove(last));
                let mut removed: Vec<_> = removed.filter_map(|child| restore(&child)).collect();
                removed.reverse();
                items.leave_chunks_if_short();
                return removed;
            }
            let removed = items.as_vec().split_off(len);
            shrink_if_sparse(items);
            removed
        })
    }

    /// Swaps two children.
    pub(crate) fn swap_children(&self, a: usize, b: usize, restore: Restore<H>) {
        self.change(|items| {
            if let Some(chunks) = items.chunks_for_change(0, restore) {
                if let (Some(first), Some(second)) =
                    (chunks.get(a).cloned(), chunks.get(b).cloned())
                {
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
    pub(crate) fn move_child(&self, from: usize, to: usize, restore: Restore<H>) {
        self.change(|items| {
            if let Some(chunks) = items.chunks_for_change(from.abs_diff(to), restore) {
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

#[inline(always)]
#[expect(clippy::inline_always, reason = "a call here costs a move a tenth of its instructions")]
fn remove<H: AsDynHandle>(items: &mut SmallVec<H>, index: usize, restore: Restore<H>) -> H {
    if let SmallVec::Many(all) = items {
        if all.capacity() <= SMALL_BUFFER {
            return all.remove(index);
        }
        if all.len() - index <= MAX_SHIFT && !is_sparse(all) {
            return all.remove(index);
        }
        return remove_otherwise(items, index, restore);
    }
    if let SmallVec::Long(_) = items {
        return remove_otherwise(items, index, restore);
    }
    items.remove_from_other(index)
}

/// As [`remove`], if the children are in chunks, if most of the buffer is unused, or if many handles
/// would be shifted.
#[cold]
#[inline(never)]
fn remove_otherwise<H>(items: &mut SmallVec<H>, index: usize, restore: Restore<H>) -> H
where
    H: AsDynHandle,
{
    if let Some(chunks) = items.chunks_for_change(items.len() - index, restore) {
        let removed = chunks.remove(index).expect("there is a child at this index");
        items.leave_chunks_if_short();
        return restore(&removed).expect("a child of the list's type");
    }
    let removed = items.remove(index);
    shrink_if_sparse(items);
    removed
}

/// Whether most of the buffer is unused, and worth giving back.
#[inline]
fn is_sparse<H>(items: &Vec<H>) -> bool {
    items.len() < items.capacity() / 4 && items.capacity() > SMALL_BUFFER
}

/// A buffer for so few handles is not worth giving back, and in it few are shifted.
const SMALL_BUFFER: usize = 64;

/// Gives back most of a sparse buffer. O(1), amortised: the list has lost more children than it has
/// left.
fn shrink_if_sparse<H>(items: &mut SmallVec<H>) {
    if let SmallVec::Many(all) = items {
        if is_sparse(all) {
            all.shrink_to(2 * all.len());
        }
    }
}

fn set_index_hint<H: AsDynHandle>(child: &H, index: usize) {
    child.as_dyn().dyn_node().header().set_index_hint(index);
}
