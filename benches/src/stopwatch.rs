//! Measures how long an operation takes.

use std::time::{Duration, Instant};

use crate::measured;

/// The result of running an operation.
pub(crate) struct Measured {
    pub(crate) elapsed: Duration,
    /// Must be the same for all contenders.
    pub(crate) answer: u64,
}

/// Measures `operation`. Calls `answer` on its result after the clock has stopped.
pub(crate) fn measure<R>(
    operation: impl FnOnce() -> R,
    answer: impl FnOnce(&R) -> u64,
) -> Measured {
    let start = Instant::now();
    let done = measured::run(operation);
    let elapsed = start.elapsed();
    Measured { elapsed, answer: answer(&done) }
}
