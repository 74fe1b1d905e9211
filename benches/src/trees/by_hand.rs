//! A tree written without a library: strong handles to children, weak handles to parents.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use super::contender::Contender;
use super::payload::Payload;
use super::plain::PlainNode;

pub(crate) struct Node {
    value: Payload,
    children: RefCell<Vec<Rc<Node>>>,
    parent: RefCell<Weak<Node>>,
}

fn node(value: Payload, parent: Weak<Node>) -> Rc<Node> {
    Rc::new(Node { value, children: RefCell::default(), parent: RefCell::new(parent) })
}

fn build_from_plain(plain: PlainNode, parent: Weak<Node>) -> Rc<Node> {
    Rc::new_cyclic(|this| {
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
fn sum_by_handles(node: &Rc<Node>) -> u64 {
    let mut sum = node.value[0];
    for index in 0.. {
        let Some(child) = node.children.borrow().get(index).cloned() else {
            break;
        };
        sum += sum_by_handles(&child);
    }
    sum
}

/// As [`sum_by_handles`], and adds up the number of each node when it leaves it, too.
fn enter_and_leave(node: &Rc<Node>) -> u64 {
    let mut sum = node.value[0];
    for index in 0.. {
        let Some(child) = node.children.borrow().get(index).cloned() else {
            break;
        };
        sum += enter_and_leave(&child);
    }
    sum + node.value[0]
}

fn next_sibling(node: &Rc<Node>) -> Option<Rc<Node>> {
    let parent = node.parent.borrow().upgrade()?;
    let siblings = parent.children.borrow();
    let index = siblings.iter().position(|other| Rc::ptr_eq(other, node))?;
    siblings.get(index + 1).cloned()
}

pub(crate) struct ByHand(Rc<Node>);

impl Contender for ByHand {
    type Handle = Rc<Node>;
    type Plain = PlainNode;

    fn new(root: Payload) -> (Self, Rc<Node>) {
        let root = node(root, Weak::new());
        (ByHand(root.clone()), root)
    }

    fn add(&mut self, parent: &Rc<Node>, value: Payload) -> Rc<Node> {
        let child = node(value, Rc::downgrade(parent));
        parent.children.borrow_mut().push(child.clone());
        child
    }

    fn from_plain(plain: PlainNode) -> Self {
        ByHand(build_from_plain(plain, Weak::new()))
    }

    fn walk(&self) -> u64 {
        sum(&self.0)
    }

    fn walk_by_handles(&self) -> u64 {
        sum_by_handles(&self.0)
    }

    fn traverse(&self) -> u64 {
        enter_and_leave(&self.0)
    }

    fn siblings(&self, first: &Rc<Node>) -> u64 {
        let mut sum = first.value[0];
        let mut next = next_sibling(first);
        while let Some(node) = next {
            sum += node.value[0];
            next = next_sibling(&node);
        }
        sum
    }

    fn ascend(&self, node: &Rc<Node>) -> u64 {
        let mut steps = 0;
        let mut next = node.parent.borrow().upgrade();
        while let Some(parent) = next {
            steps += 1;
            next = parent.parent.borrow().upgrade();
        }
        steps
    }

    fn owner(&self, node: &Rc<Node>) -> u64 {
        node.parent.borrow().upgrade().expect("the node has a parent").value[0]
    }

    fn move_to_end(&mut self, node: &Rc<Node>, target: &Rc<Node>) {
        let parent = node.parent.replace(Rc::downgrade(target));
        let parent = parent.upgrade().expect("the node has a parent");
        let mut siblings = parent.children.borrow_mut();
        let index = siblings.iter().position(|other| Rc::ptr_eq(other, node));
        let node = siblings.remove(index.expect("a child is among its siblings"));
        drop(siblings);
        target.children.borrow_mut().push(node);
    }

    fn pop(&mut self, node: &Rc<Node>) -> Option<Rc<Node>> {
        let child = node.children.borrow_mut().pop()?;
        child.parent.replace(Weak::new());
        Some(child)
    }

    fn root(&self) -> Rc<Node> {
        self.0.clone()
    }

    fn number(&self, node: &Rc<Node>) -> u64 {
        node.value[0]
    }

    fn children(&self, node: &Rc<Node>) -> Vec<Rc<Node>> {
        node.children.borrow().clone()
    }
}
