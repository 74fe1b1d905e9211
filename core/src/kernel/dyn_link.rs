//! [`DynLink`]: a link of a node of any type.

use std::any::Any;
use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::collect::candidates::Candidates;
use crate::collect::census::Census;
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::link_kind::LinkKind;
use crate::kernel::snapshot::DynSnapshot;
use crate::kernel::type_info::LinkInfo;

/// A link field of a node.
#[doc(hidden)]
pub trait Link {
    /// What the link does, or nothing if it is configured away.
    const KIND: Option<LinkKind>;

    /// The link by its kind.
    fn view(&self) -> Option<DynLink<'_>>;

    /// The link's type.
    fn link_info() -> Option<LinkInfo>
    where
        Self: Sized;

    /// The link is part of this node. If it may have children, they get to know their owner.
    fn move_in<N: DynNode>(&self, _node: &StdRc<N>, _may_have_children: bool)
    where
        Self: Sized,
    {
    }

    /// Points a back-link for owners of this type at one, and any other at nothing.
    fn point_to<O: DynNode>(&self, _owner: &StdWeak<O>)
    where
        Self: Sized,
    {
    }

    /// Where a back-link points.
    fn owner_state(&self) -> OwnerState {
        OwnerState::None
    }

    /// Whether this is an owning link that has any.
    fn has_children(&self) -> bool {
        false
    }

    /// As [`DynNode::release_child`].
    fn release_child(&self, _child: *const (), _place: usize) -> bool {
        false
    }
}

/// A link field by its kind.
pub enum DynLink<'a> {
    /// An [`Own`](crate::Own).
    Own(&'a dyn DynOwn),
    /// A [`Back`](crate::Back).
    Back(&'a dyn DynBack),
    /// A [`Shared`](crate::Shared).
    Shared(&'a dyn DynShared),
    /// A [`WeakLink`](crate::WeakLink), which says nothing about the structure.
    Weak,
}

/// An [`Own`](crate::Own) of any types.
#[doc(hidden)]
pub trait DynOwn: Any {
    /// The children that are there now.
    fn children(&self) -> DynSnapshot;

    /// The first child from `start` on that waits for its end, or has one below it that does, and whether a reader
    /// holds it.
    fn next_needing_finalization(&self, start: usize) -> Option<(usize, AnyRc, bool)>;

    /// Shows the children. `number` is the link's.
    fn show(&self, number: usize, search: &mut Census);
}

/// A [`Back`](crate::Back) to any type.
#[doc(hidden)]
pub trait DynBack {
    /// Where it points.
    fn owner_state(&self) -> OwnerState;

    /// Forgets the owner.
    fn clear(&self);
}

/// A [`Shared`](crate::Shared) of any types.
#[doc(hidden)]
pub trait DynShared {
    /// The targets that are there now.
    fn targets(&self) -> DynSnapshot;

    /// Shows the targets. `number` is the link's.
    fn show(&self, number: usize, search: &mut Census);

    /// Lets go of all of them, when the node is dead.
    fn cut(&self, candidates: &mut Candidates);
}

/// What a back-link points at.
pub enum OwnerState {
    /// Nothing.
    None,
    /// An owner that is gone.
    Dead,
    /// One that is there, though it may be part of a dying set.
    Alive(StdRc<dyn DynNode>),
}

impl OwnerState {
    /// The owner, if it may be given to the user.
    #[inline]
    pub(crate) fn alive(self) -> Option<AnyRc> {
        match self {
            OwnerState::Alive(owner) => AnyRc::upgrade(owner),
            OwnerState::None | OwnerState::Dead => None,
        }
    }
}
