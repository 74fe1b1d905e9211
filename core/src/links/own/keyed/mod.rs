//! Owning links over maps: children by key.

mod attach;
mod container;
mod hashed;
mod operations;
mod remove;
mod sorted;
mod untyped;
