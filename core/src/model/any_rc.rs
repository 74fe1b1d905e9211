//! The operations of an [`AnyRc`] that name a type.

use std::any::Any;
use std::rc::Rc as StdRc;

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_handle::DynHandle;
use crate::model::graph::{Graph, NodeType};
use crate::model::rc::Rc;
use crate::model::repr::Repr;

impl AnyRc {
    /// Whether the node is a `T`, or one of the union `T`. O(1).
    pub fn is<T: Graph>(&self) -> bool {
        self.downcast::<T>().is_some()
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
        DynHandle::to_untyped(&handle)
    }
}
