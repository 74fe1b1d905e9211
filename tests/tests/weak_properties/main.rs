//! Weak collections: random operations on a graph and on several collections of its nodes, side by side with
//! plain maps of what was put in and not taken out. Of that, an entry is there exactly as long as its
//! node's weak handle upgrades.
//!
//! Hooks, finalizers, the `Drop` of data, of keys and of values, the `Hash` and `Eq` of keys, and the closures
//! that are given to collections do all that the test itself does. All of them may panic.
//!
//! Nothing happens but in small rounds, each with a seed of its own. A failure prints the seed and
//! all that was done in the round; `KINFOLK_SEED` set to that runs it first. (Entries of nodes are in the order of
//! addresses, so what is dropped by a `clear` may come in another order then.) `KINFOLK_OPERATIONS` is how
//! many actions each test does, at least.
//!
//! * [`kinds`]: the node types; [`things`]: keys and values
//! * [`world`]: the nodes and what is known of them; [`slots`]: the collections, each with its
//!   [`model`]; [`compare`]: whether they agree; [`account`]: whether keys and values are dropped, once,
//!   when it is time
//! * [`pending`]: operations at work; [`cursor`]: iterators at work; [`questions`]: those of `retain`
//! * [`events`]: what hooks, finalizers and data do when they run; [`panics`]
//! * [`actions`]: what can be done: to [`nodes`], [`value_maps`], [`key_maps`], [`sets`]
//! * [`rounds`]: what is run; [`temper`] and [`random`]: how

#![forbid(unsafe_code)]
#![allow(
    clippy::mutable_key_type,
    reason = "handles are equal and hash by identity, whatever changes in their nodes"
)]

use kinfolk_tests::random;

mod account;
mod actions;
mod compare;
mod cursor;
mod events;
mod key_maps;
mod kinds;
mod model;
mod nodes;
mod panics;
mod pending;
mod questions;
mod rounds;
mod sets;
mod slots;
mod temper;
mod things;
mod value_maps;
mod world;
