//! Which types have ids, and which targets are saved.

use std::any::Any;
use std::ptr;
use std::rc::Rc as StdRc;

use crate::death;
use crate::death::climb::Climb;
use crate::kernel::any::AnyRc;
use crate::kernel::copying::{Copying, Scope, Unsaved};
use crate::kernel::dyn_handle::{AsDynHandle, DynHandle};
use crate::kernel::dyn_link::DynSaved;
use crate::kernel::dyn_node::DynNode;
use crate::model::graph::Graph;
use crate::model::repr::Repr;

/// A type that saved references can lead to. `P` is what stands for it in a plain value: an id, an
/// option of one, or a list.
///
/// A type with `#[graph(id)]` has three impls. A union has one, for all `P` that each of its types
/// has, so that the three cannot be one generic impl.
#[diagnostic::on_unimplemented(
    message = "`{P}` is no id of a `{Self}`",
    label = "a saved reference to `{Self}` is over its id, an `Option` of it, or a `Vec` of it",
    note = "put `#[graph(id)]` on the field of `{Self}` that names it, and use the type of that field; in a union, each type needs an id, all of the same type",
    note = "for a link that is not saved, write `weak(name: {Self})` above the struct, and leave the field out"
)]
#[doc(hidden)]
pub trait HasId<P> {
    /// The type of the id.
    type Id;

    /// The form of `P`.
    type Form;
}

/// A type with ids of the same type as those of `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` and `{T}` have no ids of one type",
    label = "a saved reference to a union needs an id of each of its types",
    note = "put `#[graph(id)]` on a field of each type in the union, and give these fields the same type"
)]
#[doc(hidden)]
pub trait HasIdAs<T, P>: HasId<P> {}

impl<T: HasId<P>, U: HasId<P, Id = T::Id, Form = T::Form>, P> HasIdAs<T, P> for U {}

/// The id of a `T`, where `P` stands for it.
pub type IdOf<T, P> = <T as HasId<P>>::Id;

/// The form of `P`, which stands for a `T`.
pub type FormOf<T, P> = <T as HasId<P>>::Form;

/// A copy of the id of a target, if the target is saved with the reference: if it is below the topmost
/// owner of the node that is copied, or in `try_to_plain` below that node itself. `index` is that of the
/// reference in a list.
///
/// O(1) for a target whose owner has been climbed through before.
#[inline]
pub(crate) fn saved_id<T: Graph, I: Clone + 'static>(
    link: &impl DynSaved,
    index: Option<usize>,
    target: &T::Handle,
    copying: &mut Copying,
) -> Option<I> {
    let has_known_owner = match &copying.scope.owner {
        Some((owner, _)) => T::Repr::is_owned_by(target, *owner),
        None => false,
    };
    if !has_known_owner && !is_saved(link, index, target.as_dyn(), copying) {
        return None;
    }
    let id: &dyn Any = T::Repr::id(target)?;
    id.downcast_ref().cloned()
}

#[inline(never)]
fn is_saved(
    link: &dyn DynSaved,
    index: Option<usize>,
    target: &dyn DynHandle,
    copying: &mut Copying,
) -> bool {
    let scope = &mut copying.scope;
    let is_saved = is_in_scope(link, target.dyn_node(), scope);
    if let (false, Some(unsaved)) = (is_saved, &mut scope.unsaved) {
        let Some(host) = link.host().upgrade() else { return false };
        let (host, target) = (AnyRc::from_std(host), target.to_untyped());
        unsaved.push(Unsaved { host, link: ptr::from_ref(link).cast(), index, target });
    }
    is_saved
}

fn is_in_scope(link: &dyn DynSaved, target: &dyn DynNode, scope: &mut Scope) -> bool {
    let Some(top) = scope.top.or_else(|| top_of(link)) else { return false };
    scope.top = Some(top);
    if target.address() == top {
        return true;
    }
    // Each owner is climbed through once; the target itself is not remembered, as most have no others
    // below them.
    let (mut way, mut answer, mut nearest) = (Vec::new(), None, None);
    for owner in Climb::above(target) {
        let address = owner.as_std().address();
        nearest.get_or_insert_with(|| (address, StdRc::downgrade(owner.as_std())));
        answer = if address == top { Some(true) } else { scope.known.get(&address).copied() };
        if answer.is_some() {
            break;
        }
        way.push(address);
    }
    let is_saved = answer.unwrap_or(false);
    if is_saved && !death::has_dead() {
        scope.owner = nearest;
    }
    if !way.is_empty() {
        scope.known.extend(way.into_iter().map(|node| (node, is_saved)));
    }
    is_saved
}

/// The topmost owner of the node that has a link.
fn top_of(link: &dyn DynSaved) -> Option<*const ()> {
    let host = link.host().upgrade()?;
    let top = Climb::above(&*host).last();
    Some(top.map_or_else(|| host.address(), |top| top.as_std().address()))
}
