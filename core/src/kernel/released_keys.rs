//! Keys of maps whose children have moved away.
//!
//! A child that moves out of a map leaves its key behind. The `Drop` of the key is user code, and
//! the child has no new owner yet. So the key waits here until the operation that moves the child
//! has finished. Each operation that takes children from their owners ends with [`drop_all`].

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc as StdRc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether a key has ever waited, in any thread. Most programs have no such keys, and this is the
/// shortest test for that.
static EXIST: AtomicBool = AtomicBool::new(false);

thread_local! {
    static KEYS: RefCell<Vec<StdRc<dyn Any>>> = const { RefCell::new(Vec::new()) };
}

/// Keeps a key until the operation that moves its child has finished.
pub(crate) fn keep(key: StdRc<dyn Any>) {
    EXIST.store(true, Ordering::Relaxed);
    // At the end of the thread, there is no place for the key any more, and it is dropped here.
    KEYS.try_with(|keys| keys.borrow_mut().push(key)).unwrap_or_default();
}

/// Drops all keys that wait. Call this when the graph is in order.
#[inline]
pub(crate) fn drop_all() {
    if EXIST.load(Ordering::Relaxed) {
        drop_waiting();
    }
}

#[cold]
#[inline(never)]
fn drop_waiting() {
    let keys = KEYS.try_with(RefCell::take);
    drop(keys);
}
