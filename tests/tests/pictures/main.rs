//! Pictures of graphs, of schemas and of leaks.
//!
//! The files in `expected/` are what pictures print. `.ci/pictures` has Graphviz and Mermaid read
//! them. `KINFOLK_PICTURES=overwrite` writes them anew: read the difference.

#![forbid(unsafe_code)]

mod content;
mod expected;
mod model;
mod robustness;
