//! [`Climb`]: from owner to owner, during a death too.

use std::rc::Rc as StdRc;

use crate::death::{has_dead, is_dead_by_itself, live_owner};
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_link::OwnerState;
use crate::kernel::dyn_node::DynNode;

/// The nodes above a node that the caller holds, nearest first. O(1) for each step, also where the
/// first step must find out whether the nodes are alive. No user code may run between the steps, or
/// get the nodes.
pub(crate) struct Climb {
    next: Option<StdRc<dyn DynNode>>,
}

impl Climb {
    pub(crate) fn above(node: &dyn DynNode) -> Self {
        Climb { next: live_owner(node) }
    }
}

impl Iterator for Climb {
    type Item = AnyRc;

    fn next(&mut self) -> Option<AnyRc> {
        let node = self.next.take()?;
        // The node is alive. If nothing besides our handle and its owner's link holds it, this is
        // so because its owner is.
        self.next = match is_dead_by_itself(&*node, StdRc::strong_count(&node)) {
            None => match node.owner_state() {
                OwnerState::Alive(owner) => Some(owner),
                OwnerState::None | OwnerState::Dead => None,
            },
            Some(_) => live_owner(&*node),
        };
        Some(AnyRc::from_std(node))
    }
}

/// The nodes above a node of which it cannot be said without a climb that they are alive, the
/// nearest last. While these handles exist, each of them is known to be alive. None if no dead node
/// can be reached.
#[cold]
#[inline(never)]
pub(crate) fn hold_undecided_above(node: &dyn DynNode) -> Vec<AnyRc> {
    let mut all = Vec::new();
    if has_dead() {
        for above in Climb::above(node) {
            // Our handle, which the climb does not hold any more, and the link of its owner.
            let is_decided = is_dead_by_itself(&**above.as_std(), AnyRc::strong_count(&above));
            all.push(above);
            if is_decided.is_some() {
                break;
            }
        }
        all.reverse();
    }
    all
}
