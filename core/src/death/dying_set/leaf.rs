//! Leaves with nothing but a hook. The walk runs their hooks without entering them.
//!
//! Most nodes with hooks are such leaves, and most hooks change nothing that matters to the walk. A
//! few cheap checks after the hook show whether this one has. If it has not, the leaf still dies with
//! its owner, and the walk goes on to the next child. If it has, the walk enters the leaf, as it would
//! have before the hook.

use std::rc::Rc as StdRc;

use crate::death;
use crate::death::dying_set::state::State;
use crate::death::dying_set::thread;
use crate::death::panic_report::guarded_for;
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_link::OwnerState;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::header::Header;

impl State {
    /// Runs the hook of a leaf that has nothing else for the walk. Only the link of its owner and our
    /// handle hold it. Returns whether the walk is done with it.
    #[inline]
    pub(super) fn finish_leaf(
        &mut self,
        leaf: &AnyRc,
        header: &Header,
        owner: &dyn DynNode,
    ) -> bool {
        self.note_user_code();
        self.has_run_leaves = true;
        let handles_before = death::handles_given();
        header.enter_path_as_leaf();
        let this = StdRc::clone(leaf.as_std());
        guarded_for(|| leaf.type_name(), || this.finalize());
        let is_quiet = death::handles_given() == handles_before;
        // Nothing holds the leaf, and nothing is to do below it. If no handle was given, the leaf and
        // all others are where they were.
        let is_alone = AnyRc::strong_count(leaf) == 2 && header.is_leaf_after_hook();
        if is_alone && is_quiet {
            header.leave_path_finalized();
            return true;
        }
        self.finish_reached_leaf(leaf, owner, is_alone, is_quiet)
    }

    /// As [`finish_leaf`](Self::finish_leaf), after a hook that may have reached more.
    #[inline(never)]
    fn finish_reached_leaf(
        &mut self,
        leaf: &AnyRc,
        owner: &dyn DynNode,
        is_alone: bool,
        is_quiet: bool,
    ) -> bool {
        let header = leaf.as_std().header();
        let is_done = is_alone && (is_quiet || self.is_still_in(owner, &**leaf.as_std()));
        if is_done {
            header.leave_path_finalized();
        } else {
            header.leave_path();
        }
        self.gave_handles |= !is_quiet;
        self.path_is_stale |= !is_done;
        is_done
    }

    /// Whether hooks have got no handle to a node that a walk has visited, and the leaf still has this
    /// owner.
    fn is_still_in(&self, owner: &dyn DynNode, leaf: &dyn DynNode) -> bool {
        thread::has_no_upgrades_since(self.upgrades_off_path)
            && matches!(leaf.owner_state(), OwnerState::Alive(now) if now.address() == owner.address())
    }
}
