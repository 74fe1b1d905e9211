//! Counts the calls of user code, and lets one of them panic or do something else.

use std::cell::{Cell, RefCell};
use std::panic::resume_unwind;
use std::thread;

use crate::tricky::{be_quiet, run_after, run_at_drop};

/// What kind of user code is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// The code of a transaction between its operations.
    Between,
    /// A closure or an iterator that is given to an operation.
    Closure,
    /// The `Drop` of data.
    Drop,
    Hook,
    /// The comparison, the hash or the clone of a key.
    Key,
    /// The `Drop` of a key.
    KeyDrop,
    /// The expression of live data.
    Live,
    Observer,
}

pub const CALLS: [Call; 8] = [
    Call::Between,
    Call::Closure,
    Call::Drop,
    Call::Hook,
    Call::Key,
    Call::KeyDrop,
    Call::Live,
    Call::Observer,
];

/// How often each kind was called.
pub type Counts = [usize; CALLS.len()];

thread_local! {
    /// `None` outside of a run.
    static COUNTS: Cell<Option<Counts>> = const { Cell::new(None) };
    static IS_PAUSED: Cell<bool> = const { Cell::new(false) };
    /// The call that does something.
    static ACT_AT: Cell<Option<(Call, usize)>> = const { Cell::new(None) };
    /// What it does.
    static ACTION: RefCell<Option<Box<dyn FnOnce()>>> = const { RefCell::new(None) };
    /// Whether no data but that of nodes is dropped while the thread unwinds.
    static UNWINDS_FREELY: Cell<bool> = const { Cell::new(false) };
}

/// Counts from now on, and lets this call act, which has that many of its kind before it.
pub fn begin(act_at: Option<(Call, usize)>, action: impl FnOnce() + 'static) {
    run_after(0, || called(Call::Key));
    run_at_drop(|| called(Call::KeyDrop));
    COUNTS.set(Some(Counts::default()));
    ACT_AT.set(act_at);
    ACTION.set(Some(Box::new(action)));
}

/// Counts no more. Returns how often each kind was called.
pub fn end() -> Counts {
    be_quiet();
    ACT_AT.set(None);
    ACTION.take();
    COUNTS.take().unwrap_or_default()
}

pub fn counts() -> Counts {
    COUNTS.get().unwrap_or_default()
}

pub fn is_counting() -> bool {
    COUNTS.get().is_some()
}

/// Whether the call that is to act is still to come.
pub fn is_armed() -> bool {
    ACT_AT.get().is_some()
}

/// Counts nothing while this runs.
pub fn paused<R>(action: impl FnOnce() -> R) -> R {
    let _outer = Outer(IS_PAUSED.replace(true));
    action()
}

/// Counts all calls within this, also in [`paused`].
pub fn counted<R>(action: impl FnOnce() -> R) -> R {
    let _outer = Outer(IS_PAUSED.replace(false));
    action()
}

struct Outer(bool);

impl Drop for Outer {
    fn drop(&mut self) {
        IS_PAUSED.set(self.0);
    }
}

/// Call this before a panic that drops no data but that of nodes which kinfolk lets go of.
pub fn unwind_freely(is_free: bool) {
    UNWINDS_FREELY.set(is_free);
}

/// User code calls this.
pub fn called(call: Call) {
    let Some(mut counts) = COUNTS.get().filter(|_| !IS_PAUSED.get()) else { return };
    // A panic in the drop of a local variable would abort.
    if matches!(call, Call::Drop | Call::KeyDrop) && thread::panicking() && !UNWINDS_FREELY.get() {
        return;
    }
    let number = counts[call as usize];
    counts[call as usize] += 1;
    COUNTS.set(Some(counts));
    if ACT_AT.get() == Some((call, number)) {
        ACT_AT.set(None);
        if let Some(action) = ACTION.take() {
            action();
        }
    }
}

/// Panics, and prints nothing.
pub fn panic() {
    resume_unwind(Box::new("a call panics"));
}
