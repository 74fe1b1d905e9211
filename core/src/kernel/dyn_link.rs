//! [`DynLink`]: a link of a node of any type; and [`Link`], which each typed link implements.
//!
//! A question to all links of a node goes through [`DynNode::link`] and the traits of [`DynLink`],
//! and is compiled once. Only eight questions go straight to the fields instead, with a function for
//! each node type: the methods of [`Link`] that have a default. Each of them is asked in every push,
//! move, removal or drop, or for each node of a walk or a collection. Through `dyn`, a move takes a
//! quarter more instructions, a removal two fifths more, and a step to a sibling a quarter more. Before
//! you add a question there, measure: it costs compile time for each type of each user.

use std::any::Any;
use std::ops::Range;
use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::collect::candidates::Candidacy;
use crate::collect::census::Census;
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_handle::DynHandle;
use crate::kernel::dyn_handles::ChildSearch;
use crate::kernel::dyn_id::DynId;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::link_kind::LinkKind;
use crate::kernel::nodes_by_id;
use crate::kernel::saved_ids::SavedIds;
use crate::kernel::snapshot::{BesideHint, DynSnapshot};
use crate::kernel::type_info::LinkInfo;

/// A link field of a node.
#[doc(hidden)]
pub trait Link {
    /// The kind of link. `None` for a value, and where `#[cfg]` has removed the field.
    const KIND: Option<LinkKind>;

    /// Whether this is an owning link that always has a child.
    const IS_REQUIRED: bool = false;

    /// Whether this is a saved reference.
    const IS_SAVED: bool = false;

    /// The link as a saved reference, if it is one.
    fn saved(&self) -> Option<&dyn DynSaved> {
        None
    }

    /// The link in its untyped form.
    fn view(&self) -> Option<DynLink<'_>>;

    /// The facts about the link's type.
    fn link_info() -> Option<LinkInfo>
    where
        Self: Sized;

    /// Tells the link its host. If the link may have children, points their back-links to the host.
    fn move_in<N: DynNode>(&self, _node: &StdRc<N>, _may_have_children: bool)
    where
        Self: Sized,
    {
    }

    /// Points the link to an owner if it is a back-link to that owner's type; clears every other
    /// back-link.
    fn point_to<O: DynNode>(&self, _owner: &StdWeak<O>)
    where
        Self: Sized,
    {
    }

    /// The target, if this is a back-link.
    fn owner_state(&self) -> OwnerState {
        OwnerState::None
    }

    /// Whether this is a back-link to the node at this address, and that node still exists.
    fn leads_to_owner(&self, _address: *const ()) -> bool {
        false
    }

    /// Makes the node forget its owner, if this is a back-link.
    fn clear(&self) {}

    /// As [`DynNode::has_children`], for this link.
    fn has_children(&self) -> bool {
        false
    }

    /// As [`DynNode::release_child`].
    fn release_child(&self, _child: *const (), _index_hint: usize) -> Release {
        Release::NotHere
    }

    /// As [`DynNode::find_beside_hint`].
    fn find_beside_hint(&self, _child: &mut BesideHint<'_>) -> bool {
        false
    }

    /// As [`DynNode::show_targets`]. `number` is the link's.
    fn show_targets(&self, _number: usize, _census: &mut TargetCensus) {}
}

/// What links show their targets to.
pub(crate) type TargetCensus = Census;

/// The answer of a link, or of all links of a node, that is to release a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Release {
    /// The child is not at its index hint, nor close to it.
    NotHere,
    /// The child has been taken out of its link.
    Released,
    /// The child is here, and its link needs it. Nothing has changed.
    Required,
}

/// A link of any type, by its kind.
pub enum DynLink<'a> {
    /// An [`Own`](crate::Own).
    Own(&'a dyn DynOwn),
    /// A [`Back`](crate::Back).
    Back(OwnerState),
    /// A [`Shared`](crate::Shared).
    Shared(&'a dyn DynShared),
    /// A traced value, which holds nodes as a shared link does.
    Traced(&'a dyn DynTraced),
    /// A [`WeakLink`](crate::WeakLink). It takes no part in the structure.
    Weak(&'a dyn DynWeak),
    /// The storage of a value that is not traced: it leads to no node.
    Value(&'a dyn Any),
}

/// An [`Own`](crate::Own) of any type.
#[doc(hidden)]
pub trait DynOwn: Any {
    /// The children at this moment.
    fn children(&self) -> DynSnapshot;

    /// The first child that needs finalization. Sets all fields of the search.
    fn next_needing_finalization(&self, search: &mut ChildSearch) -> Option<StdRc<dyn DynNode>>;

    /// The node that the link is part of.
    fn host(&self) -> StdWeak<dyn DynNode>;

    /// Puts children in the place of `removed` children from `index` on, which the caller holds and
    /// has taken the back-links from. Points the back-links of the new children to this node. They
    /// are of types that the link holds, and no link holds them now. Only a list takes another
    /// number than one; a map only replaces a child, which has the same key then.
    fn attach(&self, index: usize, removed: usize, children: &[AnyRc]);
}

/// A [`Shared`](crate::Shared) of any type.
#[doc(hidden)]
pub trait DynShared {
    /// The targets at this moment.
    fn targets(&self) -> DynSnapshot;

    /// The link as a saved reference, if it is one.
    fn saved(&self) -> Option<&dyn DynSaved> {
        None
    }

    /// Empties the link of a dead node, which is no candidate any more. The `Drop` of data in a traced
    /// value may run user code.
    fn cut(&self);

    /// The link's record among the candidates.
    fn candidacy(&self) -> &Candidacy;

    /// The key of the target at `index`, if the link is over a map.
    fn key_at(&self, _index: usize) -> Option<LinkKey> {
        None
    }

    /// Puts these entries in the place of those in the range, which may end behind the last one. A
    /// traced value has none to put. The caller holds the nodes and keys that leave, and does all else
    /// that is to be done when targets come and go, except for what the first target needs.
    fn put(&self, _range: Range<usize>, _new: &[LinkEntry]) {}
}

/// A [`WeakLink`](crate::WeakLink) of any type.
#[doc(hidden)]
pub trait DynWeak {
    /// The targets in a range, which may end behind the last one; `None` for each that is dead.
    fn targets(&self, range: Range<usize>) -> Vec<Option<AnyRc>>;

    /// The link as a saved reference, if it is one.
    fn saved(&self) -> Option<&dyn DynSaved>;

    /// Puts these entries in the place of those in the range, which may end behind the last one. An
    /// entry without a node is that of a dead one.
    fn put(&self, range: Range<usize>, new: &[LinkEntry]);
}

/// An entry of a weak or a shared link, of any type.
#[derive(Clone)]
pub struct LinkEntry {
    /// `None` where a weak link's target is dead.
    pub(crate) node: Option<AnyRc>,
    /// Its key, if the link is over a map.
    pub(crate) key: Option<LinkKey>,
}

/// A key of a shared link over a map.
#[derive(Clone)]
pub struct LinkKey {
    /// The key, shared with the map.
    pub(crate) key: StdRc<dyn Any>,
    /// 0 in a sorted map.
    pub(crate) hash: u64,
}

/// A traced value: data with handles in it. It holds the nodes of these handles as a shared link
/// holds its targets, in the order of the data. They are found by going through all of the data, so
/// never ask for them one by one.
#[doc(hidden)]
pub trait DynTraced: DynShared {
    /// A number that each change of the value changes.
    fn version(&self) -> u32;

    /// Whether a reader holds the data, too.
    fn has_readers(&self) -> bool;

    /// The value's storage.
    fn storage(&self) -> &dyn Any;

    /// Calls `inspect` with each handle. No user code may run in it.
    fn for_each(&self, inspect: &mut dyn FnMut(&dyn DynHandle));
}

impl dyn DynTraced + '_ {
    /// The targets at this moment. O(n) for the data.
    pub(crate) fn weak_targets(&self) -> Vec<StdWeak<dyn DynNode>> {
        let mut targets = Vec::new();
        self.for_each(&mut |handle| targets.push(StdRc::downgrade(&handle.to_std())));
        targets
    }
}

/// A saved reference of any type: a weak or a shared link that the plain value has as ids.
///
/// Its node is made with these ids *unresolved*. When all nodes of a build exist, each id is looked up
/// among them (`walk::saved`), and the link gets the node in place of the id. An id that is not found
/// stays.
#[doc(hidden)]
pub trait DynSaved {
    /// The node that the link is part of.
    fn host(&self) -> StdWeak<dyn DynNode>;

    /// Whether there are ids without a node.
    fn is_unresolved(&self) -> bool;

    /// Calls `inspect` with each id without a node; and where it would stand in a list of the plain
    /// value.
    fn for_each_unresolved(&self, inspect: &mut dyn FnMut(&dyn DynId, Option<usize>));

    /// Puts nodes in the places of the ids that are found. User code runs in the search, so no link
    /// is out of its place then.
    fn resolve(&self, finder: &Finder);

    /// As [`resolve`](Self::resolve), in a graph that was just built: no user code can see the link.
    /// Returns whether there are no ids without a node any more.
    fn resolve_new(&self, finder: &Finder) -> bool;

    /// The ids without a node. They stay in their places. O(u) for u ids.
    fn ids(&self) -> SavedIds;

    /// Puts ids that were there at another moment in the place of the present ones.
    fn put_ids(&self, ids: SavedIds);
}

/// Finds nodes by their ids.
pub(crate) type Finder = nodes_by_id::Finder<AnyRc>;

/// The target of a back-link.
pub enum OwnerState {
    /// The back-link is empty.
    None,
    /// The owner has been freed.
    Dead,
    /// The owner still exists, though it may be part of a dying set.
    Alive(StdRc<dyn DynNode>),
}

impl OwnerState {
    /// The owner, if it is not dead: dead nodes are never handed to user code.
    #[inline]
    pub(crate) fn alive(self) -> Option<AnyRc> {
        match self {
            OwnerState::Alive(owner) => AnyRc::upgrade(owner),
            OwnerState::None | OwnerState::Dead => None,
        }
    }
}
