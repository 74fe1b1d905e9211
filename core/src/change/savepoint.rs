//! [`Savepoint`]: a state to which the log can go back.

use std::any::Any;
use std::rc::Rc as StdRc;

use crate::change::apply::{apply_found, search};
use crate::change::log::record::{Applying, Direction, Record};
use crate::change::log::{self, Entry, with_log};
use crate::change::step::{self, release};
use crate::death::panic_report::guarded;

/// A state of the graph. When this is dropped, all changes since then are undone, unless it was
/// [committed](Self::commit). Savepoints end in the reverse order of their beginning.
pub(crate) struct Savepoint {
    /// The number of records at that moment.
    len: usize,
    /// The savepoint around it, as the log knows it.
    outer: usize,
    is_committed: bool,
}

impl Savepoint {
    /// Opens the log, and a scope in it.
    pub(crate) fn begin() -> Self {
        log::open(step::end);
        log::enter_scope();
        with_log(|log| {
            let len = log.entries.len();
            let outer = log.edited.begin_savepoint(len);
            Savepoint { len, outer, is_committed: false }
        })
    }

    /// Keeps the changes. If no other scope is open, they are a step.
    pub(crate) fn commit(mut self) {
        self.is_committed = true;
    }

    /// Undoes all changes since, in the reverse order, and lets go of what they held.
    fn roll_back(&self) {
        let (mut undone, mut removed) = (Vec::new(), Vec::new());
        roll_back_to(self.len, 0, &mut undone, &mut removed);
        release(undone.into_iter().rev());
        for data in removed {
            guarded("transaction", || drop(data));
        }
    }
}

/// How often a key is searched that changes the graph each time.
const MAX_TRIES: usize = 16;

/// Undoes the records from `len` on. `depth` counts the searches for keys in which this runs.
fn roll_back_to(len: usize, depth: usize, undone: &mut Vec<Entry>, removed: &mut Removed) {
    let how = Applying { direction: Direction::Back, is_logged: false };
    while let Some((last, record)) = last_record(len) {
        let mut found = None;
        // What keys change while they are compared is undone before the record. A key that does so
        // in the undoing of what keys change is not tried again.
        let tries = if depth == 0 { MAX_TRIES } else { usize::from(depth < MAX_TRIES) };
        for _ in 0..tries {
            guarded("transaction", || found = Some(search(&record, how.direction)));
            if with_log(|log| log.entries.len()) == last + 1 {
                break;
            }
            found = None;
            roll_back_to(last + 1, depth + 1, undone, removed);
        }
        undone.extend(with_log(|log| log.pop_above(last)));
        // A child whose key was not found stays out.
        if let Some(found) = found {
            guarded("transaction", || drop(apply_found(&record, found, how, removed)));
        }
    }
}

/// The last record and its number, if that is `len` or more.
fn last_record(len: usize) -> Option<(usize, StdRc<Record>)> {
    with_log(|log| {
        let last = log.entries.len().checked_sub(1).filter(|last| *last >= len)?;
        Some((last, log.entries[last].record.clone()))
    })
}

/// What records have taken out of links and values.
type Removed = Vec<Box<dyn Any>>;

impl Drop for Savepoint {
    fn drop(&mut self) {
        if !self.is_committed {
            self.roll_back();
        }
        with_log(|log| log.edited.end_savepoint(self.outer));
        log::leave_scope();
        log::finish();
        log::close();
    }
}
