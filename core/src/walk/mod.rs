//! Walks over nodes of any type, and the check of their invariants.

pub(crate) mod iter;
pub(crate) mod validate;

pub use iter::{Ancestors, Children, Descendants, OfType, Traverse, WithSelf};
pub use validate::InvalidStructure;
