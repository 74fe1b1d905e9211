//! `gcmodule`: a collection visits every node of the thread.

use std::cell::RefCell;

use gcmodule::{Cc, Trace, Tracer, collect_thread_cycles, count_thread_tracked};

use super::{Cycles, Payload};

struct Node {
    payload: Payload,
    parent: Option<Cc<Node>>,
    children: RefCell<Vec<Cc<Node>>>,
}

// Written by hand: the crate requires it for a type that holds itself.
impl Trace for Node {
    fn trace(&self, tracer: &mut Tracer) {
        self.parent.trace(tracer);
        self.children.trace(tracer);
    }

    fn is_type_tracked() -> bool {
        true
    }
}

fn node(number: usize, parent: Option<Cc<Node>>) -> Cc<Node> {
    Cc::new(Node { payload: Payload::of(number), parent, children: RefCell::default() })
}

fn sum(node: &Node) -> u64 {
    node.payload.0[0] + node.children.borrow().iter().map(|child| sum(child)).sum::<u64>()
}

pub(super) struct WithGcmodule(Cc<Node>);

impl Cycles for WithGcmodule {
    fn build(fan_out: usize, nodes: usize) -> WithGcmodule {
        let root = node(0, None);
        let mut all = vec![root.clone()];
        for number in 1..nodes {
            let parent = &all[(number - 1) / fan_out];
            let child = node(number, Some(parent.clone()));
            parent.children.borrow_mut().push(child.clone());
            all.push(child);
        }
        WithGcmodule(root)
    }

    fn sum(&self) -> u64 {
        sum(&self.0)
    }

    fn check_freed(&self) -> Option<Box<dyn FnOnce() -> bool>> {
        Some(Box::new(|| count_thread_tracked() == 0))
    }

    fn collect(self) {
        drop(self);
        collect_thread_cycles();
    }
}
