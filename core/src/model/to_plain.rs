//! Copying a graph into its plain value: `#[graph(to_plain)]`.

use crate::kernel::copying::Copying;
use crate::kernel::dyn_handle::address;
use crate::model::graph::{Graph, NodeType};
use crate::model::live_node::LiveNode;
use crate::model::rc::Rc;
use crate::store::stack_budget::StackBudget;
use crate::walk::iter::{Traverse, WalkEvent};

/// A type with `#[graph(to_plain)]`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `to_plain`, which its owner's `to_plain` needs",
    label = "`{Self}` has no `to_plain`",
    note = "put `#[graph(to_plain)]` on `{Self}` too"
)]
pub trait ToPlain: Graph {
    /// The plain value of a node, as part of a larger copy.
    fn copy(handle: &Self::Handle, copying: &mut Copying) -> Self;
}

impl<T: ToPlain> ToPlain for Box<T> {
    fn copy(handle: &T::Handle, copying: &mut Copying) -> Self {
        Box::new(T::copy(handle, copying))
    }
}

/// A node type with `#[graph(to_plain)]`.
#[doc(hidden)]
pub trait ToPlainNode: LiveNode {
    /// Makes the plain value, field by field.
    fn copy_fields(&self, copying: &mut Copying) -> Self::Plain;
}

impl Copying {
    /// The plain value of a child of the node that is being copied.
    pub fn child<T: NodeType<Node: ToPlainNode>>(&mut self, child: &Rc<T>) -> T {
        if self.depth.enter(size_of::<T::Node>()) {
            let plain = child.copy_fields(self);
            self.depth.leave(size_of::<T::Node>());
            return plain;
        }
        let piece = self.pieces.remove(&address(child)).and_then(|piece| piece.downcast().ok());
        piece.map_or_else(|| copy_in_pieces(child), |piece| *piece)
    }
}

/// The plain value of a node.
pub fn to_plain<N: ToPlainNode>(node: &N) -> N::Plain {
    node.copy_fields(&mut Copying::default())
}

fn copy_in_pieces<T: NodeType<Node: ToPlainNode>>(start: &Rc<T>) -> T {
    // The depth in its piece of each node from `start` down to here; and the topmost node of each
    // piece, after those above it.
    let mut depths = vec![StackBudget::default()];
    let mut tops = Vec::new();
    for event in Traverse::new(&**start) {
        match event {
            WalkEvent::Enter(node) => {
                let mut depth = depths.last().copied().unwrap_or_default();
                if !depth.enter(size_of_val(&**node.as_std())) {
                    depth = StackBudget::default();
                    tops.push(node);
                }
                depths.push(depth);
            }
            WalkEvent::Leave(_) => {
                depths.pop();
            }
        }
    }

    // `tops` holds its nodes to the end: whatever the `Clone` of data does, no address occurs
    // twice.
    let mut copying = Copying::default();
    for top in tops.iter().rev() {
        if let Some(piece) = top.as_std().copy(&mut copying) {
            copying.pieces.insert(address(top), piece);
        }
    }
    let plain = start.copy_fields(&mut copying);
    // Not at the end of the block, where a panic in the `Drop` of data would lose the result.
    drop((copying, tops));
    plain
}
