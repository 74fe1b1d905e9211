//! A node of any type: its header, its links, and handles to it.

pub(crate) mod above;
pub(crate) mod any;
pub(crate) mod any_ref;
pub(crate) mod attach_error;
pub(crate) mod copying;
pub(crate) mod detach;
pub(crate) mod dyn_handle;
pub(crate) mod dyn_handles;
pub(crate) mod dyn_link;
pub(crate) mod dyn_node;
pub(crate) mod header;
pub(crate) mod internal;
mod kept_hints;
pub(crate) mod keyed;
pub(crate) mod link_fields;
pub(crate) mod link_kind;
pub(crate) mod live_count;
pub(crate) mod long_list;
pub(crate) mod node_fields;
pub(crate) mod place;
pub(crate) mod released_keys;
pub(crate) mod snapshot;
pub(crate) mod trace;
pub(crate) mod type_info;
pub(crate) mod variants;
pub(crate) mod visit;
pub(crate) mod weak_handle;
