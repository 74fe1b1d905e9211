//! Which types have ids, and which targets are saved.

use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::death::climb::Climb;
use crate::kernel::any::AnyRc;
use crate::kernel::copying::{Copying, Scope, Unsaved};
use crate::kernel::dyn_handle::DynHandle;
use crate::kernel::dyn_node::DynNode;

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

/// A saved reference that is being copied.
pub(crate) struct Reference<'a> {
    /// The node that has it.
    pub(crate) host: &'a StdWeak<dyn DynNode>,
    /// Its address.
    pub(crate) link: *const (),
    /// The index in a list.
    pub(crate) index: Option<usize>,
}

/// Whether this target of a reference is saved with it: it is below the topmost owner of the node that
/// is copied, or in `try_to_plain` below that node itself.
pub(crate) fn is_saved(
    reference: &Reference<'_>,
    target: &dyn DynHandle,
    copying: &mut Copying,
) -> bool {
    let Some(host) = reference.host.upgrade() else { return false };
    let is_saved = is_in_scope(&host, target.dyn_node(), &mut copying.scope);
    if let (false, Some(unsaved)) = (is_saved, &mut copying.scope.unsaved) {
        let (link, index) = (reference.link, reference.index);
        let (host, target) = (AnyRc::from_std(host), target.to_untyped());
        unsaved.push(Unsaved { host, link, index, target });
    }
    is_saved
}

fn is_in_scope(host: &StdRc<dyn DynNode>, target: &dyn DynNode, scope: &mut Scope) -> bool {
    let Scope { top, known, .. } = scope;
    let top = *top.get_or_insert_with(|| {
        Climb::above(&**host).last().map_or_else(|| host.address(), |root| root.as_std().address())
    });
    if target.address() == top {
        return true;
    }
    // Each owner is climbed through once; the target itself is not remembered, as most have no others
    // below them.
    let (mut way, mut answer) = (Vec::new(), None);
    for owner in Climb::above(target) {
        let owner = owner.as_std().address();
        answer = if owner == top { Some(true) } else { known.get(&owner).copied() };
        if answer.is_some() {
            break;
        }
        way.push(owner);
    }
    let is_saved = answer.unwrap_or(false);
    if !way.is_empty() {
        known.extend(way.into_iter().map(|node| (node, is_saved)));
    }
    is_saved
}
