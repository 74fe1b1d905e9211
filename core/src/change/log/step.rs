//! The end of a step.

use std::rc::Rc as StdRc;

use crate::change::log::record::Record;
use crate::change::log::savepoint::{Savepoint, release};
use crate::change::log::{DEPTH, Listener, with_log};
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
    DEPTH.set(DEPTH.get() + 1);
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
    DEPTH.set(DEPTH.get() - 1);
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
            guarded("observer", || {
                let changes = Savepoint::begin();
                listener.call(&batch);
                changes.commit();
            });
        }
    }
    seen
}

fn listeners() -> Vec<StdRc<dyn Listener>> {
    with_log(|log| log.listeners.iter().filter_map(std::rc::Weak::upgrade).collect())
}
