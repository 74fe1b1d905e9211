//! The change log: transactions, observers, histories.

mod history;
mod observers;
mod owning;
mod references;
mod transactions;
mod values;
