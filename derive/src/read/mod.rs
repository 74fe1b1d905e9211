//! The input as our own model.

mod attributes;
pub(crate) mod declaration;
mod docs;
pub(crate) mod hook;
pub(crate) mod links;
pub(crate) mod recovery;
mod value;
