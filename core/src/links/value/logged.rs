//! What an open log needs from a change of a value.

use std::any::Any;
use std::rc::Rc as StdRc;

use crate::change::log::value::{needs_record, value_changed};
use crate::links::value::Value;
use crate::links::value::kind::{ValueKind, ValueStorage};
use crate::model::graph::NodeType;
use crate::store::value_cell::Held;

// Compiled for each type of data that is changed, so it is short.
impl<O: NodeType, V: 'static, K: ValueKind<V>> Value<O, V, K> {
    /// Keeps the old data if the log needs it, or drops it.
    #[cold]
    #[inline(never)]
    pub(super) fn keep(&self, old: Held<V>) {
        if needs_record(&self.storage) {
            self.record(old.into_shared());
        }
    }

    /// The data, as a reader, if the log needs it. Then the change makes new data.
    #[cold]
    #[inline(never)]
    #[track_caller]
    pub(super) fn share_before_change(&self) -> Option<StdRc<V>> {
        needs_record(&self.storage).then(|| self.storage.cell().share())
    }

    /// Records a change, and ends the operation.
    #[cold]
    #[inline(never)]
    pub(super) fn record(&self, before: StdRc<V>) {
        value_changed(self.host.untyped(), &self.storage, exchange::<V, K::Storage>, before);
    }
}

/// An [`Exchange`](crate::change::log::value::Exchange).
fn exchange<V: 'static, S: ValueStorage<V>>(
    storage: &dyn Any,
    data: Option<StdRc<dyn Any>>,
) -> Option<StdRc<dyn Any>> {
    let storage = storage.downcast_ref::<S>()?;
    let Some(data) = data else { return Some(storage.cell().share()) };
    let there = storage.cell().set_shared(data.downcast().ok()?);
    storage.changed_back();
    Some(there)
}
