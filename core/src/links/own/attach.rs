//! How a child comes under an owner, and leaves it.

use crate::death;
use crate::kernel::any::AnyRc;
use crate::kernel::attach_error::Path;
use crate::kernel::detach::release;
use crate::kernel::dyn_handle::AsDynHandle;
use crate::kernel::dyn_link::DynOwn;
use crate::kernel::dyn_node::DynNode;
use crate::links::own::{ChildHandle, Own, OwnContainer};
use crate::links::storage::LinkStorage;
use crate::model::graph::{BackTo, Graph, NodeType};
use crate::model::repr::Repr;

/// How a child has been let in.
pub(super) enum Admitted {
    /// It has left its owner, if it had one, and points at this node. The caller puts it among the children, with no
    /// user code between.
    New,
    /// It is at this place of this link already, and nothing has changed.
    Here(usize),
}

impl<O: NodeType, C: OwnContainer> Own<O, C> {
    /// Lets a child in, unless it would close a cycle: then nothing changes.
    #[inline]
    pub(super) fn admit(&self, child: &ChildHandle<C>) -> Result<Admitted, Box<Path>>
    where
        C::Item: BackTo<O>,
    {
        let object = child.as_dyn().dyn_node();
        let host = self.host.address();
        if let Some(owner) = object.owner() {
            if owner.as_std().address() == host {
                if let Some(index) = self.place_here(object) {
                    return Ok(Admitted::Here(index));
                }
            } else if let Some(path) = self.path_closed_by(child, host) {
                return Err(path);
            }
            release(object, &**owner.as_std());
        } else if let Some(path) = self.path_closed_by(child, host) {
            return Err(path);
        }
        self.set_owner_of(child);
        Ok(Admitted::New)
    }

    /// The cycle that a child would close.
    pub(super) fn cycle_closed_by(&self, child: &ChildHandle<C>) -> Option<Box<Path>> {
        let owner = child.as_dyn().dyn_node().owner();
        let is_mine = owner.is_some_and(|owner| self.is_part_of(&owner));
        if is_mine { None } else { self.path_closed_by(child, self.host.address()) }
    }

    /// The same, of a child of another node. This one is at `host`.
    #[inline]
    fn path_closed_by(&self, child: &ChildHandle<C>, host: *const ()) -> Option<Box<Path>> {
        let object = child.as_dyn().dyn_node();
        // A node without children is nobody's ancestor, so only the owner itself needs a look.
        if object.has_children() || object.address() == host { self.climb_to(child) } else { None }
    }

    #[inline(never)]
    fn climb_to(&self, child: &ChildHandle<C>) -> Option<Box<Path>> {
        let child = child.as_dyn().dyn_node();
        let owner = self.owner().as_dyn().to_untyped();
        is_or_is_above(child, &owner)
            .then(|| Box::new(Path::closed_by(self.name_in(&owner), &owner, child)))
    }

    /// Where the child stands in this link, if it is here: only where its owner is this node is the link searched.
    pub(super) fn place_of(&self, child: &dyn DynNode) -> Option<usize> {
        let owner = child.owner()?;
        self.is_part_of(&owner).then(|| self.place_here(child))?
    }

    /// Where a child of this node stands in this link.
    #[inline(never)]
    fn place_here(&self, child: &dyn DynNode) -> Option<usize> {
        self.children.children().position(child, usize::MAX)
    }

    fn is_part_of(&self, node: &AnyRc) -> bool {
        node.as_std().address() == self.host.address()
    }

    /// Makes this node the owner of a child that nobody owns any more, whatever its back-links say.
    #[inline]
    pub(super) fn set_owner_of(&self, child: &ChildHandle<C>)
    where
        C::Item: BackTo<O>,
    {
        self.set_back(child);
        let child = child.as_dyn().dyn_node();
        if child.header().needs_finalization() {
            self.mark_owner_of(child);
        }
    }

    /// As [`set_owner_of`](Self::set_owner_of), where it is known whether the child waits for its end.
    #[inline]
    pub(super) fn set_back(&self, child: &ChildHandle<C>)
    where
        C::Item: BackTo<O>,
    {
        self.host.with(|owner| <C::Item as Graph>::Repr::set_back::<O>(child, owner));
    }

    /// To be called with a child that waits for its end. `extern "C"` says that it does not unwind, as in
    /// [`SmallVec`](crate::store::small_vec::SmallVec).
    #[cold]
    #[inline(never)]
    #[expect(improper_ctypes_definitions, reason = "it is called from Rust alone")]
    pub(super) extern "C" fn mark_owner_of(&self, child: &dyn DynNode) {
        let owner = self.host.upgrade();
        let is_known = owner.is_some_and(|owner| owner.header().has_mark_from_below());
        if !is_known {
            death::mark_above(child);
        }
    }

    /// This link's name among those of its node.
    fn name_in(&self, owner: &AnyRc) -> &'static str {
        let owner = owner.as_std();
        let this = std::ptr::from_ref(self).cast::<()>();
        let is_this = |(index, link): (usize, &dyn DynOwn)| {
            (std::ptr::from_ref(link).cast() == this).then_some(owner.type_info().link_name(index))
        };
        owner.owning_links().find_map(is_this).unwrap_or_default()
    }
}

/// Whether `node` is `start` or one of its ancestors. O(depth).
fn is_or_is_above(node: &dyn DynNode, start: &AnyRc) -> bool {
    let mut next = Some(start.clone());
    while let Some(current) = next {
        if current.as_std().address() == node.address() {
            return true;
        }
        next = current.as_std().owner();
    }
    false
}
