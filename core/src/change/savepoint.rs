//! [`Savepoint`]: a state to which the log can go back.

use crate::change::apply::apply;
use crate::change::log::record::{Applying, Direction};
use crate::change::log::{self, with_log};
use crate::change::step::{self, release};
use crate::death::panic_report::guarded;

/// A state of the graph. When this is dropped, all changes since then are undone, unless it was
/// [committed](Self::commit). Savepoints end in the reverse order of their beginning.
pub(crate) struct Savepoint {
    /// The number of records at that moment.
    len: usize,
    is_committed: bool,
}

impl Savepoint {
    /// Opens the log, and a scope in it.
    pub(crate) fn begin() -> Self {
        log::open(step::end);
        log::enter_scope();
        Savepoint { len: with_log(|log| log.entries.len()), is_committed: false }
    }

    /// Keeps the changes. If no other scope is open, they are a step.
    pub(crate) fn commit(mut self) {
        self.is_committed = true;
    }

    /// Undoes all changes since, in the reverse order, and lets go of what they held.
    fn roll_back(&self) {
        let (mut undone, mut removed) = (Vec::new(), Vec::new());
        let how = Applying { direction: Direction::Back, is_logged: false };
        // Comparing and hashing keys is user code, which may change the graph: then that is undone,
        // too.
        while let Some(entry) = with_log(|log| log.pop_above(self.len)) {
            guarded("transaction", || drop(apply(&entry.record, how, &mut removed)));
            undone.push(entry);
        }
        release(undone.into_iter().rev());
        for data in removed {
            guarded("transaction", || drop(data));
        }
    }
}

impl Drop for Savepoint {
    fn drop(&mut self) {
        if !self.is_committed {
            self.roll_back();
        }
        log::leave_scope();
        log::finish();
        log::close();
    }
}
