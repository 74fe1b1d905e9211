//! What every handle can do: [`Handle`].

use std::fmt::Debug;
use std::hash::Hash;

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_handle::{AsDynHandle, DynHandle, Internal};
use crate::walk::iter::{Ancestors, Descendants, WithSelf};

/// A strong handle to a node: [`Rc<T>`](crate::Rc), [`AnyRc`], or a union's generated enum.
///
/// These are the operations that give the node itself back, which a `&self` of the node cannot;
/// all others are in [`Node`](crate::Node). The derive alone implements this trait.
///
/// ```
/// use kinfolk::{Graph, Handle, Node};
///
/// #[derive(Graph)]
/// #[graph(back(parent: Folder))]
/// struct Folder {
///     name: &'static str,
///     #[graph(own)]
///     folders: Vec<Folder>,
/// }
///
/// let root = Folder { name: "root", folders: vec![] }.into_graph();
/// let home = root.folders.add(Folder { name: "home", folders: vec![] });
///
/// assert_eq!(home.root(), root.to_any());
/// assert_eq!(home.ancestors().count(), 1);
/// assert_eq!(home.ancestors_or_self().count(), 2);
/// assert_eq!(root.descendants_or_self().count(), 2);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no handle to a node",
    label = "a handle is needed here: `kinfolk::Rc`, `AnyRc`, or a union's generated enum",
    note = "a plain value has no node yet: `into_graph()` makes one, and gives its handle",
    note = "`&self` in a method of a node is no handle: let it be a function that takes `this: &kinfolk::Rc<..>`"
)]
pub trait Handle: Clone + Eq + Hash + Debug + 'static {
    #[doc(hidden)]
    fn dyn_handle(&self, _: Internal) -> &dyn DynHandle;

    /// The same node as one of any type. O(1).
    fn to_any(&self) -> AnyRc {
        self.dyn_handle(Internal).to_untyped()
    }

    /// The topmost owner; the node itself when nothing owns it. O(depth).
    fn root(&self) -> AnyRc {
        self.ancestors_or_self().last().unwrap_or_else(|| self.to_any())
    }

    /// The node, then its owners, nearest first. O(1) a step.
    fn ancestors_or_self(&self) -> WithSelf<Ancestors<'_>> {
        let this = self.dyn_handle(Internal);
        WithSelf::new(this.to_untyped(), Ancestors::new(this.dyn_node()))
    }

    /// The node, then all that it owns, directly or not, in pre-order. O(1) a step.
    fn descendants_or_self(&self) -> WithSelf<Descendants<'_>> {
        let this = self.dyn_handle(Internal);
        WithSelf::new(this.to_untyped(), Descendants::new(this.dyn_node()))
    }
}

#[diagnostic::do_not_recommend]
#[doc(hidden)]
impl<H: HandleRatherThanNode> Handle for H {
    #[doc(hidden)]
    #[inline]
    fn dyn_handle(&self, _: Internal) -> &dyn DynHandle {
        self.untyped()
    }
}

impl<H: Handle> AsDynHandle for H {
    #[inline]
    fn as_dyn(&self) -> &dyn DynHandle {
        self.dyn_handle(Internal)
    }
}

/// What makes a handle of a type. The derive implements it for the handle of a union.
// With it, the compiler says of a method that it exists, but not for a node; else it would offer others that sound like
// it. The name is part of that message, and the line with the definition.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no handle to a node",
    label = "this is for handles: `kinfolk::Rc`, `AnyRc`, or a union's generated enum",
    note = "a plain value has no node yet: `into_graph()` makes one, and gives its handle"
)]
#[doc(hidden)]
pub trait HandleRatherThanNode: Clone + Eq + Hash + Debug + 'static /* take `this: &Rc<..>` */ {
    /// The handle, untyped.
    fn untyped(&self) -> &dyn DynHandle;
}

impl HandleRatherThanNode for AnyRc {
    fn untyped(&self) -> &dyn DynHandle {
        self
    }
}
