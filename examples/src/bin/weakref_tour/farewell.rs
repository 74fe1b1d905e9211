//! What all finalizers of this tour do: they print a line and count themselves.

use std::cell::Cell;

use crate::output::say;

thread_local!(static COUNT: Cell<usize> = const { Cell::new(0) });

/// Prints and counts a finalizer that runs.
pub fn say_farewell(whose: &str) {
    COUNT.set(COUNT.get() + 1);
    say!("    the finalizer of {whose} runs");
}

/// Prints and counts a finalizer that runs and has followed its link to another node.
pub fn say_farewell_to(whose: &str, other: Option<&str>) {
    COUNT.set(COUNT.get() + 1);
    let other = other.unwrap_or("nobody");
    say!("    the finalizer of {whose} runs, and sees {other}");
}

/// How many finalizers have run.
pub fn count() -> usize {
    COUNT.get()
}
