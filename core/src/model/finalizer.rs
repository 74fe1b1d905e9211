//! Attaching a [`Finalizer`] by a handle.

use crate::death::attached::Finalizer;
use crate::kernel::dyn_handle::AsDynHandle;
use crate::model::handle::Handle;

impl<R, F: FnOnce() -> R + 'static> Finalizer<F> {
    /// Attaches a finalizer to a node, by its handle. When the node dies, the value that `closure`
    /// returns is dropped.
    ///
    /// O(1) amortised, and O(log k) for k finalizers on the same node; O(depth) for the first one in
    /// a tree without hooks.
    pub fn attach(node: &impl Handle, closure: F) -> Self {
        Self::attach_to(node.as_dyn().dyn_node(), closure)
    }
}
