//! Shared links, collections and leak reports: random operations, in hooks too, side by side with a
//! model that knows nothing of handles, and finds out by looking at everything who is held.
//!
//! Nothing happens but in small rounds, each with a seed of its own. A failure prints the seed and
//! all that was done in the round; `KINFOLK_SEED` set to that runs it first. `KINFOLK_OPERATIONS`
//! is how many actions each test does, at least.
//!
//! * [`model`]: what the nodes should be like; [`search`]: who is held, and by whom;
//!   [`collecting`]: what a collection has to do
//! * [`kinds`]: the node types; [`links`]: their links
//! * [`world`]: the nodes beside the model; [`compare`]: whether they agree; [`deaths`]: whether
//!   those die who should; [`reports`]: whether the leaks are those of the model
//! * [`events`]: what hooks and data do when they run; [`last_wishes`]: finalizers, and panics
//! * [`actions`]: what can be done: [`making`] and [`holding`] nodes, [`changing`] links,
//!   [`collections`]
//! * [`rounds`]: what is run; [`temper`] and [`random`]: how

#![forbid(unsafe_code)]
#![allow(
    clippy::mutable_key_type,
    reason = "handles are equal and hash by identity, whatever changes in their nodes"
)]

use kinfolk_tests::random;

mod actions;
mod changing;
mod collecting;
mod collections;
mod compare;
mod deaths;
mod events;
mod holding;
mod kinds;
mod last_wishes;
mod links;
mod making;
mod model;
mod reports;
mod rounds;
mod search;
mod temper;
mod world;
