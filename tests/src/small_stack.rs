//! [`on_a_small_stack`]: where recursion does not get far.

use std::panic;
use std::thread;

/// Runs this on a thread of its own with a stack of 2 MiB, and gives its answer.
///
/// # Panics
///
/// As `run` does; and if there is no thread to be had.
pub fn on_a_small_stack<R: Send + 'static>(run: impl FnOnce() -> R + Send + 'static) -> R {
    let thread = thread::Builder::new().stack_size(2 << 20).spawn(run);
    let thread = thread.expect("there is a thread to be had");
    thread.join().unwrap_or_else(|payload| panic::resume_unwind(payload))
}
