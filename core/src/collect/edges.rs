//! [`Edges`]: which node holds which.

/// The edges of a graph of numbered nodes, grouped by the node that they come from.
pub(super) struct Edges<T> {
    /// Where the edges of each node begin in `targets`; the last number is the end.
    starts: Vec<usize>,
    targets: Vec<T>,
}

impl<T: Copy + Default> Edges<T> {
    /// Groups the edges of a graph of this many nodes. The edges of a node keep their order. O(n).
    pub(super) fn new(nodes: usize, edges: &[(usize, T)]) -> Self {
        let mut starts = vec![0; nodes + 1];
        for (from, _) in edges {
            starts[from + 1] += 1;
        }
        for node in 0..nodes {
            starts[node + 1] += starts[node];
        }
        let mut next = starts.clone();
        let mut targets = vec![T::default(); edges.len()];
        for (from, target) in edges {
            targets[next[*from]] = *target;
            next[*from] += 1;
        }
        Edges { starts, targets }
    }

    pub(super) fn from(&self, node: usize) -> &[T] {
        &self.targets[self.starts[node]..self.starts[node + 1]]
    }
}
