//! How nodes die: finalizers that run at exit, and reports of panics in hooks.
//!
//! The guide's chapter on deaths tells the whole of it.

// A death begins where the last strong handle to a node is dropped, and so in the `Drop` of `Rc` and `AnyRc`: there, all
// nodes that die are still whole. If one at or below it has a hook or an attached finalizer, `dying_set` runs these
// first. Then std drops the node, and `teardown` drops what it owned.

pub(crate) mod attached;
mod dying_set;
pub(crate) mod membership;
pub(crate) mod panic_report;
mod shared_holders;
pub(crate) mod teardown;

pub use attached::ExitGuard;
pub use panic_report::{PanicReport, set_panic_report, take_panic_report};

use std::cell::Cell;
use std::rc::Rc as StdRc;

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_link::OwnerState;
use crate::kernel::dyn_node::DynNode;

thread_local! {
    /// How many nodes with data that may have a `Drop` are being dropped now, and how many dying sets
    /// are being finished: as long as there are none, no code of the user's can reach what is dead.
    ///
    /// Like all thread-locals of this crate it has no destructor, so it works until the thread is
    /// gone, also for handles that are in thread-locals themselves.
    static DEATHS_IN_PROGRESS: Cell<usize> = const { Cell::new(0) };
}

/// To be called when a strong handle to a marked node is about to be dropped, with another one.
pub(crate) fn run_dying_set(node: &AnyRc) {
    // One that is brought back, and let go again before we get here, dies once more.
    while AnyRc::strong_count(node) == 2 && node.as_std().header().needs_dying_set() {
        dying_set::run(node);
    }
}

/// To be called when the last handle is about to be dropped to a node with data that may have a `Drop`.
#[inline]
pub(crate) fn begin_drop() {
    DEATHS_IN_PROGRESS.set(DEATHS_IN_PROGRESS.get() + 1);
}

/// To be called when all of such a node has been dropped.
#[inline]
pub(crate) fn end_drop() {
    DEATHS_IN_PROGRESS.set(DEATHS_IN_PROGRESS.get().wrapping_sub(1));
}

/// Whether code that runs now may be within a death.
pub(crate) fn is_in_progress() -> bool {
    DEATHS_IN_PROGRESS.get() > 0
}

/// While this lives, what std can reach is not taken for alive.
pub(crate) struct DeathInProgress;

impl DeathInProgress {
    pub(crate) fn begin() -> Self {
        begin_drop();
        DeathInProgress
    }
}

impl Drop for DeathInProgress {
    fn drop(&mut self) {
        end_drop();
    }
}

/// Whether a node that has just been reached through a weak handle may be given to the user. `strong`
/// is its count, the new handle included.
#[inline]
pub(crate) fn is_alive(node: &dyn DynNode, strong: usize) -> bool {
    DEATHS_IN_PROGRESS.get() == 0 || is_alive_among_the_dying(node, strong)
}

/// `extern "C"` says that it does not unwind, so that whoever goes up a weak handle, which is everywhere, needs no
/// clean-up for that.
#[cold]
#[inline(never)]
#[expect(improper_ctypes_definitions, reason = "it is called from here alone")]
extern "C" fn is_alive_among_the_dying(node: &dyn DynNode, strong: usize) -> bool {
    let is_alive = !is_dead(node, strong);
    if is_alive {
        dying_set::note_handed_out(node);
    }
    is_alive
}

/// Whether a node is part of a set that is dead already, but not yet torn down: only its owner's link
/// holds it, and the owner is dead.
fn is_dead(node: &dyn DynNode, strong: usize) -> bool {
    let mut owner = match is_dead_by_itself(node, strong) {
        Some(is_dead) => return is_dead,
        None => node.owner_state(),
    };
    loop {
        owner = match owner {
            OwnerState::None => return false,
            OwnerState::Dead => return true,
            OwnerState::Alive(node) => {
                match is_dead_by_itself(&*node, StdRc::strong_count(&node)) {
                    Some(is_dead) => return is_dead,
                    None => node.owner_state(),
                }
            }
        };
    }
}

/// Whether a node is dead, as far as it does not depend on its owner.
fn is_dead_by_itself(node: &dyn DynNode, strong: usize) -> Option<bool> {
    if node.header().is_dead() {
        return Some(true);
    }
    // Besides the handle that we have come by. The dead have no wishes left; what has, had been held
    // when its owner died, and dies only now.
    (strong > 2 || node.header().needs_dying_set()).then_some(false)
}

/// Marks a node as one that waits for its end, and those above it.
#[cold]
pub(crate) fn mark(node: &dyn DynNode) {
    if node.header().set_needs_finalization() {
        mark_above(node);
    }
}

/// Marks an owner as one with a child that waits for its end, and those above it.
#[cold]
pub(crate) fn mark_below(owner: &dyn DynNode) {
    if owner.header().set_needs_finalization_below() {
        mark_above(owner);
    }
}

/// Lets those above a node, which is held, know that it waits for its end.
#[cold]
pub(crate) fn mark_above(node: &dyn DynNode) {
    let mut next = owner_of_held(node);
    while let Some(owner) = next {
        if !owner.header().set_needs_finalization_below() {
            return;
        }
        next = match StdRc::strong_count(&owner) {
            // This handle, and the link of an owner that is as alive as it is itself.
            2 => match owner.owner_state() {
                OwnerState::Alive(owner) => Some(owner),
                OwnerState::None | OwnerState::Dead => None,
            },
            _ => owner_of_held(&*owner),
        };
    }
}

/// The owner, unless it is dead: one that is held may have outlived it.
fn owner_of_held(node: &dyn DynNode) -> Option<StdRc<dyn DynNode>> {
    match node.owner_state() {
        OwnerState::Alive(owner) => {
            let is_dead =
                DEATHS_IN_PROGRESS.get() > 0 && is_dead(&*owner, StdRc::strong_count(&owner));
            (!is_dead).then_some(owner)
        }
        OwnerState::None | OwnerState::Dead => None,
    }
}
