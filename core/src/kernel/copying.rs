//! [`Copying`]: a copy under way.

use std::any::Any;
use std::collections::HashMap;

use crate::store::stack_budget::StackBudget;

/// A copy under way.
///
/// It goes by recursion as far as `StackBudget` allows. What hangs deeper is copied in pieces, the
/// deepest first, each as large as the bound allows.
#[derive(Default)]
pub struct Copying {
    pub(crate) depth: StackBudget,
    /// The finished pieces that no plain value has taken up yet, by the address of their topmost
    /// node.
    pub(crate) pieces: HashMap<*const (), Box<dyn Any>>,
}
