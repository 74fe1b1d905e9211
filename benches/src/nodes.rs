//! Nodes without links: one type for kinfolk, one for std's `Rc`.

use std::rc::Rc;

use kinfolk::Graph;

/// The payload of node `number`.
pub(crate) fn payload(number: usize) -> [u64; 3] {
    [number as u64, 1, 2]
}

#[derive(Graph)]
pub(crate) struct Item {
    payload: [u64; 3],
}

pub(crate) fn item(number: usize) -> kinfolk::Rc<Item> {
    Item { payload: payload(number) }.into_graph()
}

impl ItemNode {
    pub(crate) fn number(&self) -> u64 {
        self.payload[0]
    }
}

pub(crate) struct Node {
    payload: [u64; 3],
}

pub(crate) fn node(number: usize) -> Rc<Node> {
    Rc::new(Node { payload: payload(number) })
}

impl Node {
    pub(crate) fn number(&self) -> u64 {
        self.payload[0]
    }
}
