//! How a union and a box each do what [`Graph`] promises, so that the derive need not write it out
//! for every type. How a struct does is in `live_node`.

use std::any::Any;
use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_node::{DynLink, DynNode, OwnerState, TypeInfo};
use crate::kernel::header::Header;
use crate::model::build::BuildContext;
use crate::model::graph::{Graph, NodeType, UnionType};
use crate::model::handle::Handle;
use crate::model::into_handle::Incoming;
use crate::model::to_plain::Copying;

/// What a weak handle to a `T` points at: the node itself, or any node for a union.
pub(crate) type Target<T> = <<T as Graph>::Repr as Repr<T>>::Target;

/// The declared type behind boxes.
pub(crate) type Declared<T> = <<T as Graph>::Repr as Repr<T>>::Declared;

#[doc(hidden)]
pub trait Repr<T> {
    type Handle: Handle;
    type Declared: Graph<Handle = Self::Handle, Repr: Repr<Self::Declared, Target = Self::Target>>;
    type Target: DynNode + ?Sized;

    /// As part of a graph that grows.
    fn build_in(plain: T, context: &mut BuildContext) -> Self::Handle;

    /// By itself, with all that is below it.
    ///
    /// This is made one with what the caller does: most nodes are made by one who pushes a plain value without
    /// children, and the compiler then knows that there are none.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "else the compiler does not know")]
    fn build_root(plain: T) -> Incoming<Self::Handle> {
        let mut context = BuildContext::default();
        let handle = Self::build_in(plain, &mut context);
        let needs_finalization = context.finish(&handle);
        Incoming::new(handle, needs_finalization)
    }

    fn from_any(node: &AnyRc) -> Option<Self::Handle>;

    /// Points the child's back-link for owners of this type at one, and any other at nothing.
    fn set_back<O: NodeType>(child: &Self::Handle, owner: &StdWeak<O::Node>);

    fn downgrade(handle: &Self::Handle) -> StdWeak<Self::Target>;

    /// The handle to a node that has been reached through a weak one, if it may be given to the user.
    fn upgrade(target: StdRc<Self::Target>) -> Option<Self::Handle>;

    /// The node, of any type.
    fn object(target: &Self::Target) -> &dyn DynNode;

    fn to_object(target: StdRc<Self::Target>) -> StdRc<dyn DynNode>;

    /// A weak handle to nothing.
    fn nobody() -> StdWeak<Self::Target>;

    /// The same weak handle, as one to the owner type `T`, of which `O` is a part.
    fn weak_of<O: NodeType>(owner: &StdWeak<O::Node>) -> Option<StdWeak<Self::Target>>;

    /// Adds the node types that a `T` can be.
    fn node_types(all: &mut Vec<&'static TypeInfo>);
}

/// Of a union.
pub enum UnionRepr {}

impl<T: UnionType> Repr<T> for UnionRepr {
    type Handle = T::Handle;
    type Declared = T;
    type Target = dyn DynNode;

    fn build_in(plain: T, context: &mut BuildContext) -> T::Handle {
        plain.build_in(context)
    }

    fn from_any(node: &AnyRc) -> Option<T::Handle> {
        T::from_any(node)
    }

    fn set_back<O: NodeType>(child: &T::Handle, owner: &StdWeak<O::Node>) {
        T::set_back::<O>(child, owner);
    }

    fn downgrade(handle: &T::Handle) -> StdWeak<dyn DynNode> {
        StdRc::downgrade(handle.to_any().as_std())
    }

    fn upgrade(target: StdRc<dyn DynNode>) -> Option<T::Handle> {
        T::from_any(&AnyRc::upgrade(target)?)
    }

    fn object(target: &dyn DynNode) -> &dyn DynNode {
        target
    }

    fn to_object(target: StdRc<dyn DynNode>) -> StdRc<dyn DynNode> {
        target
    }

    fn nobody() -> StdWeak<dyn DynNode> {
        StdWeak::<Nobody>::new()
    }

    fn weak_of<O: NodeType>(owner: &StdWeak<O::Node>) -> Option<StdWeak<dyn DynNode>> {
        Some(owner.clone())
    }

    fn node_types(all: &mut Vec<&'static TypeInfo>) {
        T::node_types(all);
    }
}

/// Of a box: as what is in it.
pub enum BoxRepr {}

impl<T: Graph> Repr<Box<T>> for BoxRepr {
    type Handle = T::Handle;
    type Declared = Declared<T>;
    type Target = Target<T>;

    fn build_in(plain: Box<T>, context: &mut BuildContext) -> T::Handle {
        T::Repr::build_in(*plain, context)
    }

    fn from_any(node: &AnyRc) -> Option<T::Handle> {
        T::Repr::from_any(node)
    }

    fn set_back<O: NodeType>(child: &T::Handle, owner: &StdWeak<O::Node>) {
        T::Repr::set_back::<O>(child, owner);
    }

    fn downgrade(handle: &T::Handle) -> StdWeak<Target<T>> {
        T::Repr::downgrade(handle)
    }

    fn upgrade(target: StdRc<Target<T>>) -> Option<T::Handle> {
        T::Repr::upgrade(target)
    }

    fn object(target: &Target<T>) -> &dyn DynNode {
        T::Repr::object(target)
    }

    fn to_object(target: StdRc<Target<T>>) -> StdRc<dyn DynNode> {
        T::Repr::to_object(target)
    }

    fn nobody() -> StdWeak<Target<T>> {
        T::Repr::nobody()
    }

    fn weak_of<O: NodeType>(owner: &StdWeak<O::Node>) -> Option<StdWeak<Target<T>>> {
        T::Repr::weak_of::<O>(owner)
    }

    fn node_types(all: &mut Vec<&'static TypeInfo>) {
        T::Repr::node_types(all);
    }
}

/// Gives an untyped weak handle to nothing its type; there is never one.
enum Nobody {}

impl DynNode for Nobody {
    fn header(&self) -> &Header {
        match *self {}
    }

    fn type_info(&self) -> &'static TypeInfo {
        match *self {}
    }

    fn link(&self, _: usize) -> Option<DynLink<'_>> {
        match *self {}
    }

    fn owner_state(&self) -> OwnerState {
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
pub(crate) fn nobody() -> StdWeak<dyn DynNode> {
    StdWeak::<Nobody>::new()
}
