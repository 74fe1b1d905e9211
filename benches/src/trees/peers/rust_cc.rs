//! `rust-cc`, a collector. Children hold their parents by weak handles, so there is no cycle to
//! collect.

use std::cell::RefCell;

use rust_cc::weak::Weak;
use rust_cc::{Cc, Finalize, Trace, collect_cycles};

use crate::trees::contender::Contender;
use crate::trees::payload::Payload;
use crate::trees::plain::PlainNode;

#[derive(Trace)]
pub(crate) struct Node {
    value: Payload,
    children: RefCell<Vec<Cc<Node>>>,
    parent: RefCell<Weak<Node>>,
}

/// Runs only if the crate is built with the feature `finalizers`.
impl Finalize for Node {
    fn finalize(&self) {
        crate::trees::hooks::count();
    }
}

fn node(value: Payload, parent: Weak<Node>) -> Cc<Node> {
    Cc::new(Node { value, children: RefCell::default(), parent: RefCell::new(parent) })
}

fn build_from_plain(plain: PlainNode, parent: Weak<Node>) -> Cc<Node> {
    Cc::new_cyclic(|this| {
        // Not with `collect`: it would reuse the buffer of the plain values, which is too large.
        let mut children = Vec::with_capacity(plain.children.len());
        children
            .extend(plain.children.into_iter().map(|child| build_from_plain(child, this.clone())));
        Node { value: plain.value, children: RefCell::new(children), parent: RefCell::new(parent) }
    })
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

pub(crate) struct WithRustCc(Cc<Node>);

impl Contender for WithRustCc {
    type Handle = Cc<Node>;
    type Plain = PlainNode;

    fn new(root: Payload) -> (Self, Cc<Node>) {
        let root = node(root, Weak::new());
        (WithRustCc(root.clone()), root)
    }

    fn add(&mut self, parent: &Cc<Node>, value: Payload) -> Cc<Node> {
        let child = node(value, parent.downgrade());
        parent.children.borrow_mut().push(child.clone());
        child
    }

    fn from_plain(plain: PlainNode) -> Self {
        WithRustCc(build_from_plain(plain, Weak::new()))
    }

    fn walk(&self) -> u64 {
        sum(&self.0)
    }

    fn walk_by_handles(&self) -> u64 {
        sum_by_handles(&self.0)
    }

    fn ascend(&self, node: &Cc<Node>) -> u64 {
        let mut steps = 0;
        let mut next = node.parent.borrow().upgrade();
        while let Some(parent) = next {
            steps += 1;
            next = parent.parent.borrow().upgrade();
        }
        steps
    }

    fn owner(&self, node: &Cc<Node>) -> u64 {
        node.parent.borrow().upgrade().expect("the node has a parent").value[0]
    }

    fn move_to_end(&mut self, node: &Cc<Node>, target: &Cc<Node>) {
        let parent = node.parent.replace(target.downgrade());
        let parent = parent.upgrade().expect("the node has a parent");
        let mut siblings = parent.children.borrow_mut();
        let index = siblings.iter().position(|other| Cc::ptr_eq(other, node));
        let node = siblings.remove(index.expect("a child is among its siblings"));
        drop(siblings);
        target.children.borrow_mut().push(node);
    }

    fn collect() {
        collect_cycles();
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
