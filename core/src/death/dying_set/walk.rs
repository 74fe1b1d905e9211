//! The walk over a dying set: from node to node that needs finalization, running the hooks.

use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::death;
use crate::death::dying_set::step::{Leaves, NextChild, ReachedBy, Step};
use crate::death::dying_set::{DyingSet, HookReach, forget_reopened, next_reopened, thread};
use crate::death::panic_report::{guarded, guarded_for};
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_node::DynNode;

impl DyingSet {
    /// Visits all nodes that die and need finalization, and runs their hooks.
    pub(super) fn walk(&mut self) {
        self.run_hook();
        loop {
            self.prune_path();
            if self.path.is_empty() {
                return;
            }
            if let Some((node, reached_by)) = self.next_node() {
                self.enter(node, reached_by);
                self.run_hook();
                continue;
            }
            if self.path.len() == 1 {
                self.complete();
                return;
            }
            self.leave_completed();
        }
    }

    pub(super) fn enter(&mut self, node: AnyRc, reached_by: ReachedBy) {
        if let (ReachedBy::SeveralLinks, Some(shared_holders)) =
            (reached_by, &mut self.shared_holders)
        {
            shared_holders.note_entered();
        }
        let header = node.as_std().header();
        // An outer set may have finished it.
        self.outer_holders_reached |= header.is_finished(0);
        header.enter_path();
        self.path.push(Step::new(node, reached_by));
    }

    /// Takes the last node from the path.
    pub(super) fn leave(&mut self) -> Option<AnyRc> {
        let node = self.path.pop()?.node;
        forget_reopened(self.path_offset + self.path.len());
        node.as_std().header().leave_path();
        Some(node)
    }

    /// As [`leave`](Self::leave), when the walk has nothing more to do at the node, nor below it.
    fn leave_completed(&mut self) {
        self.record_only_link();
        let is_finished = self.complete();
        let Some(Step { node, .. }) = self.path.pop() else { return };
        forget_reopened(self.path_offset + self.path.len());
        let header = node.as_std().header();
        if !is_finished {
            return header.leave_path();
        }
        header.finish();
        if let Some(owner) = self.path.last_mut() {
            owner.has_work_left = true;
        }
    }

    /// Records the shared link that is the only holder of the last node on the path, before the
    /// walk leaves that node. Nodes that are still to be entered may be held by it, or by a node
    /// below it.
    fn record_only_link(&mut self) {
        let [.., before, Step { node, reached_by: ReachedBy::SharedLink(place), .. }] =
            &self.path[..]
        else {
            return;
        };
        if !self.held_children.is_empty()
            || self.shared_holders.as_ref().is_some_and(|all| all.has_unentered())
        {
            let shared_holders = self.shared_holders.get_or_insert_default();
            shared_holders.set_only_link(node, &before.node, *place);
        }
    }

    /// Runs the hook of the last node on the path, unless it has run.
    fn run_hook(&mut self) {
        let Some(Step { node, reached_by, .. }) = self.path.last() else { return };
        if node.as_std().header().take_hook() {
            let was_stale = self.path_is_stale;
            let may_be_elsewhere = !matches!(reached_by, ReachedBy::Root | ReachedBy::OwnerLink);
            let before = (AnyRc::strong_count(node), death::handles_given());
            self.hook_reach = self.hook_reach.max(HookReach::Ahead);
            let this = StdRc::clone(node.as_std());
            guarded_for(|| node.type_name(), || this.finalize());
            // If no handle was given, all nodes are where they were, and no path node is held.
            let after = (AnyRc::strong_count(node), death::handles_given());
            self.path_is_stale = was_stale || may_be_elsewhere || before != after;
        }
    }

    pub(super) fn run_user_code(&mut self, type_name: &str, action: impl FnOnce()) {
        self.path_is_stale = true;
        self.hook_reach = self.hook_reach.max(HookReach::Ahead);
        guarded(type_name, action);
    }

    /// The next node that needs finalization and dies with the last node on the path.
    fn next_node(&mut self) -> Option<(AnyRc, ReachedBy)> {
        let step = self.path.last_mut()?;
        // Later, it does: the mark stays until the walk leaves the node.
        if step.is_at_start() && !step.node.as_std().header().needs_finalization_below() {
            return None;
        }
        if !step.is_at_shared_links {
            let child = self.next_child();
            if child.is_some() {
                return child;
            }
            // Children that hooks add from now on are left to the next walk.
            self.path.last_mut()?.go_to_shared_links();
        }
        if self.path.last()?.has_shared_links() { self.next_target() } else { None }
    }

    fn next_child(&mut self) -> Option<(AnyRc, ReachedBy)> {
        let step = self.path.last_mut()?;
        let mut is_at_start = step.is_at_start();
        loop {
            if !is_at_start {
                let mut leaves = self.new_leaves();
                if let Some(child) = self.next_child_from_here(&mut leaves, |_, _| ()) {
                    return Some(child);
                }
                if let Some(child) = self.next_reopened_child() {
                    self.path.last_mut()?.go_to_end();
                    return Some(child);
                }
                let step = self.path.last_mut()?;
                let is_quiet = step.handles_given == death::handles_given();
                if is_quiet && !step.has_work_left && !thread::are_holders_reached() {
                    // All children are where they were, and done.
                    return None;
                }
                // Hooks may have added children before the position of the walk.
                step.go_to_start();
                step.has_passed_children = true;
            }
            let (held_before, handles_given) = (self.held_children.len(), death::handles_given());
            let mut leaves = self.new_leaves();
            let child = self.next_child_from_here(&mut leaves, Vec::push);
            // The hooks of leaves may have released children that this pass has noted, moved
            // children, or given work to children that it has passed.
            let passes_again = leaves.have_run
                && (self.held_children.len() > held_before
                    || death::handles_given() != handles_given
                    || thread::are_holders_reached());
            if child.is_some() || passes_again {
                // The walk will reach these held children again.
                self.held_children.truncate(held_before);
            }
            if child.is_some() || !passes_again {
                return child;
            }
            self.path.last_mut()?.go_to_end();
            is_at_start = false;
        }
    }

    fn new_leaves(&self) -> Leaves {
        Leaves::new(self.upgrades_off_path)
    }

    /// The next child that the walk has left and below which hooks have put work since.
    fn next_reopened_child(&mut self) -> Option<(AnyRc, ReachedBy)> {
        loop {
            let last = self.path.len() - 1;
            let child = AnyRc::from_std(next_reopened(self.path_offset + last)?);
            let next = self.path[last].as_next_child(child, self.finished_before);
            if let Some(NextChild { child, is_held_by_owner_only: true, .. }) = next {
                return Some((child, ReachedBy::OwnerLink));
            }
            // Others are found when the walk goes through all children again.
        }
    }

    /// Passes each child that something else holds to `note_held`.
    fn next_child_from_here(
        &mut self,
        leaves: &mut Leaves,
        note_held: impl Fn(&mut Vec<StdWeak<dyn DynNode>>, StdWeak<dyn DynNode>),
    ) -> Option<(AnyRc, ReachedBy)> {
        loop {
            let next = self.path.last_mut()?.next_child(self.finished_before, leaves);
            if leaves.have_run {
                self.hook_reach = self.hook_reach.max(HookReach::Ahead);
                self.path_is_stale |= leaves.enters_last;
            }
            let NextChild { child, is_held_by_owner_only, has_readers } = next?;
            if is_held_by_owner_only {
                return Some((child, ReachedBy::OwnerLink));
            }
            if !has_readers && self.has_reached_all_links(&child) {
                return Some((child, ReachedBy::SeveralLinks));
            }
            note_held(&mut self.held_children, StdRc::downgrade(child.as_std()));
        }
    }

    /// The next target of the last node's shared links that dies with this node.
    fn next_target(&mut self) -> Option<(AnyRc, ReachedBy)> {
        loop {
            let step = self.path.last_mut()?;
            let (target, place) = step.next_target()?;
            let header = target.as_std().header();
            if header.is_finished(self.finished_before) || header.path_position().is_some() {
                continue;
            }
            // Our handle, and the link.
            if AnyRc::strong_count(&target) == 2 {
                return Some((target, ReachedBy::SharedLink(place)));
            }
            let shared_holders = self.shared_holders.get_or_insert_default();
            if *step.adds_targets.get_or_insert_with(|| shared_holders.begin(&step.node)) {
                shared_holders.add(&target, &step.node, place);
            }
            if !header.needs_finalization() {
                // Only a traced value holds such a node. The mark lets the walk pass the link of
                // the node's owner, too.
                death::mark(&**target.as_std());
            }
            if self.has_reached_all_links(&target) {
                return Some((target, ReachedBy::SeveralLinks));
            }
        }
    }

    /// Call this when the walk has nothing more to do at the last node on the path, nor below it.
    /// Returns whether the node keeps its mark.
    fn complete(&mut self) -> bool {
        let Some(Step { node, reached_by, has_work_left, .. }) = self.path.last() else {
            return false;
        };
        let header = node.as_std().header();
        let is_shared = matches!(reached_by, ReachedBy::SharedLink(_) | ReachedBy::SeveralLinks);
        if is_shared {
            self.finished_shared.push(StdRc::downgrade(node.as_std()));
        }
        let is_finished = *has_work_left || is_shared || header.has_attached();
        if is_finished {
            self.finished.push(StdRc::downgrade(node.as_std()));
        } else {
            header.clear_needs_finalization();
        }
        is_finished
    }
}
