//! [`DynSnapshot`]: the handles of a link at one moment, of any type.

use std::rc::Rc as StdRc;

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_handles::{self, DynHandles, Found};
use crate::kernel::dyn_node::DynNode;
use crate::kernel::long_list::LongHandles;

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
            DynSnapshot::Many(children) => dyn_handles::len(&**children),
        }
    }

    pub(crate) fn get(&self, index: usize) -> Option<AnyRc> {
        match self {
            DynSnapshot::One(child) if index == 0 => Some(child.clone()),
            DynSnapshot::Many(children) => dyn_handles::get(&**children, index),
            DynSnapshot::None | DynSnapshot::One(_) => None,
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = AnyRc> {
        (0..self.len()).filter_map(|index| self.get(index))
    }

    /// Whether anything besides the link and this snapshot holds the list, or a part of it.
    pub(crate) fn have_readers(&self) -> bool {
        match self {
            DynSnapshot::None | DynSnapshot::One(_) => false,
            DynSnapshot::Many(children) => {
                let chunks = children.chunks();
                StdRc::strong_count(children) > 2 || chunks.is_some_and(LongHandles::is_any_shared)
            }
        }
    }

    /// Finds a child, if it stands at an end or at most `radius` from its index hint. The child
    /// remembers where it was found.
    pub(crate) fn position(&self, child: &dyn DynNode, radius: usize) -> Option<Found> {
        let found = match self {
            DynSnapshot::None => None,
            DynSnapshot::One(only) => {
                (only.as_std().address() == child.address()).then_some(Found { index: 0, hint: 0 })
            }
            DynSnapshot::Many(all) => dyn_handles::find(&**all, child, radius),
        }?;
        child.header().set_index_hint(found.hint);
        Some(found)
    }
}
