//! [`NodePath`]: the way from the root to a node, as text.

use std::fmt;

use crate::death::climb::Climb;
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_handle::DynHandle;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::place::{fmt_step, key_at};

/// The way from the root to a node: returned by [`Node::path`](crate::Node::path).
///
/// It says where the node was when you called `path`, and holds no node.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NodePath {
    /// The name of the root's type and variant.
    root: &'static str,
    /// From the node upwards.
    steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Step {
    link: &'static str,
    /// `None` for an option.
    index: Option<usize>,
    /// The key in a map, as `Debug` prints it.
    key: Option<String>,
}

impl NodePath {
    pub(crate) fn to(node: &dyn DynNode) -> Self {
        let mut path = NodePath { root: node.type_info().full_name(), steps: Vec::new() };
        let mut below = None;
        for owner in Climb::above(node) {
            let child = below.as_ref().map_or(node, AnyRc::dyn_node);
            path.add_step(child, &owner);
            below = Some(owner);
        }
        path
    }

    fn add_step(&mut self, child: &dyn DynNode, owner: &AnyRc) {
        let of_owner = owner.as_std().type_info();
        self.root = of_owner.full_name();
        if let Some(found) = child.find_in(&**owner.as_std()) {
            let index = of_owner.is_list(found.number).then_some(found.index);
            let key = key_at(owner, found.number, found.index, &found.link.children());
            let key = key.map(|key| format!("{key:?}"));
            self.steps.push(Step { link: of_owner.link_name(found.number), index, key });
        }
    }
}

/// Prints the root's type, then each link: `Workspace.projects[0].boards[2]`. Of the root of a node
/// enum it prints the variant, too: `Expr::Call.args[1].left`.
impl fmt::Display for NodePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.root)?;
        for step in self.steps.iter().rev() {
            f.write_str(".")?;
            match &step.key {
                Some(key) => write!(f, "{}[{key}]", step.link)?,
                None => fmt_step(step.link, step.index, f)?,
            }
        }
        Ok(())
    }
}
