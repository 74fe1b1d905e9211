//! [`watch`]: checks that hold at the end of every test.

use std::thread;

use kinfolk::assert_no_leaks;
use kinfolk::collect::collect_every;
use kinfolk_tests::panics;

use crate::model::{kept, live, log};

/// Checks at the end of a test that nothing has leaked and nothing was reported, so that a failed
/// assertion in a hook or in the `Drop` of a value counts.
#[must_use]
pub struct Watch {
    live: usize,
}

pub fn watch() -> Watch {
    panics::record();
    log();
    Watch { live: live() }
}

impl Drop for Watch {
    fn drop(&mut self) {
        collect_every(0);
        let (kept, reports) = (kept(), panics::reports());
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
