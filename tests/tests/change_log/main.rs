//! The change log: transactions, observers, histories.

mod history;
mod observers;
mod transactions;
mod values;
