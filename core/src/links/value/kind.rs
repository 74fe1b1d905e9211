//! [`ValueKind`]: whether the library sees handles in a value.

use crate::links::host::Host;
use crate::model::graph::NodeType;
use crate::model::sealed::SealedValueKind;
use crate::store::value_cell::ValueCell;

/// Whether the library sees handles in a [`Value`](crate::Value): [`Untraced`], or [`Traced`].
///
/// [`Traced`]: crate::links::Traced
pub trait ValueKind<V>: SealedValueKind<V> + 'static {
    #[doc(hidden)]
    type Storage: ValueStorage<V>;
}

/// The kind of a [`Value`](crate::Value) whose handles, if it has any, the library does not see:
/// `#[graph(value)]`.
pub enum Untraced {}

impl<V: 'static> SealedValueKind<V> for Untraced {}

impl<V: 'static> ValueKind<V> for Untraced {
    type Storage = ValueCell<V>;
}

/// The data of a value, with the state that its kind adds.
#[doc(hidden)]
pub trait ValueStorage<V>: 'static {
    /// `number` is that of the value among the links of its node.
    fn new(value: V, number: usize) -> Self;

    fn cell(&self) -> &ValueCell<V>;

    /// Called after each change, when the new data is in its cell, and before the old is dropped.
    fn changed<O: NodeType>(&self, _host: &Host<O>) {}

    /// As [`changed`](Self::changed), when the data is there again that was there before.
    fn changed_back(&self) {}

    /// Called at the end of an operation that has changed the data.
    fn after_change() {}
}

impl<V: 'static> ValueStorage<V> for ValueCell<V> {
    #[inline]
    fn new(value: V, _: usize) -> Self {
        ValueCell::new(value)
    }

    #[inline]
    fn cell(&self) -> &ValueCell<V> {
        self
    }
}
