//! Code that the library calls: how deep it is nested, and its panics.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use crate::panics::text;
use crate::properties::journal::{self, fail, has_failed, log, saw};

/// A call from the library, for as long as this lives.
#[must_use]
pub struct Callback(());

impl Callback {
    pub fn begin(what: impl FnOnce() -> String) -> Self {
        log(what);
        if journal::depth() > 0 {
            saw("callback in a callback");
        }
        journal::enter();
        Callback(())
    }

    /// Code of the test that is to be indented like a callback.
    pub fn silent() -> Self {
        journal::enter();
        Callback(())
    }
}

impl Drop for Callback {
    fn drop(&mut self) {
        if !has_failed() {
            journal::leave();
        }
    }
}

/// The payload of a panic that a test wants.
struct Planned;

/// Panics as planned, without std's panic hook, which would print it.
pub fn panic_as_planned() -> ! {
    resume_unwind(Box::new(Planned))
}

/// Lets the round fail if a panic was not planned. `place` says where it was caught. Returns
/// whether it was planned.
pub fn check_panic(place: &str, payload: &(dyn Any + Send)) -> bool {
    let is_planned = payload.is::<Planned>();
    if !is_planned {
        fail(format!("in {place}, the test panicked: {}", text(payload)));
    }
    is_planned
}

/// Runs an operation of the test. `None` if it panicked as planned; any other panic lets the round
/// fail.
pub fn catch<R>(operation: impl FnOnce() -> R) -> Option<R> {
    let answer = catch_unwind(AssertUnwindSafe(operation));
    answer.map_err(|payload| check_panic("an operation", &*payload)).ok()
}
