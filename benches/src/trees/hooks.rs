//! What the hooks of the contenders with hooks do: so little that their call is what is measured.

use std::cell::Cell;

thread_local! {
    static RUN: Cell<u64> = const { Cell::new(0) };
}

pub(super) fn note() {
    RUN.set(RUN.get() + 1);
}

/// How many have run.
#[cfg(test)]
pub(super) fn run() -> u64 {
    RUN.get()
}
