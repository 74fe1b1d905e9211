//! Weak collections: random operations on a graph and on several collections of its nodes, beside
//! plain maps of the entries that were put in and not taken out. Of these, an entry is in its
//! collection as long as its node's weak handle upgrades.
//!
//! Hooks, finalizers, the `Drop` of data, keys and values, the `Hash` and `Eq` of keys, and the
//! closures that collections call do all that the test itself does. All of them may panic.
//!
//! How the rounds run, and how to repeat one, is in [`properties`]. One thing can differ when a
//! round is repeated: entries of nodes are ordered by address, so a `clear` may drop them in
//! another order.
//!
//! * [`kinds`]: the node types; [`keys_and_values`]: data that goes into collections
//! * [`round`]: the nodes and what is known of them; [`slots`]: the collections, each with its
//!   [`model`]; [`sorts`]: what differs between the three sorts of collection
//! * [`compare`]: whether collections and models agree; [`payload_drops`]: whether keys and values
//!   are dropped once and in time
//! * [`pending`]: running operations; [`cursor`]: running iterators; [`questions`]: calls by
//!   `retain`
//! * [`events`]: hooks, finalizers and the `Drop` of data; [`panics`]: planned panics
//! * [`actions`]: what the test and its callbacks do: to [`nodes`], to collections of
//!   [any sort](on_any_sort), to [`value_maps`], [`key_maps`] and [`sets`]
//! * [`rounds`]: the tests; [`profile`]: how large and how wild a round is

#![forbid(unsafe_code)]
#![allow(
    clippy::mutable_key_type,
    reason = "handles are equal and hash by identity, whatever changes in their nodes"
)]

use kinfolk_tests::{properties, random};

mod actions;
mod compare;
mod cursor;
mod events;
mod key_maps;
mod keys_and_values;
mod kinds;
mod model;
mod nodes;
mod on_any_sort;
mod panics;
mod payload_drops;
mod pending;
mod profile;
mod questions;
mod round;
mod rounds;
mod sets;
mod slots;
mod sorts;
mod value_maps;
