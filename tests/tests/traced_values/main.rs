//! What traced values promise to do: the library sees the handles in their data.

#![forbid(unsafe_code)]
#![allow(
    clippy::mutable_key_type,
    reason = "handles are equal and hash by identity, whatever changes in their nodes"
)]

mod cycles;
mod deaths;
mod depth;
mod model;
mod schemas;
