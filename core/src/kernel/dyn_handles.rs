//! [`DynHandles`]: the handles of a list, seen without their type.

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_handle::{self, AsDynHandle, DynHandle};
use crate::store::small_vec::SmallVec;

/// How many items are scanned linearly before the general search.
const NEAR: usize = 32;

impl<H: AsDynHandle> SmallVec<H> {
    /// The index of the handle to the node at this address, if it is the hint or shortly before it.
    /// (Each sibling that leaves from before the node moves the node forward by one.)
    #[inline]
    pub(crate) fn near(&self, address: *const (), index_hint: usize) -> Option<usize> {
        let items = &**self;
        let end = if index_hint < items.len() { index_hint + 1 } else { items.len() };
        let start = end.saturating_sub(NEAR);
        let mut index = end;
        while index > start {
            index -= 1;
            if dyn_handle::address(&items[index]) == address {
                return Some(index);
            }
        }
        None
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
        }
    }
}

fn handles_of(item: &impl AsDynHandle) -> usize {
    item.as_dyn().strong_count()
}

/// A list of strong handles without their type.
pub trait DynHandles {
    fn len(&self) -> usize;

    /// The handle at `index`, which is in bounds.
    fn handle(&self, index: usize) -> &dyn DynHandle;

    /// Appends clones of all handles.
    fn push_all_to(&self, handles: &mut Vec<AnyRc>);
}

impl<H: AsDynHandle> DynHandles for SmallVec<H> {
    fn len(&self) -> usize {
        (**self).len()
    }

    fn handle(&self, index: usize) -> &dyn DynHandle {
        self[index].as_dyn()
    }

    fn push_all_to(&self, handles: &mut Vec<AnyRc>) {
        handles.reserve((**self).len());
        for handle in &**self {
            handles.push(handle.as_dyn().to_untyped());
        }
    }
}
