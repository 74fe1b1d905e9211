//! Keys whose comparison and hash can panic, and can run code that uses the map.

use std::cell::{Cell, RefCell};
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

/// An action of a key, and after how many calls it runs.
type Action = (u32, Box<dyn FnMut()>);

thread_local! {
    /// After so many calls, the next one panics.
    static PANIC_AFTER: Cell<Option<u32>> = const { Cell::new(None) };
    /// What the next call runs, and after how many calls.
    static RUN_AFTER: RefCell<Option<Action>> = const { RefCell::new(None) };
    /// What the drop of each key runs.
    static AT_DROP: Cell<Option<fn()>> = const { Cell::new(None) };
}

/// A key.
#[derive(Debug)]
pub struct Tricky(pub u32);

impl Clone for Tricky {
    fn clone(&self) -> Self {
        called();
        Tricky(self.0)
    }
}

/// Lets the call after `calls` others panic.
pub fn panic_after(calls: u32) {
    PANIC_AFTER.set(Some(calls));
}

/// Runs `action` in the call after `calls` others, and in each later one, until [`be_quiet`].
pub fn run_after(calls: u32, action: impl FnMut() + 'static) {
    RUN_AFTER.set(Some((calls, Box::new(action))));
}

/// Runs `action` in the drop of each key, until [`be_quiet`].
#[allow(dead_code, reason = "one of the tests that share this file calls it")]
pub fn run_at_drop(action: fn()) {
    AT_DROP.set(Some(action));
}

pub fn be_quiet() {
    AT_DROP.set(None);
    PANIC_AFTER.set(None);
    RUN_AFTER.set(None);
}

fn called() {
    if let Some(calls) = PANIC_AFTER.get() {
        if calls == 0 {
            PANIC_AFTER.set(None);
            panic!("a key panics");
        }
        PANIC_AFTER.set(Some(calls - 1));
    }
    let taken = RUN_AFTER.take();
    let Some((calls, mut action)) = taken else { return };
    if calls == 0 {
        // Not again in the calls that this makes.
        action();
    }
    RUN_AFTER.set(Some((calls.saturating_sub(1), action)));
}

impl Drop for Tricky {
    fn drop(&mut self) {
        if let Some(action) = AT_DROP.get() {
            action();
        }
    }
}

impl PartialEq for Tricky {
    fn eq(&self, other: &Self) -> bool {
        called();
        self.0 == other.0
    }
}

impl Eq for Tricky {}

impl PartialOrd for Tricky {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Tricky {
    fn cmp(&self, other: &Self) -> Ordering {
        called();
        self.0.cmp(&other.0)
    }
}

impl Hash for Tricky {
    fn hash<S: Hasher>(&self, state: &mut S) {
        called();
        // Many keys have the same hash.
        (self.0 / 3).hash(state);
    }
}
