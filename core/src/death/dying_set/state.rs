//! [`State`]: what a walk knows besides its path.

use crate::death::dying_set::thread;
use crate::kernel::header::Header;

/// The state of a walk, and what its last search for a child has found out.
pub(super) struct State {
    /// How many nodes the walks over the outer sets have finished.
    pub(super) finished_before: usize,
    /// [`thread::upgrades_off_path`], as it was at the last check.
    pub(super) upgrades_off_path: usize,
    /// User code has run since the last check, and may have changed which nodes on the path still
    /// die.
    pub(super) path_is_stale: bool,
    /// The changes that hooks may have made in this walk.
    pub(super) hook_reach: HookReach,
    /// Hooks of leaves have run in this pass over the children of a node.
    pub(super) has_run_leaves: bool,
    /// One of them may have got a handle to another node.
    pub(super) gave_handles: bool,
    /// What holds the child that was found.
    pub(super) held_by: HeldBy,
}

/// What holds a child.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum HeldBy {
    /// Only the link of its owner.
    OwnerOnly,
    /// Other handles, too.
    Others,
    /// A reader of the owner's list, too.
    Reader,
}

/// The changes that hooks may have made in a walk.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum HookReach {
    /// No user code has run.
    Nothing,
    /// Only which nodes are in the set ahead of the walk: a hook that has reached only its own node
    /// cannot reach nodes that the walk has left.
    Ahead,
    /// Anything, including the holders of nodes that the walk has left.
    Anywhere,
}

impl State {
    pub(super) fn new() -> Self {
        State {
            finished_before: Header::finished_count(),
            upgrades_off_path: thread::upgrades_off_path(),
            path_is_stale: false,
            hook_reach: HookReach::Nothing,
            has_run_leaves: false,
            gave_handles: false,
            held_by: HeldBy::OwnerOnly,
        }
    }

    /// Call this before a pass over the children of a node.
    #[inline]
    pub(super) fn begin_pass(&mut self) {
        (self.has_run_leaves, self.gave_handles) = (false, false);
    }

    /// Call this when user code is about to run.
    #[inline]
    pub(super) fn note_user_code(&mut self) {
        if self.hook_reach == HookReach::Nothing {
            self.hook_reach = HookReach::Ahead;
        }
    }
}
