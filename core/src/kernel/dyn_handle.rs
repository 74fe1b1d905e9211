//! [`DynHandle`]: a strong handle, seen without its type.

use std::rc::Rc as StdRc;

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::header::Header;
use crate::kernel::internal::Internal;

/// A typed handle that can be used as a [`DynHandle`]: the bound of code that stores handles of one
/// type, but works on nodes of any type. Every `Handle` has it.
pub trait AsDynHandle: Clone + 'static {
    /// The handle as its own type; for a union's enum, without its type.
    type Typed: DynHandle + ?Sized;

    /// For a question that is asked often: no table of methods is needed, and the answer is inlined.
    fn typed(&self) -> &Self::Typed;

    /// The handle without its type, by a function that is not inlined: see
    /// [`kernel::dyn_node`](crate::kernel::dyn_node).
    fn as_dyn(&self) -> &(dyn DynHandle + 'static);
}

/// A strong handle without its type. A union's enum matches its variants once to make one, instead
/// of once for each question.
#[doc(hidden)]
pub trait DynHandle {
    /// The node.
    fn dyn_node(&self) -> &dyn DynNode;

    /// The node's marks.
    #[inline]
    fn header(&self) -> &Header {
        self.dyn_node().header()
    }

    /// The node's address, which is its identity.
    #[inline]
    fn address(&self) -> *const () {
        self.dyn_node().address()
    }

    /// As the method of the node.
    #[inline]
    fn clear_back_links_unnoted(&self, _: Internal) {
        self.dyn_node().clear_back_links_unnoted();
    }

    /// Another handle to the node, without what the drop of an [`AnyRc`] does.
    fn to_std(&self) -> StdRc<dyn DynNode>;

    /// The number of strong handles to the node.
    fn strong_count(&self) -> usize;
}

impl dyn DynHandle + '_ {
    /// Another handle to the node.
    #[inline]
    pub(crate) fn to_untyped(&self) -> AnyRc {
        AnyRc::from_std(self.to_std())
    }
}

impl DynHandle for AnyRc {
    fn dyn_node(&self) -> &dyn DynNode {
        &**self.as_std()
    }

    fn to_std(&self) -> StdRc<dyn DynNode> {
        StdRc::clone(self.as_std())
    }

    fn strong_count(&self) -> usize {
        AnyRc::strong_count(self)
    }
}

/// The address of the handle's node, which is its identity.
pub(crate) fn address(handle: &impl AsDynHandle) -> *const () {
    handle.typed().address()
}
