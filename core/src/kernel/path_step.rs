//! [`PathStep`]: a step of a path, as text.

use std::fmt;

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::place::{fmt_step, key_at};

/// A step of a path: the link from an owner to a child, with the index or the key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct PathStep {
    /// Of the root, that of its type and variant.
    name: &'static str,
    /// `None` for an option.
    index: Option<usize>,
    /// The key in a map, as `Debug` prints it.
    key: Option<String>,
}

impl PathStep {
    /// The beginning of a path.
    pub(crate) fn root(node: &dyn DynNode) -> Self {
        PathStep { name: node.type_info().full_name(), index: None, key: None }
    }

    /// The step from an owner to its child. `None` if the owner does not have the child.
    pub(crate) fn to(child: &dyn DynNode, owner: &AnyRc) -> Option<Self> {
        let of_owner = owner.as_std().type_info();
        let found = child.find_in(&**owner.as_std())?;
        let index = of_owner.is_list(found.number).then_some(found.index);
        let key = key_at(owner, found.number, found.index, &found.link.children());
        let key = key.map(|key| key.to_string());
        Some(PathStep { name: of_owner.link_name(found.number), index, key })
    }
}

impl fmt::Display for PathStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt_step(self.name, self.index, self.key.as_ref(), f)
    }
}
