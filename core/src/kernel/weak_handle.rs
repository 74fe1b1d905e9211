//! [`WeakHandle`]: what a weak handle holds.
//!
//! For a struct it is std's weak handle to the node. For a union the derive makes an enum of those,
//! so that an upgrade is a `match`, and needs no downcast. It is two words, also where a union wraps
//! another: the inner enum's tag has room for the outer one's.

use std::ptr;
use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::kernel::any::{AnyRc, AnyWeak, if_alive};
use crate::kernel::dyn_handle::AsDynHandle;
use crate::kernel::dyn_link::OwnerState;
use crate::kernel::dyn_node::{DynNode, no_node};
use crate::kernel::internal::Internal;

/// A typed weak handle: the content of a [`Weak`](crate::Weak) and of a [`Back`](crate::Back).
#[doc(hidden)]
pub trait WeakHandle: Sized + 'static {
    /// The strong handle to the same node.
    type Strong: AsDynHandle;

    /// A strong handle to a node that may be dead. For a struct it is std's: with ours, each step
    /// from an owner to the next takes one jump more.
    type Found;

    /// One that never upgrades.
    fn none() -> Self;

    /// For this crate only: std's weak handle upgrades to a node that is dead already.
    fn of(handle: &Self::Strong, _: Internal) -> Self;

    /// A weak handle to this node, if it can be a target. It is cloned only then.
    fn of_node<N: DynNode>(node: &StdWeak<N>) -> Option<Self>;

    /// As [`of_node`](Self::of_node), or one that never upgrades.
    #[inline]
    fn of_node_or_none<N: DynNode>(node: &StdWeak<N>) -> Self {
        match Self::of_node(node) {
            Some(weak) => weak,
            None => Self::none(),
        }
    }

    /// As [`of_node_or_none`](Self::of_node_or_none), of a handle that is not needed any more: it need
    /// not be cloned.
    #[inline]
    fn from_node_or_none<N: DynNode>(node: StdWeak<N>) -> Self {
        Self::of_node_or_none(&node)
    }

    /// A clone.
    #[must_use]
    fn again(&self) -> Self;

    /// The strong handle, if the node exists. It may be dead, which is for the caller to find out.
    fn strong(&self) -> Option<Self::Strong>;

    /// The node, if it exists.
    fn find(&self) -> Option<Self::Found>;

    /// The strong handle to a node that was found, unless it is dead.
    fn if_alive(found: Self::Found) -> Option<Self::Strong>;

    /// The address of the node, dead or alive.
    fn address(&self) -> *const ();

    /// Whether the node has been dropped. Only the memory that it was in is left then. A node that
    /// dies, and still exists, is not gone.
    fn is_gone(&self) -> bool;

    /// The node, where the handle is a back-link's.
    fn owner_state(&self) -> OwnerState;
}

impl WeakHandle for AnyWeak {
    type Strong = AnyRc;
    type Found = StdRc<dyn DynNode>;

    fn none() -> Self {
        AnyWeak::new()
    }

    fn of(handle: &AnyRc, _: Internal) -> Self {
        AnyRc::downgrade(handle)
    }

    fn of_node<N: DynNode>(node: &StdWeak<N>) -> Option<Self> {
        Some(AnyWeak { node: node.clone() })
    }

    fn again(&self) -> Self {
        self.clone()
    }

    fn strong(&self) -> Option<AnyRc> {
        self.node.upgrade().map(AnyRc::from_std)
    }

    fn find(&self) -> Option<StdRc<dyn DynNode>> {
        self.node.upgrade()
    }

    fn if_alive(found: StdRc<dyn DynNode>) -> Option<AnyRc> {
        AnyRc::upgrade(found)
    }

    fn address(&self) -> *const () {
        AnyWeak::address(self)
    }

    fn is_gone(&self) -> bool {
        self.node.strong_count() == 0
    }

    fn owner_state(&self) -> OwnerState {
        match self.node.upgrade() {
            Some(owner) => OwnerState::Alive(owner),
            None if self.node.ptr_eq(&no_node()) => OwnerState::None,
            None => OwnerState::Dead,
        }
    }
}

/// The enum of weak handles that the derive makes for a union. That of an unset link is `None`.
#[doc(hidden)]
pub trait UnionWeak: Sized + 'static {
    /// As [`WeakHandle::Strong`].
    type Strong: AsDynHandle;

    /// As [`WeakHandle::of`].
    fn of(handle: &Self::Strong) -> Self;

    /// As [`WeakHandle::of_node`].
    fn of_node<N: DynNode>(node: &StdWeak<N>) -> Option<Self>;

    /// As [`WeakHandle::again`].
    #[must_use]
    fn again(&self) -> Self;

    /// As [`WeakHandle::strong`].
    fn strong(&self) -> Option<Self::Strong>;

    /// The answer to one of the other questions, which are the same for nodes of any type.
    fn ask<Q: WeakQuestion>(&self) -> Q::Answer;
}

impl<W: UnionWeak> WeakHandle for Option<W> {
    type Strong = W::Strong;
    type Found = W::Strong;

    #[inline]
    fn none() -> Self {
        None
    }

    #[inline]
    fn of(handle: &W::Strong, _: Internal) -> Self {
        Some(W::of(handle))
    }

    #[inline]
    fn of_node<N: DynNode>(node: &StdWeak<N>) -> Option<Self> {
        W::of_node(node).map(Some)
    }

    #[inline]
    fn again(&self) -> Self {
        self.as_ref().map(W::again)
    }

    #[inline]
    fn strong(&self) -> Option<W::Strong> {
        self.as_ref()?.strong()
    }

    #[inline]
    fn find(&self) -> Option<W::Strong> {
        self.strong()
    }

    #[inline]
    fn if_alive(found: W::Strong) -> Option<W::Strong> {
        if_alive(found)
    }

    #[inline]
    fn address(&self) -> *const () {
        self.as_ref().map_or(ptr::null(), W::ask::<Address>)
    }

    #[inline]
    fn is_gone(&self) -> bool {
        self.as_ref().is_none_or(W::ask::<IsGone>)
    }

    #[inline]
    fn owner_state(&self) -> OwnerState {
        self.as_ref().map_or(OwnerState::None, W::ask::<Owner>)
    }
}

/// A question to a weak handle, with the same answer for a node of any type.
#[doc(hidden)]
pub trait WeakQuestion {
    type Answer;

    fn ask<W: WeakHandle>(weak: &W) -> Self::Answer;
}

enum Address {}

impl WeakQuestion for Address {
    type Answer = *const ();

    #[inline]
    fn ask<W: WeakHandle>(weak: &W) -> *const () {
        weak.address()
    }
}

enum IsGone {}

impl WeakQuestion for IsGone {
    type Answer = bool;

    #[inline]
    fn ask<W: WeakHandle>(weak: &W) -> bool {
        weak.is_gone()
    }
}

enum Owner {}

impl WeakQuestion for Owner {
    type Answer = OwnerState;

    #[inline]
    fn ask<W: WeakHandle>(weak: &W) -> OwnerState {
        weak.owner_state()
    }
}
