//! Walking through a graph: the iterators that the methods of [`Node`](crate::Node) and
//! [`Handle`](crate::Handle) return.
//!
//! | method | iterator | nodes |
//! |---|---|---|
//! | [`ancestors`](crate::Node::ancestors) | [`Ancestors`] | above, nearest first |
//! | [`children`](crate::Node::children) | [`Children`] | directly below |
//! | [`descendants`](crate::Node::descendants) | [`Descendants`] | all below, in pre-order |
//! | [`traverse`](crate::Node::traverse) | [`Traverse`] | all below, entering and leaving each |
//! | [`visit`](crate::Node::visit) | calls a closure | all below, by reference, in pre-order |
//! | `.of::<T>()` of an iterator | [`OfType`] | those of one type, typed |
//! | [`ancestors_of`](crate::Node::ancestors_of) | [`OfType`] | above, of one type |
//! | [`descendants_of`](crate::Node::descendants_of) | [`OfType`] | below, of one type |
//! | [`ancestors_or_self`](crate::Handle::ancestors_or_self) | [`Ancestors`] | itself, then above |
//! | [`descendants_or_self`](crate::Handle::descendants_or_self) | [`Descendants`] | itself, then below |
//!
//! Walks follow owning links and yield nodes of any type, as [`AnyRc`](crate::AnyRc). A step is
//! O(1). You may change the graph during a walk; each iterator documents which nodes it then
//! visits. Depth does not matter: no walk uses recursion. All but [`Traverse`] go from the back, too.
//! The walks down have a method `follow`, which keeps them within the places that you choose. The
//! walks that begin with the node itself hold what they walk; the others borrow their node.
//!
//! [`Picture`] prints a graph: [`tree`](crate::Node::tree), [`dot`](crate::Node::dot),
//! [`mermaid`](crate::Node::mermaid). [`InvalidStructure`] is the error of [`Node::validate`](crate::Node::validate),
//! [`Problems`] that of [`try_into_graph`](crate::Graph::try_into_graph).

pub(crate) mod ancestors;
pub(crate) mod descendants;
pub(crate) mod path;
pub(crate) mod picture;
mod run;
pub(crate) mod saved;
pub(crate) mod traverse;
pub(crate) mod validate;

pub use crate::model::of_type::OfType;
pub use ancestors::Ancestors;
pub use descendants::{Children, Descendants};
pub use path::NodePath;
pub use picture::Picture;
pub use saved::problems::{Problem, ProblemKind, Problems};
pub use traverse::Traverse;
pub use validate::InvalidStructure;
