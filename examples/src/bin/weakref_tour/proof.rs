//! What the types alone say about leaks, before a single node is made.

use kinfolk::{Graph, schema};

use crate::output::say;

/// Says which cycles a program could leave behind with `T`, and the types that its links lead to.
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
