//! [`Count`]: data that is counted while it lives.

use std::cell::Cell;

thread_local!(static LIVE: Cell<usize> = const { Cell::new(0) });

/// Counts from when it is made, also by a clone, until it is dropped.
#[derive(Debug)]
pub struct Count(());

impl Count {
    #[must_use]
    #[expect(clippy::new_without_default, reason = "a count must be made on purpose")]
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

/// How many [`Count`]s live on this thread.
#[must_use]
pub fn live() -> usize {
    LIVE.get()
}
