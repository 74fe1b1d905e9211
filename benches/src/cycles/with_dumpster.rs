//! `dumpster`, for one thread: a search that starts at the nodes that have lost a handle.

use std::cell::RefCell;

use dumpster::Trace;
use dumpster::unsync::{Gc, collect, set_collect_condition};

use super::{Cycles, Payload};

#[derive(Trace)]
struct Node {
    payload: Payload,
    parent: Option<Gc<Node>>,
    children: RefCell<Vec<Gc<Node>>>,
}

fn node(number: usize, parent: Option<Gc<Node>>) -> Gc<Node> {
    Gc::new(Node { payload: Payload::of(number), parent, children: RefCell::default() })
}

fn sum(node: &Node) -> u64 {
    node.payload.0[0] + node.children.borrow().iter().map(|child| sum(child)).sum::<u64>()
}

pub(super) struct WithDumpster(Gc<Node>);

impl Cycles for WithDumpster {
    fn build(fan_out: usize, nodes: usize) -> WithDumpster {
        set_collect_condition(|_| false);
        let root = node(0, None);
        let mut all = vec![root.clone()];
        for number in 1..nodes {
            let parent = &all[(number - 1) / fan_out];
            let child = node(number, Some(parent.clone()));
            parent.children.borrow_mut().push(child.clone());
            all.push(child);
        }
        WithDumpster(root)
    }

    fn sum(&self) -> u64 {
        sum(&self.0)
    }

    /// `dumpster` cannot tell: it has no weak handles, and its count of handles leaves out those
    /// that a collection drops.
    fn check_freed(&self) -> Option<Box<dyn FnOnce() -> bool>> {
        None
    }

    fn collect(self) {
        drop(self);
        collect();
    }
}
