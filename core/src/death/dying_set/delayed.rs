//! Deaths that wait until an update of a value has ended: the hooks could not read the value.

use std::cell::Cell;
use std::mem::{self, ManuallyDrop};

use crate::death::dying_set::DelayedDeaths;
use crate::death::panic_report::guarded;
use crate::kernel::any::AnyRc;
use crate::kernel::in_progress::{set_updates, updates};

thread_local! {
    /// Whether something is to be done when the outermost update has ended.
    static HAS_WAITING: Cell<bool> = const { Cell::new(false) };
    /// Roots whose deaths have begun in an update of a value.
    static WAITING: Cell<ManuallyDrop<Vec<AnyRc>>> =
        const { Cell::new(ManuallyDrop::new(Vec::new())) };
    static AROUND: Cell<Option<AroundDeaths>> = const { Cell::new(None) };
}

/// Calls its argument, which lets the delayed deaths begin.
type AroundDeaths = fn(&mut dyn FnMut());

impl DelayedDeaths {
    /// Delays deaths until the guard is dropped; within another guard, until that one is.
    #[inline]
    pub(crate) fn begin() -> Self {
        set_updates(updates() + 1);
        DelayedDeaths(())
    }

    /// Whether a value is being updated.
    #[inline]
    pub(crate) fn is_any() -> bool {
        updates() > 0
    }

    /// Lets a root wait if deaths are delayed. Returns whether they are.
    pub(crate) fn delay(root: &AnyRc) -> bool {
        let is_delayed = DelayedDeaths::is_any();
        if is_delayed {
            let mut waiting = ManuallyDrop::into_inner(WAITING.take());
            waiting.push(root.clone());
            WAITING.set(ManuallyDrop::new(waiting));
            HAS_WAITING.set(true);
        }
        is_delayed
    }

    /// Lets the outermost update call `around` when it has ended. It is the same `around` in each call.
    pub(crate) fn call_around(around: AroundDeaths) {
        AROUND.set(Some(around));
        HAS_WAITING.set(true);
    }
}

impl Drop for DelayedDeaths {
    #[inline]
    fn drop(&mut self) {
        let outer = updates() - 1;
        set_updates(outer);
        if outer == 0 && HAS_WAITING.get() {
            run_waiting();
        }
    }
}

/// Hooks may update values in turn. The deaths that begin there are complete when these updates are.
#[cold]
#[inline(never)]
fn run_waiting() {
    HAS_WAITING.set(false);
    let mut waiting = ManuallyDrop::into_inner(WAITING.take());
    let mut begin = || {
        for node in mem::take(&mut waiting) {
            guarded(node.type_name(), || drop(node));
        }
    };
    match AROUND.take() {
        Some(around) => around(&mut begin),
        None => begin(),
    }
}
