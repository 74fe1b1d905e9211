//! A model of owning and shared links, and every operation on them: in the model and in the graph.
//!
//! * [`declared`]: the links of a node type, as declared
//! * [`operations`]: the operations on a link, as data
//! * [`model`]: the owners and the links of nodes, in numbers only, and what each operation does
//!   there
//! * [`links`]: the same operations on a real link of any type
//! * [`pick`]: random nodes and links for the next action
//! * [`compare`]: whether a node has its place in the graph

pub mod compare;
pub mod declared;
pub mod links;
pub mod model;
pub mod operations;
pub mod pick;

/// Nodes are numbered as they are made.
pub type Id = usize;

/// Attached finalizers are numbered as they are attached.
pub type FinalizerId = usize;

/// A node and the number of one of its links.
pub type Place = (Id, usize);
