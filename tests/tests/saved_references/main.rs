//! Saved references: links that the plain value has as ids.

mod weak;
