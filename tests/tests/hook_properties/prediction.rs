//! What comes when nodes are let go of and no hook changes anything: in which order.

use crate::deaths::{Frame, Remains};
use crate::model::{FinalizerState, Hook, Id, Life, Model, Number};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    Hook(Id),
    Finalizer(Number),
    /// The drop of a node's data.
    Data(Id),
}

struct Simulation {
    model: Model,
    events: Vec<Event>,
    /// It depends on what the model cannot know.
    is_open: bool,
}

impl Model {
    /// What comes when these nodes are let go of, one after the other, if the model can know.
    pub fn prediction(&self, gone: &[Id]) -> Option<Vec<Event>> {
        if gone.iter().all(|id| self.nodes[*id].owner.is_some() || self.is_kept(*id)) {
            return Some(Vec::new());
        }
        let mut simulation =
            Simulation { model: self.clone(), events: Vec::new(), is_open: self.is_vague() };
        for id in gone {
            simulation.model.nodes[*id].limbo += 1;
        }
        for id in gone {
            simulation.model.nodes[*id].limbo -= 1;
            simulation.let_go(*id);
        }
        (!simulation.is_open).then_some(simulation.events)
    }
}

impl Simulation {
    /// A node has lost something that kept it.
    fn let_go(&mut self, id: Id) {
        let known = &self.model.nodes[id];
        if known.is_living() && known.owner.is_none() && !known.is_kept_itself() {
            self.is_open |= self.model.is_on_path(id);
            self.die(id);
        }
    }

    fn let_go_of_held(&mut self, id: Id) {
        self.model.nodes[id].held -= 1;
        self.let_go(id);
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
        self.model.bury(&set);
        while let Some(item) = self.next_remains() {
            match item {
                Remains::Finalizer(number) => {
                    self.events.push(Event::Finalizer(number));
                    let known = &mut self.model.finalizers[number];
                    known.state = FinalizerState::Done;
                    known.captured.take().into_iter().for_each(|id| self.let_go_of_held(id));
                }
                Remains::Corpse(id) => {
                    self.events.push(Event::Data(id));
                    let known = &mut self.model.nodes[id];
                    known.life = Life::Gone;
                    let stash = std::mem::take(&mut known.stash);
                    for id in stash {
                        self.let_go_of_held(id);
                    }
                }
                Remains::Hand(id) => {
                    self.model.nodes[id].hands -= 1;
                    self.let_go(id);
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
