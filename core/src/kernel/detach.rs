//! How a child leaves its owner.

use crate::kernel::any;
use crate::kernel::dyn_node::DynNode;

/// Takes a child from its owner, at both ends. The caller holds the child, so that it does not die
/// here. Returns whether it had an owner.
pub(crate) fn detach(child: &dyn DynNode) -> bool {
    let Some(owner) = child.owner() else { return false };
    let is_released = release(child, &**owner.as_std());
    child.clear_back_links();
    is_released
}

/// Takes a child out of its owner's link. Returns whether it was there.
#[inline]
pub(crate) fn release(child: &dyn DynNode, owner: &dyn DynNode) -> bool {
    any::note_released();
    owner.release_child(child.address(), child.header().quick_index_hint())
        || find_and_release(child, owner)
}

#[inline(never)]
fn find_and_release(child: &dyn DynNode, owner: &dyn DynNode) -> bool {
    child.find_in(owner).is_some_and(|found| owner.release_child(child.address(), found.hint))
}
