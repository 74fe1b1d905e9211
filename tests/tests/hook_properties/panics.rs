//! Planned panics of hooks and finalizers. Their payloads may drop handles, and panic in turn.

use std::panic::resume_unwind;

use kinfolk::death::set_panic_report;

use crate::handles::hold;
use crate::kinds::ItemRc;
use crate::properties::callbacks::check_panic;
use crate::properties::graph::pick::Pick;
use crate::properties::held::Held;
use crate::properties::journal::{check, fail, has_failed, log, saw};
use crate::round::round;

/// The payload of a planned panic.
struct Boom {
    name: &'static str,
    /// How many times its drop panics with a payload like it.
    again: usize,
    /// The index of a carried handle, which is dropped when the panic has been caught.
    carried: Option<usize>,
}

impl Drop for Boom {
    fn drop(&mut self) {
        if has_failed() {
            return;
        }
        if let Some(carried) = self.carried.take() {
            let held = round(|round| {
                round.model.begin_call();
                round.callbacks.push(None);
                round.carried[carried].take()
            });
            drop(held);
            if !has_failed() {
                round(|round| {
                    round.callbacks.pop();
                    check(round.model.end_finalizer());
                });
            }
        }
        if self.again > 0 {
            boom(Boom { name: self.name, again: self.again - 1, carried: None });
        }
    }
}

/// Without std's panic hook, which would print it.
fn boom(boom: Boom) -> ! {
    round(|round| round.panics.push(boom.name));
    resume_unwind(Box::new(boom))
}

/// Panics as planned in some hooks and finalizers, of a type with this name.
pub fn panic_sometimes(name: &'static str) {
    if has_failed() || !round(|round| round.random.percent(round.profile.panics)) {
        return;
    }
    saw("panic");
    let again = round(|round| [0, 0, 1, 2][round.random.below(4)]);
    let is_quiet = round(|round| round.quiet > 0);
    let handle = || {
        if is_quiet || !round(|round| round.random.percent(30)) {
            return None;
        }
        let id = round(|round| round.pick(|_, _| true))?;
        hold(id)
    };
    let (held, on_unwinding) = (handle(), handle());
    if has_failed() {
        return;
    }
    log(|| {
        let id = |held: &Option<Held<ItemRc>>| held.as_ref().map(|held| held.id);
        format!("panic {again}, dropping {:?}, then {:?}", id(&on_unwinding), id(&held))
    });
    let carried = held.map(|held| {
        round(|round| {
            round.carried.push(Some(held));
            round.carried.len() - 1
        })
    });
    boom(Boom { name, again, carried });
    #[expect(unreachable_code, reason = "it is dropped while the thread unwinds")]
    drop(on_unwinding);
}

/// Checks each reported panic.
pub fn watch_panics() {
    set_panic_report(|name, payload| {
        if !payload.is::<Boom>() {
            check_panic(&format!("a `{name}`"), payload);
        } else if !has_failed() {
            let expected = round(|round| round.panics.pop());
            if expected != Some(name) {
                fail(format!("a panic in a `{name}` was reported, not in a {expected:?}"));
            }
        }
    });
}
