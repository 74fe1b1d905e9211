//! Shared links, collections and leak reports: random operations, in hooks too, beside a model that
//! knows nothing of handles and finds the held nodes by looking at everything.
//!
//! How the rounds run, and how to repeat one, is in [`properties`].
//!
//! * [`kinds`]: the node types; [`weak_links`]: their weak links
//! * [`model`]: what the nodes should be like; [`search`]: which nodes are held, and by which;
//!   [`collecting`]: what a collection has to do
//! * [`round`]: the state of a round; [`compare`]: whether graph and model agree; [`deaths`]:
//!   whether the right nodes die; [`reports`]: whether the leak reports are right
//! * [`events`]: hooks and the `Drop` of data; [`finalizers`]: attached finalizers, and panics
//! * [`actions`]: what the test and its hooks do: [`making`] and [`handles`] of nodes, [`changing`]
//!   links, [`collections`]
//! * [`rounds`]: the tests; [`profile`]: how large and how wild a round is

#![forbid(unsafe_code)]
#![allow(
    clippy::mutable_key_type,
    reason = "handles are equal and hash by identity, whatever changes in their nodes"
)]

use kinfolk_tests::{properties, random};

mod actions;
mod changing;
mod collecting;
mod collections;
mod compare;
mod deaths;
mod events;
mod finalizers;
mod handles;
mod kinds;
mod making;
mod model;
mod profile;
mod reports;
mod round;
mod rounds;
mod search;
mod weak_links;
