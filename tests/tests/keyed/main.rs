//! Children and targets by key: links over maps.

#![forbid(unsafe_code)]
#![allow(
    clippy::mutable_key_type,
    reason = "handles are equal and hash by identity, whatever changes in their nodes"
)]
#![allow(clippy::zero_sized_map_values, reason = "a child without data is still a node")]

mod deaths;
mod extend;
mod indexed;
mod model;
mod operations;
mod properties;
mod shared;
mod tricky;
