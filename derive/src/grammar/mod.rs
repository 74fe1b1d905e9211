//! What can be written in `#[graph(..)]`, and in a link's type.

pub(crate) mod keys;
pub(crate) mod link_type;
