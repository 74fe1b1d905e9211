//! How a union and a box each do what [`Graph`] promises, so that the derive need not write it out
//! for every type. How a struct does is in `live_node`.

use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::dyn_node::no_node;
use crate::kernel::type_info::TypeInfo;
use crate::model::build::BuildContext;
use crate::model::graph::{Graph, NodeType, UnionType};
use crate::model::handle::Handle;
use crate::model::incoming::Incoming;

/// What a weak handle to a `T` points at: the node itself, or any node for a union.
pub(crate) type Target<T> = <<T as Graph>::Repr as Repr<T>>::Target;

#[doc(hidden)]
pub trait Repr<T> {
    type Handle: Handle;
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
    fn dyn_node(target: &Self::Target) -> &dyn DynNode;

    fn to_dyn_node(target: StdRc<Self::Target>) -> StdRc<dyn DynNode>;

    /// A weak handle to nothing.
    fn nobody() -> StdWeak<Self::Target>;

    /// The same weak handle, as one to the owner type `T`, of which `O` is a part.
    fn weak_of<N: DynNode>(owner: &StdWeak<N>) -> Option<StdWeak<Self::Target>>;

    /// Adds the node types that a `T` can be.
    fn node_types(all: &mut Vec<&'static TypeInfo>);
}

/// Of a union.
pub enum UnionRepr {}

impl<T: UnionType> Repr<T> for UnionRepr {
    type Handle = T::Handle;
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

    fn dyn_node(target: &dyn DynNode) -> &dyn DynNode {
        target
    }

    fn to_dyn_node(target: StdRc<dyn DynNode>) -> StdRc<dyn DynNode> {
        target
    }

    fn nobody() -> StdWeak<dyn DynNode> {
        no_node()
    }

    fn weak_of<N: DynNode>(owner: &StdWeak<N>) -> Option<StdWeak<dyn DynNode>> {
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

    fn dyn_node(target: &Target<T>) -> &dyn DynNode {
        T::Repr::dyn_node(target)
    }

    fn to_dyn_node(target: StdRc<Target<T>>) -> StdRc<dyn DynNode> {
        T::Repr::to_dyn_node(target)
    }

    fn nobody() -> StdWeak<Target<T>> {
        T::Repr::nobody()
    }

    fn weak_of<N: DynNode>(owner: &StdWeak<N>) -> Option<StdWeak<Target<T>>> {
        T::Repr::weak_of::<N>(owner)
    }

    fn node_types(all: &mut Vec<&'static TypeInfo>) {
        T::Repr::node_types(all);
    }
}
