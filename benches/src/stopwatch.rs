//! How long an operation takes.

use std::time::{Duration, Instant};

use crate::measured;

/// What a run of an operation says.
pub(crate) struct Measured {
    pub(crate) elapsed: Duration,
    /// The same from all contenders.
    pub(crate) answer: u64,
}

/// Runs what is to be measured; `answer` looks at what it has given once the clock is stopped.
pub(crate) fn measure<R>(
    operation: impl FnOnce() -> R,
    answer: impl FnOnce(&R) -> u64,
) -> Measured {
    let start = Instant::now();
    let done = measured::run(operation);
    let elapsed = start.elapsed();
    Measured { elapsed, answer: answer(&done) }
}
