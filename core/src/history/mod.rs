//! Transactions, observers and undo.

mod transaction;

pub use transaction::{Outcome, transaction};
