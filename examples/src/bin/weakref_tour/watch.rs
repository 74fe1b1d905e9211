//! Watches nodes through weak handles, which do not keep them alive.

use kinfolk::{AnyRc, AnyWeak};

use crate::finalizers;
use crate::output::outln;

/// Weak handles to nodes. Each of these nodes has a finalizer.
pub struct Watch {
    nodes: Vec<AnyWeak>,
    finalizers_before: usize,
}

impl Watch {
    pub fn new(nodes: &[AnyRc]) -> Self {
        let nodes = nodes.iter().map(AnyRc::downgrade).collect();
        Watch { nodes, finalizers_before: finalizers::count() }
    }

    /// Joins two watches.
    pub fn and(mut self, later: Watch) -> Self {
        self.nodes.extend(later.nodes);
        self
    }

    /// Prints how many finalizers have run and how many nodes are still in memory.
    pub fn print(&self) {
        let all = self.nodes.len();
        let run = finalizers::count() - self.finalizers_before;
        let alive = self.nodes.iter().filter(|node| node.upgrade().is_some()).count();
        outln!("  finalizers that have run: {run} of {all}; still in memory: {alive} of {all}");
    }
}
