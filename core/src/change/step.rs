//! The end of a step.

use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::change::log::record::Record;
use crate::change::log::{self, Entry, Listener, with_log};
use crate::death::panic_report::guarded;

/// So often observers are called about what observers have changed.
const MAX_ROUNDS: usize = 64;

/// Ends a step: histories take the records, observers are called, and the log lets go of the nodes.
/// What observers and hooks change is part of the step.
#[cold]
pub(super) fn end() {
    if with_log(|log| log.entries.is_empty()) {
        return;
    }
    log::enter_scope();
    loop {
        let seen = call_listeners();
        let entries: Vec<_> = with_log(|log| log.entries.drain(..seen).collect());
        release(entries.into_iter());
        if with_log(|log| log.entries.is_empty()) {
            let mut forgotten = Vec::new();
            for listener in listeners() {
                listener.end_step(&mut forgotten);
            }
            for node in forgotten {
                let type_name = node.type_name();
                guarded(type_name, || drop(node));
            }
            if with_log(|log| log.entries.is_empty()) {
                break;
            }
        }
    }
    log::leave_scope();
}

/// Tells all listeners of the batch, and of what they change meanwhile. Returns how many records they
/// have seen.
fn call_listeners() -> usize {
    let mut seen = 0;
    for _ in 0..MAX_ROUNDS {
        let batch: Vec<StdRc<Record>> =
            with_log(|log| log.entries[seen..].iter().map(|entry| entry.record.clone()).collect());
        if batch.is_empty() {
            return seen;
        }
        seen += batch.len();
        let listeners = listeners();
        for listener in &listeners {
            listener.take(&batch);
        }
        for listener in &listeners {
            listener.call(&batch);
        }
    }
    seen
}

/// Adds a listener to the log, and opens it until [`remove_listener`].
pub(crate) fn add_listener(listener: StdWeak<dyn Listener>) {
    log::open(end);
    with_log(|log| log.listeners.push(listener));
}

/// Removes a listener. It may be called once more, if it is removed within a step.
pub(crate) fn remove_listener(listener: &StdWeak<dyn Listener>) {
    with_log(|log| log.listeners.retain(|other| !other.ptr_eq(listener)));
    log::close();
}

/// Lets go of what these entries hold, in this order. Each may be a death.
pub(super) fn release(entries: impl Iterator<Item = Entry>) {
    for Entry { record, kept } in entries {
        for node in kept {
            let type_name = node.type_name();
            guarded(type_name, || drop(node));
        }
        guarded("transaction", || drop(record));
    }
}

fn listeners() -> Vec<StdRc<dyn Listener>> {
    with_log(|log| log.listeners.iter().filter_map(StdWeak::upgrade).collect())
}
