//! [`DynHandle`]: a strong handle, seen without its type.

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_node::DynNode;

/// An argument of the hidden methods of public traits. Only code that names the private module can make one.
pub struct Internal;

/// A handle that can be seen without its type. Code that keeps handles of a known type, but does the same for all types,
/// is written for these.
pub trait AsDynHandle: Clone + 'static {
    fn as_dyn(&self) -> &dyn DynHandle;
}

/// A handle with its type forgotten, so that a union's enum need match its variants only once.
#[doc(hidden)]
pub trait DynHandle {
    /// The node.
    fn dyn_node(&self) -> &dyn DynNode;

    /// The handle, untyped.
    fn to_untyped(&self) -> AnyRc;

    /// The number of strong handles to the node.
    fn strong_count(&self) -> usize;
}

impl DynHandle for AnyRc {
    fn dyn_node(&self) -> &dyn DynNode {
        &**self.as_std()
    }

    fn to_untyped(&self) -> AnyRc {
        self.clone()
    }

    fn strong_count(&self) -> usize {
        AnyRc::strong_count(self)
    }
}

/// Where the handle's node lives: its identity.
pub(crate) fn address(handle: &impl AsDynHandle) -> *const () {
    handle.as_dyn().dyn_node().address()
}
