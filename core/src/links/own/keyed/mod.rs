//! Owning links over maps: children by key.

mod attach;
mod container;
mod hashed;
#[cfg(feature = "indexmap")]
mod indexed;
mod logged;
mod operations;
mod remove;
mod sorted;
mod untyped;
