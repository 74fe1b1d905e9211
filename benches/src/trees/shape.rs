//! The shapes of trees: the parent and the kind of each node.

use super::page;
use super::payload::{Kind, Payload, payload};

/// The shapes of the trees to measure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shape {
    /// Eight children for each node, made breadth first.
    Fanout8,
    /// Two children for each node, made breadth first.
    Fanout2,
    /// One child for each node.
    Chain,
    /// All other nodes are children of the root.
    Star,
    /// A real HTML page, repeated under a common root and made in the order of its text.
    Html,
}

impl Shape {
    pub(crate) const ALL: [Shape; 5] =
        [Shape::Fanout8, Shape::Fanout2, Shape::Chain, Shape::Star, Shape::Html];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Shape::Fanout8 => "fanout8",
            Shape::Fanout2 => "fanout2",
            Shape::Chain => "chain",
            Shape::Star => "star",
            Shape::Html => "html",
        }
    }

    pub(crate) fn named(name: &str) -> Result<Shape, String> {
        Shape::ALL
            .into_iter()
            .find(|shape| shape.name() == name)
            .ok_or_else(|| format!("no shape `{name}`"))
    }

    /// A sentence for the tables.
    #[cfg(feature = "peers")]
    pub(crate) fn description(self) -> &'static str {
        match self {
            Shape::Fanout8 => "Eight children for each node, made breadth first.",
            Shape::Fanout2 => "Two children for each node, made breadth first.",
            Shape::Chain => "One child for each node.",
            Shape::Star => "All nodes are children of the root.",
            Shape::Html => {
                "A chapter of The Rust Reference again and again, made in the order of its text: elements, \
                 texts and comments, which in kinfolk are a union of three types."
            }
        }
    }

    /// With more nodes, not every contender could walk the tree.
    pub(crate) fn max_nodes(self) -> usize {
        if self == Shape::Chain { MAX_RECURSION_DEPTH } else { usize::MAX }
    }

    /// The layout of a tree of this shape with this many nodes.
    pub(crate) fn layout(self, nodes: usize) -> Layout {
        match self {
            Shape::Fanout8 => Layout::of_elements(nodes, |number| (number - 1) / 8),
            Shape::Fanout2 => Layout::of_elements(nodes, |number| (number - 1) / 2),
            Shape::Chain => Layout::of_elements(nodes, |number| number - 1),
            Shape::Star => Layout::of_elements(nodes, |_| 0),
            Shape::Html => page::repeated(nodes),
        }
    }
}

/// The depth that every contender can walk on a stack of 8 MiB. Most walk by recursion.
pub(super) const MAX_RECURSION_DEPTH: usize = 10_000;

/// A tree of nodes, numbered in the order in which they are made: the root first, then every node
/// after its parent and its earlier siblings.
pub(crate) struct Layout {
    /// The parent of each node. The root's is the root itself.
    parents: Vec<usize>,
    kinds: Vec<Kind>,
}

impl Layout {
    /// A tree of the root only, with room for all nodes: memory freed while the vectors grow would
    /// blur the figures of memory in use.
    pub(super) fn of_root(nodes: usize) -> Layout {
        let mut layout =
            Layout { parents: Vec::with_capacity(nodes), kinds: Vec::with_capacity(nodes) };
        layout.add(0, Kind::Element);
        layout
    }

    fn of_elements(nodes: usize, parent: impl Fn(usize) -> usize) -> Layout {
        let mut layout = Layout::of_root(nodes);
        for number in 1..nodes {
            layout.add(parent(number), Kind::Element);
        }
        layout
    }

    /// Adds a node as the last child of `parent`, and returns its number.
    pub(super) fn add(&mut self, parent: usize, kind: Kind) -> usize {
        self.parents.push(parent);
        self.kinds.push(kind);
        self.parents.len() - 1
    }

    pub(crate) fn len(&self) -> usize {
        self.parents.len()
    }

    pub(super) fn has_one_kind(&self) -> bool {
        self.kinds.iter().all(|kind| *kind == Kind::Element)
    }

    pub(super) fn parent(&self, number: usize) -> usize {
        self.parents[number]
    }

    pub(super) fn payload(&self, number: usize) -> Payload {
        payload(number, self.kinds[number])
    }

    /// How many children each node has.
    pub(super) fn child_counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.len()];
        for parent in &self.parents[1..] {
            counts[*parent] += 1;
        }
        counts
    }

    /// The number of nodes on the longest path from the root.
    pub(super) fn depth(&self) -> usize {
        let mut depths = vec![1; self.len()];
        for number in 1..self.len() {
            depths[number] = depths[self.parents[number]] + 1;
        }
        depths.into_iter().max().unwrap_or_default()
    }

    /// The nodes without children, and the nodes with children.
    pub(super) fn leaves_and_others(&self) -> (Vec<usize>, Vec<usize>) {
        let counts = self.child_counts();
        (0..self.len()).partition(|number| counts[*number] == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_as_deep_as_they_say() {
        let depths = Shape::ALL.map(|shape| shape.layout(73).depth());
        assert_eq!(depths[..4], [3, 7, 73, 2]);
    }

    #[test]
    fn leaves_are_those_without_children() {
        let (leaves, others) = Shape::Fanout2.layout(6).leaves_and_others();
        assert_eq!((leaves, others), (vec![3, 4, 5], vec![0, 1, 2]));
        assert_eq!(Shape::Fanout2.layout(6).child_counts(), [2, 2, 1, 0, 0, 0]);
    }
}
