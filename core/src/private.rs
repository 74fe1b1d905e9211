//! The names that the derive's output uses: std's, which user code may shadow, and internals of
//! kinfolk. `lib.rs` exports this module under a name that carries the version.

pub use std::any::Any;
pub use std::boxed::Box;
pub use std::cell::{Cell, RefCell};
pub use std::clone::Clone;
pub use std::cmp::{Eq, PartialEq};
pub use std::convert::{From, TryFrom};
pub use std::fmt::{self, Debug};
pub use std::format_args;
pub use std::hash::{Hash, Hasher};
pub use std::marker::{Copy, PhantomData, Sized};
pub use std::ops::{Deref, FnOnce};
pub use std::option::Option::{self, None, Some};
pub use std::primitive::{bool, str};
pub use std::rc::Weak as StdWeak;
pub use std::result::Result;
pub use std::vec::Vec;

pub use crate::collect::leak::assert_no_leaks;
pub use crate::death::hook_panics::assert_no_hook_panics;
pub use crate::kernel::copies::Copies;
pub use crate::kernel::copying::Copying;
pub use crate::kernel::dyn_handle::DynHandle;
pub use crate::kernel::dyn_id::DynId;
pub use crate::kernel::dyn_node::DynNode;
pub use crate::kernel::link_fields::{Joined, NoLink};
pub use crate::kernel::node_fields::NodeFields;
pub use crate::kernel::originals::Originals;
pub use crate::kernel::trace::derived::{
    TracedBy, TracedTypesHaveDropOnlyInSkippedFields, may_hold, note_types as note_traced_types,
};
pub use crate::kernel::trace::{Retarget, TraceBy, TracedTypes, Tracer};
pub use crate::kernel::type_info::TypeInfo;
pub use crate::kernel::variants::{VariantVisitor, Variants, enum_links};
pub use crate::kernel::weak_handle::{UnionWeak, WeakHandle, WeakQuestion};
pub use crate::model::as_dyn_node::AsDynNode;
pub use crate::model::as_handle::NodeReference;
pub use crate::model::build::BuildContext;
pub use crate::model::cast::try_cast;
pub use crate::model::duplicate::{
    CopiedHandle, CopyLink, copy_child, copy_link, duplicate, duplicate_in_union,
    duplicate_in_union_with, duplicate_with,
};
pub use crate::model::graph::OwnedBy;
pub use crate::model::handle::HandleRatherThanNode;
pub use crate::model::header_of::HeaderOf;
pub use crate::model::hook::{finalize, finalize_by};
pub use crate::model::incoming::Incoming;
pub use crate::model::into_handle::IntoIncoming;
pub use crate::model::live_node::{
    LiveNode, NewNode, SavedLink, in_own_frame, link, live, own, saved, traced,
};
pub use crate::model::live_nodes::assert_no_live_nodes;
pub use crate::model::node_enum::variant_info;
pub use crate::model::repr::{Repr, WeakOf};
pub use crate::model::saved::{FormOf, HasId, HasIdAs, IdOf};
pub use crate::model::to_plain::{
    InCell, ToPlain, ToPlainNode, copy, copy_cell, copy_refcell, copy_whole, to_plain,
    try_copy_whole, try_to_plain,
};
pub use crate::model::trace::HandleTo;
pub use crate::walk::Problems;

use crate::kernel::dyn_handle::AsDynHandle;
use crate::kernel::internal::Internal;
use crate::links::own::container::CopyContainer;
pub use crate::links::own::copies::{Children, NoCopies};
use crate::links::targets_of_ids::Form;
use crate::links::{OwnContainer, Saved, ValueKind};
use crate::{AnyRc, Graph, Handle, IntoHandle, NodeType, Own, Value, Weak};

/// A weak handle to a union's node.
pub fn downgrade<T: Graph>(handle: &T::Handle) -> Weak<T> {
    Weak::over(WeakHandle::of(handle, Internal))
}

#[track_caller]
pub fn copy_own<O: NodeType, C: CopyContainer>(link: &Own<O, C>, copying: &mut Copying) -> C {
    link.copy(copying)
}

/// A saved reference of a copy, which gets its targets and ids later.
pub fn saved_copy<N, P, L: SavedLink<P>>(_: &NewNode<'_, N>, number: usize, _: &L) -> L {
    L::without_ids(number)
}

/// A fresh id.
pub fn fresh_id<I>(fresh: impl FnOnce() -> I) -> I {
    fresh()
}

/// [`CopiedHandle::of_copy`] for a union.
pub fn of_copy<T: Graph>(copy: &AnyRc) -> Option<T::Handle> {
    copy.downcast::<T>()
}

/// Makes the value with this number among the links.
#[inline]
pub fn value<N, O: NodeType, V, K: ValueKind<V>>(
    _new: &NewNode<'_, N>,
    number: usize,
    plain: V,
) -> Value<O, V, K> {
    Value::new(plain, number)
}

/// The targets of a saved reference: a `T`, or a list of them. `P` is its type in the plain value.
pub type TargetsOf<T, P> = <FormOf<T, P> as Form>::Targets<T>;

/// How a saved reference to a `T` is saved.
pub type SavedBy<T, P> = Saved<IdOf<T, P>, FormOf<T, P>>;

/// The ids in the plain value of a saved reference.
#[track_caller]
pub fn copy_saved<P, L: SavedLink<P>>(link: &L, copying: &mut Copying) -> P {
    link.to_ids(copying)
}

/// Stands for a saved reference among the data of a node: it has a `Drop` if an id has one.
#[inline]
pub fn saved_data<P, L: SavedLink<P>>(_: &L) -> &Option<P> {
    &None
}

/// Stands for a value that is not traced among the data of a node: it has a `Drop` if the data has
/// one.
#[inline]
pub fn value_data<O: NodeType, V, K: ValueKind<V>>(_: &Value<O, V, K>) -> &Option<V> {
    &None
}

/// # Panics
/// If the value is being updated.
#[track_caller]
pub fn copy_value<O: NodeType, V: Clone, K: ValueKind<V>>(value: &Value<O, V, K>) -> V {
    value.get()
}

/// The type of a field without `#[graph(..)]`. The derive names its function
/// `holds_nodes_without_key`, or `wraps_a_node_without_key` for the only field of a variant of a node
/// enum, which may be meant as a union: the one here if the field holds plain values of nodes, which the
/// compiler then reports as deprecated; otherwise, the one of [`AnyField`].
pub struct PlainField<T: ?Sized>(PhantomData<T>);

impl<T: Graph> PlainField<T> {
    #[deprecated = "add `#[graph(own)]`, or `#[graph(data)]` if it is plain data"]
    pub fn holds_nodes_without_key() {}

    #[deprecated = "this enum is one node type and no union, so the wrapped node is plain data: to own it, add `#[graph(own)]`; or add `#[graph(data)]` if that is meant"]
    pub fn wraps_a_node_without_key() {}
}

impl<T: Graph> PlainField<Option<T>> {
    #[deprecated = "add `#[graph(own)]`, or `#[graph(data)]` if it is plain data"]
    pub fn holds_nodes_without_key() {}

    #[deprecated = "add `#[graph(own)]`, or `#[graph(data)]` if it is plain data"]
    pub fn wraps_a_node_without_key() {}
}

impl<T: Graph> PlainField<Vec<T>> {
    #[deprecated = "add `#[graph(own)]`, or `#[graph(data)]` if it is plain data"]
    pub fn holds_nodes_without_key() {}

    #[deprecated = "add `#[graph(own)]`, or `#[graph(data)]` if it is plain data"]
    pub fn wraps_a_node_without_key() {}
}

#[doc(hidden)]
pub trait AnyField {
    fn holds_nodes_without_key() {}

    fn wraps_a_node_without_key() {}
}

impl<T: ?Sized> AnyField for PlainField<T> {}

/// The types in an owning link over a `C`, for [`ToPlain::note_types`]. If a type lacks `to_plain`,
/// the function is that of [`NoTypes`]: then the compiler reports this where the link is copied, and
/// not here, too.
pub struct OwnedTypes<C>(PhantomData<C>);

impl<C: OwnContainer<Item: ToPlain>> OwnedTypes<C> {
    pub fn note(copying: &mut Copying) {
        C::Item::note_types(copying);
    }
}

/// The same for a variant of a union.
pub struct VariantTypes<T>(PhantomData<T>);

impl<T: ToPlain> VariantTypes<T> {
    pub fn note(copying: &mut Copying) {
        T::note_types(copying);
    }

    pub fn copy_live(
        handle: &T::Handle,
        originals: &Originals,
        context: &mut BuildContext,
    ) -> T::Handle {
        T::copy_live(handle, originals, context)
    }
}

#[doc(hidden)]
pub trait NoTypes {
    fn note(_: &mut Copying) {}

    fn copy_live<H: Clone>(handle: &H, _: &Originals, _: &mut BuildContext) -> H {
        handle.clone()
    }
}

impl<C> NoTypes for OwnedTypes<C> {}

impl<T> NoTypes for VariantTypes<T> {}

/// The handle of a variant's type: the derive cannot know whether that is a node type or a union.
pub type HandleOf<T> = <T as Graph>::Handle;

/// What represents a variant's type. Functions take this in place of the type where they can: of a
/// type without the derive, the compiler then reports no more than that it has none.
pub type ReprOf<T> = <T as Graph>::Repr;

/// [`Repr`], without the bound on the plain type.
#[doc(hidden)]
pub trait ReprFor<P> {
    type Handle;
    fn build_in(plain: P, context: &mut BuildContext) -> Self::Handle;
    fn build_root(plain: P) -> Incoming<Self::Handle>;
}

impl<P: Graph, R: Repr<P>> ReprFor<P> for R {
    type Handle = P::Handle;

    fn build_in(plain: P, context: &mut BuildContext) -> P::Handle {
        R::build_in(plain, context)
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as `Repr::build_root`")]
    fn build_root(plain: P) -> Incoming<P::Handle> {
        R::build_root(plain)
    }
}

/// [`Repr::build_in`] for a variant.
pub fn build_in<R: ReprFor<P>, P>(plain: P, context: &mut BuildContext) -> R::Handle {
    R::build_in(plain, context)
}

/// The handle of a variant's new node.
pub fn new_handle<R: ReprFor<P>, P>(plain: P) -> R::Handle {
    R::build_root(plain).handle
}

/// [`Repr::build_root`] for a variant.
#[inline]
pub fn new_incoming<R: ReprFor<P>, P, H>(plain: P, wrap: fn(R::Handle) -> H) -> Incoming<H> {
    R::build_root(plain).wrapped(wrap)
}

/// As [`new_incoming`], for a type in a union `I` that a variant wraps, or for a handle to it.
#[inline]
pub fn through<P: IntoHandle<I>, I: Graph, H>(value: P, wrap: fn(I::Handle) -> H) -> Incoming<H> {
    IntoHandle::into_incoming(value, Internal).wrapped(wrap)
}

/// As [`through`], only the handle.
#[inline]
pub fn handle_through<P: IntoHandle<I>, I: Graph, H>(value: P, wrap: fn(I::Handle) -> H) -> H {
    through(value, wrap).handle
}

/// [`Repr::from_any`] for a variant.
pub fn downcast<R: Repr<P>, P: Graph>(node: &AnyRc) -> Option<P::Handle> {
    R::from_any(node)
}

/// [`Repr::node_types`] for a variant.
pub fn node_types<R: Repr<P>, P: Graph>(all: &mut Vec<&'static TypeInfo>) {
    R::node_types(all);
}

/// [`Repr::set_back`] for a variant.
pub fn set_back<R: Repr<P>, P: Graph, O: NodeType>(child: &P::Handle, owner: &StdWeak<O::Node>) {
    R::set_back::<O>(child, owner);
}

pub fn inner<H: Handle>(handle: &H) -> &(dyn DynHandle + 'static) {
    H::variant_handle(handle, Internal)
}

pub fn clone<H: Handle>(handle: &H) -> H {
    handle.clone()
}

/// A weak handle to a variant's node.
#[inline]
pub fn weak<W: WeakHandle>(handle: &W::Strong) -> W {
    W::of(handle, Internal)
}

/// [`UnionWeak::of_node`] for a variant, if the variants before it cannot have the node.
#[inline]
pub fn weak_of_node<N: DynNode, W: WeakHandle, U>(
    before: Option<U>,
    node: &StdWeak<N>,
    wrap: fn(W) -> U,
) -> Option<U> {
    before.or_else(|| W::of_node(node).map(wrap))
}

/// [`UnionWeak::again`] for a variant.
#[inline]
pub fn weak_again<W: WeakHandle>(weak: &W) -> W {
    weak.again()
}

/// [`UnionWeak::strong`] for a variant.
#[inline]
pub fn strong<W: WeakHandle, H>(weak: &W, wrap: fn(W::Strong) -> H) -> Option<H> {
    weak.strong().map(wrap)
}

/// A weak handle to the node as a `U`: `U` is the union itself, or one that wraps it.
#[inline]
pub fn weak_as<H: Handle + IntoHandle<U>, U: Graph>(handle: &H) -> Weak<U> {
    // The compiler knows whether these are the same type.
    if let Some(handle) = (handle as &dyn Any).downcast_ref::<U::Handle>() {
        return downgrade(handle);
    }
    downgrade(&IntoHandle::into_incoming(handle.clone(), Internal).handle)
}

/// The node of a variant's handle.
#[inline]
pub fn dyn_node<H: Handle>(handle: &H) -> &dyn DynNode {
    handle.as_dyn().dyn_node()
}

#[inline]
pub fn is_same(a: &impl AsDynNode, b: &impl AsDynNode) -> bool {
    a.as_dyn_node().address() == b.as_dyn_node().address()
}

/// Whether handles of two types hold the same node.
pub fn is_same_node(a: &impl Handle, b: &impl Handle) -> bool {
    a.typed().address() == b.typed().address()
}

#[inline]
pub fn hash(handle: &impl AsDynNode, state: &mut impl Hasher) {
    handle.as_dyn_node().address().hash(state);
}

/// # Errors
/// As the formatter's.
pub fn debug(handle: &impl Handle, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    crate::kernel::any::debug_node(handle.as_dyn().dyn_node(), formatter)
}

/// The content of a weak handle to a union. It asks nothing of the variants.
///
/// # Errors
/// As the formatter's.
pub fn debug_weak(formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    formatter.write_str("(Weak)")
}

/// The derive implements it for each plain type, with its node as `N` and for any `Mark`. It is
/// also implemented for every type with a `Drop`, and for every `N` with one. So a `Drop` on the
/// plain type or on the node is a conflict, and the compiler's error names this trait.
#[doc(hidden)]
pub trait GraphTypesUseFinalizeNotDrop<N, Mark> {}

#[expect(drop_bounds, reason = "the conflict with a user's `Drop` is the purpose")]
impl<T: Drop, N> GraphTypesUseFinalizeNotDrop<N, OfPlain> for T {}

#[expect(drop_bounds, reason = "the conflict with a user's `Drop` is the purpose")]
impl<T, N: Drop> GraphTypesUseFinalizeNotDrop<N, OfNode> for T {}

/// The `Mark` of a conflict with the plain type.
pub enum OfPlain {}

/// The `Mark` of a conflict with the node.
pub enum OfNode {}

/// The derive works inside kinfolk itself.
#[cfg(test)]
mod tests {
    use crate::Graph;

    #[derive(Graph)]
    #[graph(crate = crate, back(parent: Folder), weak(link: Entry), to_plain)]
    struct Folder {
        #[graph(own)]
        entries: Vec<Entry>,
    }

    #[derive(Graph)]
    #[graph(crate = crate, to_plain)]
    enum Entry {
        Folder(Folder),
    }

    #[test]
    fn derives_within_the_crate() {
        let root = Folder { entries: vec![] }.into_graph();
        let EntryRc::Folder(below) = root.entries.add(Folder { entries: vec![] });
        below.link.set(&EntryRc::Folder(root.clone()));
        assert_eq!(below.parent.get(), Some(root.clone()));
        assert_eq!(below.link.get(), Some(EntryRc::Folder(root.clone())));
        let Entry::Folder(plain) = root.to_plain().entries.remove(0);
        assert!(plain.entries.is_empty());
    }
}
