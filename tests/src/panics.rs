//! Panics of the user's code: those that are caught, and those that kinfolk reports.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use kinfolk::death::set_panic_report;

thread_local! {
    static REPORTS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    static IS_QUIET: Cell<bool> = const { Cell::new(false) };
}

/// What was reported on this thread since this was last asked, as `Type: message`. To be
/// [recorded](record) first.
#[must_use]
pub fn reports() -> Vec<String> {
    REPORTS.take()
}

/// Lets reports be recorded, and panics be [quiet](quietly). There is but one function for either, for the whole
/// process.
pub fn record() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let default = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !IS_QUIET.get() {
                default(info);
            }
        }));
        set_panic_report(|node, payload| {
            let report = format!("{node}: {}", text(payload));
            // After the end of the thread-locals there is nobody to tell.
            let _ = REPORTS.try_with(|reports| reports.borrow_mut().push(report));
        });
    });
}

/// Runs the action and drops its answer, which must panic, and gives what the panic says.
#[track_caller]
pub fn panic_of<R>(action: impl FnOnce() -> R) -> String {
    let result = quietly(|| panic::catch_unwind(AssertUnwindSafe(|| drop(action()))));
    text(&*result.expect_err("it should have panicked"))
}

/// Prints no panics of this thread while this runs.
pub fn quietly<R>(action: impl FnOnce() -> R) -> R {
    record();
    let outer = IS_QUIET.replace(true);
    let answer = action();
    IS_QUIET.set(outer);
    answer
}

/// What a panic says.
#[must_use]
pub fn text(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| payload.downcast_ref().cloned()).unwrap_or_else(|| "?".to_owned())
}
