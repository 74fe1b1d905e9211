//! What every contender can do with a tree whose nodes carry a payload.

use super::payload::Payload;
use super::plain::Plain;

pub(crate) trait Contender: Sized {
    /// What a node is held by from outside the tree, or found by.
    type Handle: Clone;

    /// What a tree is made of at once.
    type Plain: Plain;

    /// A tree of one node.
    fn new(root: Payload) -> (Self, Self::Handle);

    /// Puts a new node at the end of a node's children.
    fn add(&mut self, parent: &Self::Handle, value: Payload) -> Self::Handle;

    fn from_plain(plain: Self::Plain) -> Self;

    /// Visits every node by reference, and adds up their numbers.
    fn walk(&self) -> u64;

    /// Visits every node by its own handle, and adds up their numbers.
    fn walk_by_handles(&self) -> u64;

    /// Visits every node by a walk over nodes of any type, where there is one, and adds up their numbers.
    fn descendants(&self) -> u64 {
        self.walk_by_handles()
    }

    /// Climbs from a node to the root, and counts the steps.
    fn ascend(&self, node: &Self::Handle) -> u64;

    /// The number of a node's parent.
    fn owner(&self, node: &Self::Handle) -> u64;

    /// Takes a node from its parent, and puts it at the end of another node's children.
    fn move_to_end(&mut self, node: &Self::Handle, target: &Self::Handle);

    /// Has a collector free what it has not freed yet.
    fn collect() {}

    // For the answers, which are not measured.

    fn root(&self) -> Self::Handle;

    fn number(&self, node: &Self::Handle) -> u64;

    fn children(&self, node: &Self::Handle) -> Vec<Self::Handle>;
}
