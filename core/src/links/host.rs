//! [`Host`]: the node that a link is part of, as the link knows it.

use std::any::Any;
use std::cell::Cell;
use std::mem;
use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::kernel::dyn_node::DynNode;
use crate::model::graph::NodeType;
use crate::model::rc::Rc;

/// The node that a link is part of. It is known as soon as there is a handle to the node, and so before the user
/// has one.
pub(crate) struct Host<O: NodeType> {
    node: Cell<StdWeak<O::Node>>,
}

impl<O: NodeType> Host<O> {
    /// Of a link in a node that is being made.
    #[inline]
    pub(crate) fn unknown() -> Self {
        Host { node: Cell::new(StdWeak::new()) }
    }

    /// The link is part of this node, whose type is `O::Node`; where the types cannot say so, the compiler sees
    /// through the cast.
    #[inline]
    pub(crate) fn move_in<N: DynNode>(&self, node: &StdRc<N>) {
        if let Some(node) = (node as &dyn Any).downcast_ref() {
            self.put_back(StdRc::downgrade(node));
        }
    }

    /// Looks at the weak handle in place. Nothing of the user's may run in there.
    #[inline]
    pub(crate) fn with<R>(&self, inspect: impl FnOnce(&StdWeak<O::Node>) -> R) -> R {
        let node = self.node.take();
        let answer = inspect(&node);
        self.put_back(node);
        answer
    }

    #[inline]
    fn put_back(&self, node: StdWeak<O::Node>) {
        // There is a handle to nothing in the cell until then, which the compiler cannot see.
        mem::forget(self.node.replace(node));
    }

    /// The node, unless it is being dropped.
    pub(crate) fn upgrade(&self) -> Option<StdRc<O::Node>> {
        self.with(StdWeak::upgrade)
    }

    /// The node's own handle.
    pub(crate) fn handle(&self) -> Rc<O> {
        Rc::from_std(self.upgrade().expect("a link that can be used is part of a live node"))
    }

    /// Where the node lives.
    #[inline]
    pub(crate) fn address(&self) -> *const () {
        self.with(|node| node.as_ptr().cast())
    }
}
