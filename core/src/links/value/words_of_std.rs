//! The methods of a `RefCell`, for the error: see `links::words_of_std`. They return the data, so that
//! the rest of the expression is checked.

use crate::links::value::Value;
use crate::links::value::kind::ValueKind;
use crate::model::graph::NodeType;

/// Implemented for nothing.
#[diagnostic::on_unimplemented(
    message = "a value is no `RefCell`: write `read()`, or `update(|data| ..)`",
    label = "a value has no `borrow`, and no `borrow_mut`",
    note = "to look at the data, write `node.title.read()`; to change it, `node.title.update(|title| title.push('!'))`"
)]
#[doc(hidden)]
pub trait IsRefCell {}

#[expect(clippy::should_implement_trait, reason = "for the error only")]
impl<O: NodeType, V, K: ValueKind<V>> Value<O, V, K> {
    #[doc(hidden)]
    pub fn borrow(&self) -> &V
    where
        Self: IsRefCell,
    {
        unreachable!("the bound never holds")
    }

    #[doc(hidden)]
    pub fn borrow_mut(&self) -> &mut V
    where
        Self: IsRefCell,
    {
        unreachable!("the bound never holds")
    }
}
