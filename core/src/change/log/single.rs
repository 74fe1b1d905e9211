//! A step of one arrival, which is the most frequent one: a new child is pushed.

use std::slice;

use crate::change::log::record::Record;
use crate::change::log::{
    Entries, Listeners, Listening, add, begin_next_step, finish, is_in_step, with_log,
};
use crate::kernel::any::AnyRc;
use crate::kernel::released_keys;

/// Adds the record of a child that has come, drops the keys that children have left behind, and ends the
/// operation. `kept` are the nodes of the record.
///
/// If this is a step of its own, and only histories listen, they get the record at once. Nothing can die
/// or be rolled back meanwhile, so the log need not hold it.
#[inline]
pub(super) fn add_arrival(record: Record, kept: impl IntoIterator<Item = AnyRc>) {
    match listeners_of_single_step() {
        Some(listeners) => tell(&listeners, &record),
        None => {
            add(record, kept);
            released_keys::drop_all();
            finish();
        }
    }
}

fn listeners_of_single_step() -> Option<Listeners> {
    if is_in_step() {
        return None;
    }
    with_log(|log| {
        let is_quiet = log.entries.is_empty() && log.ending.is_empty();
        let listeners = log.listeners.as_ref().filter(|_| is_quiet)?;
        listeners.iter().all(|listening| !listening.is_called).then(|| listeners.clone())
    })
}

fn tell(listeners: &[Listening], record: &Record) {
    let mut forgotten = Entries::new();
    for listener in listeners.iter().filter_map(|it| it.listener.upgrade()) {
        listener.take(slice::from_ref(record));
        listener.end_step(&mut forgotten);
    }
    if forgotten.is_empty() {
        return begin_next_step();
    }
    with_log(|log| log.forgotten = forgotten);
    finish();
}
