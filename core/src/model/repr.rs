//! How a union and a box each do what [`Graph`] promises, so that the derive need not write it out
//! for every type. How a struct does is in `live_node`.

use std::any::Any;
use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_node::{Description, LastOwner, LinkView, Object};
use crate::kernel::header::Header;
use crate::model::build::Nursery;
use crate::model::graph::{Graph, NodeType, UnionType};
use crate::model::handle::Handle;
use crate::model::into_handle::Arrival;
use crate::model::to_plain::Copying;

/// What a weak handle to a `T` points at: the node itself, or any node for a union.
pub(crate) type Target<T> = <<T as Graph>::Shape as Shape<T>>::Target;

/// The declared type behind boxes.
pub(crate) type Declared<T> = <<T as Graph>::Shape as Shape<T>>::Declared;

#[doc(hidden)]
pub trait Shape<T> {
    type Handle: Handle;
    type Declared: Graph<Handle = Self::Handle, Shape: Shape<Self::Declared, Target = Self::Target>>;
    type Target: Object + ?Sized;

    /// As part of a graph that grows.
    fn sprout(plain: T, nursery: &mut Nursery) -> Self::Handle;

    /// By itself, with all that is below it.
    ///
    /// This is made one with what the caller does: most nodes are made by one who pushes a plain value without
    /// children, and the compiler then knows that there are none.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "else the compiler does not know")]
    fn grow(plain: T) -> Arrival<Self::Handle> {
        let mut nursery = Nursery::default();
        let handle = Self::sprout(plain, &mut nursery);
        let is_pending = nursery.finish(&handle);
        Arrival::fresh(handle, is_pending)
    }

    fn from_any(node: &AnyRc) -> Option<Self::Handle>;

    /// Points the child's back-link for owners of this type at one, and any other at nothing.
    fn set_back<O: NodeType>(child: &Self::Handle, owner: &StdWeak<O::Node>);

    fn downgrade(handle: &Self::Handle) -> StdWeak<Self::Target>;

    /// The handle to a node that has been reached through a weak one, if it may be given to the user.
    fn upgrade(target: StdRc<Self::Target>) -> Option<Self::Handle>;

    /// The node, of any type.
    fn object(target: &Self::Target) -> &dyn Object;

    fn to_object(target: StdRc<Self::Target>) -> StdRc<dyn Object>;

    /// A weak handle to nothing.
    fn nobody() -> StdWeak<Self::Target>;

    /// The same weak handle, as one to the owner type `T`, of which `O` is a part.
    fn weak_of<O: NodeType>(owner: &StdWeak<O::Node>) -> Option<StdWeak<Self::Target>>;

    /// Adds the node types that a `T` can be.
    fn node_types(all: &mut Vec<&'static Description>);
}

/// Of a union.
pub enum OfUnion {}

impl<T: UnionType> Shape<T> for OfUnion {
    type Handle = T::Handle;
    type Declared = T;
    type Target = dyn Object;

    fn sprout(plain: T, nursery: &mut Nursery) -> T::Handle {
        plain.sprout(nursery)
    }

    fn from_any(node: &AnyRc) -> Option<T::Handle> {
        T::from_any(node)
    }

    fn set_back<O: NodeType>(child: &T::Handle, owner: &StdWeak<O::Node>) {
        T::set_back::<O>(child, owner);
    }

    fn downgrade(handle: &T::Handle) -> StdWeak<dyn Object> {
        StdRc::downgrade(handle.to_any().as_std())
    }

    fn upgrade(target: StdRc<dyn Object>) -> Option<T::Handle> {
        T::from_any(&AnyRc::upgrade(target)?)
    }

    fn object(target: &dyn Object) -> &dyn Object {
        target
    }

    fn to_object(target: StdRc<dyn Object>) -> StdRc<dyn Object> {
        target
    }

    fn nobody() -> StdWeak<dyn Object> {
        StdWeak::<Nobody>::new()
    }

    fn weak_of<O: NodeType>(owner: &StdWeak<O::Node>) -> Option<StdWeak<dyn Object>> {
        Some(owner.clone())
    }

    fn node_types(all: &mut Vec<&'static Description>) {
        T::node_types(all);
    }
}

/// Of a box: as what is in it.
pub enum OfBox {}

impl<T: Graph> Shape<Box<T>> for OfBox {
    type Handle = T::Handle;
    type Declared = Declared<T>;
    type Target = Target<T>;

    fn sprout(plain: Box<T>, nursery: &mut Nursery) -> T::Handle {
        T::Shape::sprout(*plain, nursery)
    }

    fn from_any(node: &AnyRc) -> Option<T::Handle> {
        T::Shape::from_any(node)
    }

    fn set_back<O: NodeType>(child: &T::Handle, owner: &StdWeak<O::Node>) {
        T::Shape::set_back::<O>(child, owner);
    }

    fn downgrade(handle: &T::Handle) -> StdWeak<Target<T>> {
        T::Shape::downgrade(handle)
    }

    fn upgrade(target: StdRc<Target<T>>) -> Option<T::Handle> {
        T::Shape::upgrade(target)
    }

    fn object(target: &Target<T>) -> &dyn Object {
        T::Shape::object(target)
    }

    fn to_object(target: StdRc<Target<T>>) -> StdRc<dyn Object> {
        T::Shape::to_object(target)
    }

    fn nobody() -> StdWeak<Target<T>> {
        T::Shape::nobody()
    }

    fn weak_of<O: NodeType>(owner: &StdWeak<O::Node>) -> Option<StdWeak<Target<T>>> {
        T::Shape::weak_of::<O>(owner)
    }

    fn node_types(all: &mut Vec<&'static Description>) {
        T::Shape::node_types(all);
    }
}

/// Gives an untyped weak handle to nothing its type; there is never one.
enum Nobody {}

impl Object for Nobody {
    fn header(&self) -> &Header {
        match *self {}
    }

    fn description(&self) -> &'static Description {
        match *self {}
    }

    fn link(&self, _: usize) -> Option<LinkView<'_>> {
        match *self {}
    }

    fn last_owner(&self) -> LastOwner {
        match *self {}
    }

    fn clear_back_links(&self) {
        match *self {}
    }

    fn has_children(&self) -> bool {
        match *self {}
    }

    fn release_child(&self, _: *const (), _: usize) -> bool {
        match *self {}
    }

    fn copy(&self, _: &mut Copying) -> Option<Box<dyn Any>> {
        match *self {}
    }

    fn finalize(&self, _: &AnyRc) {
        match *self {}
    }
}

/// The untyped weak handle to nothing.
pub(crate) fn nobody() -> StdWeak<dyn Object> {
    StdWeak::<Nobody>::new()
}
