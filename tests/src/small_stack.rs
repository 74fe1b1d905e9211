//! [`on_a_small_stack`]: a thread on which deep recursion overflows.

use std::panic;
use std::thread;

/// Runs this on a thread of its own with a stack of 2 MiB, and returns its answer.
///
/// # Panics
///
/// If `run` does, or if the thread cannot start.
pub fn on_a_small_stack<R: Send + 'static>(run: impl FnOnce() -> R + Send + 'static) -> R {
    let thread = thread::Builder::new().stack_size(2 << 20).spawn(run);
    let thread = thread.expect("the thread starts");
    thread.join().unwrap_or_else(|payload| panic::resume_unwind(payload))
}
