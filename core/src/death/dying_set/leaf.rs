//! Leaves with nothing but a hook. The walk runs their hooks without entering them.
//!
//! Most nodes with hooks are such leaves, and most hooks change nothing that matters to the walk. A
//! few cheap checks after the hook show whether this one has. If it has not, the leaf still dies with
//! its owner, and the walk goes on to the next child. If it has, the walk enters the leaf, as it would
//! have before the hook.

use std::rc::Rc as StdRc;

use crate::death;
use crate::death::dying_set::step::Leaves;
use crate::death::dying_set::thread;
use crate::death::panic_report::guarded_for;
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_link::OwnerState;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::header::Header;

impl Leaves {
    pub(super) fn new(upgrades_off_path: usize) -> Self {
        Leaves { upgrades_off_path, have_run: false, enters_last: false }
    }

    /// Runs the hook of a child with this header, if the child has nothing else for the walk. Only the
    /// link of its owner and our handle hold the child. Returns whether the walk is done with it.
    #[inline]
    pub(super) fn finish(&mut self, child: &AnyRc, header: &Header, owner: &dyn DynNode) -> bool {
        header.is_leaf_with_hook() && self.run_hook(child, header, owner)
    }

    #[inline]
    fn run_hook(&mut self, child: &AnyRc, header: &Header, owner: &dyn DynNode) -> bool {
        let handles_given = death::handles_given();
        let node = child.as_std();
        header.enter_path();
        header.take_hook();
        self.have_run = true;
        let this = StdRc::clone(node);
        guarded_for(|| child.type_name(), || this.finalize());
        // Nothing holds the leaf, and nothing is to do below it. If no handle was given, the leaf and
        // all others are where they were.
        let is_done = AnyRc::strong_count(child) == 2
            && header.is_leaf_after_hook()
            && (death::handles_given() == handles_given || self.is_still_in(owner, &**node));
        header.leave_path();
        if is_done {
            header.clear_needs_finalization();
        }
        self.enters_last = !is_done;
        is_done
    }

    /// Whether hooks have got no handle to a node that a walk has visited, and the leaf still has this
    /// owner.
    #[cold]
    fn is_still_in(&self, owner: &dyn DynNode, leaf: &dyn DynNode) -> bool {
        thread::has_no_upgrades_since(self.upgrades_off_path)
            && matches!(leaf.owner_state(), OwnerState::Alive(now) if now.address() == owner.address())
    }
}
