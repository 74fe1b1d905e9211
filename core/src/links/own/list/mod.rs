//! The operations of an owning link over a list.
//!
//! The header of each child has an index hint: where the child was last put or found in its list.
//! As long as it stays there, finding it is O(1). An operation sets the hints of the children that
//! it places. If changes before a child shift it, its hint is stale, and a search starts from the
//! hint.

// First, because rustdoc shows the operations in the order of these modules.
mod read;

mod add;
mod beside;
mod several;

mod remove;
mod reorder;

use crate::kernel::dyn_handle::{AsDynHandle, DynHandle};
use crate::links::own::Own;
use crate::model::graph::{Graph, NodeType};

impl<O: NodeType, T: Graph> Own<O, Vec<T>> {
    /// Call this when an operation has put the children into a new order, O(n). They are a slice
    /// then.
    fn set_index_hints(&self) {
        self.children.with(|items| {
            for (index, child) in items.iter().enumerate() {
                child.typed().header().set_index_hint(index);
            }
        });
    }
}
