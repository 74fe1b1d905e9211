//! The end of a step.

use std::mem;
use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::change::log::record::Record;
use crate::change::log::{self, Entry, Listener, Listening, with_log};
use crate::death::panic_report::guarded;

/// So often observers are called about what observers have changed.
const MAX_ROUNDS: usize = 64;

/// Ends a step: histories take the records, observers are called, and the log lets go of the nodes.
/// What observers and hooks change is part of the step.
///
/// Never panics: all user code is guarded.
#[cold]
pub(super) fn end() {
    if !with_log(|log| log.entries.is_empty() && log.ending.is_empty()) {
        run();
    }
    log::begin_next_step();
}

fn run() {
    log::enter_scope();
    let mut is_endless = false;
    loop {
        let seen = call_listeners(&mut is_endless);
        release(with_log(|log| log.take_first(seen)).into_iter());
        if with_log(|log| log.entries.is_empty()) {
            forget();
            if with_log(|log| log.entries.is_empty() && log.ending.is_empty()) {
                break;
            }
        }
    }
    log::leave_scope();
}

/// Tells all listeners of the batch, and of what they change meanwhile. Returns how many records they
/// have seen, which is all that there are. If observers go on without end, none is called again until
/// the step has ended.
fn call_listeners(is_endless: &mut bool) -> usize {
    let mut seen = 0;
    for round in 0..=MAX_ROUNDS {
        let batch = Batch::after(seen);
        if batch.records.is_empty() {
            break;
        }
        seen += batch.records.len();
        batch.tell(|listener, records| listener.take(records));
        batch.tell(|listener, records| listener.prepare(records));
        *is_endless |= round == MAX_ROUNDS;
        if *is_endless {
            batch.tell(|listener, _| listener.skip());
            break;
        }
        batch.tell(|listener, _| listener.call());
    }
    seen
}

/// Changes that listeners are told of together.
struct Batch {
    records: Vec<StdRc<Record>>,
    /// The listeners at the beginning, in order of registration, with the number of records here that
    /// were made before the listener came.
    listeners: Vec<(StdWeak<dyn Listener>, usize)>,
}

impl Batch {
    /// All changes after the first `seen` ones. Closes them.
    fn after(seen: usize) -> Self {
        let batch = with_log(|log| {
            log.edited.clear();
            let records: Vec<_> =
                log.entries[seen..].iter().map(|entry| entry.record.clone()).collect();
            let first = |listening: &Listening| {
                let earlier = listening.from.saturating_sub(seen).min(records.len());
                (listening.listener.clone(), earlier)
            };
            Batch { listeners: log.listeners.iter().map(first).collect(), records }
        });
        for record in &batch.records {
            if let Record::Edited { host, edit } = &**record {
                if let Some(host) = host.upgrade() {
                    edit.close(&**host.as_std());
                }
            }
        }
        batch
    }

    /// Calls `tell` with each listener that still listens, and with its records.
    fn tell(&self, tell: impl Fn(&dyn Listener, &[StdRc<Record>])) {
        for (listener, earlier) in &self.listeners {
            let records = &self.records[*earlier..];
            if records.is_empty() {
                continue;
            }
            if let Some(listener) = listener.upgrade() {
                tell(&*listener, records);
                // A listener that was dropped meanwhile ends here, with all that its function holds.
                guarded("observer", || drop(listener));
            }
        }
    }
}

/// Lets go of what histories forget, and of those that end.
fn forget() {
    let (listeners, ending) = with_log(|log| {
        let listeners = log.listeners.iter().map(|listening| listening.listener.clone());
        (listeners.collect::<Vec<_>>(), mem::take(&mut log.ending))
    });
    let mut forgotten = Vec::new();
    for listener in listeners.iter().filter_map(StdWeak::upgrade).chain(ending) {
        listener.end_step(&mut forgotten);
        guarded("observer", || drop(listener));
    }
    release(forgotten.into_iter());
}

/// Adds a listener to the log, and opens it until [`remove_listener`]. It is told of what changes from
/// now on.
pub(crate) fn add_listener(listener: StdWeak<dyn Listener>) {
    log::open(end);
    with_log(|log| {
        // A value that changes from now on gets a record that the listener sees.
        log.edited.clear();
        log.listeners.push(Listening { listener, from: log.entries.len() });
    });
}

/// Removes a listener. If it is removed within a step, it may still be called about the batch that it
/// has prepared.
pub(crate) fn remove_listener(listener: &StdWeak<dyn Listener>) {
    with_log(|log| log.listeners.retain(|other| !other.listener.ptr_eq(listener)));
    log::close();
}

/// Lets go of what these entries hold, in this order. Each may be a death.
pub(crate) fn release(entries: impl Iterator<Item = Entry>) {
    for Entry { record, kept } in entries {
        for node in kept {
            let type_name = node.type_name();
            guarded(type_name, || drop(node));
        }
        guarded("transaction", || drop(record));
    }
}
