//! The change log: transactions, observers, histories.

mod depth;
mod history;
mod observers;
mod owning;
mod references;
mod saved;
mod transactions;
mod values;
