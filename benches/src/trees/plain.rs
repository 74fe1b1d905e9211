//! Trees as plain values, as a parser or a literal makes them.

use super::payload::Payload;
use super::shape::Layout;

/// A plain value that holds its children.
pub(crate) trait Plain: Sized {
    fn new(value: Payload, children: Vec<Self>) -> Self;
}

/// The plain type of the contenders that have none of their own.
pub(crate) struct PlainNode {
    pub(super) value: Payload,
    pub(super) children: Vec<PlainNode>,
}

impl Plain for PlainNode {
    fn new(value: Payload, children: Vec<Self>) -> Self {
        PlainNode { value, children }
    }
}

/// Makes a plain tree of this shape.
pub(super) fn plain<P: Plain>(layout: &Layout) -> P {
    let counts = layout.child_counts();
    let mut children: Vec<Vec<P>> = counts.into_iter().map(Vec::with_capacity).collect();
    // Begin with the last node: children come after their parents.
    for number in (1..layout.len()).rev() {
        let mut below = children.pop().expect("each remaining node has a list");
        below.reverse();
        children[layout.parent(number)].push(P::new(layout.payload(number), below));
    }
    let mut below = children.pop().expect("the list of the root remains");
    below.reverse();
    P::new(layout.payload(0), below)
}
