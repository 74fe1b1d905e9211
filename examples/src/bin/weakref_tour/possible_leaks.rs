//! Finds possible leaks from the types only, before the program makes a node.

use kinfolk::{Graph, schema};

use crate::output::outln;

/// Prints the cycles that a program can leak with `T` and the types reached through its links.
pub fn print_possible_leaks<T: Graph>() {
    let schema = schema::<T>();
    let root = schema.node_types()[0].name();
    let cycles = schema.may_leak();
    if cycles.is_empty() {
        outln!("    schema::<{root}>().may_leak() is empty: links of these types cannot leak");
    }
    for cycle in cycles {
        outln!("    schema::<{root}>().may_leak() lists {cycle}");
    }
}
