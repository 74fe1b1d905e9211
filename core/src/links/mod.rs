//! Links: the fields of a node that lead to other nodes.
//!
//! A generated node has a field for each link. The type of the field determines what the link does:
//!
//! | type | attribute | the link |
//! |---|---|---|
//! | [`Own`](crate::Own) | `#[graph(own)]` | owns its children: a list, at most one, or one that is required |
//! | [`Back`](crate::Back) | `#[graph(back(..))]` | knows the owner |
//! | [`Shared`](crate::Shared) | `#[graph(shared(..))]` | keeps other nodes alive |
//! | [`WeakLink`](crate::WeakLink) | `#[graph(weak(..))]` | knows other nodes |
//!
//! Data that changes is in a [`Value`](crate::Value), `#[graph(value)]`, which leads to no node.
//!
//! These five types are at the root of the crate. This module has what their signatures name: the
//! iterators and snapshots of lists, and the traits of the types that a link can be declared over.

// # How links work
//
// * A list of children is copied on write: `store::cow_list`. An option is in a cell:
//   `store::option_cell`. Both implement `storage::LinkStorage`, and `Own` and `Shared` are written
//   over this trait.
// * While a list or an option is out of its cell, only our own code runs. Removed handles are
//   returned from the cell, and dropped when both ends of the link agree again: a drop may run
//   hooks and the `Drop` of data, and these may use the same list.
// * An owning link knows the node that it is part of: `host`. So `list.push(child)` can set the
//   child's back-link.
// * How a child is attached, and leaves its old owner: `own::attach`. How a node drops its
//   children: `own`.
// * Each type of node has its own copy of the generic code here, and each user pays for compiling
//   it. So generic code is short and calls few functions of std: loops in place of chains of
//   iterators, `match` in place of `map_or`. Rare work is compiled once for all types, through
//   `DynNode` and similar traits.
// * Code that runs for each node is inlined, all the way from the `push` of a plain value to the
//   list that stores the handle. The compiler then sees that most nodes have no children, and
//   leaves out the code for children. Rare code is in functions of its own, which are not inlined.

pub(crate) mod back;
pub(crate) mod child_list;
pub(crate) mod child_range;
pub(crate) mod handle_list;
pub(crate) mod host;
pub(crate) mod iter;
pub(crate) mod keyed;
pub(crate) mod own;
pub(crate) mod put_items;
pub(crate) mod saved;
pub(crate) mod shared;
pub(crate) mod snapshot;
pub(crate) mod storage;
pub(crate) mod targets_of_ids;
pub(crate) mod value;
pub(crate) mod weak_link;
mod words_of_std;

pub use crate::model::graph::OwnerAs;
pub use iter::{Drain, Iter};
pub use keyed::error::KeyedError;
pub use keyed::iter::{DrainEntries, Entries, Keys, Values};
pub use keyed::key::Key;
pub use own::container::OwnContainer;
pub use own::dyn_list::ChildList;
pub use own::required::ReadChild;
pub use saved::list::SavingList;
pub use saved::one::{Clearable, SavingOne};
pub use saved::{BareId, IdList, OptionalId, Saved, Saving, Unsaved};
pub use shared::SharedContainer;
pub use snapshot::Snapshot;
pub use value::kind::{Untraced, ValueKind};
pub use value::read::ReadValue;
pub use value::traced::Traced;
pub use weak_link::WeakContainer;
