//! Deaths that nothing reports: they show by weak handles and counts of handles.

use kinfolk::AnyRc;

use crate::deaths::DeadSet;
use crate::model::Id;
use crate::properties::journal::saw;
use crate::properties::{Verdict, refuse};
use crate::round::Round;

impl Round {
    /// Learns of deaths that no hook, finalizer or `Drop` has reported.
    pub fn notice_silent_deaths(&mut self) -> Verdict {
        for id in self.model.silent() {
            if !self.model.nodes[id].is_living() || self.upgrade(id).is_some() {
                continue;
            }
            if self.model.nodes[id].dead_owners > 0 {
                let Round { model, weak, .. } = self;
                let set = model.die_with_owner(id, &mut |id| weak[id].upgrade().is_some());
                set.map_or(Ok(()), |set| self.check_dead(&set))?;
            } else {
                self.end_teardowns_before(id)?;
                self.notice_death(id)?;
                self.model.end_silent_teardown()?;
            }
        }
        Ok(())
    }

    /// Something happens to the node, so all that must come before is over.
    pub fn advance(&mut self, id: Id) -> Verdict {
        self.notice_silent_deaths()?;
        while self.model.nodes[id].is_living() && self.model.advance(id)? {
            self.notice_silent_deaths()?;
        }
        self.end_teardowns_before(id)
    }

    /// Something happens to the node. Ends the teardowns that are over; nothing reports their end.
    fn end_teardowns_before(&mut self, id: Id) -> Verdict {
        while let Some(outlived) = self.model.last_outlived() {
            let counts: Vec<usize> =
                outlived.iter().filter_map(|id| self.count_dead_owners(*id)).collect();
            let is_over = if counts.is_empty() {
                !self.model.is_last_teardown_running()
            } else {
                counts.iter().all(|count| *count == 0)
            };
            if !is_over || outlived.iter().any(|above| self.model.is_above(*above, id)) {
                break;
            }
            self.model.end_teardown()?;
        }
        Ok(())
    }

    /// How many dead owners hold the node, by its count of handles. `None` if the count does not
    /// show it.
    fn count_dead_owners(&self, id: Id) -> Option<usize> {
        let node = self.upgrade(id).filter(|_| !self.model.is_on_path(id))?;
        let known = &self.model.nodes[id];
        let others = known.held + known.in_drop + usize::from(known.owner.is_some());
        (AnyRc::strong_count(&node) - 1).checked_sub(others)
    }

    /// Something shows that the node is dead.
    pub fn notice_death(&mut self, id: Id) -> Verdict {
        let Round { model, weak, .. } = self;
        let set = model.die(id, &mut |id| weak[id].upgrade().is_some())?;
        if set.outlived().next().is_some() {
            saw("outlived");
        }
        if set.members.len() > 1 {
            saw("died together");
        }
        self.check_dead(&set)
    }

    fn check_dead(&self, set: &DeadSet) -> Verdict {
        for id in &set.members {
            if self.upgrade(*id).is_some() {
                refuse!("{id} is dead, but its weak handle upgrades");
            }
        }
        Ok(())
    }
}
