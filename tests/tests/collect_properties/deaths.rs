//! Deaths that hooks, finalizers and the `Drop` of data report, and those that nothing reports.

use crate::model::Id;
use crate::properties::graph::model::LinkModel;
use crate::properties::journal::saw;
use crate::properties::{Verdict, refuse};
use crate::round::Round;
use crate::search::Nodes;

impl Round {
    /// A hook runs in a death, or in a collection when its turn comes.
    pub fn check_turn(&mut self, id: Id) -> Verdict {
        let dies = |round: &Round| round.model.dying().contains(&id).then_some(());
        let is_nested = !self.is_outermost();
        let has_turn = self.collecting.as_ref().is_some_and(|collecting| collecting.has_turn(id));
        if (is_nested || !has_turn) && self.wait_until(dies)?.is_none() {
            refuse!("the hook of {id} runs, but it does not die");
        }
        let is_dying = dies(self).is_some();
        if is_dying {
            self.check_holders(id)?;
        } else {
            // Nodes that hooks have let die are not looked at again by the collection.
            self.notice_silent_deaths()?;
        }
        self.held_by_deaths.extend(self.model.dying());
        match &mut self.collecting {
            Some(collecting) => collecting.hook(&self.model, id, is_dying),
            None => Ok(()),
        }
    }

    /// In a death, the hooks of a node's holders run before its own.
    fn check_holders(&self, id: Id) -> Verdict {
        let mut holders = self.model.living().filter(|holder| {
            let known = &self.model.nodes[*holder];
            known.is_hook_pending && self.model.strong_targets(*holder).any(|(_, t)| t == id)
        });
        match holders.next() {
            Some(holder) => {
                refuse!("the hook of {id} runs before that of {holder}, which holds it")
            }
            None => Ok(()),
        }
    }

    /// Between a death and the finalizers of all that die together, nothing else happens.
    pub fn check_due_finalizers(&self) -> Verdict {
        match self.due_finalizers.front() {
            Some(number) => refuse!("finalizer {number} has not run"),
            None => Ok(()),
        }
    }

    /// A node is dead, the first of those that die together.
    pub fn death_begins(&mut self, id: Id) -> Verdict {
        let set = self.wait_until(|round| {
            if !round.model.nodes[id].is_living {
                return Some(Nodes::new());
            }
            let mut gone = round.model.without_handles();
            if gone.contains(&id) {
                return Some(round.dead_with(&[id]));
            }
            gone.retain(|id| !round.is_reached(*id));
            Some(round.dead_with(&gone)).filter(|dead| dead.contains(&id))
        })?;
        if let Some(set) = set {
            return self.die_together(&set);
        }
        let Some(collecting) = &mut self.collecting else {
            refuse!("{id} is held, but it is dead");
        };
        if collecting.is_over() {
            refuse!("{id} is held, but it is dead after the collection's end");
        }
        let dead = collecting.die(&self.model)?;
        self.die_together(&dead)?;
        if self.model.nodes[id].is_living {
            refuse!("{id} was reachable, but a collection freed it");
        }
        Ok(())
    }

    /// These nodes are dead, in one step. None of them can be reached.
    pub fn die_together(&mut self, dead: &Nodes) -> Verdict {
        for id in dead {
            if self.model.nodes[*id].is_hook_pending {
                refuse!("{id} is dead, but its hook has not run");
            }
            if self.is_reached(*id) {
                refuse!("of {dead:?}, which are dead, {id} can be reached by a weak handle");
            }
        }
        let finalizers = self.take_finalizers_of(dead);
        if !finalizers.is_empty() {
            if !self.due_finalizers.is_empty() {
                refuse!("{dead:?} are dead before finalizers {:?} have run", self.due_finalizers);
            }
            self.due_finalizers = finalizers;
        }
        let targets = |id: &Id| self.model.strong_targets(*id).map(|(_, target)| target);
        self.held_by_deaths.extend(dead.iter().flat_map(targets));
        self.model.mark_dead(&dead.iter().copied().collect::<Vec<_>>());
        if dead.len() > 1 {
            saw("died together");
        }
        Ok(())
    }

    /// Learns of deaths that nothing reports: those of nodes without a `Drop`; and, within a death,
    /// those of nodes that only a link of a dead node holds, which has not been dropped yet.
    pub fn notice_silent_deaths(&mut self) -> Verdict {
        let mut gone = self.model.without_handles();
        let is_silent = |id: Id| self.others > 0 || !self.model.nodes[id].kind.data_drops();
        gone.retain(|id| is_silent(*id) && !self.is_reached(*id));
        if gone.is_empty() { Ok(()) } else { self.die_together(&self.dead_with(&gone)) }
    }

    /// All that is dead with these nodes, which cannot be reached.
    pub fn dead_with(&self, roots: &[Id]) -> Nodes {
        let dead = self.model.dead_with(roots, &Nodes::new());
        let suspects = dead.intersection(&self.held_by_deaths).copied();
        let held: Nodes = suspects.filter(|id| self.is_reached(*id)).collect();
        if held.is_empty() { dead } else { self.model.dead_with(roots, &held) }
    }

    /// Asks `is_so` until it has an answer. Before each further time, silent deaths are noticed, or
    /// the operation drops one more node.
    pub fn wait_until<T>(&mut self, is_so: impl Fn(&Round) -> Option<T>) -> Verdict<Option<T>> {
        loop {
            if let Some(answer) = is_so(self) {
                return Ok(Some(answer));
            }
            let before = self.model.living().count();
            self.notice_silent_deaths()?;
            if self.model.living().count() < before {
                continue;
            }
            match self.model.in_drop.last_mut().filter(|nodes| !nodes.is_empty()) {
                Some(nodes) => nodes.remove(0),
                None => return Ok(None),
            };
        }
    }
}
