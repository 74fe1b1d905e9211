//! The operations of an [`AnyRc`] and an [`AnyRef`] that name a type.

use std::any::Any;
use std::rc::Rc as StdRc;

use crate::kernel::any::AnyRc;
use crate::kernel::any_ref::AnyRef;
use crate::kernel::dyn_handle::DynHandle;
use crate::model::graph::{Graph, NodeType};
use crate::model::live_node::LiveNode;
use crate::model::rc::Rc;
use crate::model::repr::Repr;

impl AnyRc {
    /// Whether the node is a `T`, or one of the union `T`. O(1).
    pub fn is<T: Graph>(&self) -> bool {
        T::Repr::is(&**self.as_std())
    }

    /// The handle with its type, if the node is a `T`: an [`Rc<T>`](Rc), or the union's enum where
    /// `T` is a union. O(1).
    pub fn downcast<T: Graph>(&self) -> Option<T::Handle> {
        T::Repr::from_any(self)
    }

    pub(crate) fn downcast_node<T: NodeType>(&self) -> Option<Rc<T>> {
        let node = StdRc::clone(self.as_std()) as StdRc<dyn Any>;
        Some(Rc::from_std(node.downcast::<T::Node>().ok()?))
    }
}

impl<T: NodeType> From<Rc<T>> for AnyRc {
    fn from(handle: Rc<T>) -> Self {
        AnyRc::from_std(handle.to_std())
    }
}

impl<'a> AnyRef<'a> {
    /// Whether the node is a `T`, or one of the union `T`. O(1), or O(v) for a union of v variants.
    #[must_use]
    pub fn is<T: Graph>(self) -> bool {
        T::Repr::is(self.node())
    }

    /// The node, if it is a `T`, which is a struct: for a union, ask for each of its variants. O(1).
    #[inline]
    #[must_use]
    pub fn downcast_ref<T: NodeType>(self) -> Option<&'a T::Node> {
        let node: &dyn Any = self.node();
        node.downcast_ref()
    }
}

impl<'a, N: LiveNode> From<&'a N> for AnyRef<'a> {
    fn from(node: &'a N) -> Self {
        AnyRef::new(node)
    }
}

impl<'a, T: NodeType> From<&'a Rc<T>> for AnyRef<'a> {
    fn from(handle: &'a Rc<T>) -> Self {
        AnyRef::new(&**handle)
    }
}
