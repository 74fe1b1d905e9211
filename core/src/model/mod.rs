//! The contract with the derive, and the typed handles.
//!
//! # The journey of a push
//!
//! `docs.entries.push(File { .. })` takes these steps, all inlined into one function for a type
//! without children:
//!
//! 1. `Own::push` (`links::own`) asks the argument for a handle: [`into_handle`]. A handle is taken
//!    as it is. A plain value is built: [`repr::Repr::build_root`].
//! 2. The build (`live_node`, [`build`]) moves the plain fields into the node with
//!    `LiveNode::build`, which the derive wrote, puts the node into a `std::rc::Rc`, and tells each
//!    link its host. Links with children point the children's back-links to the node. If the type
//!    has a hook, the node is marked.
//! 3. The result is an [`incoming::Incoming`]: the handle, and whether the node is new. A new node
//!    has no owner and can close no cycle, so nothing is checked. An existing one is checked for
//!    cycles, and leaves its old owner (`links::own::attach`, `change::detach`).
//! 4. The child's back-link is set to the owner: [`repr::Repr::set_back`].
//! 5. If the child needs finalization, the mark climbs to the root (`death::mark_above`).
//! 6. The list takes the handle (`store::cow_list`) and gives the node its index hint.

pub(crate) mod any_rc;
pub(crate) mod as_dyn_node;
pub(crate) mod as_handle;
pub(crate) mod build;
pub(crate) mod cast;
mod copiers;
pub(crate) mod duplicate;
pub(crate) mod finalizer;
pub(crate) mod graph;
pub(crate) mod handle;
pub(crate) mod header_of;
pub(crate) mod hook;
pub(crate) mod incoming;
pub(crate) mod into_handle;
pub(crate) mod live_node;
pub(crate) mod live_nodes;
pub(crate) mod node;
pub(crate) mod node_enum;
pub(crate) mod of_type;
mod place;
pub(crate) mod rc;
pub(crate) mod repr;
pub(crate) mod saved;
pub(crate) mod sealed;
pub(crate) mod to_plain;
pub(crate) mod trace;
pub(crate) mod weak;
