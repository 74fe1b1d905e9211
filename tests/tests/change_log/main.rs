//! The change log: transactions, observers, histories.

mod history;
mod observers;
mod owning;
mod transactions;
mod values;
