//! Giving the plain value back: `#[graph(to_plain)]`.

use std::any::Any;
use std::cmp::Reverse;
use std::collections::HashMap;

use crate::graph::{Graph, NodeType};
use crate::handle::address;
use crate::rc::Rc;
use crate::walk::{Edge, Traverse};

/// A type whose nodes give their plain values back.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `to_plain`, which its owner needs to have one",
    label = "`{Self}` has no `to_plain`",
    note = "put `#[graph(to_plain)]` on `{Self}` too"
)]
pub trait ToPlain: Graph {
    /// The plain value, as part of a copy that is under way.
    fn copy(handle: &Self::Handle, copying: &mut Copying) -> Self;
}

impl<T: ToPlain> ToPlain for Box<T> {
    fn copy(handle: &T::Handle, copying: &mut Copying) -> Self {
        Box::new(T::copy(handle, copying))
    }
}

/// A struct whose nodes give their plain values back.
pub trait ToPlainNode: NodeType + ToPlain {
    /// The plain value's fields.
    fn copy_node(node: &Self::Node, copying: &mut Copying) -> Self;
}

/// How many levels are copied by recursion. What hangs deeper is copied in pieces of so many
/// levels, the deepest first.
const LEVELS: usize = 48;

/// A copy under way.
#[derive(Default)]
pub struct Copying {
    level: usize,
    /// The finished pieces that no plain value has taken up yet, by the address of their topmost
    /// node.
    pieces: HashMap<*const (), Box<dyn Any>>,
}

impl Copying {
    /// Copies a child of the node that is being copied.
    pub fn child<T: ToPlainNode>(&mut self, child: &Rc<T>) -> T {
        if self.level + 1 < LEVELS {
            self.level += 1;
            let plain = T::copy_node(child, self);
            self.level -= 1;
            return plain;
        }
        let piece = self.pieces.remove(&address(child)).and_then(|piece| piece.downcast().ok());
        piece.map_or_else(|| copy_in_pieces(child), |piece| *piece)
    }
}

/// The plain value of a node.
pub fn to_plain<T: ToPlainNode>(node: &T::Node) -> T {
    T::copy_node(node, &mut Copying::default())
}

fn copy_in_pieces<T: ToPlainNode>(start: &Rc<T>) -> T {
    let mut tops = Vec::new();
    let mut depth = 0;
    for edge in Traverse::new(&**start) {
        match edge {
            Edge::Enter(node) => {
                depth += 1;
                if depth % LEVELS == 0 {
                    tops.push((depth, node));
                }
            }
            Edge::Leave(_) => depth -= 1,
        }
    }
    tops.sort_by_key(|(depth, _)| Reverse(*depth));

    // `tops` holds its nodes to the end: whatever the data's `Clone` does, no address comes twice.
    let mut copying = Copying::default();
    for (_, top) in &tops {
        if let Some(piece) = top.as_std().copy(&mut copying) {
            copying.pieces.insert(address(top), piece);
        }
    }
    T::copy_node(start, &mut copying)
}
