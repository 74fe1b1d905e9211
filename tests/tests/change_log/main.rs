//! The change log: transactions, observers, histories.

mod transactions;
