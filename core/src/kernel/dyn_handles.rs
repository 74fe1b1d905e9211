//! [`DynHandles`]: the handles of a list, seen without their type.

use std::cell::Cell;

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_handle::{self, AsDynHandle, DynHandle};
use crate::kernel::dyn_node::DynNode;
use crate::store::chunks::Chunks;
use crate::store::small_vec::SmallVec;

/// How many items are scanned in the code of the caller.
const NEAR: usize = 8;

/// How many items are scanned before the general search.
const FAIRLY_NEAR: usize = 32;

/// How many items the general search compares before it looks on the other side of the hint.
const BLOCK: usize = 64;

thread_local! {
    /// The index at which a search has last found a child, in any list. The next child that is
    /// searched for often stands beside it: where the list was, if the child has been released.
    static LAST_FOUND: Cell<usize> = const { Cell::new(0) };
}

/// Where a list has a child.
pub struct Found {
    pub(crate) index: usize,
    /// The index hint by which [`release_child`](DynNode::release_child) finds it.
    pub(crate) hint: usize,
}

impl<H: AsDynHandle> SmallVec<H> {
    /// The index of the handle to the node at this address, if it is the hint or shortly before it,
    /// or beside the handle that was found last. (Each sibling that leaves from before the node moves
    /// the node forward by one.) `None` for a list in chunks.
    #[inline]
    pub(crate) fn near(&self, address: *const (), index_hint: usize) -> Option<usize> {
        let items = self.flat()?;
        let end = if index_hint < items.len() { index_hint + 1 } else { items.len() };
        let start = end.saturating_sub(NEAR);
        let mut index = end;
        while index > start {
            index -= 1;
            if dyn_handle::address(&items[index]) == address {
                return Some(index);
            }
        }
        find_near(items, address, start)
    }

    /// Whether each of these handles is the only one to its node.
    #[inline]
    pub(crate) fn have_no_other_handles(&self) -> bool {
        match self {
            SmallVec::One([only]) => handles_of(only) == 1,
            SmallVec::Two([first, second]) => handles_of(first) + handles_of(second) == 2,
            SmallVec::Many(items) => {
                // One sum is faster than a test for each item.
                let mut handles = 0;
                for item in items {
                    handles += handles_of(item);
                }
                handles == items.len()
            }
            SmallVec::Long(_) => {
                let mut is_any_held = false;
                self.for_each(&mut |child, is_shared| {
                    is_any_held |= is_shared || child.strong_count() > 1;
                });
                !is_any_held
            }
        }
    }
}

/// As [`SmallVec::near`], for a handle that is not at the hint nor in the few items before it.
#[inline(never)]
fn find_near<H: AsDynHandle>(items: &[H], address: *const (), end: usize) -> Option<usize> {
    let found = beside_last_found(items, address).or_else(|| {
        let start = end.saturating_sub(FAIRLY_NEAR);
        Some(start + position(&items[start..end], address)?)
    })?;
    LAST_FOUND.set(found);
    Some(found)
}

/// Finds the handle to the node at this address where a search has last found one, or next to it.
#[inline]
fn beside_last_found<H: AsDynHandle>(items: &[H], address: *const ()) -> Option<usize> {
    let last = LAST_FOUND.get();
    let is_at = |index: usize| index < items.len() && dyn_handle::address(&items[index]) == address;
    if is_at(last) {
        return Some(last);
    }
    if is_at(last + 1) {
        return Some(last + 1);
    }
    None
}

#[inline]
fn position<H: AsDynHandle>(items: &[H], address: *const ()) -> Option<usize> {
    items.iter().position(|item| dyn_handle::address(item) == address)
}

fn handles_of(item: &impl AsDynHandle) -> usize {
    item.as_dyn().strong_count()
}

/// A list of strong handles without their type.
pub trait DynHandles {
    fn len(&self) -> usize;

    /// The handle at `index`.
    fn get(&self, index: usize) -> Option<AnyRc>;

    /// Calls `visit` with each handle, and with whether the list of a reader shares it: then the
    /// reader holds the node, though its handle is not counted twice.
    fn for_each(&self, visit: &mut dyn FnMut(&dyn DynHandle, bool));

    /// Appends clones of all handles.
    fn push_all_to(&self, handles: &mut Vec<AnyRc>);

    /// Whether the list of a reader shares some of the handles.
    fn has_shared_chunks(&self) -> bool;

    /// Finds a child, if it stands at an end or at most `radius` from its index hint.
    fn position(&self, child: &dyn DynNode, radius: usize) -> Option<Found>;
}

impl<H: AsDynHandle> DynHandles for SmallVec<H> {
    fn len(&self) -> usize {
        SmallVec::len(self)
    }

    fn get(&self, index: usize) -> Option<AnyRc> {
        match self.in_chunks() {
            Some(list) => list.with(|chunks| chunks.get(index).cloned())?,
            None => Some(self.flat()?.get(index)?.as_dyn().to_untyped()),
        }
    }

    fn for_each(&self, visit: &mut dyn FnMut(&dyn DynHandle, bool)) {
        if let Some(list) = self.in_chunks() {
            list.for_each(visit);
        } else {
            for handle in self.flat().unwrap_or_default() {
                visit(handle.as_dyn(), false);
            }
        }
    }

    fn push_all_to(&self, handles: &mut Vec<AnyRc>) {
        if let Some(items) = self.flat() {
            handles.reserve(items.len());
            for handle in items {
                handles.push(handle.as_dyn().to_untyped());
            }
        } else {
            self.for_each(&mut |handle, _| handles.push(handle.to_untyped()));
        }
    }

    fn has_shared_chunks(&self) -> bool {
        self.in_chunks().and_then(|list| list.with(Chunks::is_any_shared)).unwrap_or(false)
    }

    fn position(&self, child: &dyn DynNode, radius: usize) -> Option<Found> {
        if let Some(list) = self.in_chunks() {
            return list.with(|chunks| chunks.position(child, radius == usize::MAX))?;
        }
        let index = find(self.flat()?, child.address(), child.header().index_hint(), radius)?;
        LAST_FOUND.set(index);
        Some(Found { index, hint: index })
    }
}

/// Finds the handle to the node at `address`: at the hint and the ends, beside the child that was
/// found last, then farther and farther from the hint. A child moves by at most one index for each
/// sibling that was added or removed.
fn find<H: AsDynHandle>(
    items: &[H],
    address: *const (),
    hint: usize,
    radius: usize,
) -> Option<usize> {
    let last = items.len().checked_sub(1)?;
    let hint = hint.min(last);
    let is_at = |index: &usize| dyn_handle::address(&items[*index]) == address;
    if let Some(index) = [hint, last, 0].into_iter().find(is_at) {
        return Some(index);
    }
    if let Some(index) = beside_last_found(items, address) {
        return Some(index);
    }
    let (mut start, mut end) = (hint, hint + 1);
    let (first, behind) =
        (hint.saturating_sub(radius), items.len().min(end.saturating_add(radius)));
    while start > first || end < behind {
        // Before the hint first: siblings leave more often than they come in before a child.
        let block = start.saturating_sub(BLOCK).max(first);
        if let Some(offset) = position(&items[block..start], address) {
            return Some(block + offset);
        }
        start = block;
        let block = (end + BLOCK).min(behind);
        if let Some(offset) = position(&items[end..block], address) {
            return Some(end + offset);
        }
        end = block;
    }
    None
}
