//! What an open log needs from a change of a value.

use std::any::Any;
use std::rc::Rc as StdRc;

use crate::change::log::value::{needs_record, value_changed};
use crate::death::DelayedDeaths;
use crate::links::value::Value;
use crate::links::value::kind::{ValueKind, ValueStorage};
use crate::model::graph::NodeType;
use crate::store::value_cell::TakenOut;

// Compiled for each type of data that is changed, so it is short.
impl<O: NodeType, V: 'static, K: ValueKind<V>> Value<O, V, K> {
    /// As `set`. Keeps the old data if the log needs it.
    #[cold]
    #[inline(never)]
    #[track_caller]
    pub(super) fn set_logged(&self, value: V) {
        let old = self.storage.cell().set(value);
        self.storage.changed(&self.host);
        if needs_record(&self.storage) {
            self.record(old.into_shared());
        } else {
            drop(old);
        }
        K::Storage::after_change();
    }

    /// As `replace`. The record and the caller both get the old data, so it is cloned.
    #[cold]
    #[inline(never)]
    #[track_caller]
    pub(super) fn replace_logged(&self, value: V) -> V
    where
        V: Clone,
    {
        let before = self.share_before_change();
        let old = self.storage.cell().replace(value);
        self.storage.changed(&self.host);
        if let Some(before) = before {
            self.record(before);
        }
        K::Storage::after_change();
        old
    }

    /// As `update`, with one copy of the code for all closures where possible.
    #[cold]
    #[track_caller]
    pub(super) fn update_logged<R>(&self, change: impl FnOnce(&mut V) -> R) -> R
    where
        V: Clone,
    {
        let mut updating = self.begin_update();
        let result = change(updating.data());
        drop(updating);
        K::Storage::after_change();
        result
    }

    #[inline(never)]
    #[track_caller]
    fn begin_update(&self) -> Updating<'_, O, V, K> {
        let _delayed = DelayedDeaths::begin();
        let before = self.share_before_change();
        let taken = self.storage.cell().take_out();
        Updating { taken, _changed: Changed { value: self, before }, _delayed }
    }

    /// The data, as a reader, if the log needs it. Then the change makes new data.
    #[inline(never)]
    #[track_caller]
    fn share_before_change(&self) -> Option<StdRc<V>> {
        needs_record(&self.storage).then(|| self.storage.cell().share())
    }

    /// Records a change, and ends the operation.
    #[inline(never)]
    fn record(&self, before: StdRc<V>) {
        value_changed(self.host.untyped(), &self.storage, exchange::<V, K::Storage>, before);
    }
}

/// An update in progress. The drop puts the data back, then records the change, and then lets delayed
/// deaths begin.
struct Updating<'a, O: NodeType, V: 'static, K: ValueKind<V>> {
    taken: TakenOut<'a, V>,
    _changed: Changed<'a, O, V, K>,
    _delayed: DelayedDeaths,
}

impl<O: NodeType, V: Clone, K: ValueKind<V>> Updating<'_, O, V, K> {
    /// The data, copied if the log has needed it.
    #[inline(never)]
    fn data(&mut self) -> &mut V {
        self.taken.make_unique()
    }
}

struct Changed<'a, O: NodeType, V: 'static, K: ValueKind<V>> {
    value: &'a Value<O, V, K>,
    /// The data from before, if the log needs it.
    before: Option<StdRc<V>>,
}

impl<O: NodeType, V: 'static, K: ValueKind<V>> Drop for Changed<'_, O, V, K> {
    fn drop(&mut self) {
        self.value.storage.changed(&self.value.host);
        if let Some(before) = self.before.take() {
            self.value.record(before);
        }
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
