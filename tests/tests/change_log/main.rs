//! The change log: transactions, observers, histories.

#![allow(clippy::zero_sized_map_values, reason = "the live maps hold handles")]

mod depth;
mod history;
mod long;
mod observers;
mod owning;
mod references;
mod saved;
mod surroundings;
mod transactions;
mod values;
