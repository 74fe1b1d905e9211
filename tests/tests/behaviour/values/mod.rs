//! Values: data that changes, and is never already borrowed.

mod deaths;
mod forms;
mod in_use;
mod model;
mod operations;
