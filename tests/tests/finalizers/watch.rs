//! [`watch`]: what must be so at the end of every test; and the panics that were reported.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;
use std::thread;

use kinfolk::set_panic_report;

use crate::model::{kept, live, log};

thread_local! {
    static REPORTS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// What was reported on this thread since this was last asked, as `Type: message`. What is left at the
/// end of a test fails it.
pub fn reports() -> Vec<String> {
    REPORTS.take()
}

/// Lets reports on this thread be recorded: there is but one function for the whole process.
pub fn record_reports() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        set_panic_report(|node, payload| {
            let report = format!("{node}: {}", text(payload));
            // After the end of the thread-locals there is nobody to tell.
            let _ = REPORTS.try_with(|reports| reports.borrow_mut().push(report));
        });
    });
}

pub fn text(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| payload.downcast_ref().cloned()).unwrap_or_else(|| "?".to_owned())
}

/// Sees to it, at the end of a test, that nothing has leaked, and that no hook has panicked (so that an
/// assertion in there counts).
pub struct Watch {
    live: usize,
}

pub fn watch() -> Watch {
    record_reports();
    log();
    Watch { live: live() }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let (kept, reports) = (kept(), reports());
        if !thread::panicking() {
            assert_eq!(reports, [""; 0], "reported");
            assert!(kept.is_empty(), "kept to the end: {kept:?}");
            assert_eq!(live(), self.live, "leaked");
        } else if !reports.is_empty() {
            eprintln!("reported before: {reports:?}");
        }
    }
}

/// The message of the panic that this must end in.
pub fn panic_of(action: impl FnOnce()) -> String {
    let payload = catch_unwind(AssertUnwindSafe(action)).expect_err("this must panic");
    text(&*payload)
}
