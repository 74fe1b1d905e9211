//! Dropping what a dead node owned, however deep it goes.

use std::any::Any;
use std::cell::Cell;
use std::mem::ManuallyDrop;

/// How many levels are dropped by recursion, as std would, before the rest waits in a queue. The
/// bound leaves room for the `Drop` of user data on a small stack.
const LEVELS: usize = 64;

thread_local! {
    static LEVEL: Cell<usize> = const { Cell::new(0) };
    /// `ManuallyDrop`, so that the thread has nothing to destroy at its end and the queue can be
    /// reached until then. It is empty, and has no buffer, whenever no teardown is running.
    static QUEUE: Cell<ManuallyDrop<Vec<Box<dyn Any>>>> =
        const { Cell::new(ManuallyDrop::new(Vec::new())) };
}

/// Drops the links of a dead node, now or, from too deep a level, when the outermost drop is done
/// with its own.
pub(crate) fn drop_links(links: impl Any) {
    let level = LEVEL.get();
    if level == LEVELS {
        put_off(Box::new(links));
        return;
    }
    LEVEL.set(level + 1);
    let _up = Up;
    drop(links);
}

fn put_off(links: Box<dyn Any>) {
    let mut queue = ManuallyDrop::into_inner(QUEUE.take());
    queue.push(links);
    QUEUE.set(ManuallyDrop::new(queue));
}

fn next() -> Option<Box<dyn Any>> {
    let mut queue = ManuallyDrop::into_inner(QUEUE.take());
    let next = queue.pop();
    if !queue.is_empty() {
        QUEUE.set(ManuallyDrop::new(queue));
    }
    next
}

/// Leaves a level, also when the `Drop` of user data panics.
struct Up;

impl Drop for Up {
    fn drop(&mut self) {
        match LEVEL.get() - 1 {
            0 => drain(),
            level => LEVEL.set(level),
        }
    }
}

/// Drops what was put off, still at level 1, so that none of it starts this again.
fn drain() {
    let _rest = Rest;
    while let Some(links) = next() {
        drop(links);
    }
}

/// What a panic in [`drain`] leaves. As with std's collections, the rest is dropped all the same,
/// and a second panic aborts.
struct Rest;

impl Drop for Rest {
    fn drop(&mut self) {
        while let Some(links) = next() {
            drop(links);
        }
        LEVEL.set(0);
    }
}
