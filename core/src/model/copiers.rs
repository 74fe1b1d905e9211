//! How to copy the topmost node of a piece, in `to_plain` and in `duplicate`: its type is known only at
//! run time.

use std::any::{Any, TypeId};

use crate::kernel::any::AnyRc;
use crate::kernel::copying::{Copier, Copying};
use crate::kernel::originals::Originals;
use crate::model::build::BuildContext;
use crate::model::duplicate::{KNOWN_TYPE, copy_child};
use crate::model::graph::NodeType;
use crate::model::to_plain::ToPlainNode;

impl Copying {
    /// Notes how to copy nodes of this type. Returns whether this is new: then the types that they
    /// can own are to be noted, too.
    pub fn note<T: NodeType<Node: ToPlainNode>>(&mut self) -> bool {
        let copier = &Copier { to_plain: to_plain::<T>, copy_live: copy_live::<T> };
        self.copiers.insert(TypeId::of::<T::Node>(), copier).is_none()
    }
}

fn to_plain<T: NodeType<Node: ToPlainNode>>(
    node: &AnyRc,
    copying: &mut Copying,
) -> Option<Box<dyn Any>> {
    Some(Box::new(node.downcast_node::<T>()?.copy_fields(copying)))
}

fn copy_live<T: NodeType<Node: ToPlainNode>>(node: &AnyRc, originals: &Originals) -> AnyRc {
    let node = node.downcast_node::<T>().expect(KNOWN_TYPE);
    copy_child(&node, originals, &mut BuildContext::new()).into()
}
