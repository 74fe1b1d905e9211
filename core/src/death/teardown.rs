//! Dropping what a dead node owned, however deep it goes.
//!
//! Always in the same order: a node's data, then its children, each with all that dies with it
//! before the next one. For some levels that is by recursion, as std does it. Below them it is by a
//! stack on the heap, which stands for the frames that the recursion would have needed.

use std::cell::Cell;
use std::mem::ManuallyDrop;
use std::rc::{Rc as StdRc, Weak as StdWeak};
use std::slice;

use crate::any::AnyRc;
use crate::handle::Handle;

/// How many levels are dropped by recursion. The bound leaves room for the `Drop` of user data on a
/// small stack.
const LEVELS: usize = 64;

thread_local! {
    static LEVEL: Cell<usize> = const { Cell::new(0) };
    /// The node that is being dropped from the stack.
    static AT_WORK_ON: Cell<*const ()> = const { Cell::new(std::ptr::null()) };
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

/// Drops the list of a dead node's children: before this returns, unless the node is being dropped
/// from the stack, which then comes to them next.
#[inline(never)]
pub(crate) fn drop_children<N, H: Handle>(owner: &StdWeak<N>, children: StdRc<Vec<H>>) {
    if StdRc::strong_count(&children) > 1 {
        return leave_to_readers(children);
    }
    // In one sum, which is faster than a question for each.
    let handles: usize = children.iter().map(|child| child.untyped().strong_count()).sum();
    if handles > children.len() {
        leave_to_others(&children);
    }
    drop_targets(owner, children);
}

/// As [`drop_children`], for a lone child.
pub(crate) fn drop_child<N, H: Handle>(owner: &StdWeak<N>, child: H) {
    if child.untyped().strong_count() > 1 {
        leave_to_others(slice::from_ref(&child));
    }
    drop_target(owner, child);
}

/// As [`drop_children`], for a list that a dead node shared: its targets have not known that node.
#[inline]
pub(crate) fn drop_targets<N, H: Handle>(holder: &StdWeak<N>, targets: StdRc<Vec<H>>) {
    if let Some(_up) = Up::go_down() {
        drop(targets);
    } else {
        put_on_stack(holder.as_ptr().cast(), Links::Many(targets));
    }
}

/// As [`drop_targets`], for a lone target.
#[inline]
pub(crate) fn drop_target<N, H: Handle>(holder: &StdWeak<N>, target: H) {
    if let Some(_up) = Up::go_down() {
        drop(target);
    } else {
        let any = target.to_any();
        drop(target);
        put_on_stack(holder.as_ptr().cast(), Links::One(any));
    }
}

/// For what is too deep; or in the `Drop` of data of a node from the stack, which must not wait until
/// the stack comes to it.
#[cold]
#[inline(never)]
fn put_on_stack(owner: *const (), links: Links) {
    let is_from_stack = AT_WORK_ON.get() == owner;
    let outer =
        (!is_from_stack).then(|| Outer { stack: STACK.take(), at_work_on: AT_WORK_ON.get() });
    with_stack(|stack| stack.push(links.reversed()));
    if outer.is_some() {
        work_off();
    }
}

/// Whoever reads a list holds the children.
#[cold]
#[inline(never)]
fn leave_to_readers<H: Handle>(children: StdRc<Vec<H>>) {
    children.iter().for_each(outlive);
    drop(children);
}

/// Lets those of a dead owner's children that others hold, too, forget it.
#[cold]
#[inline(never)]
fn leave_to_others<H: Handle>(children: &[H]) {
    children.iter().filter(|child| child.untyped().strong_count() > 1).for_each(outlive);
}

fn outlive<H: Handle>(child: &H) {
    child.untyped().object().forget_dead_owner();
}

/// The stack that waits while another one is at work.
struct Outer {
    stack: ManuallyDrop<Vec<Links>>,
    at_work_on: *const (),
}

impl Drop for Outer {
    fn drop(&mut self) {
        STACK.set(std::mem::take(&mut self.stack));
        AT_WORK_ON.set(self.at_work_on);
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

impl Up {
    /// Goes down a level by recursion, unless this is too deep, as it always is for what is dropped
    /// from the stack.
    #[inline]
    fn go_down() -> Option<Up> {
        let level = LEVEL.get();
        (level < LEVELS).then(|| {
            LEVEL.set(level + 1);
            Up { to: level }
        })
    }
}

impl Drop for Up {
    #[inline]
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
    let _unfinished = Unfinished;
    while drop_next() {}
}

/// Drops the next child. Says whether there was one.
fn drop_next() -> bool {
    let Some((child, height)) = with_stack(|stack| Some((pop(stack)?, stack.len()))) else {
        return false;
    };
    let _order = FirstLinkOnTop { height };
    AT_WORK_ON.set(child.as_std().address());
    drop(child);
    true
}

/// The next child, and what its siblings leave is off the stack when there are no more.
fn pop(stack: &mut Vec<Links>) -> Option<AnyRc> {
    loop {
        match stack.pop()? {
            Links::One(child) => return Some(child),
            Links::Many(mut children) => {
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
        AT_WORK_ON.set(std::ptr::null());
        with_stack(|stack| stack[self.height..].reverse());
    }
}

/// What a panic in [`work_off`] leaves. As with std's collections, the rest is dropped all the same,
/// and a second panic aborts.
struct Unfinished;

impl Drop for Unfinished {
    fn drop(&mut self) {
        while drop_next() {}
        drop(ManuallyDrop::into_inner(STACK.take()));
    }
}
