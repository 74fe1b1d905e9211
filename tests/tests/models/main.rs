//! One model with a link over every container, driven by random operations beside a plain model.

#![forbid(unsafe_code)]
#![allow(
    clippy::mutable_key_type,
    reason = "handles are equal and hash by identity, whatever changes in their nodes"
)]

mod calls;
mod hooks;
mod items;
mod laws;
mod node_steps;
mod operations;
mod plain;
mod rounds;
mod steps;
#[path = "../keyed/tricky.rs"]
mod tricky;
mod values;
