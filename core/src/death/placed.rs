//! [`Recording`]: which nodes hooks put in links while a collection runs its hooks.
//!
//! The collection must find new nodes whose hooks are to run, without looking at all nodes again.
//! Such a node needs finalization, so putting it in a link climbs from it to mark the nodes above
//! it. This is rare and on a path of its own, and there the node is recorded; and so are the nodes
//! that get the mark. So each node below an unreachable one that got there in a hook, and is to be
//! found, is recorded, or is below a recorded one.

use std::rc::Rc as StdRc;

use crate::death::{self, Placed};
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_handle::DynHandle;
use crate::kernel::dyn_node::DynNode;

/// While this exists, nodes are recorded. There is one at a time.
pub(crate) struct Recording(());

impl Recording {
    pub(crate) fn begin() -> Self {
        death::with_placed(|placed| *placed = Some(Vec::new()));
        Recording(())
    }

    /// What was recorded since the last call, in order. Call this while one exists.
    pub(crate) fn take() -> Vec<Placed> {
        death::with_placed(|placed| placed.replace(Vec::new())).unwrap_or_default()
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        drop(death::with_placed(Option::take));
    }
}

/// Call this when a node that needs finalization has been put in an owning link.
pub(crate) fn record_owned(node: &dyn DynHandle) {
    if death::is_recording() {
        death::record_marked(node.to_untyped().as_std());
    }
}

/// Call this while [`is_recording`](death::is_recording), when nodes are put in the shared link of this
/// number. The holder is recorded, too: it may get the mark now.
#[cold]
pub(crate) fn record_shared(
    nodes: &mut dyn Iterator<Item = AnyRc>,
    holder: &StdRc<dyn DynNode>,
    link: usize,
) {
    for node in nodes {
        let node = StdRc::downgrade(node.as_std());
        let shared_by = Some((StdRc::downgrade(holder), link));
        death::record(Placed { node, shared_by });
    }
    death::record_marked(holder);
}
