//! Saved references: links that the plain value has as ids.

mod lists;
mod model;
mod properties;
mod weak;
