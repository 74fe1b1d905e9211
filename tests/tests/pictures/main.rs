//! Pictures of graphs, of schemas and of leaks.
//!
//! The files in `expected/` are what pictures print. `.ci/pictures` has Graphviz and Mermaid read
//! them. `KINFOLK_PICTURES=overwrite` writes them anew: read the difference.

#![allow(clippy::zero_sized_map_values, reason = "the live maps hold handles")]
#![forbid(unsafe_code)]

mod content;
mod expected;
mod model;
mod robustness;
