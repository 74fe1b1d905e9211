//! `duplicate`: copies of live nodes, with all that they own.
//!
//! * [`links`]: where the links of a copy lead
//! * [`kinds`]: each kind of field, of type and of container
//! * [`saved`]: ids, and saved references
//! * [`deaths`]: hooks, finalizers and weak collections of copies; panics
//! * [`deep`]: deep graphs with links of each kind, and panics in them
//! * [`changed`]: user code that changes the graph meanwhile
//! * [`depth`]: any depth
//! * [`properties`]: random graphs beside a model

#![forbid(unsafe_code)]
#![allow(
    clippy::mutable_key_type,
    reason = "handles are equal and hash by identity, whatever changes in their nodes"
)]

mod changed;
mod deaths;
mod deep;
mod depth;
mod kinds;
mod links;
mod properties;
mod saved;
