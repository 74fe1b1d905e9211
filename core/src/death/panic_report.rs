//! What becomes of a panic in a hook.

use std::any::Any;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, PoisonError, RwLock};

/// A function that is told of panics in hooks and attached finalizers: it gets the name of the node's
/// type, and what the panic carries. See [`set_panic_report`].
pub type PanicReport = dyn Fn(&str, &(dyn Any + Send)) + Send + Sync;

static REPORT: RwLock<Option<Arc<PanicReport>>> = RwLock::new(None);

/// Sets the function that is told when a hook or an attached finalizer panics, for the whole process,
/// as [`std::panic::set_hook`] does for panics.
///
/// Such a panic is caught, since it must not keep the other hooks from running, nor make the `Drop`
/// of a handle panic. So is one in the `Drop` of a value or a key that leaves a [weak collection](crate::weak) as its
/// node dies. The function gets the name of the node's type and the panic's payload, as
/// [`catch_unwind`](std::panic::catch_unwind) gives it. Without one, a line is written to stderr.
/// (Before that, std's own panic hook has had its say, as for every panic.) With `panic = "abort"`
/// nothing can be caught.
///
/// If the function panics itself, that and what it was told of are written to stderr. A panic in the
/// `Drop` of the payload is reported like one of the hook.
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
/// let told = Arc::new(Mutex::new(Vec::new()));
/// let tell = Arc::clone(&told);
/// set_panic_report(move |node, payload| {
///     let message = payload.downcast_ref::<&str>().unwrap_or(&"..");
///     tell.lock().unwrap().push(format!("{node}: {message}"));
/// });
///
/// drop(Page {}.into_graph());
/// assert_eq!(*told.lock().unwrap(), ["Page: no more"]);
/// ```
pub fn set_panic_report(report: impl Fn(&str, &(dyn Any + Send)) + Send + Sync + 'static) {
    replace(Some(Arc::new(report)));
}

/// Takes out the function that [`set_panic_report`] has set, if it has, and goes back to stderr.
pub fn take_panic_report() -> Option<Arc<PanicReport>> {
    replace(None)
}

fn replace(report: Option<Arc<PanicReport>>) -> Option<Arc<PanicReport>> {
    let mut current = REPORT.write().unwrap_or_else(PoisonError::into_inner);
    mem::replace(&mut *current, report)
}

/// Runs what is the user's, on behalf of a node, and reports it if it panics.
pub(crate) fn guarded(type_name: &str, action: impl FnOnce()) {
    if let Err(payload) = catch_unwind(AssertUnwindSafe(action)) {
        report(type_name, payload);
    }
}

#[cold]
fn report(type_name: &str, mut payload: Box<dyn Any + Send>) {
    // What is dropped may panic with what panics when it is dropped: there must be an end.
    for _ in 0..8 {
        tell(type_name, &*payload);
        match catch_unwind(AssertUnwindSafe(|| drop(payload))) {
            Ok(()) => return,
            Err(next) => payload = next,
        }
    }
    mem::forget(payload);
}

fn tell(type_name: &str, payload: &(dyn Any + Send)) {
    let report = REPORT.read().unwrap_or_else(PoisonError::into_inner).clone();
    let Some(report) = report else {
        return write(format_args!("a finalizer of `{type_name}` panicked: {}", text(payload)));
    };
    let told = catch_unwind(AssertUnwindSafe(|| {
        report(type_name, payload);
        drop(report);
    }));
    if let Err(own) = told {
        write(format_args!(
            "a finalizer of `{type_name}` panicked: {}; and so did the panic report: {}",
            text(payload),
            text(&*own)
        ));
        if let Err(endless) = catch_unwind(AssertUnwindSafe(|| drop(own))) {
            mem::forget(endless);
        }
    }
}

fn text(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("Box<dyn Any>")
}

fn write(line: std::fmt::Arguments<'_>) {
    // `eprintln` panics where there is no stderr to write to.
    if let Err(payload) = catch_unwind(AssertUnwindSafe(|| eprintln!("kinfolk: {line}"))) {
        mem::forget(payload);
    }
}
