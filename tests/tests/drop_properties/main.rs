//! Deaths by the last handle over owning and shared links: random operations, in hooks too, side by
//! side with a model that finds out who dies by looking at everything, again and again.
//!
//! Nothing happens but in small rounds, each with a seed of its own. A failure prints the seed and
//! all that was done in the round; `KINFOLK_SEED` set to that runs it first. `KINFOLK_OPERATIONS`
//! is how many actions each test does, at least.
//!
//! * [`model`]: what the nodes should be like; [`search`]: who dies; [`prediction`]: in which order,
//!   where no hook changes anything
//! * [`kinds`]: the node types; [`links`]: their links
//! * [`world`]: the nodes beside the model; [`deaths`]: when who may die; [`compare`]: whether they
//!   agree
//! * [`events`]: what hooks, finalizers and data do when they run; [`actions`]: what can be done
//! * [`rounds`]: what is run

#![forbid(unsafe_code)]
#![allow(
    clippy::mutable_key_type,
    reason = "handles are equal and hash by identity, whatever changes in their nodes"
)]

use kinfolk_tests::random;

mod actions;
mod compare;
mod deaths;
mod events;
mod kinds;
mod links;
mod model;
mod prediction;
mod rounds;
mod search;
mod temper;
mod world;
