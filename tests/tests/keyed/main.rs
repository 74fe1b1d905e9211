//! Children and targets by key: links over maps.

#![forbid(unsafe_code)]
#![allow(
    clippy::mutable_key_type,
    reason = "handles are equal and hash by identity, whatever changes in their nodes"
)]

mod deaths;
mod model;
mod operations;
mod properties;
mod tricky;
