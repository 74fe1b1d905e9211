//! [`DynNode`]: a node of any type.
//!
//! Code that works on nodes of any type (finding an owner, leaving it, walking, checking, dying) is
//! written once against this trait and [`DynLink`], and not compiled again for each type.
//!
//! # Codegen units
//!
//! rustc splits a crate into codegen units. In an optimised build there is at first one for each module
//! whose types it compiles code for. A generic function goes to the unit of the module that declares its
//! `Self`. But inlined functions, and the code that drops a value, are compiled once more in each unit
//! that uses them. A `dyn DynNode` uses all code that drops its node, since that is in the table of its
//! methods. Three rules keep such copies few. Before them, two of three functions that were compiled for
//! a crate of node types were copies.
//!
//! * A type is forgotten in a function that is not inlined: `as_dyn` of a handle, those of [`Untyped`],
//!   and those of the same name for lists. What is asked often is asked of the typed handle
//!   ([`typed`](crate::kernel::dyn_handle::AsDynHandle::typed)). Its `dyn_node` and `to_std` are inlined,
//!   so call them only where a call more would slow down a walk or a move.
//! * A large function of each node type is a method of the declared type, of the node, or of its list of
//!   children. So there are few units. Private traits such as `BuildChildren` are for that.
//! * A short function that only such functions call is inlined, so that it has no unit of its own.
//!
//! To see the units of a crate: `cargo +nightly rustc --release -- -Zprint-mono-items=yes`.

use std::any::Any;
use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::kernel::any::{self, AnyRc};
use crate::kernel::dyn_id::DynId;
use crate::kernel::dyn_link::{DynLink, DynOwn, DynShared, OwnerState, Release, TargetCensus};
use crate::kernel::header::Header;
use crate::kernel::internal::Internal;
use crate::kernel::snapshot::{BesideHint, DynSnapshot};
use crate::kernel::type_info::TypeInfo;

/// A node of any type.
///
/// The type `dyn DynNode` is part of public signatures (it is the target of a union's weak
/// handles), so any code can name it, and turn a reference to a node into one to it. So each method
/// that could break an invariant takes an [`Internal`]. This crate calls it by the method of `dyn
/// DynNode` with the short name.
#[doc(hidden)]
pub trait DynNode: Any {
    /// The node's marks.
    fn header(&self) -> &Header;

    /// The facts about the node's type.
    fn type_info(&self) -> &'static TypeInfo;

    /// Whether the node has children. May be true for a list in chunks that has lost them all.
    fn has_children(&self) -> bool;

    fn dyn_link(&self, number: usize, _: Internal) -> Option<DynLink<'_>>;

    fn dyn_owner_state(&self, _: Internal) -> OwnerState;

    fn dyn_clear_back_links(&self, _: Internal);

    fn dyn_release_child(&self, child: *const (), index_hint: usize, _: Internal) -> Release;

    fn dyn_find_beside_hint(&self, child: &mut BesideHint<'_>, _: Internal) -> bool;

    fn dyn_show_targets(&self, census: &mut TargetCensus, _: Internal);

    fn dyn_finalize(self: StdRc<Self>, _: Internal);
}

/// How typed code forgets the type of a node. See the top of this file.
pub(crate) trait Untyped: DynNode + Sized {
    #[inline(never)]
    fn untyped_weak(this: StdWeak<Self>) -> StdWeak<dyn DynNode> {
        this
    }

    #[inline(never)]
    fn untyped_ref(this: &Self) -> &dyn DynNode {
        this
    }
}

impl<N: DynNode> Untyped for N {}

impl dyn DynNode {
    /// The link with this number, or `None` where `#[cfg]` has removed it.
    #[inline]
    pub(crate) fn link(&self, number: usize) -> Option<DynLink<'_>> {
        self.dyn_link(number, Internal)
    }

    /// The target of the node's back-link. If several are declared, the target of the set one.
    #[inline]
    pub(crate) fn owner_state(&self) -> OwnerState {
        self.dyn_owner_state(Internal)
    }

    /// Clears the node's back-links. The caller takes the node out of its owner's link.
    #[inline]
    pub(crate) fn clear_back_links(&self) {
        any::note_released();
        self.clear_back_links_unnoted();
    }

    /// As [`clear_back_links`](Self::clear_back_links), for a caller that notes the release itself, if
    /// [`any::is_release_noted`].
    #[inline]
    pub(crate) fn clear_back_links_unnoted(&self) {
        self.dyn_clear_back_links(Internal);
    }

    /// Takes the child at this address out of its link, if it is at the hinted index or shortly
    /// before it, and the link can do without it. The caller holds the child, so that nothing dies
    /// here, and clears the child's back-link.
    #[inline]
    pub(crate) fn release_child(&self, child: *const (), index_hint: usize) -> Release {
        self.dyn_release_child(child, index_hint, Internal)
    }

    /// Finds the node beside a child that stands where its index hint says, in a list that is not in
    /// chunks. Returns whether it does.
    #[inline]
    pub(crate) fn find_beside_hint(&self, child: &mut BesideHint<'_>) -> bool {
        self.dyn_find_beside_hint(child, Internal)
    }

    /// Shows all children, then all targets of shared links and traced values, to a census; or what
    /// else it asks for.
    #[inline]
    pub(crate) fn show_targets(&self, census: &mut TargetCensus) {
        self.dyn_show_targets(census, Internal);
    }

    /// Runs the type's hook, and drops this handle. It is not the last one.
    #[inline]
    pub(crate) fn finalize(self: StdRc<Self>) {
        self.dyn_finalize(Internal);
    }

    /// The id by which saved references name the node.
    pub(crate) fn id(&self) -> Option<&dyn DynId> {
        self.type_info().lend_id?(self)
    }

    /// The node's address, which is its identity.
    pub(crate) fn address(&self) -> *const () {
        std::ptr::from_ref(self).cast()
    }

    pub(crate) fn links(&self) -> impl Iterator<Item = (usize, DynLink<'_>)> {
        let count = self.type_info().link_count;
        (0..count).filter_map(|index| Some((index, self.link(index)?)))
    }

    pub(crate) fn owning_links(&self) -> impl Iterator<Item = (usize, &dyn DynOwn)> {
        let TypeInfo { first_owning, first_shared, .. } = *self.type_info();
        (first_owning..first_shared).filter_map(|index| Some((index, self.owning_link(index)?)))
    }

    /// The shared links and the traced values.
    pub(crate) fn shared_links(&self) -> impl Iterator<Item = (usize, &dyn DynShared)> {
        let TypeInfo { first_shared, link_count, .. } = *self.type_info();
        (first_shared..link_count).filter_map(|index| match self.link(index)? {
            DynLink::Shared(link) => Some((index, link)),
            DynLink::Traced(value) => Some((index, value)),
            DynLink::Own(_) | DynLink::Back(_) | DynLink::Weak(_) | DynLink::Value(_) => None,
        })
    }

    /// The storage of the value with this number among the links.
    pub(crate) fn value(&self, number: usize) -> Option<&dyn Any> {
        match self.link(number)? {
            DynLink::Value(storage) => Some(storage),
            DynLink::Traced(value) => Some(value.storage()),
            _ => None,
        }
    }

    /// The link with this number, if it is an owning one.
    #[inline]
    pub(crate) fn owning_link(&self, number: usize) -> Option<&dyn DynOwn> {
        match self.link(number) {
            Some(DynLink::Own(link)) => Some(link),
            _ => None,
        }
    }

    /// The children in the link with this number.
    #[inline]
    pub(crate) fn children_in(&self, link: usize) -> DynSnapshot {
        match self.owning_link(link) {
            Some(link) => link.children(),
            None => DynSnapshot::None,
        }
    }

    /// The targets of all back-links. More than one is an error that `validate` reports.
    pub(crate) fn owners(&self) -> impl Iterator<Item = AnyRc> {
        self.links().filter_map(|(_, link)| match link {
            DynLink::Back(owner) => owner.alive(),
            DynLink::Own(_)
            | DynLink::Shared(_)
            | DynLink::Traced(_)
            | DynLink::Weak(_)
            | DynLink::Value(_) => None,
        })
    }

    #[inline]
    pub(crate) fn owner(&self) -> Option<AnyRc> {
        self.owner_state().alive()
    }

    /// Clears the back-link of a node that has outlived its owner.
    #[inline]
    pub(crate) fn forget_dead_owner(&self) {
        match self.owner_state() {
            OwnerState::None => {}
            owner => self.forget_owner_if_dead(owner),
        }
    }

    #[cold]
    #[inline(never)]
    fn forget_owner_if_dead(&self, owner: OwnerState) {
        let is_dead = match owner {
            OwnerState::None => false,
            OwnerState::Dead => true,
            OwnerState::Alive(owner) => owner.header().is_dead(),
        };
        if is_dead {
            self.clear_back_links();
        }
    }

    /// Finds the node in one of its owner's links.
    pub(crate) fn find_in<'a>(&self, owner: &'a dyn DynNode) -> Option<FoundIn<'a>> {
        // The search looks in all links near the index hint before it looks farther away. Otherwise
        // it could search one link from end to end while the node is near its hint in another.
        let TypeInfo { first_owning, first_shared, .. } = *owner.type_info();
        let has_one_link = first_shared - first_owning == 1;
        let radii = if has_one_link { &[usize::MAX][..] } else { &[8, 256, 8192, usize::MAX] };
        radii.iter().find_map(|&radius| {
            owner.owning_links().find_map(|(number, link)| {
                let found = link.children().position(self, radius)?;
                Some(FoundIn { number, link, index: found.index, hint: found.hint })
            })
        })
    }
}

/// Where a node was found in its owner.
pub(crate) struct FoundIn<'a> {
    /// The link's number in the owner.
    pub(crate) number: usize,
    pub(crate) link: &'a dyn DynOwn,
    pub(crate) index: usize,
    /// The index hint by which the link finds the node.
    pub(crate) hint: usize,
}

/// The type of an untyped weak handle that never had a node. It has no values.
enum NoNode {}

impl DynNode for NoNode {
    fn header(&self) -> &Header {
        match *self {}
    }

    fn type_info(&self) -> &'static TypeInfo {
        match *self {}
    }

    fn has_children(&self) -> bool {
        match *self {}
    }

    fn dyn_link(&self, _: usize, _: Internal) -> Option<DynLink<'_>> {
        match *self {}
    }

    fn dyn_owner_state(&self, _: Internal) -> OwnerState {
        match *self {}
    }

    fn dyn_clear_back_links(&self, _: Internal) {
        match *self {}
    }

    fn dyn_release_child(&self, _: *const (), _: usize, _: Internal) -> Release {
        match *self {}
    }

    fn dyn_find_beside_hint(&self, _: &mut BesideHint<'_>, _: Internal) -> bool {
        match *self {}
    }

    fn dyn_show_targets(&self, _: &mut TargetCensus, _: Internal) {
        match *self {}
    }

    fn dyn_finalize(self: StdRc<Self>, _: Internal) {
        match *self {}
    }
}

/// An untyped weak handle that never upgrades.
pub(crate) fn no_node() -> StdWeak<dyn DynNode> {
    StdWeak::<NoNode>::new()
}
