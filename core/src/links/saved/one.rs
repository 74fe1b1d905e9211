//! What a link to one node keeps of its ids.

use std::any::Any;
use std::rc::Rc as StdRc;

use crate::kernel::copying::Copying;
use crate::kernel::dyn_handle::AsDynHandle;
use crate::kernel::dyn_id::DynId;
use crate::kernel::dyn_link::{DynSaved, Finder};
use crate::kernel::dyn_node::DynNode;
use crate::links::saved::id_cell::{IdCell, KeptId};
use crate::links::saved::{BareId, Id, OptionalId, Saved, Saving, Unsaved};
use crate::model::graph::Graph;
use crate::model::repr::Repr;
use crate::model::saved::saved_id;

/// How a link to one node is saved.
pub trait SavingOne: Saving {
    /// The ids that a change has removed.
    #[doc(hidden)]
    type Old;

    /// What the link is to keep of a target's id.
    #[doc(hidden)]
    type New;

    /// Copies the id of a target, which is user code.
    #[doc(hidden)]
    fn new_id<'a>(target: impl FnOnce() -> &'a dyn DynNode) -> Self::New;

    /// Call this before the link gets a target. The caller drops what is returned when it has it.
    #[doc(hidden)]
    fn note_target(ids: &Self::Ids, id: Self::New) -> Self::Old;
}

/// How a link is saved that can be emptied: over an `Option<Id>`, or not at all.
#[diagnostic::on_unimplemented(
    message = "this link is over a bare id, so it always names a node",
    label = "cannot be emptied",
    note = "for a link that can be emptied, write `Option<Id>` in the plain type; `set` gives this one another target"
)]
pub trait Clearable: SavingOne {
    /// Call this when the link is emptied.
    #[doc(hidden)]
    fn note_cleared(ids: &Self::Ids) -> Self::Old;
}

impl SavingOne for Unsaved {
    type Old = ();
    type New = ();

    #[inline]
    fn new_id<'a>(_: impl FnOnce() -> &'a dyn DynNode) {}

    #[inline]
    fn note_target((): &(), (): ()) {}
}

impl Clearable for Unsaved {
    #[inline]
    fn note_cleared((): &()) {}
}

/// How a saved reference to one node is saved.
#[doc(hidden)]
pub trait SavedOne: SavingOne<Ids = IdCell<<Self as Saving>::Id>, Id: Id> {
    /// Whether the plain value always has an id.
    const IS_BARE: bool;

    /// The ids of a plain value.
    type Plain;

    fn id_in(plain: Self::Plain) -> Option<Self::Id>;

    /// Whether the plain value has an id.
    fn has_id(plain: &Self::Plain) -> bool;

    /// # Panics
    /// If there must be an id, and there is none.
    fn plain_of(id: Option<Self::Id>) -> Self::Plain;
}

impl<I: Id> Saving for Saved<I, BareId> {
    type Ids = IdCell<I>;
    type Id = I;
}

impl<I: Id> SavingOne for Saved<I, BareId> {
    type Old = Option<KeptId<I>>;
    type New = Option<I>;

    fn new_id<'a>(target: impl FnOnce() -> &'a dyn DynNode) -> Option<I> {
        id_of(target())
    }

    fn note_target(ids: &IdCell<I>, id: Option<I>) -> Option<KeptId<I>> {
        ids.replace(Some(KeptId::Alone(id?)))
    }
}

impl<I: Id> SavedOne for Saved<I, BareId> {
    const IS_BARE: bool = true;

    type Plain = I;

    fn id_in(plain: I) -> Option<I> {
        Some(plain)
    }

    fn has_id(_: &I) -> bool {
        true
    }

    fn plain_of(id: Option<I>) -> I {
        id.expect("a link over a bare id has an id from when it is made")
    }
}

impl<I: Id> Saving for Saved<I, OptionalId> {
    type Ids = IdCell<I>;
    type Id = I;
}

impl<I: Id> SavingOne for Saved<I, OptionalId> {
    type Old = Option<KeptId<I>>;
    type New = ();

    fn new_id<'a>(_: impl FnOnce() -> &'a dyn DynNode) {}

    fn note_target(ids: &IdCell<I>, (): ()) -> Option<KeptId<I>> {
        ids.replace(None)
    }
}

impl<I: Id> Clearable for Saved<I, OptionalId> {
    fn note_cleared(ids: &IdCell<I>) -> Option<KeptId<I>> {
        ids.replace(None)
    }
}

impl<I: Id> SavedOne for Saved<I, OptionalId> {
    const IS_BARE: bool = false;

    type Plain = Option<I>;

    fn id_in(plain: Option<I>) -> Option<I> {
        plain
    }

    fn has_id(plain: &Option<I>) -> bool {
        plain.is_some()
    }

    fn plain_of(id: Option<I>) -> Option<I> {
        id
    }
}

/// Gives the link of a copy the same id. If it is bare and has a target, the id of that, which may be
/// another one.
pub(crate) fn copy_ids<S: SavedOne, H: AsDynHandle>(
    ids: &IdCell<S::Id>,
    of_copy: &IdCell<S::Id>,
    target: Option<H>,
) {
    if let Some(target) = target.filter(|_| S::IS_BARE) {
        let id = S::new_id(|| target.as_dyn().dyn_node());
        let _old = S::note_target(of_copy, id);
    } else if let Some(id) = ids.lend() {
        let _old = of_copy.replace(Some(KeptId::Lent(id)));
    }
}

/// A copy of the id of a node.
fn id_of<I: Id>(node: &dyn DynNode) -> Option<I> {
    (node.id()? as &dyn Any).downcast_ref::<I>().cloned()
}

/// Looks an id up. Returns the first node with it that is a `T`.
pub(crate) fn find_in<T: Graph>(id: &impl Id, finder: &Finder) -> Option<T::Handle> {
    finder.find(id, T::Repr::IS_UNION, |node| {
        let target = T::Repr::from_any(node)?;
        T::Repr::id(&target).is_some_and(|other| id.is_same(other)).then_some(target)
    })
}

/// The id for which a link has no target. `is_set` says whether the link has one: then a bare id is
/// only kept for when the target is gone.
pub(crate) fn unresolved_id<S: SavedOne>(
    ids: &IdCell<S::Id>,
    is_set: impl FnOnce() -> bool,
) -> Option<StdRc<S::Id>> {
    if S::IS_BARE && is_set() { None } else { ids.lend() }
}

/// Whether there is an [`unresolved_id`].
pub(crate) fn is_unresolved<S: SavedOne>(
    ids: &IdCell<S::Id>,
    is_set: impl FnOnce() -> bool,
) -> bool {
    ids.is_some() && !(S::IS_BARE && is_set())
}

/// Looks up the unresolved id of a link. Returns the node that has it.
pub(crate) fn look_up<T: Graph, S: SavedOne>(
    ids: &IdCell<S::Id>,
    is_set: impl Fn() -> bool,
    finder: &Finder,
) -> Option<T::Handle> {
    let id = unresolved_id::<S>(ids, &is_set)?;
    let found = find_in::<T>(&*id, finder);
    // User code may have changed the link.
    let is_unchanged = unresolved_id::<S>(ids, is_set).is_some_and(|now| StdRc::ptr_eq(&now, &id));
    found.filter(|_| is_unchanged)
}

/// Call this before the link gets the target that was looked up. The caller drops what is returned when
/// it has it.
pub(crate) fn note_found<S: SavedOne>(ids: &IdCell<S::Id>) -> Option<KeptId<S::Id>> {
    if S::IS_BARE { None } else { ids.replace(None) }
}

/// Looks up the id of a link of a graph that was just built, which no other code has, and calls `put`
/// with the node that has it. Returns whether nothing is unresolved then.
pub(crate) fn resolve_new<T: Graph, S: SavedOne>(
    ids: &IdCell<S::Id>,
    finder: &Finder,
    put: impl FnOnce(T::Handle),
) -> bool {
    let Some(id) = ids.replace(None) else { return true };
    let target = find_in::<T>(id.get(), finder);
    let is_found = target.is_some();
    if let Some(target) = target {
        put(target);
    }
    if S::IS_BARE || !is_found {
        drop(ids.replace(Some(id)));
    }
    is_found
}

/// The id to save of a link with this target, if that is alive.
pub(crate) fn plain_of<T: Graph, S: SavedOne>(
    ids: &IdCell<S::Id>,
    target: Option<T::Handle>,
    link: &impl DynSaved,
    copying: &mut Copying,
) -> S::Plain {
    if let Some(target) = target {
        let id = saved_id::<T, S::Id>(link, None, &target, copying);
        if id.is_some() || !S::IS_BARE {
            return S::plain_of(id);
        }
    }
    S::plain_of(ids.lend().map(|id| S::Id::clone(&id)))
}
