//! [`watch`]: what must be so at the end of every test; and panics, caught or reported.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;
use std::thread;

use kinfolk::{assert_no_leaks, collect_every, set_panic_report};

use crate::model::{kept, live, log};

thread_local! {
    static REPORTS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    static IS_QUIET: Cell<bool> = const { Cell::new(false) };
}

/// What was reported on this thread since this was last asked, as `Type: message`. What is left at the
/// end of a test fails it.
pub fn reports() -> Vec<String> {
    REPORTS.take()
}

/// Sees to it, at the end of a test, that nothing has leaked, and that nothing was reported (so that an
/// assertion in a hook or in the `Drop` of a value counts).
#[must_use]
pub struct Watch {
    live: usize,
}

pub fn watch() -> Watch {
    install();
    log();
    Watch { live: live() }
}

impl Drop for Watch {
    fn drop(&mut self) {
        collect_every(0);
        let (kept, reports) = (kept(), reports());
        if !thread::panicking() {
            assert_eq!(reports, [""; 0], "reported");
            assert!(kept.is_empty(), "kept to the end: {kept:?}");
            assert_no_leaks!();
            assert_eq!(live(), self.live, "leaked");
        } else if !reports.is_empty() {
            eprintln!("reported before: {reports:?}");
        }
    }
}

/// Runs the action and drops its answer, which must panic, and gives what the panic says.
#[track_caller]
pub fn panic_of<R>(action: impl FnOnce() -> R) -> String {
    let result = quietly(|| panic::catch_unwind(AssertUnwindSafe(|| drop(action()))));
    text(&*result.expect_err("it should have panicked"))
}

/// Prints no panics of this thread while this runs.
pub fn quietly<R>(action: impl FnOnce() -> R) -> R {
    install();
    let outer = IS_QUIET.replace(true);
    let answer = action();
    IS_QUIET.set(outer);
    answer
}

/// There is but one function for reports and one for panics, for the whole process.
fn install() {
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

fn text(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| payload.downcast_ref().cloned()).unwrap_or_else(|| "?".to_owned())
}
