//! What one would write without a library: strong handles down, weak ones up.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use crate::{Contender, payload};

pub(crate) struct Node {
    value: [u64; 3],
    children: RefCell<Vec<Rc<Node>>>,
    parent: RefCell<Weak<Node>>,
}

fn node(number: usize) -> Rc<Node> {
    Rc::new(Node {
        value: payload(number),
        children: RefCell::default(),
        parent: RefCell::default(),
    })
}

fn push(parent: &Rc<Node>, child: Rc<Node>) {
    *child.parent.borrow_mut() = Rc::downgrade(parent);
    parent.children.borrow_mut().push(child);
}

fn sum(node: &Node) -> u64 {
    node.value[0] + node.children.borrow().iter().map(|child| sum(child)).sum::<u64>()
}

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

fn leaves(node: &Rc<Node>, into: &mut Vec<Rc<Node>>) {
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

pub(crate) struct ByHand {
    root: Rc<Node>,
    leaves: Vec<Rc<Node>>,
}

impl Contender for ByHand {
    type Tree = ByHand;

    fn build(fan_out: usize, nodes: usize) -> ByHand {
        let root = node(0);
        let mut all = vec![root.clone()];
        for number in 1..nodes {
            let child = node(number);
            push(&all[(number - 1) / fan_out], child.clone());
            all.push(child);
        }
        ByHand { root, leaves: Vec::new() }
    }

    fn prepare(tree: &mut ByHand) {
        leaves(&tree.root.clone(), &mut tree.leaves);
    }

    fn walk(tree: &ByHand) -> u64 {
        sum(&tree.root)
    }

    fn walk_by_handles(tree: &ByHand) -> u64 {
        sum_by_handles(&tree.root)
    }

    fn ascend(tree: &ByHand) -> u64 {
        tree.leaves.iter().map(|leaf| climb(leaf)).sum()
    }

    fn move_leaves(tree: &ByHand) -> u64 {
        let target = tree.root.children.borrow()[0].clone();
        for leaf in &tree.leaves {
            // The check that is written after the first bug report.
            let mut above = Some(target.clone());
            while let Some(node) = above {
                assert!(!Rc::ptr_eq(&node, leaf));
                above = node.parent.borrow().upgrade();
            }
            let parent = leaf.parent.borrow().upgrade().expect("a leaf has a parent");
            let mut siblings = parent.children.borrow_mut();
            let index = siblings.iter().position(|other| Rc::ptr_eq(other, leaf));
            let leaf = siblings.remove(index.expect("a child is among its siblings"));
            drop(siblings);
            push(&target, leaf);
        }
        target.children.borrow().len() as u64
    }
}
