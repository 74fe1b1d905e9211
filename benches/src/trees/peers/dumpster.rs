//! `dumpster`, for one thread: a collector that searches from the nodes that have lost a handle.
//! Children hold their parents by strong handles, so every edge closes a cycle.

use std::cell::RefCell;

use dumpster::Trace;
use dumpster::unsync::{Gc, collect, set_collect_condition};

use crate::trees::contender::Contender;
use crate::trees::payload::Payload;
use crate::trees::plain::PlainNode;

#[derive(Trace)]
pub(crate) struct Node {
    value: Payload,
    children: RefCell<Vec<Gc<Node>>>,
    parent: RefCell<Option<Gc<Node>>>,
}

fn node(value: Payload, parent: Option<Gc<Node>>) -> Gc<Node> {
    Gc::new(Node { value, children: RefCell::default(), parent: RefCell::new(parent) })
}

fn build_from_plain(plain: PlainNode, parent: Option<Gc<Node>>) -> Gc<Node> {
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
fn sum_by_handles(node: &Gc<Node>) -> u64 {
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

pub(crate) struct WithDumpster(Gc<Node>);

impl Contender for WithDumpster {
    type Handle = Gc<Node>;
    type Plain = PlainNode;

    fn new(root: Payload) -> (Self, Gc<Node>) {
        // Collect only when `collect` is called, as with the other collectors.
        set_collect_condition(|_| false);
        let root = node(root, None);
        (WithDumpster(root.clone()), root)
    }

    fn add(&mut self, parent: &Gc<Node>, value: Payload) -> Gc<Node> {
        let child = node(value, Some(parent.clone()));
        parent.children.borrow_mut().push(child.clone());
        child
    }

    fn from_plain(plain: PlainNode) -> Self {
        // Collect only when `collect` is called, as with the other collectors.
        set_collect_condition(|_| false);
        WithDumpster(build_from_plain(plain, None))
    }

    fn walk(&self) -> u64 {
        sum(&self.0)
    }

    fn walk_by_handles(&self) -> u64 {
        sum_by_handles(&self.0)
    }

    fn ascend(&self, node: &Gc<Node>) -> u64 {
        climb(node)
    }

    fn owner(&self, node: &Gc<Node>) -> u64 {
        node.parent.borrow().as_ref().expect("the node has a parent").value[0]
    }

    fn move_to_end(&mut self, node: &Gc<Node>, target: &Gc<Node>) {
        let parent = node.parent.replace(Some(target.clone())).expect("the node has a parent");
        let mut siblings = parent.children.borrow_mut();
        let index = siblings.iter().position(|other| Gc::ptr_eq(other, node));
        let node = siblings.remove(index.expect("a child is among its siblings"));
        drop(siblings);
        target.children.borrow_mut().push(node);
    }

    fn collect() {
        collect();
    }

    fn root(&self) -> Gc<Node> {
        self.0.clone()
    }

    fn number(&self, node: &Gc<Node>) -> u64 {
        node.value[0]
    }

    fn children(&self, node: &Gc<Node>) -> Vec<Gc<Node>> {
        node.children.borrow().clone()
    }
}
