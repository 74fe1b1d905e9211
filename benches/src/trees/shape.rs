//! Which node is whose child.

/// The forms of the trees that are measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Form {
    /// Eight children for each node, breadth first.
    Fanout8,
    /// Two children for each node, breadth first.
    Fanout2,
}

impl Form {
    pub(crate) const ALL: [Form; 2] = [Form::Fanout8, Form::Fanout2];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Form::Fanout8 => "fanout8",
            Form::Fanout2 => "fanout2",
        }
    }

    /// A tree of so many nodes.
    pub(crate) fn shape(self, nodes: usize) -> Shape {
        match self {
            Form::Fanout8 => Shape::new(nodes, |number| (number - 1) / 8),
            Form::Fanout2 => Shape::new(nodes, |number| (number - 1) / 2),
        }
    }
}

/// A tree of numbered nodes, in the order in which they are made: the root first, every other one after its
/// parent and after the siblings before it.
pub(crate) struct Shape {
    /// The root is its own.
    parents: Vec<usize>,
}

impl Shape {
    fn new(nodes: usize, parent: impl Fn(usize) -> usize) -> Shape {
        let mut parents = vec![0];
        parents.extend((1..nodes).map(parent));
        Shape { parents }
    }

    pub(crate) fn len(&self) -> usize {
        self.parents.len()
    }

    pub(super) fn parent(&self, number: usize) -> usize {
        self.parents[number]
    }

    /// How many children each node has.
    pub(super) fn child_counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.len()];
        self.parents[1..].iter().for_each(|parent| counts[*parent] += 1);
        counts
    }

    /// The nodes without children, and those with some.
    pub(super) fn leaves_and_others(&self) -> (Vec<usize>, Vec<usize>) {
        let counts = self.child_counts();
        (0..self.len()).partition(|number| counts[*number] == 0)
    }
}
