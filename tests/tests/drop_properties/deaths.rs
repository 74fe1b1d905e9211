//! When a node may die. Each sign of a death is checked against the model, which then learns of it.

use crate::model::Id;
use crate::properties::graph::model::LinkModel;
use crate::properties::journal::saw;
use crate::properties::{Verdict, refuse};
use crate::round::Round;
use crate::search::Nodes;

impl Round {
    /// At the end of an operation, all nodes without holders are dead.
    pub fn check_deaths(&mut self) -> Verdict {
        self.notice_silent_deaths()?;
        let due = self.due.pop().unwrap_or_default();
        if !due.is_empty() {
            refuse!("finalizers {due:?} have not run");
        }
        let mut before = self.running.last().map_or_else(Nodes::new, |last| last.dying.clone());
        before.extend(self.model.living().filter(|id| self.is_held_by_library(*id)));
        let left = self.model.dying_unless(&before);
        if !left.is_empty() {
            refuse!("{left:?} should be dead: nothing holds them");
        }
        if self.running.is_empty() && self.model.in_drop.is_empty() {
            let left = self.model.dying();
            if !left.is_empty() {
                refuse!("{left:?} should be dead at the end: nothing holds them");
            }
            self.on_the_path.clear();
            self.outlived.clear();
            self.model.moved.clear();
        }
        for (id, known) in self.model.nodes.iter().enumerate() {
            if self.running.is_empty()
                && !known.is_living
                && !known.is_data_dropped
                && known.kind.data_drops()
            {
                refuse!("{id} is dead, but its data is left");
            }
        }
        Ok(())
    }

    pub fn check_order(&mut self, expected: Option<(usize, Vec<Id>)>) -> Verdict {
        let Some((from, expected)) = expected else { return Ok(()) };
        if self.order[from..] != expected {
            refuse!("hooks ran in the order {:?}, not {expected:?}", &self.order[from..]);
        }
        if expected.len() > 2 {
            saw("as predicted");
        }
        Ok(())
    }

    /// Learns of deaths that no hook, finalizer or `Drop` has reported.
    pub fn notice_silent_deaths(&mut self) -> Verdict {
        let is_silent = |round: &Round, root: Id| {
            // Its data is dropped when its dead holders are torn down.
            let is_held_by_dead = round.outlived.contains(&root);
            let reports = |id: &Id| {
                let known = &round.model.nodes[*id];
                known.kind.data_drops() && !is_held_by_dead
                    || known.is_hook_pending
                    || !known.finalizers.is_empty()
            };
            round.model.is_loose(root)
                && round.upgrade(root).is_none()
                && !round.set_of(root).iter().any(reports)
        };
        if self.is_collecting {
            return Ok(());
        }
        loop {
            let silent = self.model.living().filter(|root| is_silent(self, *root));
            // Targets of dead nodes come last: the dead drop them after their data.
            let Some(root) = silent.min_by_key(|root| self.outlived.contains(root)) else {
                return Ok(());
            };
            self.die(root)?;
        }
    }

    /// Something shows that the node is dead.
    pub fn die_with(&mut self, id: Id) -> Verdict {
        self.notice_silent_deaths()?;
        if !self.model.nodes[id].is_living {
            return Ok(());
        }
        if self.is_collecting {
            let reachable = self.model.reachable();
            let rest = self.model.living().filter(|id| !reachable.contains(id)).collect();
            return self.die_together(id, &rest);
        }
        if !self.wait_until(|model| model.dying().contains(&id)) {
            refuse!("{id} is dead, but something holds it");
        }
        self.notice_silent_deaths()?;
        if !self.model.nodes[id].is_living {
            return Ok(());
        }
        let is_root = |root: &Id| self.model.is_loose(*root) && self.set_of(*root).contains(&id);
        let Some(root) = self.model.living().find(is_root) else {
            refuse!("{id} is dead before its turn");
        };
        self.die(root)
    }

    fn set_of(&self, root: Id) -> Nodes {
        self.model
            .dying_with(root, |id| self.model.moved.contains(&id) && self.is_held_by_library(id))
    }

    /// The node is dead now, with all that dies with it.
    fn die(&mut self, root: Id) -> Verdict {
        self.die_together(root, &self.set_of(root))
    }

    fn die_together(&mut self, root: Id, set: &Nodes) -> Verdict {
        if set.len() > 1 {
            saw("died together");
        }
        for &id in set {
            if self.model.nodes[id].is_hook_pending {
                refuse!("{id} is dead with {root}, but its hook has not run");
            }
        }
        if let Some(due) = self.due.last().filter(|due| !due.is_empty()) {
            refuse!("{root} is dead before finalizers {due:?} have run");
        }
        let mut due = Vec::new();
        for &id in set {
            let known = &mut self.model.nodes[id];
            known.is_living = false;
            due.append(&mut known.finalizers);
            // Until they are torn down, the dead hold their targets.
            for target in known.links.concat() {
                self.on_the_path.insert(target);
                self.outlived.insert(target);
                self.model.moved.insert(target);
            }
        }
        due.sort_unstable();
        *self.due.last_mut().ok_or("no operation is running")? = due;
        for known in &mut self.model.nodes {
            if known.is_living && known.owner.is_some_and(|owner| set.contains(&owner)) {
                known.owner = None;
            }
        }
        Ok(())
    }

    /// Whether the library holds the node, which it may do until it is back from its path.
    fn is_held_by_library(&self, id: Id) -> bool {
        self.on_the_path.contains(&id) && self.upgrade(id).is_some()
    }
}
