//! [`AnyRef`]: a reference to a node of any type.

use std::fmt;
use std::hash::{Hash, Hasher};

use crate::kernel::any::{AnyRc, debug_node};
use crate::kernel::dyn_node::DynNode;

/// A reference to a node of any type: an [`AnyRc`] that is borrowed.
///
/// You get one from [`AnyRc::as_ref`], from `From<&node>`, and in
/// [`Node::visit`](crate::Node::visit). It has the operations of [`Node`](crate::Node). `Eq` and
/// [`Hash`] compare by identity.
///
/// ```
/// use kinfolk::{AnyRef, Graph, Handle, Node};
///
/// #[derive(Graph)]
/// struct Page {
///     number: u32,
/// }
///
/// let page = Page { number: 1 }.into_graph();
/// let any = AnyRef::from(&*page);
/// assert_eq!(any.type_name(), "Page");
/// assert_eq!(any.downcast_ref::<Page>().unwrap().number, 1);
/// assert_eq!(any, page.to_any().as_ref());
/// assert!(any.is_root());
/// ```
// rustc quotes this line when the reference is sent to another thread.
#[derive(Clone, Copy)]
pub struct AnyRef<'a> /* belongs to one thread: send the plain value instead */ {
    node: &'a dyn DynNode,
}

impl<'a> AnyRef<'a> {
    #[inline]
    pub(crate) fn new(node: &'a dyn DynNode) -> Self {
        AnyRef { node }
    }

    #[inline]
    pub(crate) fn node(self) -> &'a dyn DynNode {
        self.node
    }

    /// The name of the declared type, without its path: `"Folder"`. O(1).
    #[must_use]
    pub fn type_name(self) -> &'static str {
        self.node.type_info().name
    }
}

impl AnyRc {
    /// A reference to the node. O(1).
    #[must_use]
    pub fn as_ref(&self) -> AnyRef<'_> {
        AnyRef::new(&**self.as_std())
    }
}

impl<'a> From<&'a AnyRc> for AnyRef<'a> {
    fn from(handle: &'a AnyRc) -> Self {
        handle.as_ref()
    }
}

impl PartialEq for AnyRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.node.address() == other.node.address()
    }
}

impl Eq for AnyRef<'_> {}

impl Hash for AnyRef<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.node.address().hash(state);
    }
}

/// Prints the type's name and the node's address, as in `Folder(0x55d0c8b3a2d0)`.
impl fmt::Debug for AnyRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug_node(self.node, f)
    }
}
