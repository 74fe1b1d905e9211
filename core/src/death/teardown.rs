//! Dropping what a dead node owned, however deep it goes.
//!
//! Always in the same order: a node's data, then its children, each with all that dies with it
//! before the next one. For some levels that is by recursion, as std does it. Below them it is by a
//! stack on the heap, which stands for the frames that the recursion would have needed.

use std::cell::Cell;
use std::mem::ManuallyDrop;
use std::rc::Rc as StdRc;

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_handle::AsDynHandle;
use crate::kernel::dyn_handle::DynHandle;
use crate::kernel::dyn_handles::DynHandles;
use crate::kernel::snapshot::DynSnapshot;
use crate::store::small_vec::SmallVec;

/// How many levels are dropped by recursion. The bound leaves room for the `Drop` of user data on a
/// small stack.
const MAX_LEVELS: usize = 64;

const NOWHERE: (usize, usize) = (0, 0);

thread_local! {
    static LEVEL: Cell<usize> = const { Cell::new(0) };
    /// Where the node that is being dropped from the stack begins and ends.
    static AT_WORK_ON: Cell<(usize, usize)> = const { Cell::new(NOWHERE) };
    /// `ManuallyDrop`, so that the thread has nothing to destroy at its end and this can be reached
    /// until then. It is empty, and has no buffer, when it is not at work.
    static STACK: Cell<ManuallyDrop<Vec<AnyRc>>> =
        const { Cell::new(ManuallyDrop::new(Vec::new())) };
}

/// Drops the list of a dead node's children, which was at this address: before this returns, unless the node is
/// being dropped from the stack, which then comes to them next.
#[inline(never)]
pub(crate) fn drop_children<H: AsDynHandle>(link: usize, children: StdRc<SmallVec<H>>) {
    if StdRc::strong_count(&children) > 1 || !children.have_no_other_handles() {
        return drop_others(link, children);
    }
    if let Some(_up) = LevelGuard::go_down() {
        drop(children);
    } else {
        put_on_stack(link, DynSnapshot::Many(children));
    }
}

/// As [`drop_children`], where somebody holds the list or some of the children.
#[cold]
#[inline(never)]
fn drop_others(link: usize, children: StdRc<dyn DynHandles>) {
    let has_readers = StdRc::strong_count(&children) > 1;
    for index in 0..children.len() {
        let child = children.handle(index);
        if has_readers || child.strong_count() > 1 {
            outlive(child);
        }
    }
    if has_readers {
        // Whoever reads a list holds the children.
        drop(children);
    } else {
        drop_targets(link, children);
    }
}

/// As [`drop_children`], for a lone child.
pub(crate) fn drop_child<H: AsDynHandle>(link: usize, child: H) {
    if child.as_dyn().strong_count() > 1 {
        outlive(child.as_dyn());
    }
    drop_target(link, child);
}

/// As [`drop_children`], for a list that a dead node shared: its targets have not known that node.
#[inline]
pub(crate) fn drop_targets(link: usize, targets: StdRc<dyn DynHandles>) {
    if let Some(_up) = LevelGuard::go_down() {
        drop(targets);
    } else {
        put_on_stack(link, DynSnapshot::Many(targets));
    }
}

/// As [`drop_targets`], for a lone target.
#[inline]
pub(crate) fn drop_target<H: AsDynHandle>(link: usize, target: H) {
    if let Some(_up) = LevelGuard::go_down() {
        drop(target);
    } else {
        let any = target.as_dyn().to_untyped();
        drop(target);
        put_on_stack(link, DynSnapshot::One(any));
    }
}

/// For what is too deep; or in the `Drop` of data of a node from the stack, which must not wait until
/// the stack comes to it.
#[cold]
#[inline(never)]
fn put_on_stack(link: usize, children: DynSnapshot) {
    let (start, end) = AT_WORK_ON.get();
    let is_from_stack = (start..end).contains(&link);
    let outer =
        (!is_from_stack).then(|| Outer { stack: STACK.take(), at_work_on: AT_WORK_ON.get() });
    with_stack(|stack| put_all_on(stack, children));
    if outer.is_some() {
        WorkOff { height: 0 }.finish();
    }
}

#[inline]
fn put_all_on(stack: &mut Vec<AnyRc>, children: DynSnapshot) {
    match children {
        DynSnapshot::None => (),
        DynSnapshot::One(child) => stack.push(child),
        DynSnapshot::Many(children) => {
            children.push_all_to(stack);
            // Nothing dies in here, as the stack holds them.
            drop(children);
        }
    }
}

/// Lets a child of a dead owner, which others hold, too, forget it.
#[cold]
fn outlive(child: &dyn DynHandle) {
    child.dyn_node().forget_dead_owner();
}

/// The stack that waits while another one is at work.
struct Outer {
    stack: ManuallyDrop<Vec<AnyRc>>,
    at_work_on: (usize, usize),
}

impl Drop for Outer {
    fn drop(&mut self) {
        STACK.set(std::mem::take(&mut self.stack));
        AT_WORK_ON.set(self.at_work_on);
    }
}

/// Leaves a level, also when the `Drop` of user data panics.
struct LevelGuard {
    to: usize,
}

impl LevelGuard {
    /// Goes down a level by recursion, unless this is too deep, as it always is for what is dropped
    /// from the stack.
    #[inline]
    fn go_down() -> Option<LevelGuard> {
        let level = LEVEL.get();
        (level < MAX_LEVELS).then(|| {
            LEVEL.set(level + 1);
            LevelGuard { to: level }
        })
    }
}

impl Drop for LevelGuard {
    #[inline]
    fn drop(&mut self) {
        LEVEL.set(self.to);
    }
}

/// Nothing of the user's may run in `change`.
#[inline]
fn with_stack<R>(change: impl FnOnce(&mut Vec<AnyRc>) -> R) -> R {
    let mut stack = ManuallyDrop::into_inner(STACK.take());
    let answer = change(&mut stack);
    STACK.set(ManuallyDrop::new(stack));
    answer
}

/// Drops what is on the stack, and what is put on it meanwhile. If something panics, the rest is dropped all the
/// same, as with std's collections, and a second panic aborts.
struct WorkOff {
    /// What is above this height has come last, in its order: the first one has to come first.
    height: usize,
}

impl WorkOff {
    fn finish(mut self) {
        while self.drop_next() {}
    }

    /// Drops the next child. Says whether there was one.
    fn drop_next(&mut self) -> bool {
        let next = with_stack(|stack| {
            if stack.len() > self.height + 1 {
                stack[self.height..].reverse();
            }
            let child = stack.pop()?;
            self.height = stack.len();
            Some(child)
        });
        let Some(child) = next else { return false };
        let start = child.as_std().address().addr();
        // It stays there until the next one: meanwhile nothing of the user's runs.
        AT_WORK_ON.set((start, start + size_of_val(&**child.as_std())));
        drop(child);
        true
    }
}

impl Drop for WorkOff {
    fn drop(&mut self) {
        while self.drop_next() {}
        drop(ManuallyDrop::into_inner(STACK.take()));
    }
}
