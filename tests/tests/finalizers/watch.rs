//! [`watch`]: checks that hold at the end of every test.

use std::thread;

use kinfolk_tests::panics;

use crate::model::{kept, live, log};

/// Checks at the end of a test that nothing has leaked and no hook has panicked, so that a failed
/// assertion in a hook counts.
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
        let (kept, reports) = (kept(), panics::reports());
        if !thread::panicking() {
            assert_eq!(reports, [""; 0], "reported");
            assert!(kept.is_empty(), "kept to the end: {kept:?}");
            assert_eq!(live(), self.live, "leaked");
        } else if !reports.is_empty() {
            eprintln!("reported before: {reports:?}");
        }
    }
}
