//! `ego-tree`: a vector of nodes. A reference to a node also borrows the tree.

use ego_tree::{NodeId, NodeMut, NodeRef, Tree};

use crate::trees::contender::Contender;
use crate::trees::payload::Payload;
use crate::trees::plain::PlainNode;

fn build_from_plain(plain: PlainNode, mut parent: NodeMut<'_, Payload>) {
    let mut node = parent.append(plain.value);
    for child in plain.children {
        // The tree lends one mutable node at a time, so get it again by its id.
        let id = node.id();
        build_from_plain(child, node.tree().get_mut(id).expect("the node was just made"));
    }
}

pub(crate) struct WithEgoTree(Tree<Payload>);

impl WithEgoTree {
    fn at(&self, node: NodeId) -> NodeRef<'_, Payload> {
        self.0.get(node).expect("nodes are never removed")
    }

    fn at_mut(&mut self, node: NodeId) -> NodeMut<'_, Payload> {
        self.0.get_mut(node).expect("nodes are never removed")
    }
}

impl Contender for WithEgoTree {
    type Handle = NodeId;
    type Plain = PlainNode;

    fn new(root: Payload) -> (Self, NodeId) {
        let tree = Tree::new(root);
        let root = tree.root().id();
        (WithEgoTree(tree), root)
    }

    fn add(&mut self, parent: &NodeId, value: Payload) -> NodeId {
        self.at_mut(*parent).append(value).id()
    }

    fn from_plain(plain: PlainNode) -> Self {
        let mut tree = Tree::new(plain.value);
        for child in plain.children {
            build_from_plain(child, tree.root_mut());
        }
        WithEgoTree(tree)
    }

    fn walk(&self) -> u64 {
        self.0.root().descendants().map(|node| node.value()[0]).sum()
    }

    fn walk_by_handles(&self) -> u64 {
        self.walk()
    }

    fn ascend(&self, node: &NodeId) -> u64 {
        let mut steps = 0;
        let mut next = self.at(*node).parent();
        while let Some(parent) = next {
            steps += 1;
            next = parent.parent();
        }
        steps
    }

    fn owner(&self, node: &NodeId) -> u64 {
        self.at(*node).parent().expect("the node has a parent").value()[0]
    }

    fn move_to_end(&mut self, node: &NodeId, target: &NodeId) {
        self.at_mut(*target).append_id(*node);
    }

    fn root(&self) -> NodeId {
        self.0.root().id()
    }

    fn number(&self, node: &NodeId) -> u64 {
        self.at(*node).value()[0]
    }

    fn children(&self, node: &NodeId) -> Vec<NodeId> {
        self.at(*node).children().map(|child| child.id()).collect()
    }
}
