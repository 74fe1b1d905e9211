//! How a child comes under an owner, and leaves it.

use crate::any::AnyRc;
use crate::attach_error::{AttachError, Path};
use crate::graph::{BackTo, NodeType};
use crate::handle::Handle;
use crate::into_handle::Arrival;
use crate::object::{Object, OwningLink};
use crate::own::{ChildHandle, ChildLinks, Own, OwnContainer};

impl<O: NodeType, C: OwnContainer> Own<O, C> {
    /// Where the child stands in this link, if it is here.
    pub(super) fn here(&self, child: &Arrival<ChildHandle<C>>) -> Option<usize> {
        let object = child.handle.inner().object();
        let is_mine = !child.fresh && self.is_owner_of(object);
        if is_mine {
            self.children.position(object)
        } else {
            None
        }
    }

    fn is_owner_of(&self, child: &dyn Object) -> bool {
        child
            .owner()
            .is_some_and(|owner| owner.as_std().address() == self.address())
    }

    fn address(&self) -> *const () {
        self.me.as_ptr().cast()
    }

    /// Checks that the child may come under this owner, before anything changes.
    pub(super) fn admit(
        &self,
        child: Arrival<ChildHandle<C>>,
    ) -> Result<Arrival<ChildHandle<C>>, AttachError<ChildHandle<C>>> {
        let object = child.handle.inner().object();
        // A node without children is nobody's ancestor, so only the owner itself needs a look.
        let suspect = !child.fresh && (object.has_children() || object.address() == self.address());
        if suspect && !self.is_owner_of(object) {
            let owner = self.owner().to_any();
            if is_or_is_above(object, &owner) {
                let path = Path::closed_by(self.name_in(&owner), &owner, object);
                return Err(AttachError::cycle(child.handle, path));
            }
        }
        Ok(child)
    }

    /// Takes an admitted child from its owner, if it has one, and sets its back-link to this one.
    /// The caller puts it among the children, with no user code between.
    pub(super) fn adopt(&self, child: Arrival<ChildHandle<C>>) -> ChildHandle<C>
    where
        C::Item: BackTo<O>,
    {
        let Arrival { handle, fresh } = child;
        if !fresh {
            detach(handle.inner().object());
        }
        C::Item::set_back(&handle, &self.me);
        handle
    }

    /// This link's name among those of its node.
    fn name_in(&self, owner: &AnyRc) -> &'static str {
        let owner = owner.as_std();
        let this = std::ptr::from_ref(self).cast::<()>();
        let is_this = |(index, link): (usize, &dyn OwningLink)| {
            (std::ptr::from_ref(link).cast() == this).then_some(owner.description().links[index])
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
    let Some(owner) = child.owner() else {
        return false;
    };
    let released = owner
        .as_std()
        .owning_links()
        .any(|(_, link)| link.release(child));
    child.clear_back_links();
    released
}
