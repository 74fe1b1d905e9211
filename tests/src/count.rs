//! [`Count`]: data that is counted as long as it lives.

use std::cell::Cell;

thread_local!(static LIVE: Cell<usize> = const { Cell::new(0) });

/// Is counted from its making, which a clone has, too, to its drop.
#[derive(Debug)]
pub struct Count(());

impl Count {
    #[must_use]
    #[expect(clippy::new_without_default, reason = "a count that nobody asked for would be wrong")]
    pub fn new() -> Self {
        LIVE.set(LIVE.get() + 1);
        Count(())
    }
}

impl Clone for Count {
    fn clone(&self) -> Self {
        Count::new()
    }
}

impl Drop for Count {
    fn drop(&mut self) {
        LIVE.set(LIVE.get() - 1);
    }
}

/// How many there are on this thread.
#[must_use]
pub fn live() -> usize {
    LIVE.get()
}
