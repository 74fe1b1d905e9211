//! What hooks and attached finalizers promise, tested through the public interface only.
//!
//! The trees of the tests are those of [`model`], written as text; each other module has one theme.

#![forbid(unsafe_code)]
#![allow(clippy::similar_names, reason = "`part` looks like `parts`")]
#![allow(
    clippy::mutable_key_type,
    reason = "handles are equal and hash by identity, whatever changes in their nodes"
)]

mod attached;
mod checked_again;
mod dead_in_one_step;
mod depth;
mod hook_panics;
mod leaves;
mod marks;
mod model;
mod nested_deaths;
mod order;
mod panics;
mod resurrection;
mod thread_exit;
mod watch;
mod whole_world;
