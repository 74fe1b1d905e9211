//! [`AsHandle`]: what may be given where a node is named.

use std::rc::Rc as StdRc;

use crate::kernel::dyn_handle::{DynHandle, Internal};
use crate::model::graph::{Graph, NodeType};
use crate::model::into_handle::IntoIncoming;
use crate::model::rc::Rc;
use crate::model::repr::{Target, WeakTarget};
use crate::model::weak::Weak;

/// A handle to a node that is a `T`: what is given, by reference, where a node of a `T` is looked up, or is pointed at
/// by a weak link.
///
/// For a struct that is its [`Rc`]. For a union, that is the union's generated enum, and the `Rc` of each of its
/// variants. The derive alone implements this trait.
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
    message = "`{Self}` is no handle to a `{T}`",
    label = "a handle to a `{T}` is needed here",
    note = "a plain value has no node yet: `into_graph()` makes one, and gives its handle; a weak one gives it by `upgrade()`",
    note = "an `Option` is none either: `clear()` empties a weak link",
    note = "`&self` in a method of a node is no handle: let it be a function that takes `this: &kinfolk::Rc<..>`"
)]
pub trait AsHandle<T: Graph> {
    #[doc(hidden)]
    fn handle(&self, _: Internal) -> &dyn DynHandle;

    #[doc(hidden)]
    fn weak(&self, _: Internal) -> Weak<T>;
}

// An error is to speak of the trait that users know, and not to list who implements the other one.
#[diagnostic::do_not_recommend]
#[doc(hidden)]
impl<T: Graph, H: NodeReference<T>> AsHandle<T> for H {
    #[doc(hidden)]
    #[inline]
    fn handle(&self, _: Internal) -> &dyn DynHandle {
        NodeReference::handle(self)
    }

    #[doc(hidden)]
    #[inline]
    fn weak(&self, _: Internal) -> Weak<T> {
        NodeReference::weak(self)
    }
}

/// What [`AsHandle`] is about. The derive implements it for the handle of a union.
#[doc(hidden)]
pub trait NodeReference<T: Graph> {
    /// The handle, untyped.
    fn handle(&self) -> &dyn DynHandle;

    /// A weak handle to the same node, of the type that was asked for.
    fn weak(&self) -> Weak<T>;
}

impl<T: Graph, N: NodeType> NodeReference<T> for Rc<N>
where
    Rc<N>: IntoIncoming<T>,
{
    #[inline]
    fn handle(&self) -> &dyn DynHandle {
        self
    }

    #[inline]
    fn weak(&self) -> Weak<T> {
        let node = StdRc::downgrade(self.as_std());
        Weak::from_std(Target::<T>::from_weak(&node).unwrap_or_else(Target::<T>::none))
    }
}

// A closure that is given a `&&Rc<..>` may pass it on.
impl<T: Graph, H: NodeReference<T>> NodeReference<T> for &H {
    #[inline]
    fn handle(&self) -> &dyn DynHandle {
        H::handle(self)
    }

    #[inline]
    fn weak(&self) -> Weak<T> {
        H::weak(self)
    }
}
