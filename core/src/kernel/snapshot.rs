//! [`DynSnapshot`]: the handles of a link at one moment, of any type.

use std::rc::Rc as StdRc;

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_handle::DynHandle;
use crate::kernel::dyn_handles::DynHandles;
use crate::kernel::dyn_node::DynNode;

/// The handles that an owning or a shared link held at one moment. A walk goes through it while
/// user code runs: whatever that code changes, the walk visits each child that was there once.
#[derive(Clone)]
pub enum DynSnapshot {
    None,
    One(AnyRc),
    Many(StdRc<dyn DynHandles>),
}

impl DynSnapshot {
    pub(crate) fn len(&self) -> usize {
        match self {
            DynSnapshot::None => 0,
            DynSnapshot::One(_) => 1,
            DynSnapshot::Many(children) => children.len(),
        }
    }

    pub(crate) fn get(&self, index: usize) -> Option<AnyRc> {
        self.handle(index).map(DynHandle::to_untyped)
    }

    fn handle(&self, index: usize) -> Option<&dyn DynHandle> {
        match self {
            DynSnapshot::One(child) if index == 0 => Some(child),
            DynSnapshot::Many(children) if index < children.len() => Some(children.handle(index)),
            _ => None,
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &dyn DynHandle> {
        (0..self.len()).filter_map(|index| self.handle(index))
    }

    /// Whether anything besides the link and this snapshot holds the list.
    pub(crate) fn have_readers(&self) -> bool {
        matches!(self, DynSnapshot::Many(children) if StdRc::strong_count(children) > 2)
    }

    /// The index of a child, if it stands at an end or at most `radius` from its index hint.
    pub(crate) fn position(&self, child: &dyn DynNode, radius: usize) -> Option<usize> {
        let header = child.header();
        let index = match self {
            DynSnapshot::None => None,
            DynSnapshot::One(only) => (only.as_std().address() == child.address()).then_some(0),
            DynSnapshot::Many(all) => find(&**all, child.address(), header.index_hint(), radius),
        }?;
        header.set_index_hint(index);
        Some(index)
    }
}

/// Finds the handle to the node at `address`: at the hint and the ends, then farther and farther
/// from the hint. A child moves by at most one index for each sibling that was added or removed.
fn find(all: &dyn DynHandles, address: *const (), hint: usize, radius: usize) -> Option<usize> {
    let is_at = |index: usize| all.handle(index).dyn_node().address() == address;
    let last = all.len().checked_sub(1)?;
    let hint = hint.min(last);
    if let Some(index) = [hint, last, 0].into_iter().find(|index| is_at(*index)) {
        return Some(index);
    }
    (1..=radius.min(last)).find_map(|distance| {
        let below = hint.checked_sub(distance).filter(|index| is_at(*index));
        below.or_else(|| hint.checked_add(distance).filter(|index| *index <= last && is_at(*index)))
    })
}
