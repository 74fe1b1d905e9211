//! The work of each finalizer in this tour: it prints a line and counts itself.

use std::cell::Cell;

use crate::output::outln;

thread_local!(static COUNT: Cell<usize> = const { Cell::new(0) });

/// Prints and counts a finalizer that runs.
pub fn log_finalizer(name: &str) {
    COUNT.set(COUNT.get() + 1);
    outln!("    the finalizer of {name} runs");
}

/// Prints and counts a finalizer that runs and has followed its link to another node.
pub fn log_finalizer_with(name: &str, linked: Option<&str>) {
    COUNT.set(COUNT.get() + 1);
    let linked = linked.unwrap_or("no node");
    outln!("    the finalizer of {name} runs and finds {linked}");
}

/// How many finalizers have run.
pub fn count() -> usize {
    COUNT.get()
}
