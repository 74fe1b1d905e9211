//! What hooks and attached finalizers are promised, tested through the public interface alone.
//!
//! The trees of the tests are those of [`model`], written as text; each other module has one theme.

#![forbid(unsafe_code)]
#![allow(clippy::similar_names, reason = "a word like `part` is near to `parts`")]
#![allow(
    clippy::mutable_key_type,
    reason = "handles are equal and hash by identity, whatever changes in their nodes"
)]

mod dead_in_one_step;
mod judged_again;
mod model;
mod order;
mod watch;
