//! Measures how long an operation takes.

use std::cell::Cell;
use std::time::{Duration, Instant};

use crate::measured;

thread_local! {
    static ELAPSED: Cell<Duration> = const { Cell::new(Duration::ZERO) };
}

/// Runs the measured operation of a process: callgrind counts in it, and [`elapsed`] grows by its time.
pub(crate) fn run<R>(operation: impl FnOnce() -> R) -> R {
    let start = Instant::now();
    let done = measured::run(operation);
    ELAPSED.set(ELAPSED.get() + start.elapsed());
    done
}

/// How long the measured operations of this thread have taken.
pub(crate) fn elapsed() -> Duration {
    ELAPSED.get()
}

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
    let before = elapsed();
    let done = run(operation);
    Measured { elapsed: elapsed().saturating_sub(before), answer: answer(&done) }
}
