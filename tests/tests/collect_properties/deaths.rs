//! Deaths, as hooks, finalizers and the `Drop` of data tell of them; and those of which nothing tells.

use crate::collecting::{Verdict, refuse};
use crate::model::Id;
use crate::search::Nodes;
use crate::world::World;

impl World {
    /// A hook runs in a death, or because a collection has come to it.
    pub fn check_turn(&mut self, id: Id) -> Verdict {
        let dies = |world: &World| world.model.dying().contains(&id).then_some(());
        let is_nested = !self.is_outermost();
        let has_turn = self.collecting.as_ref().is_some_and(|collecting| collecting.has_turn(id));
        if (is_nested || !has_turn) && self.wait_until(dies)?.is_none() {
            refuse!("the hook of {id} runs, but it does not die");
        }
        let is_dying = dies(self).is_some();
        if is_dying {
            self.check_holders(id)?;
        } else {
            // Who was cut loose is none of those that are looked at again.
            self.notice_silent_deaths()?;
        }
        self.met.extend(self.model.dying());
        match &mut self.collecting {
            Some(collecting) => collecting.hook(&self.model, id, is_dying),
            None => Ok(()),
        }
    }

    /// In a death, whoever holds a node comes before it.
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

    /// Between somebody's end and the last wishes of all that die together nothing else happens.
    pub fn check_last_wishes(&self) -> Verdict {
        match self.last_wishes.front() {
            Some(number) => refuse!("finalizer {number} has not run"),
            None => Ok(()),
        }
    }

    /// The first of those that die together has been seen to be dead.
    pub fn death_begins(&mut self, id: Id) -> Verdict {
        let set = self.wait_until(|world| {
            if !world.model.nodes[id].is_living {
                return Some(Nodes::new());
            }
            let mut gone = world.model.let_go_of();
            if gone.contains(&id) {
                return Some(world.dead_with(&[id]));
            }
            gone.retain(|id| !world.is_reached(*id));
            Some(world.dead_with(&gone)).filter(|dead| dead.contains(&id))
        })?;
        if let Some(set) = set {
            return self.bury(&set);
        }
        let Some(collecting) = &mut self.collecting else {
            refuse!("{id} is held, but its data is dropped");
        };
        if collecting.is_over() {
            refuse!("{id} is held, but its data is dropped after the collection's end");
        }
        let dead = collecting.die(&self.model)?;
        self.bury(&dead)?;
        if self.model.nodes[id].is_living {
            refuse!("{id} was reachable, but its data is dropped in a collection");
        }
        Ok(())
    }

    /// These are dead in one step, and nobody who lives, nor anybody who holds them, is one of them.
    pub fn bury(&mut self, dead: &Nodes) -> Verdict {
        for id in dead {
            if self.model.nodes[*id].is_hook_pending {
                refuse!("{id} is dead, but its hook has not run");
            }
            if self.is_reached(*id) {
                refuse!("of {dead:?}, which are dead, {id} can be reached by a weak handle");
            }
        }
        let last_wishes = self.last_wishes_of(dead);
        if !last_wishes.is_empty() {
            if !self.last_wishes.is_empty() {
                refuse!("{dead:?} are dead before finalizers {:?} have run", self.last_wishes);
            }
            self.last_wishes = last_wishes;
        }
        let targets = |id: &Id| self.model.strong_targets(*id).map(|(_, target)| target);
        self.met.extend(dead.iter().flat_map(targets));
        self.model.bury(&dead.iter().copied().collect::<Vec<_>>());
        if dead.len() > 1 {
            self.saw("dead together");
        }
        Ok(())
    }

    /// Learns of deaths that nothing tells of: those of nodes without a `Drop`. And in the middle of a
    /// death, of those to which nothing is left but a link of the dead that has not been dropped yet.
    pub fn notice_silent_deaths(&mut self) -> Verdict {
        let mut gone = self.model.let_go_of();
        let is_silent = |id: Id| self.others > 0 || !self.model.nodes[id].kind.data_drops();
        gone.retain(|id| is_silent(*id) && !self.is_reached(*id));
        if gone.is_empty() { Ok(()) } else { self.bury(&self.dead_with(&gone)) }
    }

    /// Who is dead with these, of which nothing is left that can be reached.
    pub fn dead_with(&self, roots: &[Id]) -> Nodes {
        let dead = self.model.dead_with(roots, &Nodes::new());
        let met = dead.intersection(&self.met).copied();
        let held_by_deaths: Nodes = met.filter(|id| self.is_reached(*id)).collect();
        if held_by_deaths.is_empty() { dead } else { self.model.dead_with(roots, &held_by_deaths) }
    }

    /// Asks `is_so` until it is, each time when one more of those has been let go of that an operation
    /// lets go of, and when all deaths have been noticed.
    pub fn wait_until<T>(
        &mut self,
        is_so: impl Fn(&World) -> Option<T>,
    ) -> Result<Option<T>, String> {
        loop {
            if let Some(answer) = is_so(self) {
                return Ok(Some(answer));
            }
            let before = self.model.living().count();
            self.notice_silent_deaths()?;
            if self.model.living().count() < before {
                continue;
            }
            match self.model.limbo.last_mut().filter(|limbo| !limbo.is_empty()) {
                Some(limbo) => limbo.remove(0),
                None => return Ok(None),
            };
        }
    }
}
