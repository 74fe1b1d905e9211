//! `gcmodule`, a collector that visits every node of the thread. Children hold their parents by
//! strong handles, so every edge closes a cycle.

use std::cell::RefCell;
use std::ptr;

use gcmodule::{Cc, Trace, Tracer, collect_thread_cycles};

use crate::trees::contender::Contender;
use crate::trees::payload::Payload;
use crate::trees::plain::PlainNode;

pub(crate) struct Node {
    value: Payload,
    children: RefCell<Vec<Cc<Node>>>,
    parent: RefCell<Option<Cc<Node>>>,
}

// Written by hand: the crate requires it for a type that holds itself.
impl Trace for Node {
    fn trace(&self, tracer: &mut Tracer) {
        self.children.trace(tracer);
        self.parent.trace(tracer);
    }

    fn is_type_tracked() -> bool {
        true
    }
}

fn node(value: Payload, parent: Option<Cc<Node>>) -> Cc<Node> {
    Cc::new(Node { value, children: RefCell::default(), parent: RefCell::new(parent) })
}

fn build_from_plain(plain: PlainNode, parent: Option<Cc<Node>>) -> Cc<Node> {
    let node = node(plain.value, parent);
    // Not with `collect`: it would reuse the buffer of the plain values, which is too large.
    let mut children = Vec::with_capacity(plain.children.len());
    children.extend(
        plain.children.into_iter().map(|child| build_from_plain(child, Some(node.clone()))),
    );
    node.children.replace(children);
    node
}

fn sum(node: &Node) -> u64 {
    node.value[0] + node.children.borrow().iter().map(|child| sum(child)).sum::<u64>()
}

/// Does not borrow a parent while it visits a child.
fn sum_by_handles(node: &Cc<Node>) -> u64 {
    let mut sum = node.value[0];
    for index in 0.. {
        let Some(child) = node.children.borrow().get(index).cloned() else {
            break;
        };
        sum += sum_by_handles(&child);
    }
    sum
}

/// Follows the strong handles to the parents by reference, without cloning them.
fn climb(node: &Node) -> u64 {
    node.parent.borrow().as_ref().map_or(0, |parent| 1 + climb(parent))
}

pub(crate) struct WithGcmodule(Cc<Node>);

impl Contender for WithGcmodule {
    type Handle = Cc<Node>;
    type Plain = PlainNode;

    fn new(root: Payload) -> (Self, Cc<Node>) {
        let root = node(root, None);
        (WithGcmodule(root.clone()), root)
    }

    fn add(&mut self, parent: &Cc<Node>, value: Payload) -> Cc<Node> {
        let child = node(value, Some(parent.clone()));
        parent.children.borrow_mut().push(child.clone());
        child
    }

    fn from_plain(plain: PlainNode) -> Self {
        WithGcmodule(build_from_plain(plain, None))
    }

    fn walk(&self) -> u64 {
        sum(&self.0)
    }

    fn walk_by_handles(&self) -> u64 {
        sum_by_handles(&self.0)
    }

    fn ascend(&self, node: &Cc<Node>) -> u64 {
        climb(node)
    }

    fn owner(&self, node: &Cc<Node>) -> u64 {
        node.parent.borrow().as_ref().expect("the node has a parent").value[0]
    }

    fn move_to_end(&mut self, node: &Cc<Node>, target: &Cc<Node>) {
        let parent = node.parent.replace(Some(target.clone())).expect("the node has a parent");
        let mut siblings = parent.children.borrow_mut();
        let index =
            siblings.iter().position(|other| ptr::eq(&raw const **other, &raw const **node));
        let node = siblings.remove(index.expect("a child is among its siblings"));
        drop(siblings);
        target.children.borrow_mut().push(node);
    }

    fn collect() {
        collect_thread_cycles();
    }

    fn root(&self) -> Cc<Node> {
        self.0.clone()
    }

    fn number(&self, node: &Cc<Node>) -> u64 {
        node.value[0]
    }

    fn children(&self, node: &Cc<Node>) -> Vec<Cc<Node>> {
        node.children.borrow().clone()
    }
}
