//! What the derive's output stands on: std's names where the user's may be shadowed, and the parts
//! of kinfolk that are nobody else's business.

pub use std::any::Any;
pub use std::boxed::Box;
pub use std::cell::{Cell, RefCell};
pub use std::clone::Clone;
pub use std::cmp::{Eq, PartialEq};
pub use std::convert::From;
pub use std::fmt::Debug;
pub use std::fmt::{Formatter, Result as FmtResult};
pub use std::hash::{Hash, Hasher};
pub use std::option::Option;
pub use std::primitive::{bool, str, usize};
pub use std::rc::Weak as StdWeak;

pub use crate::graph::UnionType;
pub use crate::growth::Nursery;
pub use crate::handle::HandleObject;
pub use crate::into_handle::Arrival;
pub use crate::object::{Description, Header, Link, Object};
pub use crate::plain::{Copying, ToPlain, ToPlainNode, to_plain};
pub use crate::shape::{OfNode, OfUnion};

use crate::handle::address;
use crate::shape::Shape;
use crate::{Back, BackTo, Graph, Handle, NodeType, Own, OwnContainer, WeakContainer, WeakLink};

/// The live form of an owned field: the link at `index` of the node that `me` is going to be.
pub fn own<O: NodeType, C: OwnContainer>(
    me: &StdWeak<O::Node>,
    index: usize,
    plain: C,
    nursery: &mut Nursery,
) -> Own<O, C>
where
    C::Item: BackTo<O>,
{
    Own::sprout(me, index, plain, nursery)
}

pub fn back<O: Graph>() -> Back<O> {
    Back::new()
}

pub fn set_back<O: NodeType, B: Graph>(link: &Back<B>, owner: &StdWeak<O::Node>) {
    link.set::<O>(owner);
}

pub fn weak<C: WeakContainer>() -> WeakLink<C> {
    WeakLink::new()
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

/// A `cell` field can give its value back only where that is `Copy`.
pub fn copy_cell<T: Copy>(cell: &Cell<T>) -> T {
    cell.get()
}

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

pub fn sprout<T: Graph>(plain: T, nursery: &mut Nursery) -> T::Handle {
    T::Shape::sprout(plain, nursery)
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

/// Implemented for every plain struct, and for whatever implements `Drop`: so not both.
pub trait PlainStructMustNotImplementDrop {}

#[expect(drop_bounds, reason = "the clash with a user's `Drop` is what this is for")]
impl<T: Drop> PlainStructMustNotImplementDrop for T {}
