//! [`watch`]: checks that hold at the end of every test; and panics, caught or reported.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;
use std::thread;

use kinfolk::assert_no_leaks;
use kinfolk::collect::collect_every;
use kinfolk::death::set_panic_report;

use crate::model::{kept, live, log};

thread_local! {
    static REPORTS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    static CAUGHT: RefCell<Option<Vec<Panic>>> = const { RefCell::new(None) };
}

/// The panics reported on this thread since the last call, as `Type: message`. A report that is
/// left at the end of a test fails it.
pub fn reports() -> Vec<String> {
    REPORTS.take()
}

/// Checks at the end of a test that nothing has leaked and no hook has panicked, so that a failed
/// assertion in a hook counts.
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

pub struct Panic {
    pub message: String,
    pub file: String,
    pub line: u32,
}

/// Runs the action and drops its result. One of the two must panic; returns the message of the
/// first panic.
#[track_caller]
pub fn panic_of<R>(action: impl FnOnce() -> R) -> Panic {
    install();
    let outer = CAUGHT.replace(Some(Vec::new()));
    let result = panic::catch_unwind(AssertUnwindSafe(|| drop(action())));
    let caught = CAUGHT.replace(outer);
    assert!(result.is_err(), "it should have panicked");
    caught.into_iter().flatten().next().expect("the panic hook recorded it")
}

/// Records panics within [`panic_of`] instead of printing them, and records reports: the whole
/// process has only one report function.
fn install() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let default = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let place = info.location();
            let panic = Panic {
                message: text(info.payload()),
                file: place.map_or("", |place| place.file()).to_owned(),
                line: place.map_or(0, panic::Location::line),
            };
            let is_caught = CAUGHT.try_with(|caught| match &mut *caught.borrow_mut() {
                Some(caught) => {
                    caught.push(panic);
                    true
                }
                None => false,
            });
            if !is_caught.unwrap_or(false) {
                default(info);
            }
        }));
        set_panic_report(|node, payload| {
            let report = format!("{node}: {}", text(payload));
            // After the thread-locals are destroyed there is no list to add to.
            let _ = REPORTS.try_with(|reports| reports.borrow_mut().push(report));
        });
    });
}

fn text(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| payload.downcast_ref().cloned()).unwrap_or_else(|| "?".to_owned())
}
