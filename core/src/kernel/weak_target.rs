//! [`WeakTarget`]: the target of a weak handle.

use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::kernel::dyn_node::{DynNode, no_node};

/// The target of a weak handle: a node type, or `dyn DynNode` for a union.
#[doc(hidden)]
pub trait WeakTarget: DynNode {
    fn into_dyn(self: StdRc<Self>) -> StdRc<dyn DynNode>;

    /// A weak handle that never upgrades.
    fn none() -> StdWeak<Self>;

    /// The weak handle with this target, if the node can be one.
    fn from_weak<N: DynNode>(node: StdWeak<N>) -> Option<StdWeak<Self>>;

    /// Like [`from_weak`](Self::from_weak), for a borrowed weak handle: it is cloned only if its node
    /// can be the target.
    fn from_weak_ref<N: DynNode>(node: &StdWeak<N>) -> Option<StdWeak<Self>>;
}

impl WeakTarget for dyn DynNode {
    fn into_dyn(self: StdRc<Self>) -> StdRc<dyn DynNode> {
        self
    }

    fn none() -> StdWeak<dyn DynNode> {
        no_node()
    }

    fn from_weak<N: DynNode>(node: StdWeak<N>) -> Option<StdWeak<dyn DynNode>> {
        Some(node)
    }

    fn from_weak_ref<N: DynNode>(node: &StdWeak<N>) -> Option<StdWeak<dyn DynNode>> {
        Some(node.clone())
    }
}
