//! What weak collections promise to do, tested through the public interface only.
//!
//! The graphs of the tests are those of [`model`], written as text, and [`registry`] puts their
//! nodes into one collection of each kind; each other module has one theme.

#![forbid(unsafe_code)]
#![allow(clippy::similar_names, reason = "`part` looks like `parts`")]
#![allow(
    clippy::mutable_key_type,
    reason = "handles are equal and hash by identity, whatever changes in their nodes"
)]

mod deaths;
mod depth;
mod iterating;
mod key;
mod leaks;
mod many;
mod marks;
mod model;
mod one_step;
mod operations;
mod order;
mod panics;
mod reentrancy;
mod registry;
mod resurrection;
mod returned_handles;
mod thread_exit;
mod unions;
mod watch;
