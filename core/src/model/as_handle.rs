//! [`AsHandle`]: arguments that name a node.

use std::rc::Rc as StdRc;

use crate::kernel::dyn_handle::DynHandle;
use crate::kernel::internal::Internal;
use crate::kernel::weak_handle::WeakHandle;
use crate::model::graph::{Graph, NodeType};
use crate::model::into_handle::IntoHandle;
use crate::model::rc::Rc;
use crate::model::sealed::SealedAsHandle;
use crate::model::weak::Weak;

/// A handle to a node that is a `T`. You pass a reference to it to look for a node, or to set a
/// weak link.
///
/// For a struct, it is the struct's [`Rc`]; for a union, the generated enum, and the `Rc` of each
/// variant.
///
/// The trait is sealed: the derive implements it.
///
/// ```
/// use kinfolk::Graph;
/// use kinfolk::weak::WeakSet;
///
/// #[derive(Graph)]
/// struct Text {}
///
/// #[derive(Graph)]
/// enum Block {
///     Text(Text),
/// }
///
/// let changed = WeakSet::<Block>::new();
/// let text = Text {}.into_graph();
/// changed.insert(&text);
/// assert!(changed.contains(&BlockRc::Text(text)));
/// # let _unused = Block::Text(Text {});
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no handle to `{T}`",
    label = "expected a handle to the node of `{T}`",
    note = "a plain value has no node yet: `into_graph()` makes one, and returns its handle; a weak handle returns it from `upgrade()`",
    note = "an `Option` is no handle either: `clear()` empties a weak link",
    note = "`&self` in a method of a node is no handle: write a function that takes `this: &kinfolk::Rc<..>`"
)]
pub trait AsHandle<T: Graph>: SealedAsHandle<T> {
    #[doc(hidden)]
    fn handle(this: &Self, _: Internal) -> &dyn DynHandle;

    #[doc(hidden)]
    fn weak(this: &Self, _: Internal) -> Weak<T>;
}

// Errors should name `AsHandle`, which users know, and not list the types with `NodeReference`.
#[diagnostic::do_not_recommend]
#[doc(hidden)]
impl<T: Graph, H: NodeReference<T>> AsHandle<T> for H {
    #[doc(hidden)]
    #[inline]
    fn handle(this: &Self, _: Internal) -> &dyn DynHandle {
        NodeReference::handle(this)
    }

    #[doc(hidden)]
    #[inline]
    fn weak(this: &Self, _: Internal) -> Weak<T> {
        NodeReference::weak(this)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Graph, H: NodeReference<T>> SealedAsHandle<T> for H {}

/// Implemented for every type that is an [`AsHandle`]; by the derive for a union's handle.
#[doc(hidden)]
pub trait NodeReference<T: Graph> {
    /// The handle without its type.
    fn handle(&self) -> &dyn DynHandle;

    /// A weak handle to the same node as a `T`.
    fn weak(&self) -> Weak<T>;
}

impl<T: Graph, N: NodeType> NodeReference<T> for Rc<N>
where
    Rc<N>: IntoHandle<T>,
{
    #[inline]
    fn handle(&self) -> &dyn DynHandle {
        self
    }

    #[inline]
    fn weak(&self) -> Weak<T> {
        Weak::over(WeakHandle::from_node_or_none(StdRc::downgrade(self.as_std())))
    }
}

// So a closure that gets a `&&Rc<..>` can pass it on.
impl<T: Graph, H: AsHandle<T>> NodeReference<T> for &H {
    #[inline]
    fn handle(&self) -> &dyn DynHandle {
        H::handle(self, Internal)
    }

    #[inline]
    fn weak(&self) -> Weak<T> {
        H::weak(self, Internal)
    }
}
