//! Dropping what a dead node owned, however deep it goes.
//!
//! Always in the same order, that of std: each child with all that dies with it before the next
//! one. For some levels that is by recursion, as std does it. Below them it is by a stack on the
//! heap, which stands for the frames that the recursion would have needed.

use std::cell::Cell;
use std::mem::ManuallyDrop;
use std::rc::Rc as StdRc;

use crate::any::AnyRc;
use crate::handle::Handle;

/// How many levels are dropped by recursion. The bound leaves room for the `Drop` of user data on a
/// small stack.
const LEVELS: usize = 64;
/// The level at which the stack is at work.
const BELOW: usize = LEVELS + 1;

thread_local! {
    static LEVEL: Cell<usize> = const { Cell::new(0) };
    /// `ManuallyDrop`, so that the thread has nothing to destroy at its end and this can be reached
    /// until then. It is empty, and has no buffer, when it is not at work.
    static STACK: Cell<ManuallyDrop<Vec<Links>>> =
        const { Cell::new(ManuallyDrop::new(Vec::new())) };
}

/// What a link of a dead node held.
pub(crate) enum Links {
    One(AnyRc),
    /// As lists keep their children, so that putting them on the stack allocates nothing.
    Many(StdRc<dyn ManyLinks>),
}

/// A list of handles whose type is forgotten.
pub(crate) trait ManyLinks {
    fn reverse(&mut self);

    fn pop(&mut self) -> Option<AnyRc>;
}

impl<H: Handle> ManyLinks for Vec<H> {
    fn reverse(&mut self) {
        self.as_mut_slice().reverse();
    }

    fn pop(&mut self) -> Option<AnyRc> {
        self.pop().map(|child| child.to_any())
    }
}

/// Drops the links of a dead node: before this returns, unless the stack is at work, which then
/// comes to them next.
pub(crate) fn drop_links<L>(links: L, forget_type: impl FnOnce(L) -> Links) {
    match LEVEL.get() {
        BELOW => with_stack(|stack| stack.push(forget_type(links).reversed())),
        LEVELS => {
            LEVEL.set(BELOW);
            let _up = Up { to: LEVELS };
            with_stack(|stack| stack.push(forget_type(links).reversed()));
            work_off();
        }
        level => {
            LEVEL.set(level + 1);
            let _up = Up { to: level };
            drop(links);
        }
    }
}

impl Links {
    /// The last one first, for [`Links::pop`].
    fn reversed(mut self) -> Self {
        if let Links::Many(children) = &mut self {
            StdRc::get_mut(children).into_iter().for_each(ManyLinks::reverse);
        }
        self
    }
}

/// Leaves a level, also when the `Drop` of user data panics.
struct Up {
    to: usize,
}

impl Drop for Up {
    fn drop(&mut self) {
        LEVEL.set(self.to);
    }
}

/// Nothing of the user's may run in `change`.
fn with_stack<R>(change: impl FnOnce(&mut Vec<Links>) -> R) -> R {
    let mut stack = ManuallyDrop::into_inner(STACK.take());
    let answer = change(&mut stack);
    STACK.set(ManuallyDrop::new(stack));
    answer
}

/// Drops what is on the stack, and what is put on it meanwhile.
fn work_off() {
    let _rest = Rest;
    while drop_next() {}
}

/// Drops the next child. Says whether there was one.
fn drop_next() -> bool {
    let Some((child, height)) = with_stack(|stack| Some((pop(stack)?, stack.len()))) else {
        return false;
    };
    let _order = FirstLinkOnTop { height };
    drop(child);
    true
}

/// The next child, and what its siblings leave is off the stack when there are no more.
fn pop(stack: &mut Vec<Links>) -> Option<AnyRc> {
    loop {
        match stack.pop()? {
            Links::One(child) => return Some(child),
            Links::Many(mut children) => {
                // A reader that was forgotten may hold the list still: then it keeps the children.
                let child = StdRc::get_mut(&mut children).and_then(ManyLinks::pop);
                if child.is_some() {
                    stack.push(Links::Many(children));
                    return child;
                }
            }
        }
    }
}

/// A node puts its links on the stack in their order: the first one has to come first.
struct FirstLinkOnTop {
    height: usize,
}

impl Drop for FirstLinkOnTop {
    fn drop(&mut self) {
        with_stack(|stack| stack[self.height..].reverse());
    }
}

/// What a panic in [`work_off`] leaves. As with std's collections, the rest is dropped all the same,
/// and a second panic aborts.
struct Rest;

impl Drop for Rest {
    fn drop(&mut self) {
        while drop_next() {}
        drop(ManuallyDrop::into_inner(STACK.take()));
    }
}
