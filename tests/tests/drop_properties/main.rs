//! Deaths by the last handle over owning and shared links: random operations, in hooks too, beside
//! a model that finds the dying nodes by looking at everything, again and again.
//!
//! How the rounds run, and how to repeat one, is in [`properties`].
//!
//! * [`kinds`]: the node types
//! * [`model`]: what the nodes should be like; [`search`]: which nodes die; [`prediction`]: in
//!   which order, where no hook changes anything
//! * [`round`]: the state of a round; [`handles`]: how the test gets and drops handles; [`deaths`]:
//!   when which node may die; [`compare`]: whether graph and model agree
//! * [`events`]: hooks, finalizers and the `Drop` of data; [`actions`]: what they and the test do
//! * [`rounds`]: the tests; [`profile`]: how large and how wild a round is

#![forbid(unsafe_code)]
#![allow(
    clippy::mutable_key_type,
    reason = "handles are equal and hash by identity, whatever changes in their nodes"
)]

use kinfolk_tests::{properties, random};

mod actions;
mod compare;
mod deaths;
mod events;
mod handles;
mod kinds;
mod model;
mod prediction;
mod profile;
mod round;
mod rounds;
mod search;
