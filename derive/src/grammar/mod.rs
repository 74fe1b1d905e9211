//! The words of `#[graph(..)]` and the types of links, as data. Nothing here reports errors.

pub(crate) mod enum_form;
pub(crate) mod keys;
pub(crate) mod link_type;
