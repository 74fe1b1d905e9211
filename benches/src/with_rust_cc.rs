//! The same tree with `rust-cc`, a collector, with a finalizer on every node. Parents are weak, so
//! there is no cycle to collect.

use std::cell::RefCell;

use rust_cc::weak::Weak;
use rust_cc::{Cc, Finalize, Trace};

use crate::{Contender, ENDS, payload};

#[derive(Trace)]
pub(crate) struct Node {
    value: [u64; 3],
    children: RefCell<Vec<Cc<Node>>>,
    parent: RefCell<Weak<Node>>,
}

impl Finalize for Node {
    fn finalize(&self) {
        ENDS.set(ENDS.get() + 1);
    }
}

fn node(number: usize) -> Cc<Node> {
    Cc::new(Node {
        value: payload(number),
        children: RefCell::default(),
        parent: RefCell::new(Weak::new()),
    })
}

fn push(parent: &Cc<Node>, child: Cc<Node>) {
    *child.parent.borrow_mut() = parent.downgrade();
    parent.children.borrow_mut().push(child);
}

fn sum(node: &Node) -> u64 {
    node.value[0] + node.children.borrow().iter().map(|child| sum(child)).sum::<u64>()
}

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

fn leaves(node: &Cc<Node>, into: &mut Vec<Cc<Node>>) {
    if node.children.borrow().is_empty() {
        into.push(node.clone());
    }
    node.children.borrow().iter().for_each(|child| leaves(child, into));
}

fn climb(node: &Node) -> u64 {
    let mut steps = 0;
    let mut next = node.parent.borrow().upgrade();
    while let Some(parent) = next {
        steps += 1;
        next = parent.parent.borrow().upgrade();
    }
    steps
}

pub(crate) struct WithRustCc {
    root: Cc<Node>,
    leaves: Vec<Cc<Node>>,
}

impl Contender for WithRustCc {
    type Tree = WithRustCc;

    fn build(fan_out: usize, nodes: usize) -> WithRustCc {
        let root = node(0);
        let mut all = vec![root.clone()];
        for number in 1..nodes {
            let child = node(number);
            push(&all[(number - 1) / fan_out], child.clone());
            all.push(child);
        }
        WithRustCc { root, leaves: Vec::new() }
    }

    fn prepare(tree: &mut WithRustCc) {
        leaves(&tree.root.clone(), &mut tree.leaves);
    }

    fn walk(tree: &WithRustCc) -> u64 {
        sum(&tree.root)
    }

    fn walk_by_handles(tree: &WithRustCc) -> u64 {
        sum_by_handles(&tree.root)
    }

    fn ascend(tree: &WithRustCc) -> u64 {
        tree.leaves.iter().map(|leaf| climb(leaf)).sum()
    }

    fn move_leaves(tree: &WithRustCc) -> u64 {
        let target = tree.root.children.borrow()[0].clone();
        for leaf in &tree.leaves {
            let parent = leaf.parent.borrow().upgrade().expect("a leaf has a parent");
            let mut siblings = parent.children.borrow_mut();
            let index = siblings.iter().position(|other| Cc::ptr_eq(other, leaf));
            let leaf = siblings.remove(index.expect("a child is among its siblings"));
            drop(siblings);
            push(&target, leaf);
        }
        target.children.borrow().len() as u64
    }
}
