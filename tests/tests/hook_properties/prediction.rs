//! The hooks, finalizers and drops of data that come when nodes are dropped and no hook changes
//! anything.

use std::mem;

use crate::levels::Frame;
use crate::model::{FinalizerState, Hook, Id, Life, Model};
use crate::properties::graph::FinalizerId;
use crate::teardown::Remains;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    Hook(Id),
    Finalizer(FinalizerId),
    /// The drop of a node's data.
    Data(Id),
}

struct Simulation {
    model: Model,
    events: Vec<Event>,
    /// The order depends on something that the model cannot know.
    is_open: bool,
}

impl Model {
    /// The events when these nodes are dropped one after the other. `None` if the model cannot know
    /// them.
    pub fn prediction(&self, dropped: &[Id]) -> Option<Vec<Event>> {
        if dropped.iter().all(|id| self.nodes[*id].owner.is_some() || self.is_kept(*id)) {
            return Some(Vec::new());
        }
        let mut simulation =
            Simulation { model: self.clone(), events: Vec::new(), is_open: self.may_defer() };
        for id in dropped {
            simulation.model.nodes[*id].in_drop += 1;
        }
        for id in dropped {
            simulation.model.nodes[*id].in_drop -= 1;
            simulation.check_death(*id);
        }
        (!simulation.is_open).then_some(simulation.events)
    }
}

impl Simulation {
    /// The node has lost a holder, and dies if it was the last.
    fn check_death(&mut self, id: Id) {
        let known = &self.model.nodes[id];
        if known.is_living() && known.owner.is_none() && !known.is_held_itself() {
            self.is_open |= self.model.is_on_path(id);
            self.die(id);
        }
    }

    fn drop_held(&mut self, id: Id) {
        self.model.nodes[id].held -= 1;
        self.check_death(id);
    }

    fn die(&mut self, root: Id) {
        let is_open = &mut self.is_open;
        let set = self.model.set_of(root, &mut |_| {
            *is_open = true;
            true
        });
        for &id in &set.members {
            let hook = &mut self.model.nodes[id].hook;
            if *hook == Hook::Pending {
                *hook = Hook::Done;
                self.events.push(Event::Hook(id));
            }
        }
        self.model.die_together(&set);
        while let Some(item) = self.next_remains() {
            match item {
                Remains::Finalizer(number) => {
                    self.events.push(Event::Finalizer(number));
                    let known = &mut self.model.finalizers[number];
                    known.state = FinalizerState::Done;
                    known.captured.take().into_iter().for_each(|id| self.drop_held(id));
                }
                Remains::Data(id) => {
                    self.events.push(Event::Data(id));
                    let known = &mut self.model.nodes[id];
                    known.life = Life::Gone;
                    let stash = mem::take(&mut known.stash);
                    for id in stash {
                        self.drop_held(id);
                    }
                }
                Remains::Outlived(id) => {
                    self.model.nodes[id].dead_owners -= 1;
                    self.check_death(id);
                }
            }
        }
        self.model.levels.pop();
    }

    fn next_remains(&mut self) -> Option<Remains> {
        match &mut self.model.levels.last_mut()?.frame {
            Frame::Teardown { rest, .. } => rest.pop_front(),
            _ => unreachable!("nested deaths are complete"),
        }
    }
}
