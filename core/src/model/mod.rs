//! The contract with the derive, and the typed handles.

pub(crate) mod any_rc;
pub(crate) mod as_handle;
pub(crate) mod build;
pub(crate) mod describe;
pub(crate) mod finalizer;
pub(crate) mod graph;
pub(crate) mod handle;
pub(crate) mod header_of;
pub(crate) mod hook;
pub(crate) mod incoming;
pub(crate) mod into_handle;
pub(crate) mod live_node;
pub(crate) mod node;
pub(crate) mod of_type;
pub(crate) mod rc;
pub(crate) mod repr;
pub(crate) mod to_plain;
pub(crate) mod weak;
