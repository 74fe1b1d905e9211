//! The untyped view of a node: one reflective way to reach its links.
//!
//! Everything that must work across node types (finding an owner, leaving it, walking, checking)
//! is written once against these traits, not once for each type.

use std::any::{Any, TypeId};
use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::collect::candidates::Candidates;
use crate::collect::census::Census;
use crate::kernel::any::AnyRc;
use crate::kernel::header::Header;
use crate::kernel::snapshot::DynSnapshot;
use crate::model::graph::NodeType;
use crate::model::live_node::LiveNode;
use crate::model::to_plain::Copying;
use crate::schema::LinkKind;

/// A node of any type.
#[doc(hidden)]
pub trait DynNode: Any {
    /// The library's own part.
    fn header(&self) -> &Header;

    /// What is known of the type.
    fn type_info(&self) -> &'static TypeInfo;

    /// The link of this number. A link that is configured away leaves a gap.
    fn link(&self, number: usize) -> Option<DynLink<'_>>;

    /// Where the node's back-link points; if several are declared, the one that is set.
    fn owner_state(&self) -> OwnerState;

    /// Forgets the owner, on the child's side only.
    fn clear_back_links(&self);

    /// Whether the node owns any.
    fn has_children(&self) -> bool;

    /// Gives up the link to the child at this address, if it is easily found: at this place of a link, or not far
    /// from it. Says whether it was. The child's back-link is the caller's business, and the caller holds the child,
    /// so that nothing dies in here.
    fn release_child(&self, child: *const (), place: usize) -> bool;

    /// The plain value, boxed, of a node type that has `to_plain`.
    fn copy(&self, copying: &mut Copying) -> Option<Box<dyn Any>>;

    /// Runs the type's hook. `this` is the node's own handle.
    fn finalize(&self, this: &AnyRc);
}

impl dyn DynNode {
    /// Where the node lives: its identity.
    pub(crate) fn address(&self) -> *const () {
        std::ptr::from_ref(self).cast()
    }

    pub(crate) fn links(&self) -> impl Iterator<Item = (usize, DynLink<'_>)> {
        let count = self.type_info().link_count;
        (0..count).filter_map(|index| Some((index, self.link(index)?)))
    }

    pub(crate) fn owning_links(&self) -> impl Iterator<Item = (usize, &dyn DynOwn)> {
        let TypeInfo { first_owning, first_shared, .. } = *self.type_info();
        (first_owning..first_shared).filter_map(|index| match self.link(index)? {
            DynLink::Own(link) => Some((index, link)),
            DynLink::Back(_) | DynLink::Shared(_) | DynLink::Weak => None,
        })
    }

    pub(crate) fn shared_links(&self) -> impl Iterator<Item = (usize, &dyn DynShared)> {
        let TypeInfo { first_shared, link_count, .. } = *self.type_info();
        (first_shared..link_count).filter_map(|index| match self.link(index)? {
            DynLink::Shared(link) => Some((index, link)),
            DynLink::Own(_) | DynLink::Back(_) | DynLink::Weak => None,
        })
    }

    /// Lets go of what a dead node shared. All of it is held elsewhere, so that nothing dies in here.
    pub(crate) fn cut(&self, candidates: &mut Candidates) {
        self.shared_links().for_each(|(_, link)| link.cut(candidates));
    }

    /// What the back-links point at, one by one.
    pub(crate) fn owners(&self) -> impl Iterator<Item = AnyRc> {
        self.links().filter_map(|(_, link)| match link {
            DynLink::Back(owner) => owner.alive(),
            DynLink::Own(_) | DynLink::Shared(_) | DynLink::Weak => None,
        })
    }

    #[inline]
    pub(crate) fn owner(&self) -> Option<AnyRc> {
        self.owner_state().alive()
    }

    /// For a node that may have outlived its owner.
    #[cold]
    pub(crate) fn forget_dead_owner(&self) {
        let is_dead = match self.owner_state() {
            OwnerState::None => false,
            OwnerState::Dead => true,
            OwnerState::Alive(owner) => owner.header().is_dead(),
        };
        if is_dead {
            self.clear_back_links();
        }
    }

    /// Where the owner has this node.
    pub(crate) fn place_in<'a>(&self, owner: &'a dyn DynNode) -> Option<Place<'a>> {
        // Ever further from where it was last seen, in all links, so that none is searched in vain
        // from end to end while the node is near that place in another.
        [8, 256, 8192, usize::MAX].into_iter().find_map(|radius| {
            owner.owning_links().find_map(|(number, link)| {
                let index = link.children().position(self, radius)?;
                Some(Place { number, link, index })
            })
        })
    }
}

/// A node's place in its owner.
pub(crate) struct Place<'a> {
    /// The link's number.
    pub(crate) number: usize,
    pub(crate) link: &'a dyn DynOwn,
    pub(crate) index: usize,
}

/// What is known of a node type without a node.
pub struct TypeInfo {
    /// The declared type.
    pub(crate) id: fn() -> TypeId,
    /// The declared type's name. It is asked for at each death, so it is not looked for in `names`.
    pub(crate) name: &'static str,
    /// [`LiveNode::NAMES`](crate::model::live_node::LiveNode::NAMES)
    pub(crate) names: &'static str,
    /// Those that are configured away among them.
    pub(crate) link_count: usize,
    /// Where among the links the owning ones begin.
    pub(crate) first_owning: usize,
    /// Where the shared ones begin, which are the last.
    pub(crate) first_shared: usize,
    /// Whether there may be code of the user's in the `Drop` of the data.
    pub(crate) data_drops: bool,
    /// What the link of this number is.
    pub(crate) link_info: fn(usize) -> Option<LinkInfo>,
}

impl TypeInfo {
    pub(crate) fn id(&self) -> TypeId {
        (self.id)()
    }

    /// The name of the link of this number.
    pub(crate) fn link_name(&self, number: usize) -> &'static str {
        self.names.split(' ').nth(number + 1).unwrap_or_default()
    }
}

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

    /// The link is part of this node.
    fn move_in<N: LiveNode>(&self, _node: &StdRc<N>)
    where
        Self: Sized,
    {
    }

    /// Lets the children of an owning link know their owner.
    fn adopt_children(&self) {}

    /// Points a back-link for owners of this type at one, and any other at nothing.
    fn point_to<O: NodeType>(&self, _owner: &StdWeak<O::Node>)
    where
        Self: Sized,
    {
    }

    /// Where a back-link points.
    fn owner_state(&self) -> OwnerState {
        OwnerState::None
    }

    /// Forgets the owner, if this is a back-link.
    fn clear(&self) {}

    /// Whether this is an owning link that has any.
    fn has_children(&self) -> bool {
        false
    }

    /// As [`DynNode::release_child`].
    fn release_child(&self, _child: *const (), _place: usize) -> bool {
        false
    }
}

/// What a link's type says.
pub struct LinkInfo {
    /// What the link does.
    pub(crate) kind: LinkKind,
    /// Whether it is over a `Vec`.
    pub(crate) is_list: bool,
    /// Adds the node types that the link can lead to.
    pub(crate) targets: fn(&mut Vec<&'static TypeInfo>),
}

/// A link field by its kind.
pub enum DynLink<'a> {
    /// An [`Own`](crate::Own).
    Own(&'a dyn DynOwn),
    /// A [`Back`](crate::Back), by what it points at.
    Back(OwnerState),
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
