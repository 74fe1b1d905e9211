//! How a child comes under an owner, and leaves it.

use crate::any::AnyRc;
use crate::attach_error::{AttachError, Path};
use crate::death;
use crate::graph::{BackTo, Graph, NodeType};
use crate::handle::{Handle, HandleRatherThanNode};
use crate::object::{LastOwner, Object, OwningLink};
use crate::own::{ChildHandle, Own, OwnContainer};
use crate::shape::Shape;
use crate::strong_links::StrongLinks;

/// A child on its way in, and where it stands until then.
pub(super) struct Arriving<H> {
    pub(super) child: H,
    owner: Option<AnyRc>,
    /// Its back-link points at an owner, or at one that is gone.
    was_owned: bool,
    /// Its place, if it is in this very link.
    pub(super) here: Option<usize>,
}

impl<O: NodeType, C: OwnContainer> Own<O, C> {
    pub(super) fn arriving(&self, child: ChildHandle<C>) -> Arriving<ChildHandle<C>> {
        let object = child.untyped().object();
        let (owner, was_owned) = match object.last_owner() {
            LastOwner::Nobody => (None, false),
            LastOwner::Dead => (None, true),
            LastOwner::Alive(owner) => (AnyRc::upgrade(owner), true),
        };
        let here = self.place_under(owner.as_ref(), object);
        Arriving { child, owner, was_owned, here }
    }

    /// Where the child stands in this link, if it is here.
    pub(super) fn place_of(&self, child: &dyn Object) -> Option<usize> {
        self.place_under(child.owner().as_ref(), child)
    }

    /// As [`place_of`](Self::place_of), for a child whose owner is known: only where that is this
    /// node is the link searched.
    fn place_under(&self, owner: Option<&AnyRc>, child: &dyn Object) -> Option<usize> {
        owner
            .filter(|owner| self.is_part_of(owner))
            .and_then(|_| self.children.position(child, usize::MAX))
    }

    fn is_part_of(&self, node: &AnyRc) -> bool {
        node.as_std().address() == self.me.as_ptr().cast()
    }

    /// Checks that the child may come under this owner, before anything changes.
    pub(super) fn admit(
        &self,
        child: ChildHandle<C>,
    ) -> Result<Arriving<ChildHandle<C>>, AttachError<ChildHandle<C>>> {
        let arriving = self.arriving(child);
        if arriving.owner.as_ref().is_some_and(|owner| self.is_part_of(owner)) {
            return Ok(arriving);
        }
        // A node without children is nobody's ancestor, so only the owner itself needs a look.
        let object = arriving.child.untyped().object();
        if object.has_children() || object.address() == self.me.as_ptr().cast() {
            let owner = self.owner().to_any();
            if is_or_is_above(object, &owner) {
                let path = Path::closed_by(self.name_in(&owner), &owner, object);
                return Err(AttachError::cycle(arriving.child, path));
            }
        }
        Ok(arriving)
    }

    /// Takes an admitted child from its owner, if it has one, and sets its back-link to this one.
    /// The caller puts it among the children, with no user code between.
    pub(super) fn adopt(&self, arriving: Arriving<ChildHandle<C>>) -> ChildHandle<C>
    where
        C::Item: BackTo<O>,
    {
        let Arriving { child, owner, was_owned, .. } = arriving;
        let object = child.untyped().object();
        match owner {
            Some(owner) => drop(leave(object, &owner)),
            // One that outlives its owner may point at that until its link is dropped.
            None if was_owned => object.clear_back_links(),
            None => (),
        }
        self.set_owner_of(&child);
        child
    }

    /// Makes this node the owner of a child that has none.
    #[inline]
    pub(super) fn set_owner_of(&self, child: &ChildHandle<C>)
    where
        C::Item: BackTo<O>,
    {
        <C::Item as Graph>::Shape::set_back::<O>(child, &self.me);
        let child = child.untyped().object();
        if child.header().is_pending() {
            self.mark_owner_of(child);
        }
    }

    #[cold]
    #[inline(never)]
    fn mark_owner_of(&self, child: &dyn Object) {
        let owner = self.me.upgrade();
        let is_known = owner.is_some_and(|owner| owner.header().is_known_to_be_pending_below());
        if !is_known {
            death::mark_above(child);
        }
    }

    /// This link's name among those of its node.
    fn name_in(&self, owner: &AnyRc) -> &'static str {
        let owner = owner.as_std();
        let this = std::ptr::from_ref(self).cast::<()>();
        let is_this = |(index, link): (usize, &dyn OwningLink)| {
            (std::ptr::from_ref(link).cast() == this)
                .then_some(owner.description().link_name(index))
        };
        owner.owning_links().find_map(is_this).unwrap_or_default()
    }
}

/// Whether `node` is `start` or one of its ancestors. O(depth).
fn is_or_is_above(node: &dyn Object, start: &AnyRc) -> bool {
    let mut next = Some(start.clone());
    while let Some(current) = next {
        if current.as_std().address() == node.address() {
            return true;
        }
        next = current.as_std().owner();
    }
    false
}

/// Takes a child from its owner: both ends, in one step. The caller holds the child.
pub(crate) fn detach(child: &dyn Object) -> bool {
    child.owner().is_some_and(|owner| leave(child, &owner))
}

fn leave(child: &dyn Object, owner: &AnyRc) -> bool {
    let place = child.place_in(&**owner.as_std());
    if let Some(place) = &place {
        place.link.release(place.index);
    }
    child.clear_back_links();
    place.is_some()
}
