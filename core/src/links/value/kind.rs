//! [`ValueKind`]: whether the library sees handles in a value.

use crate::links::host::Host;
use crate::model::graph::NodeType;
use crate::model::sealed::SealedValueKind;
use crate::store::value_cell::ValueCell;

/// Whether the library sees handles in a [`Value`](crate::Value): [`Untraced`] is the only kind.
pub trait ValueKind<V>: SealedValueKind<V> + 'static {
    #[doc(hidden)]
    type Storage: ValueStorage<V>;
}

/// The kind of a [`Value`](crate::Value) whose handles, if it has any, the library does not see:
/// `#[graph(value)]`.
pub enum Untraced {}

impl<V> SealedValueKind<V> for Untraced {}

impl<V> ValueKind<V> for Untraced {
    type Storage = ValueCell<V>;
}

/// The data of a value, and what its kind has besides.
#[doc(hidden)]
pub trait ValueStorage<V> {
    fn new(value: V) -> Self;

    fn cell(&self) -> &ValueCell<V>;

    /// Called after each change, when the new data is in its cell, and before the old is dropped.
    fn changed<O: NodeType>(&self, _host: &Host<O>) {}
}

impl<V> ValueStorage<V> for ValueCell<V> {
    #[inline]
    fn new(value: V) -> Self {
        ValueCell::new(value)
    }

    #[inline]
    fn cell(&self) -> &ValueCell<V> {
        self
    }
}
