//! What all finalizers here do: they say whose they are, and are counted.

use std::cell::Cell;

use crate::output::say;

thread_local!(static COUNT: Cell<usize> = const { Cell::new(0) });

/// The finalizer of `whose` runs.
pub fn say_farewell(whose: &str) {
    COUNT.set(COUNT.get() + 1);
    say!("    the finalizer of {whose} runs");
}

/// The finalizer of `whose` runs, and has looked for the other one.
pub fn say_farewell_to(whose: &str, other: Option<&str>) {
    COUNT.set(COUNT.get() + 1);
    let other = other.unwrap_or("nobody");
    say!("    the finalizer of {whose} runs, and sees {other}");
}

/// How many have run.
pub fn count() -> usize {
    COUNT.get()
}
