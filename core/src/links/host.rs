//! [`Host`]: the node that a link is part of, as the link knows it.
//!
//! A link has only `&self`, but it needs its node: `list.push(child)` points the child's back-link
//! to the list's node. So an owning or a shared link keeps a weak handle to its host.
//!
//! The handle is put in when the node has been made (`Link::move_in`). Only then do the children
//! get their back-links. So all fields are made before there is memory for the node (`store::new_rc`),
//! and the compiler can optimise that together with the code around it.

use std::any::Any;
use std::cell::Cell;
use std::mem;
use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::kernel::dyn_node::{DynNode, Untyped};
use crate::model::graph::NodeType;
use crate::model::rc::Rc;

/// The node that a link is part of. It is unknown until the node gets its first handle. No user
/// code has a handle before that.
pub struct Host<O: NodeType> {
    node: Cell<StdWeak<O::Node>>,
}

impl<O: NodeType> Host<O> {
    /// The host of a link whose node is still being made.
    #[inline]
    pub(crate) const fn unknown() -> Self {
        Host { node: Cell::new(StdWeak::new()) }
    }

    /// Sets the host. `N` is always `O::Node`; the types cannot express that, but the compiler
    /// removes the cast.
    #[inline]
    pub(crate) fn move_in<N: DynNode>(&self, node: &StdRc<N>) {
        if let Some(node) = (node as &dyn Any).downcast_ref() {
            self.put_back(StdRc::downgrade(node));
        }
    }

    /// Calls `inspect` with the weak handle, without cloning it. No user code may run in it.
    #[inline]
    pub(crate) fn with<R>(&self, inspect: impl FnOnce(&StdWeak<O::Node>) -> R) -> R {
        let node = self.node.take();
        let answer = inspect(&node);
        self.put_back(node);
        answer
    }

    /// Takes the weak handle out, for reading. The caller puts it back, and runs no user code before
    /// that. (Quicker to compile than a closure for [`with`](Self::with).)
    #[inline]
    pub(crate) fn take(&self) -> StdWeak<O::Node> {
        self.node.take()
    }

    /// Puts the weak handle in, or back after [`take`](Self::take).
    #[inline]
    pub(crate) fn put_back(&self, node: StdWeak<O::Node>) {
        // The cell holds a dangling handle until here; `forget` spares the compiler the code to
        // drop one.
        mem::forget(self.node.replace(node));
    }

    /// The node, unless it is being dropped.
    pub(crate) fn upgrade(&self) -> Option<StdRc<O::Node>> {
        let node = self.take();
        let upgraded = node.upgrade();
        self.put_back(node);
        upgraded
    }

    /// A strong handle to the node.
    pub(crate) fn handle(&self) -> Rc<O> {
        Rc::from_std(self.upgrade().expect("a link that can be used is part of a live node"))
    }

    /// The weak handle, untyped.
    #[inline]
    pub(crate) fn untyped(&self) -> StdWeak<dyn DynNode> {
        let node = self.take();
        self.put_back(node.clone());
        Untyped::untyped_weak(node)
    }

    /// The node's address: its identity.
    #[inline]
    pub(crate) fn address(&self) -> *const () {
        self.with(|node| node.as_ptr().cast())
    }
}
