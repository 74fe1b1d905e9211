//! [`AsDynNode`]: the types that are a [`Node`].

use crate::kernel::any::AnyRc;
use crate::kernel::any_ref::AnyRef;
use crate::kernel::dyn_handle::DynHandle;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::internal::Internal;
use crate::model::live_node::LiveNode;
use crate::model::node::Node;
use crate::model::sealed::SealedNode;

// Errors and the documentation of other crates should name `Node`, which users know, and not
// `AsDynNode`.
#[diagnostic::do_not_recommend]
#[doc(hidden)]
impl<N: AsDynNode> Node for N {
    // In the pages of other crates, rustdoc lists the methods of this impl unless they are hidden
    // here, too. The same is true for the other blanket impls.
    #[doc(hidden)]
    fn dyn_node(this: &Self, _: Internal) -> &dyn DynNode {
        this.as_dyn_node()
    }
}

#[diagnostic::do_not_recommend]
impl<N: AsDynNode> SealedNode for N {}

/// Implemented for every type that is a [`Node`]; by the derive for a union's enum.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a live node",
    label = "only the node types that `#[derive(Graph)]` generates are nodes"
)]
#[doc(hidden)]
pub trait AsDynNode {
    fn as_dyn_node(&self) -> &dyn DynNode;
}

impl AsDynNode for AnyRc {
    fn as_dyn_node(&self) -> &dyn DynNode {
        self.dyn_node()
    }
}

impl AsDynNode for AnyRef<'_> {
    fn as_dyn_node(&self) -> &dyn DynNode {
        self.node()
    }
}

#[diagnostic::do_not_recommend]
impl<N: LiveNode> AsDynNode for N {
    fn as_dyn_node(&self) -> &dyn DynNode {
        self
    }
}
