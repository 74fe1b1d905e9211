//! Walking through a graph: the iterators that the methods of [`Node`](crate::Node) and
//! [`Handle`](crate::Handle) return.
//!
//! | method | iterator | nodes |
//! |---|---|---|
//! | [`ancestors`](crate::Node::ancestors) | [`Ancestors`] | above, nearest first |
//! | [`children`](crate::Node::children) | [`Children`] | directly below |
//! | [`descendants`](crate::Node::descendants) | [`Descendants`] | all below, in pre-order |
//! | [`traverse`](crate::Node::traverse) | [`Traverse`] | all below, entering and leaving each |
//! | [`ancestors_of`](crate::Node::ancestors_of) | [`OfType`] | above, of one type |
//! | [`descendants_of`](crate::Node::descendants_of) | [`OfType`] | below, of one type |
//! | [`ancestors_or_self`](crate::Handle::ancestors_or_self) | [`WithSelf`] | itself, then above |
//! | [`descendants_or_self`](crate::Handle::descendants_or_self) | [`WithSelf`] | itself, then below |
//!
//! Walks follow owning links and yield nodes of any type, as [`AnyRc`](crate::AnyRc). A step is
//! O(1). You may change the graph during a walk; each iterator documents which nodes it then
//! visits. Depth does not matter: no walk uses recursion.
//!
//! [`InvalidStructure`] is the error of [`Node::validate`](crate::Node::validate).

pub(crate) mod iter;
pub(crate) mod path;
pub(crate) mod validate;

pub use iter::{Ancestors, Children, Descendants, OfType, Traverse, WithSelf};
pub use path::NodePath;
pub use validate::InvalidStructure;
