//! The untyped view of a node: one reflective way to reach its links.
//!
//! Everything that must work across node types (finding an owner, leaving it, walking, checking)
//! is written once against these traits, not once for each type.

use std::any::Any;
use std::rc::Weak as StdWeak;

use crate::kernel::any::AnyRc;
use crate::kernel::copying::Copying;
use crate::kernel::dyn_link::{DynLink, DynOwn, DynShared, OwnerState};
use crate::kernel::header::Header;
use crate::kernel::type_info::TypeInfo;

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

    /// What the back-links point at, one by one.
    pub(crate) fn owners(&self) -> impl Iterator<Item = AnyRc> {
        self.links().filter_map(|(_, link)| match link {
            DynLink::Back(back) => back.owner_state().alive(),
            DynLink::Own(_) | DynLink::Shared(_) | DynLink::Weak => None,
        })
    }

    /// Forgets the owner, on the child's side only.
    pub(crate) fn clear_back_links(&self) {
        for number in 0..self.type_info().first_owning {
            if let Some(DynLink::Back(back)) = self.link(number) {
                back.clear();
            }
        }
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

/// Gives an untyped weak handle to nothing its type; there is never one.
enum NoNode {}

impl DynNode for NoNode {
    fn header(&self) -> &Header {
        match *self {}
    }

    fn type_info(&self) -> &'static TypeInfo {
        match *self {}
    }

    fn link(&self, _: usize) -> Option<DynLink<'_>> {
        match *self {}
    }

    fn owner_state(&self) -> OwnerState {
        match *self {}
    }

    fn has_children(&self) -> bool {
        match *self {}
    }

    fn release_child(&self, _: *const (), _: usize) -> bool {
        match *self {}
    }

    fn copy(&self, _: &mut Copying) -> Option<Box<dyn Any>> {
        match *self {}
    }

    fn finalize(&self, _: &AnyRc) {
        match *self {}
    }
}

/// The untyped weak handle to nothing.
pub(crate) fn no_node() -> StdWeak<dyn DynNode> {
    StdWeak::<NoNode>::new()
}
