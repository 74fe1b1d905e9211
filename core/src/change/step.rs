//! The end of a step.

use std::mem;
use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::change::log::record::Record;
use crate::change::log::{self, Entries, Entry, Listener, Listeners, Listening, with_log};
use crate::death::panic_report::guarded;

/// So often observers are called about what observers have changed.
const MAX_ROUNDS: usize = 64;

/// Ends a step: histories take the records, observers are called, and the log lets go of the nodes.
/// What observers and hooks change is part of the step.
///
/// Never panics: all user code is guarded.
#[cold]
pub(super) fn end() {
    if !with_log(|log| log.is_done()) {
        run();
    }
    log::begin_next_step();
}

fn run() {
    log::enter_scope();
    let mut seen = with_log(|log| mem::take(&mut log.spare));
    let mut is_endless = false;
    loop {
        tell_listeners(&mut seen, &mut is_endless);
        seen.release();
        if with_log(|log| log.entries.is_empty()) {
            forget(&mut seen);
            if with_log(|log| log.is_done()) {
                break;
            }
        }
    }
    with_log(|log| log.spare = seen);
    log::leave_scope();
    // Listeners may have ended.
    log::give_back_if_closed();
}

/// Tells all listeners of the batch, and of what they change meanwhile. The records that they have seen
/// go into `seen`. If observers go on without end, none is called again until the step has ended.
fn tell_listeners(seen: &mut Entries, is_endless: &mut bool) {
    for round in 0..=MAX_ROUNDS {
        let start = seen.len();
        let listeners = with_log(|log| {
            log.edited.clear();
            let listeners = log.listeners.clone();
            log.take_entries(seen);
            listeners
        });
        let entries = &seen[start..];
        if entries.is_empty() {
            break;
        }
        close(entries);
        let batch = Batch { entries, listeners };
        batch.tell(|listener, entries| listener.take(entries));
        if !batch.calls_any() {
            break;
        }
        batch.tell(|listener, entries| listener.prepare(entries));
        *is_endless |= round == MAX_ROUNDS;
        if *is_endless {
            batch.tell(|listener, _| listener.skip());
        } else {
            batch.tell(|listener, _| listener.call());
        }
    }
}

/// Gives the records of values the data that is there now.
fn close(entries: &[Entry]) {
    for Entry { record, .. } in entries {
        if let Record::Edited { host, edit } = record {
            if let Some(host) = host.upgrade() {
                edit.close(&**host.as_std());
            }
        }
    }
}

/// Changes that listeners are told of together.
struct Batch<'a> {
    entries: &'a [Entry],
    /// The listeners at the beginning. Each has the number of records here that were made before it came.
    listeners: Option<Listeners>,
}

impl Batch<'_> {
    fn calls_any(&self) -> bool {
        self.listeners.iter().flat_map(|all| all.iter()).any(|listening| listening.is_called)
    }

    /// Calls `tell` with each listener that still listens, and with its records.
    fn tell(&self, tell: impl Fn(&dyn Listener, &[Entry])) {
        for Listening { listener, from, .. } in self.listeners.iter().flat_map(|all| all.iter()) {
            let entries = self.entries.get(*from..).unwrap_or_default();
            if entries.is_empty() {
                continue;
            }
            if let Some(listener) = listener.upgrade() {
                tell(&*listener, entries);
                drop_listener(listener);
            }
        }
    }
}

/// A listener that was dropped meanwhile ends here, with all that its function holds.
#[inline]
fn drop_listener(listener: StdRc<dyn Listener>) {
    if StdRc::strong_count(&listener) > 1 {
        return drop(listener);
    }
    guarded("observer", || drop(listener));
}

/// Lets go of what histories forget, and of those that end. `forgotten` is empty, before and after.
fn forget(forgotten: &mut Entries) {
    let (listeners, ending) = with_log(|log| (log.listeners.clone(), mem::take(&mut log.ending)));
    let listeners = listeners.iter().flat_map(|all| all.iter());
    for listener in listeners.filter_map(|it| it.listener.upgrade()).chain(ending) {
        listener.end_step();
        drop_listener(listener);
    }
    with_log(|log| forgotten.append(&mut log.forgotten));
    forgotten.release();
}

/// Adds a listener to the log, and opens it until [`remove_listener`]. It is told of what changes from
/// now on. `is_called` says whether it does more than take batches.
pub(crate) fn add_listener(listener: StdWeak<dyn Listener>, is_called: bool) {
    log::open(end);
    with_log(|log| {
        // A value that changes from now on gets a record that the listener sees.
        log.edited.clear();
        let from = log.entries.len();
        log.listeners_mut().push(Listening { listener, from, is_called });
    });
}

/// Removes a listener. If it is removed within a step, it may still be called about the batch that it
/// has prepared.
pub(crate) fn remove_listener(listener: &StdWeak<dyn Listener>) {
    with_log(|log| log.listeners_mut().retain(|other| !other.listener.ptr_eq(listener)));
    log::close();
}
