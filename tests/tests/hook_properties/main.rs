//! What dies, in which order, and what hooks may do meanwhile: random operations, in hooks too, side
//! by side with a model of who owns and who holds whom.
//!
//! Nothing happens but in small rounds, each with a seed of its own. A failure prints the seed and
//! all that was done in the round; `KINFOLK_SEED` set to that runs it first. `KINFOLK_OPERATIONS`
//! is how many actions each test does, at least.
//!
//! * [`model`]: what the nodes should be like; [`deaths`]: who may die when; [`prediction`]: in which
//!   order, where no hook changes anything
//! * [`kinds`]: the node types; [`roads`]: their owning links
//! * [`world`]: the nodes beside the model; [`compare`]: whether they agree
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
mod model;
mod prediction;
mod roads;
mod rounds;
mod temper;
mod world;
