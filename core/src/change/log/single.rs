//! A step of one arrival, which is the most frequent one: a new child is pushed.

use crate::change::log::record::{Arrival, Record};
use crate::change::log::{Listeners, Listening, begin_next_step, finish, is_in_step, with_log};
use crate::kernel::any::AnyRc;
use crate::kernel::released_keys;

/// Adds the record of an arrival, drops the keys that children have left behind, and ends the operation.
///
/// If this is a step of its own, and only histories listen, they get the record at once. Nothing can die
/// or be rolled back meanwhile, so the log need not hold it.
#[inline]
pub(super) fn add_arrival(link: usize, index: usize, [host, child]: [AnyRc; 2]) {
    if let Some(listeners) = listeners_of_single_step() {
        return tell(&listeners, &Arrival { host: &host, link, index, child: &child });
    }
    with_log(|log| {
        let record = Record::from(&Arrival { host: &host, link, index, child: &child });
        log.entries.push(record, [host, child]);
    });
    released_keys::drop_all();
    finish();
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

fn tell(listeners: &[Listening], arrival: &Arrival<'_>) {
    for listener in listeners.iter().filter_map(|it| it.listener.upgrade()) {
        listener.take_arrival(arrival);
    }
    if with_log(|log| log.is_done()) { begin_next_step() } else { finish() }
}
