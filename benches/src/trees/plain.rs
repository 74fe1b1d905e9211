//! Trees as plain values, as a parser or a literal makes them.

use super::payload::Payload;
use super::shape::Shape;

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
pub(super) fn plain<P: Plain>(shape: &Shape) -> P {
    let counts = shape.child_counts();
    let mut children: Vec<Vec<P>> = counts.into_iter().map(Vec::with_capacity).collect();
    // Begin with the last node: children come after their parents.
    for number in (1..shape.len()).rev() {
        let mut below = children.pop().expect("there is a list for each node that is left");
        below.reverse();
        children[shape.parent(number)].push(P::new(shape.payload(number), below));
    }
    let mut below = children.pop().expect("the root's is left");
    below.reverse();
    P::new(shape.payload(0), below)
}
