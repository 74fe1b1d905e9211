//! A node of any type: its header, its links, and handles to it.

pub(crate) mod any;
pub(crate) mod attach_error;
pub(crate) mod dyn_node;
pub(crate) mod header;
pub(crate) mod link_fields;
pub(crate) mod node_fields;
pub(crate) mod snapshot;
