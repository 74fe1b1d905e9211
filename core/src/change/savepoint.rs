//! [`Savepoint`]: a state to which the log can go back.

use std::any::Any;

use crate::change::apply::{KeySearch, apply_found};
use crate::change::log::record::{Applying, Direction, Record};
use crate::change::log::{self, Entry, Log, with_log};
use crate::change::step;
use crate::death::panic_report::guarded;
use crate::kernel::keyed::KeyPlace;

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
        let mut roll_back = RollBack::default();
        roll_back.run(self.len);
        roll_back.undone.into_iter().rev().for_each(Entry::release);
        for data in roll_back.removed {
            guarded("transaction", || drop(data));
        }
        with_log(Log::give_back);
    }
}

/// How often keys may change the graph when they are searched, in one rollback. Then the children
/// whose keys do so stay out.
const MAX_CHANGES: u32 = 100;

/// How deep in searches for keys others may run.
const MAX_DEPTH: u32 = 8;

/// Undoes records.
#[derive(Default)]
struct RollBack {
    undone: Vec<Entry>,
    /// What has been taken out of links and values.
    removed: Vec<Box<dyn Any>>,
    /// How often a search for a key has changed the graph.
    changes: u32,
    /// In how many searches for keys this runs.
    depth: u32,
}

impl RollBack {
    /// Undoes the records from `len` on.
    fn run(&mut self, len: usize) {
        let how = Applying { direction: Direction::Back, is_logged: false };
        while let Some((last, record)) = last_record(len) {
            let found = self.search(last, &record);
            self.undone.extend(with_log(|log| log.pop_above(last)));
            if let Ok(found) = found {
                let removed = &mut self.removed;
                guarded("transaction", || drop(apply_found(&record, found, how, removed)));
            }
        }
    }

    /// Searches for the key of a record. What that changes is undone. An error if it panics, or changes
    /// the graph each time.
    fn search(&mut self, last: usize, record: &Record) -> Result<Option<KeyPlace>, StaysOut> {
        let Some(search) = KeySearch::of(record, Direction::Back) else { return Ok(None) };
        loop {
            let is_stopped = self.changes >= MAX_CHANGES;
            if self.depth >= MAX_DEPTH || (is_stopped && self.depth > 0) {
                return Err(give_up());
            }
            let mut found = Err(StaysOut);
            guarded("transaction", || found = Ok(search.run()));
            if with_log(|log| log.entries.len()) == last + 1 {
                return found;
            }
            self.changes += 1;
            self.depth += 1;
            self.run(last + 1);
            self.depth -= 1;
            if is_stopped {
                return Err(give_up());
            }
        }
    }
}

/// The child of a record stays out, since its key cannot be searched.
struct StaysOut;

/// Reports that.
#[cold]
fn give_up() -> StaysOut {
    guarded("transaction", || {
        panic!("comparing or hashing a key changes the graph at each try, so its child stays out")
    });
    StaysOut
}

/// The last record and its number, if that is `len` or more.
fn last_record(len: usize) -> Option<(usize, Record)> {
    with_log(|log| {
        let last = log.entries.len().checked_sub(1).filter(|last| *last >= len)?;
        Some((last, log.entries[last].record.clone()))
    })
}

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
