//! What the derive's output stands on: std's names where the user's may be shadowed, and the parts
//! of kinfolk that are nobody else's business.

pub use std::any::{Any, TypeId};
pub use std::boxed::Box;
pub use std::cell::{Cell, RefCell};
pub use std::clone::Clone;
pub use std::cmp::{Eq, PartialEq};
pub use std::convert::From;
pub use std::fmt::Debug;
pub use std::fmt::{Formatter, Result as FmtResult};
pub use std::format_args;
pub use std::hash::{Hash, Hasher};
pub use std::mem::needs_drop;
pub use std::option::Option::{self, None, Some};
pub use std::primitive::{bool, str, usize};
pub use std::rc::Weak as StdWeak;
pub use std::vec::Vec;

pub use crate::collect::candidates::Candidates;
pub use crate::collect::leak::assert_no_leaks;
pub use crate::collect::search::Search;
pub use crate::death::hook::{finalize, finalize_by};
pub use crate::graph::UnionType;
pub use crate::growth::Nursery;
pub use crate::handle::HandleObject;
pub use crate::header::{Header, HeaderOf};
pub use crate::into_handle::Arrival;
pub use crate::object::{Description, LastOwner, Link, LinkType, LinkView, Object};
pub use crate::plain::{Copying, ToPlain, ToPlainNode, to_plain};
pub use crate::shape::{OfNode, OfUnion};

use crate::handle::address;
use crate::object::{BackLink, SharedLink, StrongLink};
use crate::shape::Shape;
use crate::{
    AnyRc, Back, BackTo, Graph, Handle, IntoHandle, NodeType, Own, OwnContainer, Rc, Shared,
    SharedContainer, WeakContainer, WeakLink,
};

/// An owning link over a `C`, in a node of type `N`, whose children may have that owner.
pub trait OwnLink<N, C> {
    fn sprout(me: &StdWeak<N>, index: usize, plain: C, nursery: &mut Nursery) -> Self;
}

impl<O: NodeType, C: OwnContainer> OwnLink<O::Node, C> for Own<O, C>
where
    C::Item: BackTo<O>,
{
    fn sprout(me: &StdWeak<O::Node>, index: usize, plain: C, nursery: &mut Nursery) -> Self {
        Own::sprout(me, index, plain, nursery)
    }
}

/// The live form of an owned field: the link at `index` of the node that `me` is going to be.
pub fn own<L: OwnLink<N, C>, N, C>(
    me: &StdWeak<N>,
    index: usize,
    plain: C,
    nursery: &mut Nursery,
) -> L {
    L::sprout(me, index, plain, nursery)
}

/// A link, of any type. The type is given, so that the compiler finds the same wrong with it here as
/// in the node's definition, and tells it once.
pub fn link<L: Link>(link: &L) -> LinkView<'_> {
    link.view()
}

/// What a link's type says. The type is given for the same reason.
#[must_use]
pub fn link_type<L: Link>() -> LinkType {
    L::link_type()
}

/// Where a back-link points, if it is set.
pub fn last_owner<L: BackLink>(link: &L) -> Option<LastOwner> {
    match link.last_owner() {
        LastOwner::Nobody => None,
        owner => Some(owner),
    }
}

pub fn clear<L: BackLink>(link: &L) {
    link.clear();
}

pub fn is_empty<L: StrongLink>(link: &L) -> bool {
    link.is_empty()
}

#[inline]
pub fn show<L: StrongLink>(link: &L, number: usize, search: &mut Search) {
    link.show(number, search);
}

pub fn cut<L: SharedLink>(link: &L, candidates: &mut Candidates) {
    link.cut(candidates);
}

/// A link that a new node of type `N` has, but its plain value has not.
pub trait EmptyLink<N> {
    fn empty(me: &StdWeak<N>, index: usize) -> Self;
}

impl<N, O: Graph> EmptyLink<N> for Back<O> {
    fn empty(_: &StdWeak<N>, _: usize) -> Self {
        Back::new()
    }
}

impl<N, C: WeakContainer> EmptyLink<N> for WeakLink<C> {
    fn empty(_: &StdWeak<N>, _: usize) -> Self {
        WeakLink::new()
    }
}

impl<O: NodeType, C: SharedContainer> EmptyLink<O::Node> for Shared<O, C> {
    fn empty(me: &StdWeak<O::Node>, index: usize) -> Self {
        Shared::new(me, index)
    }
}

/// The link at `index` of the node that `me` is going to be.
pub fn empty<L: EmptyLink<N>, N>(me: &StdWeak<N>, index: usize) -> L {
    L::empty(me, index)
}

/// A back-link that an owner of type `O` can be put in: to that type, or to a union that it is of.
#[diagnostic::on_unimplemented(
    message = "the child's only back-link is a `{Self}`, so a `{O}` cannot own it",
    label = "a `{O}` cannot own this child",
    note = "declare a back-link to `{O}` too, on the child: `#[graph(back(owner: {O}))]`, with any name for `owner`; or, if the back-link is to a union of owners, add a variant for `{O}` to that union"
)]
pub trait BackLinkTo<O: NodeType> {
    fn point_to(&self, owner: &StdWeak<O::Node>);
}

#[diagnostic::do_not_recommend]
impl<B: Graph, O: NodeType> BackLinkTo<O> for Back<B>
where
    Rc<O>: IntoHandle<B>,
{
    fn point_to(&self, owner: &StdWeak<O::Node>) {
        Back::point_to::<O>(self, owner);
    }
}

pub fn set_back<L: BackLinkTo<O>, O: NodeType>(link: &L, owner: &StdWeak<O::Node>) {
    link.point_to(owner);
}

pub fn downgrade<T: Graph>(handle: &T::Handle) -> crate::Weak<T> {
    crate::Weak::to(handle)
}

pub fn copy_own<O: NodeType, C: OwnContainer>(link: &Own<O, C>, copying: &mut Copying) -> C
where
    C::Item: ToPlain,
{
    link.copy(copying)
}

/// What can be read from a [`Cell`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not `Copy`, so `to_plain` cannot read it from its `Cell`",
    label = "a `{Self}` can only be moved out of a `Cell`",
    note = "let the field be `#[graph(refcell)]`, or leave `to_plain` out"
)]
pub trait InCell: Copy {}

#[diagnostic::do_not_recommend]
impl<T: Copy> InCell for T {}

pub fn copy_cell<T: InCell>(cell: &Cell<T>) -> T {
    cell.get()
}

#[track_caller]
pub fn copy_refcell<T: Clone>(cell: &RefCell<T>) -> T {
    cell.borrow().clone()
}

/// A child of the union whose copy is under way.
pub fn copy<T: ToPlain>(handle: &T::Handle, copying: &mut Copying) -> T {
    T::copy(handle, copying)
}

/// The plain value of a union's node.
pub fn copy_whole<T: ToPlain>(handle: &T::Handle) -> T {
    T::copy(handle, &mut Copying::default())
}

/// The handle to a union's variant, which wraps a `P`. What follows asks for nothing but this of the
/// handle's type, which is given, so that the compiler finds the same wrong with it everywhere, and
/// tells it once.
pub trait VariantHandle<P>: Handle {
    fn sprout(plain: P, nursery: &mut Nursery) -> Self;
    fn grow(plain: P) -> Self;
    fn from_any(node: &AnyRc) -> Option<Self>;
    fn node_types(all: &mut Vec<&'static Description>);
}

impl<T: NodeType> VariantHandle<T> for Rc<T> {
    fn sprout(plain: T, nursery: &mut Nursery) -> Self {
        T::Shape::sprout(plain, nursery)
    }

    fn grow(plain: T) -> Self {
        plain.into_graph()
    }

    fn from_any(node: &AnyRc) -> Option<Self> {
        node.downcast::<T>()
    }

    fn node_types(all: &mut Vec<&'static Description>) {
        <T::Shape as Shape<T>>::node_types(all);
    }
}

pub fn sprout<H: VariantHandle<P>, P>(plain: P, nursery: &mut Nursery) -> H {
    H::sprout(plain, nursery)
}

pub fn grow<H: VariantHandle<P>, P>(plain: P) -> H {
    H::grow(plain)
}

pub fn downcast<H: VariantHandle<P>, P>(node: &AnyRc) -> Option<H> {
    H::from_any(node)
}

pub fn node_types<H: VariantHandle<P>, P>(all: &mut Vec<&'static Description>) {
    H::node_types(all);
}

pub fn inner<H: VariantHandle<P>, P>(handle: &H) -> &dyn HandleObject {
    handle.inner()
}

pub fn clone<H: VariantHandle<P>, P>(handle: &H) -> H {
    handle.clone()
}

/// The handle to a union's variant that an `O` may own.
pub trait VariantOf<O: NodeType> {
    fn set_back(&self, owner: &StdWeak<O::Node>);
}

impl<T: NodeType + BackTo<O>, O: NodeType> VariantOf<O> for Rc<T> {
    fn set_back(&self, owner: &StdWeak<O::Node>) {
        T::set_back(self, owner);
    }
}

pub fn set_back_of<H: VariantOf<O>, O: NodeType>(child: &H, owner: &StdWeak<O::Node>) {
    child.set_back(owner);
}

pub fn is_same(a: &impl Handle, b: &impl Handle) -> bool {
    address(a) == address(b)
}

pub fn hash(handle: &impl Handle, state: &mut impl Hasher) {
    address(handle).hash(state);
}

/// # Errors
/// As the formatter's.
pub fn debug(handle: &impl Handle, formatter: &mut Formatter<'_>) -> FmtResult {
    crate::any::debug_node(handle.inner().object(), formatter)
}

/// Implemented for every plain type and every node, and for whatever implements `Drop`: so not both.
pub trait TypesOfAGraphMustNotImplementDrop {}

#[expect(drop_bounds, reason = "the clash with a user's `Drop` is what this is for")]
impl<T: Drop> TypesOfAGraphMustNotImplementDrop for T {}

/// The derive in the crate that it is made for, under that crate's own name.
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
        let EntryNode::Folder(below) = root.entries.add(Folder { entries: vec![] });
        below.link.set(&EntryNode::Folder(root.clone()));
        assert_eq!(below.parent.get(), Some(root.clone()));
        assert_eq!(below.link.get(), Some(EntryNode::Folder(root.clone())));
        let Entry::Folder(plain) = root.to_plain().entries.remove(0);
        assert!(plain.entries.is_empty());
    }
}
