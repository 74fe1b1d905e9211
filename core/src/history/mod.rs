//! Transactions, observers and undo.

mod transaction;
mod undo;

pub use transaction::{Outcome, transaction};
pub use undo::{Conflict, History, InsideStep, UndoError};
