//! What shared links, collection, leak reports and schemas promise to do, tested through the public
//! interface only.
//!
//! The graphs of the tests are those of [`model`], written as text; each other module has one
//! theme.

#![forbid(unsafe_code)]
#![allow(clippy::similar_names, reason = "`part` looks like `parts`")]
#![allow(
    clippy::mutable_key_type,
    reason = "handles are equal and hash by identity, whatever changes in their nodes"
)]

mod changed_while_read;
mod collecting;
mod deaths;
mod depth;
mod hooks_in_drops;
mod leaks;
mod model;
mod operations;
mod panics;
mod put_below_by_hooks;
mod quiet_deaths;
mod resurrection;
mod schemas;
mod several;
mod watch;
