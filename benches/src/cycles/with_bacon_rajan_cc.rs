//! `bacon_rajan_cc`: trial deletion, starting at the nodes that have lost a handle.

use std::cell::RefCell;

use bacon_rajan_cc::{Cc, Trace, Tracer, Weak, collect_cycles};

use super::{Cycles, Payload};

struct Node {
    payload: Payload,
    parent: Option<Cc<Node>>,
    children: RefCell<Vec<Cc<Node>>>,
}

impl Trace for Node {
    fn trace(&self, tracer: &mut Tracer) {
        self.parent.trace(tracer);
        self.children.trace(tracer);
    }
}

fn node(number: usize, parent: Option<Cc<Node>>) -> Cc<Node> {
    Cc::new(Node { payload: Payload::of(number), parent, children: RefCell::default() })
}

fn sum(node: &Node) -> u64 {
    node.payload.0[0] + node.children.borrow().iter().map(|child| sum(child)).sum::<u64>()
}

fn first_leaf(node: &Cc<Node>) -> Weak<Node> {
    node.children.borrow().first().map_or_else(|| node.downgrade(), first_leaf)
}

pub(super) struct WithBaconRajanCc(Cc<Node>);

impl Cycles for WithBaconRajanCc {
    fn build(fan_out: usize, nodes: usize) -> WithBaconRajanCc {
        let root = node(0, None);
        let mut all = vec![root.clone()];
        for number in 1..nodes {
            let parent = &all[(number - 1) / fan_out];
            let child = node(number, Some(parent.clone()));
            parent.children.borrow_mut().push(child.clone());
            all.push(child);
        }
        WithBaconRajanCc(root)
    }

    fn sum(&self) -> u64 {
        sum(&self.0)
    }

    fn check_freed(&self) -> Option<Box<dyn FnOnce() -> bool>> {
        let (root, leaf) = (self.0.downgrade(), first_leaf(&self.0));
        Some(Box::new(move || root.upgrade().is_none() && leaf.upgrade().is_none()))
    }

    fn collect(self) {
        drop(self);
        collect_cycles();
    }
}
