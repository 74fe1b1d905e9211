//! What every handle can do: [`Handle`].

use std::fmt::Debug;
use std::hash::Hash;

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_node::DynNode;
use crate::model::graph::NodeType;
use crate::model::node::Node;
use crate::model::rc::Rc;
use crate::walk::iter::{Ancestors, Descendants, WithSelf};

/// A strong handle to a node: [`Rc<T>`](crate::Rc), [`AnyRc`], or a union's generated enum.
///
/// These are the operations that give the node itself back, which a `&self` of the node cannot;
/// all others are in [`Node`]. The derive alone implements this trait.
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
pub trait Handle: HandleRatherThanNode {
    /// The same node as one of any type. O(1).
    fn to_any(&self) -> AnyRc {
        self.untyped().to_untyped()
    }

    /// The topmost owner; the node itself when nothing owns it. O(depth).
    fn root(&self) -> AnyRc {
        self.ancestors_or_self().last().unwrap_or_else(|| self.to_any())
    }

    /// The node, then its owners, nearest first. O(1) a step.
    fn ancestors_or_self(&self) -> WithSelf<Ancestors<'_>> {
        let this = self.untyped();
        WithSelf::new(this.to_untyped(), Ancestors::new(this.object()))
    }

    /// The node, then all that it owns, directly or not, in pre-order. O(1) a step.
    fn descendants_or_self(&self) -> WithSelf<Descendants<'_>> {
        let this = self.untyped();
        WithSelf::new(this.to_untyped(), Descendants::new(this.object()))
    }
}

#[diagnostic::do_not_recommend]
#[doc(hidden)]
impl<H: HandleRatherThanNode> Handle for H {}

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

/// A handle with its type forgotten, so that a union's enum need match its variants only once.
#[doc(hidden)]
pub trait DynHandle {
    /// The node.
    fn object(&self) -> &dyn DynNode;

    /// The handle, untyped.
    fn to_untyped(&self) -> AnyRc;

    /// The number of strong handles to the node.
    fn strong_count(&self) -> usize;
}

impl<T: NodeType> DynHandle for Rc<T> {
    fn object(&self) -> &dyn DynNode {
        &**self
    }

    fn to_untyped(&self) -> AnyRc {
        AnyRc::from_std(self.as_std().clone())
    }

    fn strong_count(&self) -> usize {
        Rc::strong_count(self)
    }
}

impl<T: NodeType> HandleRatherThanNode for Rc<T> {
    fn untyped(&self) -> &dyn DynHandle {
        self
    }
}

impl DynHandle for AnyRc {
    fn object(&self) -> &dyn DynNode {
        &**self.as_std()
    }

    fn to_untyped(&self) -> AnyRc {
        self.clone()
    }

    fn strong_count(&self) -> usize {
        AnyRc::strong_count(self)
    }
}

impl HandleRatherThanNode for AnyRc {
    fn untyped(&self) -> &dyn DynHandle {
        self
    }
}

impl Node for AnyRc {
    fn object(&self) -> &dyn DynNode {
        DynHandle::object(self)
    }
}

/// Where the handle's node lives: its identity.
pub(crate) fn address(handle: &impl Handle) -> *const () {
    handle.untyped().object().address()
}
