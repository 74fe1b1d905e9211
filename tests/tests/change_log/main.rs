//! The change log: transactions, observers, histories.

mod history;
mod transactions;
