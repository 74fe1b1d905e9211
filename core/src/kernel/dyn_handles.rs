//! [`DynHandles`]: the handles of a list, seen without their type.

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_handle::{self, AsDynHandle, DynHandle};
use crate::store::small_vec::SmallVec;

/// At how many items is looked one by one, before a better way is worth its start.
const NEAR: usize = 32;

impl<H: AsDynHandle> SmallVec<H> {
    /// Where the handle to the node at this address is, if that is not far before `place`: those that were before
    /// it there have gone meanwhile.
    #[inline]
    pub(crate) fn near(&self, address: *const (), place: usize) -> Option<usize> {
        let items = &**self;
        let end = if place < items.len() { place + 1 } else { items.len() };
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

    /// Whether each of the nodes has this handle alone.
    #[inline]
    pub(crate) fn have_no_other_handles(&self) -> bool {
        match self {
            SmallVec::One([only]) => handles_of(only) == 1,
            SmallVec::Two([first, second]) => handles_of(first) + handles_of(second) == 2,
            SmallVec::Many(items) => {
                // In one sum, which is faster than a question for each.
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

/// Handles whose type is forgotten.
pub trait DynHandles {
    fn len(&self) -> usize;

    /// The handle at `index`, which is in bounds.
    fn handle(&self, index: usize) -> &dyn DynHandle;

    /// Puts all of them at the end of these.
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
