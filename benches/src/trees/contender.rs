//! The operations that every contender implements for its trees.

use super::payload::Payload;
use super::plain::Plain;

pub(crate) trait Contender: Sized {
    /// Holds a node from outside the tree, or finds it there.
    type Handle: Clone;

    /// The plain value that a whole tree is made from.
    type Plain: Plain;

    /// Makes a tree of one node.
    fn new(root: Payload) -> (Self, Self::Handle);

    /// Adds a new node at the end of a node's children.
    fn add(&mut self, parent: &Self::Handle, value: Payload) -> Self::Handle;

    fn from_plain(plain: Self::Plain) -> Self;

    /// Visits every node by reference, and adds up their numbers.
    fn walk(&self) -> u64;

    /// Visits every node by its own handle, and adds up their numbers.
    fn walk_by_handles(&self) -> u64;

    /// Visits every node with kinfolk's walk over nodes of any type, and adds up their numbers.
    /// Other contenders have no such walk.
    fn descendants(&self) -> u64 {
        self.walk_by_handles()
    }

    /// Visits every node with kinfolk's walk over nodes of any type by reference, and adds up their
    /// numbers.
    fn visit(&self) -> u64 {
        self.walk()
    }

    /// Enters and leaves every node, and adds up their numbers each time: see
    /// [`Entry::can`](super::entry::Entry::can).
    fn traverse(&self) -> u64 {
        0
    }

    /// Goes from each first child to its next siblings, and adds up their numbers: see
    /// [`Entry::can`](super::entry::Entry::can).
    fn siblings(&self, _first: &Self::Handle) -> u64 {
        0
    }

    /// Climbs from a node to the root, and counts the steps.
    fn ascend(&self, node: &Self::Handle) -> u64;

    /// The number of a node's parent.
    fn owner(&self, node: &Self::Handle) -> u64;

    /// Moves a node to the end of another node's children.
    fn move_to_end(&mut self, node: &Self::Handle, target: &Self::Handle);

    /// Takes the last child out of a node: see [`Entry::can`](super::entry::Entry::can).
    fn pop(&mut self, _node: &Self::Handle) -> Option<Self::Handle> {
        None
    }

    /// Makes a collector free the unreachable nodes.
    fn collect() {}

    // Not measured: these compute the answers.

    fn root(&self) -> Self::Handle;

    fn number(&self, node: &Self::Handle) -> u64;

    fn children(&self, node: &Self::Handle) -> Vec<Self::Handle>;
}
