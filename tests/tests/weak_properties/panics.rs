//! Panics of hooks, finalizers, keys, values, data and closures.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::thread;

use kinfolk::death::set_panic_report;

use crate::world::{fail_world, has_failed, world};

/// What the panics of these tests carry.
struct Boom;

pub fn panic_sometimes() {
    if !has_failed() {
        panic_if(world(|world| world.random.percent(world.temper.panics)));
    }
}

/// Without std's panic hook, which would print it. A second panic would abort.
pub fn panic_if(panics: bool) {
    if !panics || thread::panicking() || has_failed() {
        return;
    }
    world(|world| {
        world.tell(|| "panic".into());
        world.saw("panic");
        let level = world.level;
        if let Some(pending) = world.pending.last_mut().filter(|pending| pending.level == level) {
            pending.is_void = true;
        }
    });
    resume_unwind(Box::new(Boom));
}

/// Nothing if it panics.
pub fn catch<R>(run: impl FnOnce() -> R) -> Option<R> {
    world(|world| world.level += 1);
    let answer = catch_unwind(AssertUnwindSafe(run));
    world(|world| world.level -= 1);
    match answer {
        Ok(answer) => Some(answer),
        Err(payload) => {
            note(&*payload, "an operation");
            None
        }
    }
}

/// What the library reports it has caught, so the operation at work goes on.
pub fn watch_panics() {
    set_panic_report(|name: &str, payload: &(dyn Any + Send)| {
        note(payload, name);
        world(|world| {
            if let Some(pending) = world.pending.last_mut() {
                pending.is_void = false;
            }
        });
    });
}

fn note(payload: &(dyn Any + Send), place: &str) {
    if !payload.is::<Boom>() {
        let message = payload.downcast_ref::<String>().map(String::as_str);
        let message = message.or(payload.downcast_ref::<&str>().copied()).unwrap_or("?");
        fail_world(format!("in {place}: panicked: {message}"));
    }
}
