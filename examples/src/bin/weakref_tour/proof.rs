//! Finds possible leaks from the types only, before the program makes a node.

use kinfolk::{Graph, schema};

use crate::output::say;

/// Prints the cycles that a program can leak with `T` and the types reached through its links.
pub fn say_what_may_leak<T: Graph>() {
    let schema = schema::<T>();
    let root = schema.node_types()[0].name();
    let cycles = schema.may_leak();
    if cycles.is_empty() {
        say!("    schema::<{root}>().may_leak() is empty: by their links, these types cannot leak");
    }
    for cycle in cycles {
        say!("    schema::<{root}>().may_leak() names {cycle}");
    }
}
