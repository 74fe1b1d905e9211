//! Transactions, observers and undo.

mod changes;
mod observe;
mod transaction;
mod undo;

pub use changes::{Change, Changes, ObservedList, Splice};
pub use observe::{Watch, observe};
pub use transaction::{Outcome, transaction};
pub use undo::{Conflict, History, InsideStep, UndoError};
