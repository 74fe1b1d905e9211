//! What required children promise, tested through the public interface only.
//!
//! The trees of the tests are arithmetic expressions, written as text: [`model`]. Each other module
//! has one theme.

#![forbid(unsafe_code)]
#![allow(
    clippy::mutable_key_type,
    reason = "handles are equal and hash by identity, whatever changes in their nodes"
)]

mod collecting;
mod deaths;
mod declarations;
mod depth;
mod model;
mod moves_refused;
mod operations;
mod places;
mod plain_values;
mod rewriting;
mod swapping;
