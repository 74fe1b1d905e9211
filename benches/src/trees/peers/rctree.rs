//! `rctree`: counted nodes that link to their first child, their last child and their siblings. You
//! can walk such a tree only by handles.

use rctree::Node;

use crate::trees::contender::Contender;
use crate::trees::payload::Payload;
use crate::trees::plain::PlainNode;

fn build_from_plain(plain: PlainNode) -> Node<Payload> {
    let node = Node::new(plain.value);
    for child in plain.children {
        node.append(build_from_plain(child));
    }
    node
}

/// `children` would visit the same nodes, but it also advances from the other end.
fn sum(node: &Node<Payload>) -> u64 {
    let mut sum = node.borrow()[0];
    let mut next = node.first_child();
    while let Some(child) = next {
        sum += self::sum(&child);
        next = child.next_sibling();
    }
    sum
}

pub(crate) struct WithRctree(Node<Payload>);

impl Contender for WithRctree {
    type Handle = Node<Payload>;
    type Plain = PlainNode;

    fn new(root: Payload) -> (Self, Node<Payload>) {
        let root = Node::new(root);
        (WithRctree(root.clone()), root)
    }

    fn add(&mut self, parent: &Node<Payload>, value: Payload) -> Node<Payload> {
        let child = Node::new(value);
        parent.append(child.clone());
        child
    }

    fn from_plain(plain: PlainNode) -> Self {
        WithRctree(build_from_plain(plain))
    }

    fn walk(&self) -> u64 {
        sum(&self.0)
    }

    fn walk_by_handles(&self) -> u64 {
        sum(&self.0)
    }

    fn ascend(&self, node: &Node<Payload>) -> u64 {
        let mut steps = 0;
        let mut next = node.parent();
        while let Some(parent) = next {
            steps += 1;
            next = parent.parent();
        }
        steps
    }

    fn owner(&self, node: &Node<Payload>) -> u64 {
        node.parent().expect("the node has a parent").borrow()[0]
    }

    fn move_to_end(&mut self, node: &Node<Payload>, target: &Node<Payload>) {
        // `append` also detaches the node, but panics if the node is already a child of `target`.
        node.detach();
        target.append(node.clone());
    }

    fn root(&self) -> Node<Payload> {
        self.0.clone()
    }

    fn number(&self, node: &Node<Payload>) -> u64 {
        node.borrow()[0]
    }

    fn children(&self, node: &Node<Payload>) -> Vec<Node<Payload>> {
        node.children().collect()
    }
}
