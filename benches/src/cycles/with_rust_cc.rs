//! `rust-cc`: counts handles, starting at the nodes that have lost one.

use std::cell::RefCell;

use rust_cc::state::allocated_bytes;
use rust_cc::{Cc, Finalize, Trace, collect_cycles};

use super::{Cycles, Payload};

#[derive(Trace, Finalize)]
struct Node {
    #[rust_cc(ignore)]
    payload: Payload,
    parent: Option<Cc<Node>>,
    children: RefCell<Vec<Cc<Node>>>,
}

fn node(number: usize, parent: Option<Cc<Node>>) -> Cc<Node> {
    Cc::new(Node { payload: Payload::of(number), parent, children: RefCell::default() })
}

fn sum(node: &Node) -> u64 {
    node.payload.0[0] + node.children.borrow().iter().map(|child| sum(child)).sum::<u64>()
}

pub(super) struct WithRustCc(Cc<Node>);

impl Cycles for WithRustCc {
    fn build(fan_out: usize, nodes: usize) -> WithRustCc {
        let root = node(0, None);
        let mut all = vec![root.clone()];
        for number in 1..nodes {
            let parent = &all[(number - 1) / fan_out];
            let child = node(number, Some(parent.clone()));
            parent.children.borrow_mut().push(child.clone());
            all.push(child);
        }
        WithRustCc(root)
    }

    fn sum(&self) -> u64 {
        sum(&self.0)
    }

    fn check_freed(&self) -> Option<Box<dyn FnOnce() -> bool>> {
        Some(Box::new(|| allocated_bytes().is_ok_and(|bytes| bytes == 0)))
    }

    fn collect(self) {
        drop(self);
        collect_cycles();
    }
}
