//! The work of each hook: it is so small that the cost of calling hooks is what is measured.

use std::cell::Cell;

thread_local! {
    static COUNT: Cell<u64> = const { Cell::new(0) };
}

pub(super) fn count() {
    COUNT.set(COUNT.get() + 1);
}

/// How many hooks have run.
#[cfg(test)]
pub(super) fn counted() -> u64 {
    COUNT.get()
}
