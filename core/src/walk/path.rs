//! [`NodePath`]: the way from the root to a node, as text.

use std::fmt;

use crate::death::climb::Climb;
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_handle::DynHandle;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::path_step::PathStep;

/// The way from the root to a node: returned by [`Node::path`](crate::Node::path).
///
/// It says where the node was when you called `path`, and holds no node.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NodePath {
    /// From the node upwards, the root last.
    steps: Vec<PathStep>,
}

impl NodePath {
    pub(crate) fn to(node: &dyn DynNode) -> Self {
        let mut steps = Vec::new();
        let mut below: Option<AnyRc> = None;
        for owner in Climb::above(node) {
            let child = below.as_ref().map_or(node, AnyRc::dyn_node);
            steps.extend(PathStep::to(child, &owner));
            below = Some(owner);
        }
        steps.push(PathStep::root(below.as_ref().map_or(node, AnyRc::dyn_node)));
        NodePath { steps }
    }
}

/// Prints the root's type, then each link: `Workspace.projects[0].boards[2]`. Of the root of a node
/// enum it prints the variant, too: `Expr::Call.args[1].left`.
impl fmt::Display for NodePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.steps.iter().rev().enumerate() {
            let dot = if at == 0 { "" } else { "." };
            write!(f, "{dot}{step}")?;
        }
        Ok(())
    }
}
