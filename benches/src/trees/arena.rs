//! A vector of nodes that refer to each other by index, with no checks and no counts: as fast as
//! the machine allows.

use super::contender::Contender;
use super::payload::Payload;
use super::plain::PlainNode;

struct Node {
    value: Payload,
    parent: u32,
    first_child: u32,
    last_child: u32,
    previous: u32,
    next: u32,
}

const NONE: u32 = u32::MAX;

pub(crate) struct Arena {
    nodes: Vec<Node>,
}

const ROOT: u32 = 0;

impl Arena {
    fn at(&self, node: u32) -> &Node {
        &self.nodes[node as usize]
    }

    fn at_mut(&mut self, node: u32) -> &mut Node {
        &mut self.nodes[node as usize]
    }

    fn append(&mut self, parent: u32, node: u32) {
        let previous = self.at(parent).last_child;
        let moved = self.at_mut(node);
        (moved.parent, moved.previous, moved.next) = (parent, previous, NONE);
        match previous {
            NONE => self.at_mut(parent).first_child = node,
            previous => self.at_mut(previous).next = node,
        }
        self.at_mut(parent).last_child = node;
    }

    fn detach(&mut self, node: u32) {
        let &Node { parent, previous, next, .. } = self.at(node);
        match previous {
            NONE => self.at_mut(parent).first_child = next,
            previous => self.at_mut(previous).next = next,
        }
        match next {
            NONE => self.at_mut(parent).last_child = previous,
            next => self.at_mut(next).previous = previous,
        }
    }

    fn new_node(&mut self, parent: u32, value: Payload) -> u32 {
        let number = u32::try_from(self.nodes.len()).expect("the number of nodes fits in `u32`");
        self.nodes.push(Node {
            value,
            parent,
            first_child: NONE,
            last_child: NONE,
            previous: NONE,
            next: NONE,
        });
        number
    }

    fn build_from_plain(&mut self, parent: u32, plain: PlainNode) {
        let node = self.add(&parent, plain.value);
        for child in plain.children {
            self.build_from_plain(node, child);
        }
    }

    /// The next node in pre-order.
    fn node_after(&self, node: u32) -> u32 {
        let mut current = self.at(node);
        if current.first_child != NONE {
            return current.first_child;
        }
        while current.next == NONE && current.parent != NONE {
            current = self.at(current.parent);
        }
        current.next
    }
}

impl Contender for Arena {
    type Handle = u32;
    type Plain = PlainNode;

    fn new(root: Payload) -> (Self, u32) {
        let mut arena = Arena { nodes: Vec::new() };
        let root = arena.new_node(NONE, root);
        (arena, root)
    }

    fn add(&mut self, parent: &u32, value: Payload) -> u32 {
        let node = self.new_node(*parent, value);
        self.append(*parent, node);
        node
    }

    fn from_plain(plain: PlainNode) -> Self {
        let (mut arena, root) = Arena::new(plain.value);
        for child in plain.children {
            arena.build_from_plain(root, child);
        }
        arena
    }

    fn walk(&self) -> u64 {
        let (mut sum, mut node) = (0, ROOT);
        while node != NONE {
            sum += self.number(&node);
            node = self.node_after(node);
        }
        sum
    }

    fn walk_by_handles(&self) -> u64 {
        self.walk()
    }

    fn ascend(&self, node: &u32) -> u64 {
        let mut steps = 0;
        let mut next = self.at(*node).parent;
        while next != NONE {
            steps += 1;
            next = self.at(next).parent;
        }
        steps
    }

    fn owner(&self, node: &u32) -> u64 {
        self.at(self.at(*node).parent).value[0]
    }

    fn move_to_end(&mut self, node: &u32, target: &u32) {
        self.detach(*node);
        self.append(*target, *node);
    }

    fn root(&self) -> u32 {
        ROOT
    }

    fn number(&self, node: &u32) -> u64 {
        self.at(*node).value[0]
    }

    fn children(&self, node: &u32) -> Vec<u32> {
        let existing = |node: u32| (node != NONE).then_some(node);
        let first = existing(self.at(*node).first_child);
        std::iter::successors(first, |child| existing(self.at(*child).next)).collect()
    }
}
