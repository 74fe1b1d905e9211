//! `indextree`: an arena. An id can tell whether its node has been removed.

use indextree::{Arena, NodeId};

use crate::trees::contender::Contender;
use crate::trees::payload::Payload;
use crate::trees::plain::PlainNode;

pub(crate) struct WithIndextree {
    arena: Arena<Payload>,
    root: NodeId,
}

impl WithIndextree {
    fn build_from_plain(&mut self, plain: PlainNode, parent: NodeId) {
        let node = parent.append_value(plain.value, &mut self.arena);
        for child in plain.children {
            self.build_from_plain(child, node);
        }
    }
}

impl Contender for WithIndextree {
    type Handle = NodeId;
    type Plain = PlainNode;

    fn new(root: Payload) -> (Self, NodeId) {
        let mut arena = Arena::new();
        let root = arena.new_node(root);
        (WithIndextree { arena, root }, root)
    }

    fn add(&mut self, parent: &NodeId, value: Payload) -> NodeId {
        parent.append_value(value, &mut self.arena)
    }

    fn from_plain(plain: PlainNode) -> Self {
        let (mut tree, root) = WithIndextree::new(plain.value);
        for child in plain.children {
            tree.build_from_plain(child, root);
        }
        tree
    }

    fn walk(&self) -> u64 {
        self.root.descendants(&self.arena).map(|node| self.arena[node].get()[0]).sum()
    }

    fn walk_by_handles(&self) -> u64 {
        self.walk()
    }

    fn ascend(&self, node: &NodeId) -> u64 {
        let mut steps = 0;
        let mut next = self.arena[*node].parent();
        while let Some(parent) = next {
            steps += 1;
            next = self.arena[parent].parent();
        }
        steps
    }

    fn owner(&self, node: &NodeId) -> u64 {
        let parent = self.arena[*node].parent().expect("the node has a parent");
        self.arena[parent].get()[0]
    }

    fn move_to_end(&mut self, node: &NodeId, target: &NodeId) {
        target.append(*node, &mut self.arena);
    }

    fn root(&self) -> NodeId {
        self.root
    }

    fn number(&self, node: &NodeId) -> u64 {
        self.arena[*node].get()[0]
    }

    fn children(&self, node: &NodeId) -> Vec<NodeId> {
        node.children(&self.arena).collect()
    }
}
