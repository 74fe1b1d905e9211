//! Planned panics of hooks, finalizers, keys, values, data and closures.

use std::thread;

use kinfolk::death::set_panic_report;

use crate::properties::callbacks::{self, check_panic, panic_as_planned};
use crate::properties::journal::{has_failed, log, saw};
use crate::round::round;

pub fn panic_sometimes() {
    if !has_failed() {
        panic_if(round(|round| round.random.percent(round.profile.panics)));
    }
}

/// Panics as planned, unless the thread unwinds already: a second panic would abort.
pub fn panic_if(panics: bool) {
    if !panics || thread::panicking() || has_failed() {
        return;
    }
    log(|| "panic".into());
    saw("panic");
    round(|round| {
        let level = round.level;
        if let Some(pending) = round.pending.last_mut().filter(|pending| pending.level == level) {
            pending.is_void = true;
        }
    });
    panic_as_planned();
}

/// Runs an operation. `None` if it panics as planned.
pub fn catch<R>(operation: impl FnOnce() -> R) -> Option<R> {
    round(|round| round.level += 1);
    let answer = callbacks::catch(operation);
    round(|round| round.level -= 1);
    answer
}

/// The library reports a panic that it has caught, so the running operation goes on.
pub fn watch_panics() {
    set_panic_report(|name, payload| {
        check_panic(&format!("a `{name}`"), payload);
        round(|round| {
            if let Some(pending) = round.pending.last_mut() {
                pending.is_void = false;
            }
        });
    });
}
