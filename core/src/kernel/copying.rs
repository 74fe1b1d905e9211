//! [`Copying`]: a copy under way.

use std::any::Any;
use std::collections::HashMap;

use crate::store::stack_budget::StackBudget;

/// The state of a copy under way.
///
/// The copy recurses as far as `StackBudget` allows. Deeper parts are copied first, in pieces that
/// fit the budget, from the bottom up.
#[derive(Default)]
pub struct Copying {
    pub(crate) depth: StackBudget,
    /// The finished pieces that no plain value contains yet, by the address of their topmost node.
    pub(crate) pieces: HashMap<*const (), Box<dyn Any>>,
}
