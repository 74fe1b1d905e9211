//! Benchmarks of kinfolk against trees written by hand and against similar crates. `README.md`
//! explains what is measured and how to read the tables. The usage is in `command_line.rs`.
//!
//! This is a library so that it can be built into one program for each allocator.

#![forbid(unsafe_code)]

mod allocator;
#[cfg(feature = "peers")]
mod cache;
mod cargo_command;
mod case;
mod command_line;
mod compile;
mod count_row;
#[cfg(feature = "peers")]
mod cycles;
#[cfg(feature = "peers")]
mod depth;
#[cfg(feature = "peers")]
mod dom;
mod growth;
mod guard;
mod interpreter;
mod keyed;
mod machine;
mod measured;
#[cfg(feature = "peers")]
mod nodes;
mod random;
mod references;
mod shuffle;
#[cfg(feature = "peers")]
mod side_by_side;
mod stopwatch;
mod syntax_tree;
mod table;
mod topics;
#[cfg(feature = "peers")]
mod tree_tables;
mod trees;
mod values;
#[cfg(feature = "peers")]
mod weak;

pub use allocator::Allocator;
pub use command_line::main;
