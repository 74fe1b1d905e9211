//! The operations of a value while a log is open.

// A function here is compiled once for each type of data, and not for each node type. It reaches what
// depends on the node type through `ChangedValue`.

use std::any::Any;
use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::change::log::value::{needs_record, value_changed};
use crate::death::DelayedDeaths;
use crate::kernel::dyn_node::DynNode;
use crate::links::value::Value;
use crate::links::value::kind::{ValueKind, ValueStorage};
use crate::model::graph::NodeType;
use crate::store::value_cell::TakenOut;

/// A value in a node of any type.
pub(super) trait ChangedValue {
    /// Call this when the value has changed, and before the old data is dropped. Returns the host.
    fn changed(&self) -> StdWeak<dyn DynNode>;
}

impl<O: NodeType, V, K: ValueKind<V>> ChangedValue for Value<O, V, K> {
    fn changed(&self) -> StdWeak<dyn DynNode> {
        self.storage.changed(&self.host);
        self.host.untyped()
    }
}

/// As [`Value::set`].
#[cold]
#[inline(never)]
#[track_caller]
pub(super) fn set<V: 'static, S: ValueStorage<V>>(value: &dyn ChangedValue, storage: &S, data: V) {
    let old = storage.cell().set(data);
    let host = value.changed();
    if needs_record(storage) {
        value_changed(&host, storage, exchange::<V, S>, old.into_shared());
    } else {
        drop(old);
    }
    S::after_change();
}

/// As [`Value::replace`]. The record and the caller both get the old data, so it is cloned.
#[cold]
#[inline(never)]
#[track_caller]
pub(super) fn replace<V: Clone + 'static, S: ValueStorage<V>>(
    value: &dyn ChangedValue,
    storage: &S,
    data: V,
) -> V {
    let before = share_if_needed(storage);
    let old = storage.cell().replace(data);
    let host = value.changed();
    if let Some(before) = before {
        value_changed(&host, storage, exchange::<V, S>, before);
    }
    S::after_change();
    old
}

/// An update in progress. The drop puts the data back, then records the change, and then lets delayed
/// deaths begin.
pub(super) struct Updating<'a, V: 'static, S: ValueStorage<V>> {
    taken: TakenOut<'a, V>,
    _changed: Changed<'a, V, S>,
    _delayed: DelayedDeaths,
}

impl<'a, V: Clone, S: ValueStorage<V>> Updating<'a, V, S> {
    #[inline(never)]
    #[track_caller]
    pub(super) fn begin(value: &'a dyn ChangedValue, storage: &'a S) -> Self {
        let delayed = DelayedDeaths::begin();
        let before = share_if_needed(storage);
        let taken = storage.cell().take_out();
        Updating { taken, _changed: Changed { value, storage, before }, _delayed: delayed }
    }

    /// The data, copied if the log has needed it.
    #[inline(never)]
    pub(super) fn data(&mut self) -> &mut V {
        self.taken.make_unique()
    }

    /// Call this if the closure has not panicked.
    #[inline(never)]
    pub(super) fn end(self) {
        drop(self);
        S::after_change();
    }
}

struct Changed<'a, V: 'static, S: ValueStorage<V>> {
    value: &'a dyn ChangedValue,
    storage: &'a S,
    /// The data from before, if the log needs it.
    before: Option<StdRc<V>>,
}

impl<V: 'static, S: ValueStorage<V>> Drop for Changed<'_, V, S> {
    fn drop(&mut self) {
        let host = self.value.changed();
        if let Some(before) = self.before.take() {
            value_changed(&host, self.storage, exchange::<V, S>, before);
        }
    }
}

/// The data, as a reader, if the log needs it. Then the change makes new data.
#[inline(never)]
#[track_caller]
fn share_if_needed<V: 'static, S: ValueStorage<V>>(storage: &S) -> Option<StdRc<V>> {
    if needs_record(storage) { Some(storage.cell().share()) } else { None }
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
