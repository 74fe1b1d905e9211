//! What the library promises to do, tested through the public interface only.
//!
//! The model of the tests is in [`model`]; each other module has one theme.

#![forbid(unsafe_code)]
#![allow(clippy::similar_names, reason = "`shelf` looks like `self`")]
#![allow(
    clippy::mutable_key_type,
    reason = "handles are equal and hash by identity, whatever changes in their nodes"
)]

mod cycles;
mod depth;
mod growing;
mod handles;
mod into_graph_with;
mod leaks;
mod links;
mod live_data;
mod live_nodes;
mod model;
mod moving;
mod node_enums;
mod panics;
mod places;
mod plain_values;
mod properties;
mod reading_while_changing;
mod serde_models;
mod siblings;
mod teardown;
mod tuple_structs;
mod unions;
mod values;
mod walks;
mod walks_both_ways;
