//! Who may die when: the model is told of each sign of a death, and says whether that was to be.

use crate::model::Id;
use crate::search::Nodes;
use crate::world::{Verdict, World, refuse};

impl World {
    /// At the end of an operation, all are dead that it has let go of.
    pub fn check_deaths(&mut self) -> Verdict {
        self.notice_silent_deaths()?;
        let due = self.due.pop().unwrap_or_default();
        if !due.is_empty() {
            refuse!("finalizers {due:?} have not run");
        }
        let mut before = self.running.last().map_or_else(Nodes::new, |last| last.dying.clone());
        before.extend(self.model.living().filter(|id| self.is_held_by_library(*id)));
        let left = self.model.dying_but(&before);
        if !left.is_empty() {
            refuse!("{left:?} should be dead: nothing holds them");
        }
        if self.running.is_empty() && self.model.limbo.is_empty() {
            let left = self.model.dying();
            if !left.is_empty() {
                refuse!("{left:?} should be dead at the end: nothing holds them");
            }
            self.on_the_way.clear();
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
            self.saw("as predicted");
        }
        Ok(())
    }

    /// Learns of deaths that nothing has told of.
    pub fn notice_silent_deaths(&mut self) -> Verdict {
        let is_silent = |world: &World, root: Id| {
            // Its data is dropped when those are torn down.
            let is_last_held_by_dead = world.outlived.contains(&root);
            let tells = |id: &Id| {
                let known = &world.model.nodes[*id];
                known.kind.data_drops() && !is_last_held_by_dead
                    || known.is_hook_pending
                    || !known.finalizers.is_empty()
            };
            world.model.is_loose(root)
                && world.upgrade(root).is_none()
                && !world.set_of(root).iter().any(tells)
        };
        if self.is_collecting {
            return Ok(());
        }
        loop {
            let silent = self.model.living().filter(|root| is_silent(self, *root));
            // Those that the dead hold come last, as these are torn down after their data.
            let Some(root) = silent.min_by_key(|root| self.outlived.contains(root)) else {
                return Ok(());
            };
            self.die(root)?;
        }
    }

    /// Something has shown that the node is dead.
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

    /// The step in which it is dead, with all that dies with it.
    fn die(&mut self, root: Id) -> Verdict {
        self.die_together(root, &self.set_of(root))
    }

    fn die_together(&mut self, root: Id, set: &Nodes) -> Verdict {
        if set.len() > 1 {
            self.saw("died together");
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
            // Until they are torn down, they hold those who outlive them.
            for target in known.links.concat() {
                self.on_the_way.insert(target);
                self.outlived.insert(target);
                self.model.moved.insert(target);
            }
        }
        due.sort_unstable();
        *self.due.last_mut().ok_or("nothing is at work")? = due;
        for known in &mut self.model.nodes {
            if known.is_living && known.owner.is_some_and(|owner| set.contains(&owner)) {
                known.owner = None;
            }
        }
        Ok(())
    }

    /// Whether the library holds it, as it may as long as it is on its way back from there.
    fn is_held_by_library(&self, id: Id) -> bool {
        self.on_the_way.contains(&id) && self.upgrade(id).is_some()
    }
}
