//! The walk over a dying set: from node to node that needs finalization, running the hooks.

use std::rc::Rc as StdRc;

use crate::death;
use crate::death::dying_set::state::HeldBy;
use crate::death::dying_set::step::{Phase, ReachedBy, Step};
use crate::death::dying_set::{DyingSet, forget_reopened, next_reopened, thread};
use crate::death::panic_report::{guarded, guarded_for};
use crate::death::shared_holders::TargetPlace;
use crate::kernel::any::AnyRc;

impl DyingSet {
    /// Visits all nodes below the root that die and need finalization, and runs their hooks.
    pub(super) fn walk(&mut self) {
        loop {
            if self.state.path_is_stale {
                self.prune_path();
                if self.path.is_empty() {
                    return;
                }
            }
            if self.enter_next() {
                continue;
            }
            if self.path.len() == 1 {
                return self.complete_root();
            }
            self.leave_completed();
        }
    }

    /// Puts a node at the end of the path, and runs its hook, unless it has run.
    pub(super) fn enter(&mut self, node: AnyRc, reached_by: ReachedBy) {
        if let (ReachedBy::SeveralLinks, Some(shared_holders)) =
            (reached_by, &mut self.shared_holders)
        {
            shared_holders.note_entered();
        }
        self.enter_quickly(node, reached_by);
    }

    /// As [`enter`](Self::enter), for a node that one link holds.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn enter_quickly(&mut self, node: AnyRc, reached_by: ReachedBy) {
        let header = node.as_std().header();
        if header.is_finished(0) {
            // An outer set has finished it.
            self.outer_holders_reached = true;
        }
        header.enter_path();
        let before = (AnyRc::strong_count(&node), death::handles_given());
        if header.take_hook() {
            self.state.note_user_code();
            let this = StdRc::clone(node.as_std());
            guarded_for(|| node.type_name(), || this.finalize());
            // If no handle was given, all nodes are where they were, and no path node is held.
            let after = (AnyRc::strong_count(&node), death::handles_given());
            self.state.path_is_stale |= reached_by.is_shared() || before != after;
        }
        // From here on it does, if it does now: the mark stays until the walk leaves the node.
        let needs_finalization_below = header.needs_finalization_below();
        self.path.push(Step::new(node, reached_by, before.1, needs_finalization_below));
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
        let Some(Step { node, reached_by, has_work_left, .. }) = self.path.pop() else { return };
        if let ReachedBy::SharedLink(place) = reached_by {
            self.record_only_link(&node, place);
        }
        forget_reopened(self.path_offset + self.path.len());
        let header = node.as_std().header();
        if has_work_left || reached_by.is_shared() || header.has_attached() {
            self.note_finished(&node, reached_by);
            header.finish();
            if let Some(owner) = self.path.last_mut() {
                owner.has_work_left = true;
            }
        } else {
            header.leave_path_finalized();
        }
    }

    /// As [`leave_completed`](Self::leave_completed), for the root, which stays on the path.
    fn complete_root(&mut self) {
        let [Step { node, reached_by, has_work_left, .. }] = &self.path[..] else { return };
        let header = node.as_std().header();
        if *has_work_left || header.has_attached() {
            let (node, reached_by) = (node.clone(), *reached_by);
            self.note_finished(&node, reached_by);
        } else {
            header.clear_needs_finalization();
        }
    }

    /// Call this when the walk has nothing more to do at a node, nor below it, but the node keeps its
    /// mark.
    fn note_finished(&mut self, node: &AnyRc, reached_by: ReachedBy) {
        self.finished.push(StdRc::downgrade(node.as_std()));
        if reached_by.is_shared() {
            self.finished_shared.push(StdRc::downgrade(node.as_std()));
        }
    }

    /// Records the shared link that is the only holder of a node that the walk is leaving. Nodes that
    /// are still to be entered may be held by this node, or by a node below it.
    fn record_only_link(&mut self, node: &AnyRc, place: TargetPlace) {
        let Some(holder) = self.path.last() else { return };
        if !self.held_children.is_empty()
            || self.shared_holders.as_ref().is_some_and(|all| all.has_unentered())
        {
            let shared_holders = self.shared_holders.get_or_insert_default();
            shared_holders.set_only_link(node, &holder.node, place);
        }
    }

    pub(super) fn run_user_code(&mut self, type_name: &str, action: impl FnOnce()) {
        self.state.path_is_stale = true;
        self.state.note_user_code();
        guarded(type_name, action);
    }

    /// Enters the next node that needs finalization and dies with the last node on the path. Returns
    /// whether there is one.
    fn enter_next(&mut self) -> bool {
        let Some(step) = self.path.last() else { return false };
        if step.phase == Phase::NothingBelow {
            return false;
        }
        let has_shared_links = step.has_shared_links();
        if step.phase != Phase::SharedLinks && self.enter_next_child() {
            return true;
        }
        has_shared_links && self.enter_next_target()
    }

    fn enter_next_child(&mut self) -> bool {
        let held_before = self.held_children.len();
        let mut passes_all = self.path.last().is_some_and(Step::is_at_start);
        self.state.begin_pass();
        loop {
            let Some(step) = self.path.last_mut() else { return false };
            // The last child is done, unless the walk has left it early.
            let is_behind_last = !passes_all && !self.was_pruned && step.is_quiet_at_last();
            let child = if is_behind_last { None } else { step.next_child(&mut self.state) };
            if let Some(child) = child {
                if self.state.held_by == HeldBy::OwnerOnly {
                    // The walk will reach the held children again.
                    self.held_children.truncate(held_before);
                    self.enter_quickly(child, ReachedBy::OwnerLink);
                    return true;
                }
                if self.state.held_by == HeldBy::Others && self.has_reached_all_links(&child) {
                    self.held_children.truncate(held_before);
                    self.enter(child, ReachedBy::SeveralLinks);
                    return true;
                }
                if passes_all {
                    self.held_children.push(StdRc::downgrade(child.as_std()));
                }
            } else if passes_all {
                // The hooks of leaves may have released children that this pass has noted, moved
                // children, or given work to children that it has passed.
                let passes_again = self.state.has_run_leaves
                    && (self.state.gave_handles
                        || self.held_children.len() > held_before
                        || thread::are_holders_reached());
                if !passes_again {
                    return false;
                }
                self.held_children.truncate(held_before);
                step.go_to_end();
                passes_all = false;
            } else {
                if let Some(child) = self.next_reopened_child() {
                    self.enter(child, ReachedBy::OwnerLink);
                    return true;
                }
                let Some(step) = self.path.last_mut() else { return false };
                if step.is_quiet() && !step.has_work_left && !thread::are_holders_reached() {
                    // All children are where they were, and done.
                    return false;
                }
                // Hooks may have added children before the position of the walk.
                step.go_to_start(Phase::LaterPass);
                self.state.begin_pass();
                passes_all = true;
            }
        }
    }

    /// The next child that the walk has left and below which hooks have put work since.
    fn next_reopened_child(&mut self) -> Option<AnyRc> {
        let last = self.path.len() - 1;
        loop {
            let child = AnyRc::from_std(next_reopened(self.path_offset + last)?);
            // Others are found when the walk goes through all children again.
            if self.path[last].has_only_holder_of(&child, self.state.finished_before) {
                self.path[last].go_to_end();
                return Some(child);
            }
        }
    }

    /// Enters the next target of the last node's shared links that dies with this node.
    fn enter_next_target(&mut self) -> bool {
        let Some(step) = self.path.last_mut() else { return false };
        if step.phase != Phase::SharedLinks {
            // Children that hooks add from now on are left to the next walk.
            step.go_to_shared_links();
        }
        loop {
            let Some(step) = self.path.last_mut() else { return false };
            let Some((target, place)) = step.next_target() else { return false };
            let header = target.as_std().header();
            if header.is_finished(self.state.finished_before) || header.path_position().is_some() {
                continue;
            }
            // Our handle, and the link.
            if AnyRc::strong_count(&target) == 2 {
                self.enter(target, ReachedBy::SharedLink(place));
                return true;
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
                self.enter(target, ReachedBy::SeveralLinks);
                return true;
            }
        }
    }
}
