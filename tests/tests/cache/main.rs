//! What a cache promises to do, tested through the public interface only.
//!
//! The nodes of the tests are those of [`model`], and [`shelf`] puts them into a cache; each other
//! module has one theme.

#![forbid(unsafe_code)]
#![allow(
    clippy::mutable_key_type,
    reason = "handles are equal and hash by identity, whatever changes in their nodes"
)]

mod budget;
mod depth;
mod key;
mod leaks;
mod model;
mod moments;
mod operations;
mod panics;
mod pins;
mod plain_nodes;
mod pressure;
mod reentrancy;
mod shelf;
mod stats;
mod thread_exit;
mod unused;
mod uses;
mod watch;
mod weak_part;
