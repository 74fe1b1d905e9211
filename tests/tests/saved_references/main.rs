//! Saved references: links that the plain value has as ids.

mod edges;
mod lists;
mod model;
mod properties;
mod weak;
