//! `slotmap`: nodes under keys. A node has a vector of its children's keys and the key of its
//! parent. A key finds nothing after its node is removed.

use slotmap::{DefaultKey, SlotMap};

use crate::trees::contender::Contender;
use crate::trees::payload::Payload;
use crate::trees::plain::PlainNode;

struct Node {
    value: Payload,
    parent: Option<DefaultKey>,
    children: Vec<DefaultKey>,
}

pub(crate) struct WithSlotmap {
    nodes: SlotMap<DefaultKey, Node>,
    root: DefaultKey,
}

impl WithSlotmap {
    fn build_from_plain(&mut self, plain: PlainNode, parent: DefaultKey) -> DefaultKey {
        let node = Node { value: plain.value, parent: Some(parent), children: Vec::new() };
        let node = self.nodes.insert(node);
        self.add_children(plain.children, node);
        node
    }

    fn add_children(&mut self, plain: Vec<PlainNode>, node: DefaultKey) {
        // Not with `collect`: it would reuse the buffer of the plain values, which is too large.
        let mut children = Vec::with_capacity(plain.len());
        children.extend(plain.into_iter().map(|child| self.build_from_plain(child, node)));
        self.nodes[node].children = children;
    }

    fn sum(&self, node: DefaultKey) -> u64 {
        let node = &self.nodes[node];
        node.value[0] + node.children.iter().map(|child| self.sum(*child)).sum::<u64>()
    }
}

impl Contender for WithSlotmap {
    type Handle = DefaultKey;
    type Plain = PlainNode;

    fn new(value: Payload) -> (Self, DefaultKey) {
        let mut nodes = SlotMap::new();
        let root = nodes.insert(Node { value, parent: None, children: Vec::new() });
        (WithSlotmap { nodes, root }, root)
    }

    fn add(&mut self, parent: &DefaultKey, value: Payload) -> DefaultKey {
        let node = Node { value, parent: Some(*parent), children: Vec::new() };
        let node = self.nodes.insert(node);
        self.nodes[*parent].children.push(node);
        node
    }

    fn from_plain(plain: PlainNode) -> Self {
        let (mut tree, root) = WithSlotmap::new(plain.value);
        tree.add_children(plain.children, root);
        tree
    }

    fn walk(&self) -> u64 {
        self.sum(self.root)
    }

    fn walk_by_handles(&self) -> u64 {
        self.walk()
    }

    fn ascend(&self, node: &DefaultKey) -> u64 {
        let mut steps = 0;
        let mut next = self.nodes[*node].parent;
        while let Some(parent) = next {
            steps += 1;
            next = self.nodes[parent].parent;
        }
        steps
    }

    fn owner(&self, node: &DefaultKey) -> u64 {
        let parent = self.nodes[*node].parent.expect("the node has a parent");
        self.nodes[parent].value[0]
    }

    fn move_to_end(&mut self, node: &DefaultKey, target: &DefaultKey) {
        let parent = self.nodes[*node].parent.replace(*target).expect("the node has a parent");
        let siblings = &mut self.nodes[parent].children;
        let index = siblings.iter().position(|other| other == node);
        siblings.remove(index.expect("a child is among its siblings"));
        self.nodes[*target].children.push(*node);
    }

    fn root(&self) -> DefaultKey {
        self.root
    }

    fn number(&self, node: &DefaultKey) -> u64 {
        self.nodes[*node].value[0]
    }

    fn children(&self, node: &DefaultKey) -> Vec<DefaultKey> {
        self.nodes[*node].children.clone()
    }
}
