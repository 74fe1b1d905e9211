//! [`Repr`]: how the values of a plain type become nodes, and how untyped handles get their type
//! back.
//!
//! A struct is represented by its node type (in `live_node`), and a union by its handle, for which
//! the derive writes the impl. A box is represented like its content.

use std::rc::Weak as StdWeak;

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_handle::AsDynHandle;
use crate::kernel::dyn_id::DynId;
use crate::kernel::dyn_link::OwnerState;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::type_info::TypeInfo;
use crate::model::build::BuildContext;
use crate::model::graph::{Graph, NodeType};
use crate::model::handle::Handle;
use crate::model::incoming::Incoming;

/// The content of a weak handle to a `T`.
pub type WeakOf<T> = <<T as Graph>::Handle as Handle>::Weak;

/// The live type that represents a plain type `T`. It knows how values of `T` become nodes.
#[diagnostic::on_unimplemented(
    message = "`Graph` cannot be implemented for `{T}` by hand: `#[derive(Graph)]` implements it",
    label = "not the live type of `{T}`",
    note = "put `#[derive(kinfolk::Graph)]` on `{T}`"
)]
#[doc(hidden)]
pub trait Repr<T: Graph> {
    /// Whether a `T` may be a node of several types.
    const IS_UNION: bool = true;

    /// Builds the node of a plain value, as part of a larger build.
    fn build_in(plain: T, context: &mut BuildContext) -> T::Handle;

    /// Builds the node of a plain value, with all that is below it.
    ///
    /// Inlined into the caller: most nodes come from pushing a childless value, so the code for
    /// children is optimised out.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "else the code for children stays")]
    fn build_root(plain: T) -> Incoming<T::Handle> {
        let mut context = BuildContext::new();
        let handle = Self::build_in(plain, &mut context);
        let needs_finalization = context.finish(handle.as_dyn());
        Incoming::new(handle, needs_finalization)
    }

    /// The node as a `T`, if it is one.
    fn from_any(node: &AnyRc) -> Option<T::Handle>;

    /// Whether the node is a `T`.
    fn is(node: &dyn DynNode) -> bool {
        let mut types = Vec::new();
        Self::node_types(&mut types);
        let id = node.type_info().id();
        types.iter().any(|info| info.id() == id)
    }

    /// The id by which saved references name the node.
    #[inline]
    fn id(node: &T::Handle) -> Option<&dyn DynId> {
        node.as_dyn().dyn_node().id()
    }

    /// Whether the node has the owner at this address. It may be dead, unless that is known.
    #[inline]
    fn is_owned_by(node: &T::Handle, owner: *const ()) -> bool {
        match node.as_dyn().dyn_node().owner_state() {
            OwnerState::Alive(other) => other.address() == owner,
            OwnerState::None | OwnerState::Dead => false,
        }
    }

    /// Points the child's back-link for owners of type `O` to `owner`; clears its other back-links.
    fn set_back<O: NodeType>(child: &T::Handle, owner: &StdWeak<O::Node>);

    /// As [`set_back`](Self::set_back), for a child that is a `T`.
    fn set_back_of_any<O: NodeType>(child: &AnyRc, owner: &StdWeak<O::Node>) {
        if let Some(child) = Self::from_any(child) {
            Self::set_back::<O>(&child, owner);
        }
    }

    /// Adds the node types that a `T` can be.
    fn node_types(all: &mut Vec<&'static TypeInfo>);
}

/// As a method, it is compiled with the declared type: see [`kernel::dyn_node`](crate::kernel::dyn_node).
pub(crate) trait BuildOne: Graph {
    /// A function of its own, because making a node is a lot of inlined code.
    #[inline(never)]
    fn build_one(self, context: &mut BuildContext) -> Self::Handle {
        Self::Repr::build_in(self, context)
    }
}

impl<T: Graph> BuildOne for T {}

/// Represents a box, like its content.
pub enum BoxRepr {}

impl<T: Graph> Repr<Box<T>> for BoxRepr {
    const IS_UNION: bool = T::Repr::IS_UNION;

    fn build_in(plain: Box<T>, context: &mut BuildContext) -> T::Handle {
        T::Repr::build_in(*plain, context)
    }

    fn from_any(node: &AnyRc) -> Option<T::Handle> {
        T::Repr::from_any(node)
    }

    fn is(node: &dyn DynNode) -> bool {
        T::Repr::is(node)
    }

    fn id(node: &T::Handle) -> Option<&dyn DynId> {
        T::Repr::id(node)
    }

    fn is_owned_by(node: &T::Handle, owner: *const ()) -> bool {
        T::Repr::is_owned_by(node, owner)
    }

    fn set_back<O: NodeType>(child: &T::Handle, owner: &StdWeak<O::Node>) {
        T::Repr::set_back::<O>(child, owner);
    }

    fn set_back_of_any<O: NodeType>(child: &AnyRc, owner: &StdWeak<O::Node>) {
        T::Repr::set_back_of_any::<O>(child, owner);
    }

    fn node_types(all: &mut Vec<&'static TypeInfo>) {
        T::Repr::node_types(all);
    }
}
