//! Panics in hooks, attached finalizers and observers: they are caught and reported.

use std::any::Any;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, PoisonError, RwLock};

use super::hook_panics;

/// A function that receives the panics of hooks, attached finalizers and observers: the name of the
/// node's type, and the payload of the panic. See [`set_panic_report`].
pub type PanicReport = dyn Fn(&str, &(dyn Any + Send)) + Send + Sync;

static REPORT: RwLock<Option<Arc<PanicReport>>> = RwLock::new(None);

/// Sets the function that is called when a hook, an attached finalizer or an observer panics. It is
/// set for the whole process, as by [`std::panic::set_hook`].
///
/// Such a panic is caught: it must not keep other hooks from running, nor make the `Drop` of a
/// handle panic. A panic in the `Drop` of a value or a key that leaves a [weak
/// collection](crate::weak) because its node dies is caught, too. The function gets the name of the
/// node's type, and the payload that [`catch_unwind`](std::panic::catch_unwind) returns. Without a
/// function, a line is written to stderr. (std's own panic hook runs before that, as for every
/// panic.) With `panic = "abort"` no panic can be caught.
///
/// For an [observer](crate::observe), it gets the name of the root's type. It is also called if
/// observers change the graph in answer to each other without end: then the payload is a `&str` that
/// says so.
///
/// If the function itself panics, both panics are written to stderr. A panic in the `Drop` of the
/// payload is reported like a panic of the hook. In a test,
/// [`assert_no_hook_panics!`](crate::assert_no_hook_panics!) is enough. O(1).
///
/// ```
/// use std::sync::{Arc, Mutex};
///
/// use kinfolk::death::set_panic_report;
/// use kinfolk::{Graph, Rc};
///
/// #[derive(Graph)]
/// #[graph(finalize = |_| panic!("no more"))]
/// struct Page {}
///
/// let reports = Arc::new(Mutex::new(Vec::new()));
/// let sink = Arc::clone(&reports);
/// set_panic_report(move |type_name, payload| {
///     let message = payload.downcast_ref::<&str>().unwrap_or(&"..");
///     sink.lock().unwrap().push(format!("{type_name}: {message}"));
/// });
///
/// drop(Page {}.into_graph());
/// assert_eq!(*reports.lock().unwrap(), ["Page: no more"]);
/// ```
pub fn set_panic_report(report: impl Fn(&str, &(dyn Any + Send)) + Send + Sync + 'static) {
    replace(Some(Arc::new(report)));
}

/// Removes and returns the function that [`set_panic_report`] has set, if there is one. Later
/// panics are written to stderr. O(1).
pub fn take_panic_report() -> Option<Arc<PanicReport>> {
    replace(None)
}

fn replace(report: Option<Arc<PanicReport>>) -> Option<Arc<PanicReport>> {
    let mut current = REPORT.write().unwrap_or_else(PoisonError::into_inner);
    mem::replace(&mut *current, report)
}

/// Runs user code for a node of this type, and reports its panic.
pub(crate) fn guarded(type_name: &str, action: impl FnOnce()) {
    guarded_for(|| type_name, action);
}

/// As [`guarded`], where the name of the type is asked for only if there is a panic.
#[inline]
pub(crate) fn guarded_for<'a>(type_name: impl FnOnce() -> &'a str, action: impl FnOnce()) {
    if let Err(payload) = catch_unwind(AssertUnwindSafe(action)) {
        report(type_name(), "a finalizer", "panicked", payload);
    }
}

/// Reports the panic of an observer whose root is a node of this type.
#[cold]
pub(crate) fn report_observer(type_name: &str, payload: Box<dyn Any + Send>) {
    report(type_name, "an observer", "panicked", payload);
}

/// Reports that an observer whose root is a node of this type was not called, and why.
#[cold]
pub(crate) fn report_not_called(type_name: &str, why: &'static str) {
    report(type_name, "an observer", "was not called", Box::new(why));
}

/// Reports to the function that is set, or else writes the line "`code` of `type_name` `verb`: ..".
#[cold]
fn report(type_name: &str, code: &str, verb: &str, mut payload: Box<dyn Any + Send>) {
    // The drop of a payload may panic with another such payload, without end.
    for _ in 0..8 {
        report_once(type_name, code, verb, &*payload);
        match catch_unwind(AssertUnwindSafe(|| drop(payload))) {
            Ok(()) => return,
            Err(next) => payload = next,
        }
    }
    mem::forget(payload);
}

fn report_once(type_name: &str, code: &str, verb: &str, payload: &(dyn Any + Send)) {
    hook_panics::count();
    let report = REPORT.read().unwrap_or_else(PoisonError::into_inner).clone();
    let Some(report) = report else {
        return write_line(format_args!(
            "{code} of `{type_name}` {verb}: {}",
            payload_text(payload)
        ));
    };
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        report(type_name, payload);
        drop(report);
    }));
    if let Err(own) = outcome {
        write_line(format_args!(
            "{code} of `{type_name}` {verb}: {}; and so did the panic report: {}",
            payload_text(payload),
            payload_text(&*own)
        ));
        if let Err(endless) = catch_unwind(AssertUnwindSafe(|| drop(own))) {
            mem::forget(endless);
        }
    }
}

fn payload_text(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("Box<dyn Any>")
}

fn write_line(line: std::fmt::Arguments<'_>) {
    // `eprintln` panics if stderr cannot be written to.
    if let Err(payload) = catch_unwind(AssertUnwindSafe(|| eprintln!("kinfolk: {line}"))) {
        mem::forget(payload);
    }
}
