//! Which nodes of a dying set still die, after hooks have run.

use std::mem;

use crate::death::dying_set::step::{Phase, ReachedBy, Step};
use crate::death::dying_set::{DyingSet, HookReach, thread};
use crate::death::shared_holders::TargetPlace;
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_link::OwnerState;
use crate::kernel::dyn_node::DynNode;

impl DyingSet {
    /// Takes nodes from the path that no longer die, or no longer die with the node before them.
    pub(super) fn prune_path(&mut self) {
        while mem::take(&mut self.state.path_is_stale) {
            let start = self.first_to_check();
            let rest = start..self.path.len();
            let Some(first_out) = rest.into_iter().find(|&index| !self.is_dying(index)) else {
                return;
            };
            self.was_pruned = true;
            while self.path.len() > first_out {
                // A node that a hook has detached, and that nothing else holds, dies here. This may
                // run more hooks.
                if let Some(node) = self.leave() {
                    self.run_user_code(node.type_name(), || drop(node));
                }
            }
        }
    }

    /// The first index on the path whose node user code may have reached.
    fn first_to_check(&mut self) -> usize {
        // The hook got the last one as its argument.
        let last = self.path.len().saturating_sub(1);
        let first_upgraded = thread::take_first_upgraded();
        let upgrades_off_path = thread::upgrades_off_path();
        let is_off_path =
            mem::replace(&mut self.state.upgrades_off_path, upgrades_off_path) != upgrades_off_path;
        if is_off_path || first_upgraded < self.path_offset + last {
            self.note_upgrades();
        }
        if first_upgraded < self.path_offset {
            // It is on an outer path. Then it is not known which nodes of our own path were
            // upgraded to.
            self.outer_first_upgraded = self.outer_first_upgraded.min(first_upgraded);
            return 0;
        }
        let start = last.min(first_upgraded - self.path_offset);
        if !is_off_path || self.shared_holders.is_none() {
            return start;
        }
        // The upgraded node may be a holder of a node on the path, without being on the path.
        let several =
            self.path.iter().position(|step| matches!(step.reached_by, ReachedBy::SeveralLinks));
        several.map_or(start, |several| start.min(several))
    }

    /// After an upgrade, hooks may have changed anything.
    fn note_upgrades(&mut self) {
        self.state.hook_reach = HookReach::Anywhere;
        thread::note_holders_reached();
        if let Some(shared_holders) = &mut self.shared_holders {
            shared_holders.clear_confirmed();
        }
    }

    /// Whether the node at this index of the path is held only by the node before it, or by links
    /// of other dying nodes.
    fn is_dying(&mut self, index: usize) -> bool {
        let Step { node, reached_by, .. } = &self.path[index];
        let handles = AnyRc::strong_count(node);
        match *reached_by {
            // The path, the handle that is being dropped, and the second one made for the call.
            ReachedBy::Root => handles == 3,
            // The path, and the link of its owner.
            ReachedBy::OwnerLink => {
                handles == 2
                    && match node.as_std().owner_state() {
                        OwnerState::Alive(owner) => owner.address() == self.address_at(index - 1),
                        OwnerState::None | OwnerState::Dead => false,
                    }
            }
            ReachedBy::SharedLink(place) => {
                handles == 2
                    && (place.has(&**self.path[index - 1].node.as_std(), node)
                        || self.is_in_changed_value(index, place))
            }
            ReachedBy::SeveralLinks => {
                let node = node.clone();
                self.is_held_only_by_dying(&node, 2, index)
            }
        }
    }

    /// Whether the node at this index of the path is still in the traced value of the node before
    /// it, though user code has changed the value. O(n) for the data.
    #[cold]
    fn is_in_changed_value(&mut self, index: usize, place: TargetPlace) -> bool {
        let node = self.path[index].node.clone();
        let found = self.path[index - 1].find_again(place.link(), &node);
        found.is_some_and(|place| {
            self.path[index].reached_by = ReachedBy::SharedLink(place);
            true
        })
    }

    fn address_at(&self, index: usize) -> *const () {
        self.path[index].node.as_std().address()
    }

    /// Whether this walk has reached all links that hold a node, and nothing else holds it.
    pub(super) fn has_reached_all_links(&mut self, node: &AnyRc) -> bool {
        let Some(shared_holders) = &self.shared_holders else { return false };
        let shared_links = shared_holders.link_count(node);
        let links = shared_links + usize::from(self.has_passed_owner_link(node));
        AnyRc::strong_count(node) == 1 + links
            && (self.state.hook_reach < HookReach::Anywhere
                || self.is_held_only_by_dying(node, 1, self.path.len()))
    }

    /// Whether this walk has passed the link by which a node's owner holds it.
    fn has_passed_owner_link(&self, node: &AnyRc) -> bool {
        let OwnerState::Alive(owner) = node.as_std().owner_state() else { return false };
        let Some(step) = self.step_of(&*owner) else {
            return owner.header().is_finished(self.state.finished_before);
        };
        matches!(step.phase, Phase::LaterPass | Phase::SharedLinks)
            || node
                .as_std()
                .find_in(&*owner)
                .is_some_and(|place| (place.number, place.index) < (step.link, step.index))
    }

    /// Whether all handles to a node, except `own_handles` of ours, are links of nodes that still
    /// die: nodes on the path before `end`, or nodes that only such nodes hold.
    fn is_held_only_by_dying(&mut self, node: &AnyRc, own_handles: usize, end: usize) -> bool {
        let positions = self.path_offset..self.path_offset + end;
        let is_on_path = |holder: &dyn DynNode| {
            holder.header().path_position().is_some_and(|position| positions.contains(&position))
        };
        let shared_holders = self.shared_holders.as_mut();
        shared_holders
            .is_some_and(|shared_holders| shared_holders.confirm(node, own_handles, is_on_path))
    }

    /// The step of a node on our path, if it is there.
    fn step_of(&self, node: &dyn DynNode) -> Option<&Step> {
        let index = node.header().path_position()?.checked_sub(self.path_offset)?;
        self.path.get(index)
    }
}
