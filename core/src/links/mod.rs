//! The links of a node, by kind.

pub(crate) mod back;
pub(crate) mod handle_list;
pub(crate) mod host;
pub(crate) mod own;
pub(crate) mod shared;
pub(crate) mod storage;
pub(crate) mod weak_link;

pub use crate::model::graph::OwnerAs;
pub use own::{Drain, Iter, OwnContainer, Snapshot};
pub use shared::SharedContainer;
pub use weak_link::WeakContainer;
