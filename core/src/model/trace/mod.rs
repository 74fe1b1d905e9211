//! [`Trace`] for typed handles.

#[cfg(test)]
mod random_data;
#[cfg(test)]
mod tests;

use std::marker::PhantomData;

use crate::kernel::dyn_handle::AsDynHandle;
use crate::kernel::internal::Internal;
use crate::kernel::trace::{Retarget, Trace, TraceBy, TracedTypes, Tracer};
use crate::kernel::weak_handle::WeakHandle;
use crate::model::graph::{Graph, NodeType};
use crate::model::rc::Rc;
use crate::model::repr::Repr;
use crate::model::weak::Weak;

/// Traces handles to the nodes of a `T`. The derive names it for the generated enum of a union.
#[doc(hidden)]
pub struct HandleTo<T>(PhantomData<T>);

impl<T: Graph> TraceBy<T::Handle> for HandleTo<T> {
    fn trace<'a>(data: &'a T::Handle, tracer: &mut Tracer<'a, '_>) {
        tracer.handle(data.as_dyn());
    }

    fn note_types(types: &mut TracedTypes) {
        T::Repr::node_types(&mut types.node_types);
    }

    fn retarget(data: &mut T::Handle, retarget: &mut Retarget<'_>) {
        let other = retarget.other(data.as_dyn().dyn_node());
        if let Some(other) = other.and_then(|other| T::Repr::from_any(&other)) {
            *data = other;
        }
    }
}

impl<T: NodeType> Trace for Rc<T> {
    type By = HandleTo<T>;
}

/// Traces weak handles.
#[doc(hidden)]
pub enum WeakTo {}

impl<T: Graph> Trace for Weak<T> {
    type By = WeakTo;
}

impl<T: Graph> TraceBy<Weak<T>> for WeakTo {
    fn trace<'a>(_: &'a Weak<T>, _: &mut Tracer<'a, '_>) {}

    fn note_types(_: &mut TracedTypes) {}

    fn retarget(data: &mut Weak<T>, retarget: &mut Retarget<'_>) {
        let node = data.upgrade();
        let other = node.and_then(|node| retarget.other(node.as_dyn().dyn_node()));
        if let Some(other) = other.and_then(|other| T::Repr::from_any(&other)) {
            *data = Weak::over(WeakHandle::of(&other, Internal));
        }
    }
}
