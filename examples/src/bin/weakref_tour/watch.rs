//! Watching nodes without keeping them alive: by weak handles.

use kinfolk::{AnyRc, AnyWeak};

use crate::farewell;
use crate::output::say;

/// Nodes that are watched from now on, each of which has a finalizer.
pub struct Watch {
    nodes: Vec<AnyWeak>,
    finalizers_before: usize,
}

impl Watch {
    pub fn over(nodes: &[AnyRc]) -> Self {
        let nodes = nodes.iter().map(AnyRc::downgrade).collect();
        Watch { nodes, finalizers_before: farewell::count() }
    }

    /// Both in one.
    pub fn with(mut self, later: Watch) -> Self {
        self.nodes.extend(later.nodes);
        self
    }

    /// Says what has become of them.
    pub fn say(&self) {
        let all = self.nodes.len();
        let run = farewell::count() - self.finalizers_before;
        let alive = self.nodes.iter().filter(|node| node.upgrade().is_some()).count();
        say!("  finalizers that have run: {run} of {all}; still in memory: {alive} of {all}");
    }
}
