//! How a child is attached to an owning link.
//!
//! Attaching a node that exists already ([`Own::admit`]) takes these steps, in this order:
//!
//! 1. If the child is in this link already, nothing is attached; the caller moves it.
//! 2. If the child is the link's host or one of its ancestors, it is refused (`kernel::above`).
//!    Nothing has changed yet.
//! 3. The old owner releases the child, unless the child is in a required link: then it is refused.
//!    `DynNode::release_child` looks in all of its links at the child's index hint and shortly before
//!    it, since siblings before the child may have left. Only if the child is not there are the
//!    links searched.
//! 4. The child's back-links point to the new owner. If the child needs finalization, the nodes
//!    above it are marked.
//! 5. The caller puts the child among the children.
//!
//! No user code runs between the first step and the last. A node that was just made from a plain
//! value has no owner and closes no cycle, so it needs only the last two.

use std::ptr;

use crate::change::detach::{kept_by, release};
use crate::death::{self, placed};
use crate::kernel::above::is_or_is_above;
use crate::kernel::any::AnyRc;
use crate::kernel::attach_error::{Obstacle, Path};
use crate::kernel::dyn_handle::{AsDynHandle, DynHandle};
use crate::kernel::dyn_link::{DynOwn, Release};
use crate::kernel::dyn_node::DynNode;
use crate::links::own::Own;
use crate::links::own::container::{ChildHandle, OwnContainer};
use crate::model::graph::{BackTo, Graph, NodeType};
use crate::model::repr::Repr;

/// The result of admitting a child.
pub(super) enum Admitted {
    /// The child has left its old owner, if it had one, and its back-link points to this node. The
    /// caller puts it among the children, and runs no user code before that.
    New,
    /// The child is in this link already, at this index. Nothing has changed.
    Here(usize),
}

impl<O: NodeType, C: OwnContainer> Own<O, C> {
    /// Admits a child, or returns what is in the way; then nothing has changed.
    #[inline]
    pub(super) fn admit(&self, child: &ChildHandle<C>) -> Result<Admitted, Box<Obstacle>>
    where
        C::Item: BackTo<O>,
    {
        let node = child.typed().dyn_node();
        let host = self.host.address();
        if let Some(owner) = node.owner() {
            if owner.as_std().address() == host {
                if let Some(index) = self.index_here(node) {
                    return Ok(Admitted::Here(index));
                }
            } else if let Some(cycle) = self.cycle_with(child, node, host) {
                return Err(cycle);
            }
            if release(node, &owner) == Release::Required {
                return Err(Box::new(Obstacle::required(node, &**owner.as_std())));
            }
        } else if let Some(cycle) = self.cycle_with(child, node, host) {
            return Err(cycle);
        }
        self.set_back(child);
        if node.header().needs_finalization() {
            self.mark_above(child.as_dyn());
        }
        Ok(Admitted::New)
    }

    /// What would make [`admit`](Self::admit) refuse a child.
    pub(super) fn obstacle_to(&self, child: &ChildHandle<C>) -> Option<Box<Obstacle>> {
        let node = child.typed().dyn_node();
        let owner = node.owner();
        let cycle = self.cycle_unless_mine(child, owner.as_ref());
        if cycle.is_some() {
            return cycle;
        }
        kept_by(&**owner?.as_std(), node)
    }

    /// The cycle that a child would close.
    pub(super) fn cycle_closed_by(&self, child: &ChildHandle<C>) -> Option<Box<Obstacle>> {
        self.cycle_unless_mine(child, child.typed().dyn_node().owner().as_ref())
    }

    /// As [`cycle_closed_by`](Self::cycle_closed_by), for a child with this owner.
    fn cycle_unless_mine(
        &self,
        child: &ChildHandle<C>,
        owner: Option<&AnyRc>,
    ) -> Option<Box<Obstacle>> {
        if owner.is_some_and(|owner| self.is_part_of(owner)) {
            return None;
        }
        self.cycle_with(child, child.typed().dyn_node(), self.host.address())
    }

    /// The first of several children that this link would refuse, and why. Operations on several
    /// children ask this before anything changes. Moving those before one gives this link's host no
    /// other ancestors, and puts none in a required link, so the answers hold for all of them.
    pub(super) fn first_refused<'a>(
        &self,
        children: impl Iterator<Item = &'a ChildHandle<C>>,
    ) -> Option<(usize, Box<Obstacle>)> {
        let mut obstacles = children.map(|child| self.obstacle_to(child)).enumerate();
        obstacles.find_map(|(index, obstacle)| Some((index, obstacle?)))
    }

    /// The cycle that a child would close that this link's host does not own. `node` is the child's
    /// node, and `host` the host's address.
    #[inline]
    fn cycle_with(
        &self,
        child: &ChildHandle<C>,
        node: &dyn DynNode,
        host: *const (),
    ) -> Option<Box<Obstacle>> {
        // A node without children is no ancestor, so it closes a cycle only if it is the host.
        if node.has_children() || node.address() == host { self.find_cycle(child) } else { None }
    }

    #[inline(never)]
    fn find_cycle(&self, child: &ChildHandle<C>) -> Option<Box<Obstacle>> {
        let child = child.as_dyn();
        let owner = self.owner().as_dyn().to_untyped();
        is_or_is_above(child, &owner).then(|| {
            let path = Path::closed_by(self.name_in(&owner), &owner, child.dyn_node());
            Box::new(Obstacle::Cycle(path))
        })
    }

    /// The child's index in this link, if it is here. Searches the link only if this node owns the
    /// child.
    pub(super) fn index_of(&self, child: &dyn DynNode) -> Option<usize> {
        let owner = child.owner()?;
        self.is_part_of(&owner).then(|| self.index_here(child))?
    }

    /// As [`index_of`](Self::index_of), for a child of this node.
    #[inline(never)]
    fn index_here(&self, child: &dyn DynNode) -> Option<usize> {
        let owner = self.host.upgrade()?;
        // The search goes through all links of the node: if the child is in another one, this is
        // known as soon as it is found there.
        let found = child.find_in(&*owner)?;
        ptr::addr_eq(found.link, self).then_some(found.index)
    }

    fn is_part_of(&self, node: &AnyRc) -> bool {
        node.as_std().address() == self.host.address()
    }

    /// Makes this node the owner of a child that no link holds any more. Overwrites the back-links.
    #[inline]
    pub(super) fn set_owner_of(&self, child: &ChildHandle<C>)
    where
        C::Item: BackTo<O>,
    {
        self.set_back(child);
        if child.typed().header().needs_finalization() {
            self.mark_above(child.as_dyn());
        }
    }

    /// As [`set_owner_of`](Self::set_owner_of), for callers that know whether the child needs
    /// finalization.
    #[inline]
    pub(super) fn set_back(&self, child: &ChildHandle<C>) {
        self.host.with(|owner| <C::Item as Graph>::Repr::set_back::<O>(child, owner));
    }

    /// Marks the nodes above a child that needs finalization.
    // Must not unwind: see the note in crate::store.
    #[cold]
    #[inline(never)]
    #[expect(improper_ctypes_definitions, reason = "only Rust code calls it")]
    pub(super) extern "C" fn mark_above(&self, child: &dyn DynHandle) {
        placed::record_owned(child);
        child.dyn_node().header().clear_new();
        let owner = self.host.upgrade();
        let is_marked = owner.is_some_and(|owner| owner.header().has_mark_from_below());
        if !is_marked {
            death::mark_above(child.dyn_node());
        }
    }

    /// This link's number in its node.
    pub(super) fn number_in(&self, owner: &dyn DynNode) -> usize {
        let this = ptr::from_ref(self).cast::<()>();
        let mut links = owner.owning_links();
        let found = links.find(|(_, link)| ptr::from_ref(*link).cast() == this);
        found.map_or(0, |(number, _)| number)
    }

    /// This link's name in its node.
    fn name_in(&self, owner: &AnyRc) -> &'static str {
        let owner = owner.as_std();
        let this = std::ptr::from_ref(self).cast::<()>();
        let is_this = |(number, link): (usize, &dyn DynOwn)| {
            (std::ptr::from_ref(link).cast() == this).then_some(owner.type_info().link_name(number))
        };
        owner.owning_links().find_map(is_this).unwrap_or_default()
    }
}
