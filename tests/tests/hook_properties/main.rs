//! The order of hooks and deaths, and all that hooks may do meanwhile: random operations, in hooks
//! too, beside a model of owners and handles.
//!
//! How the rounds run, and how to repeat one, is in [`properties`].
//!
//! * [`kinds`]: the node types
//! * [`model`]: what the nodes should be like; [`levels`]: which operations, hooks and teardowns
//!   are running; [`deaths`]: which nodes die, and when; [`teardown`]: the end of dead nodes;
//!   [`prediction`]: in which order, where no hook changes anything
//! * [`round`]: the state of a round; [`handles`]: how the test gets and drops handles; [`silent`]:
//!   deaths that nothing reports; [`compare`]: whether graph and model agree
//! * [`events`]: hooks, finalizers and the `Drop` of data; [`panics`]: their panics
//! * [`actions`]: what the test and its hooks do: [`making`] nodes, [`changing`] links,
//!   [`attaching`] finalizers and handles to nodes
//! * [`rounds`]: the tests; [`profile`]: how large and how wild a round is

#![forbid(unsafe_code)]
#![allow(
    clippy::mutable_key_type,
    reason = "handles are equal and hash by identity, whatever changes in their nodes"
)]

use kinfolk_tests::{properties, random};

mod actions;
mod attaching;
mod changing;
mod compare;
mod deaths;
mod events;
mod handles;
mod kinds;
mod levels;
mod making;
mod model;
mod panics;
mod prediction;
mod profile;
mod round;
mod rounds;
mod silent;
mod teardown;
