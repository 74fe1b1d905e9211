//! Panics of user code: those that a test catches, and those that kinfolk reports.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use kinfolk::death::set_panic_report;

thread_local! {
    static REPORTS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    static IS_QUIET: Cell<bool> = const { Cell::new(false) };
    static PLACE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Takes the reports of this thread since the last call, as `Type: message`. Call [`record`] first.
#[must_use]
pub fn reports() -> Vec<String> {
    REPORTS.take()
}

/// Starts to record reports, and lets [`quietly`] work. Both need a function that is set once for
/// the whole process.
pub fn record() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let default = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !IS_QUIET.get() {
                default(info);
            } else if let Some(at) = info.location() {
                let place = format!("{}:{}", at.file(), at.line());
                // The thread-local may be gone already.
                let _ = PLACE.try_with(|last| last.replace(place));
            }
        }));
        set_panic_report(|node, payload| {
            let report = format!("{node}: {}", text(payload));
            // The thread-local may be gone already.
            let _ = REPORTS.try_with(|reports| reports.borrow_mut().push(report));
        });
    });
}

/// Runs the action and drops its answer. One of both must panic; returns the message.
#[track_caller]
pub fn panic_of<R>(action: impl FnOnce() -> R) -> String {
    let result = quietly(|| panic::catch_unwind(AssertUnwindSafe(|| drop(action()))));
    text(&*result.expect_err("it should have panicked"))
}

/// Where the last panic in [`quietly`] was: `file:line`.
#[must_use]
pub fn place_of_panic() -> String {
    PLACE.with_borrow(Clone::clone)
}

/// Prints no panics of this thread while this runs.
pub fn quietly<R>(action: impl FnOnce() -> R) -> R {
    record();
    let outer = IS_QUIET.replace(true);
    let answer = action();
    IS_QUIET.set(outer);
    answer
}

/// The message of a panic.
#[must_use]
pub fn text(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| payload.downcast_ref().cloned()).unwrap_or_else(|| "?".to_owned())
}
