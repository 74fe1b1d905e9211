//! [`Round`]: the state of a round, the nodes beside the model.

use std::cell::RefCell;
use std::mem;
use std::rc::Rc as StdRc;
use std::thread::LocalKey;

use kinfolk::{AnyRc, AnyWeak, Finalizer};

use crate::kinds::{ItemRc, id_of};
use crate::levels::Frame;
use crate::model::{Id, Model};
use crate::prediction::Event;
use crate::profile::Profile;
use crate::properties::graph::FinalizerId;
use crate::properties::graph::model::LinkModel;
use crate::properties::graph::pick::Pick;
use crate::properties::held::{Held, Pool};
use crate::properties::state::{self, State};
use crate::random::Random;

thread_local! {
    static ROUND: RefCell<Option<Round>> = const { RefCell::new(None) };
}

pub struct Round {
    pub random: Random,
    pub profile: Profile,
    pub model: Model,
    pub weak: Vec<AnyWeak>,
    /// The handles that the test holds from step to step.
    pub pool: Vec<Held<ItemRc>>,
    /// The handles that panics carry.
    pub carried: Vec<Option<Held<ItemRc>>>,
    pub finalizers: Vec<StdRc<Finalizer>>,
    /// The nodes whose hooks are running; `None` where other code runs that the library has called.
    pub callbacks: Vec<Option<ItemRc>>,
    /// While this is not 0, hooks change nothing.
    pub quiet: usize,
    /// The hooks, finalizers and drops of data that have run in this step.
    pub events: Vec<Event>,
    /// The types whose panics are still to be reported, the next one last.
    pub panics: Vec<&'static str>,
}

impl State for Round {
    fn slot() -> &'static LocalKey<RefCell<Option<Self>>> {
        &ROUND
    }

    fn forget_handles(&mut self) {
        mem::forget(mem::take(&mut self.pool));
        mem::forget(mem::take(&mut self.carried));
        mem::forget(mem::take(&mut self.finalizers));
    }
}

impl Pool for Round {
    type Node = ItemRc;

    fn pool(&mut self) -> &mut Vec<Held<ItemRc>> {
        &mut self.pool
    }

    fn random(&mut self) -> &mut Random {
        &mut self.random
    }
}

impl Pick for Round {
    type Model = Model;

    fn model(&self) -> &Model {
        &self.model
    }

    fn this(&self) -> Option<Id> {
        self.callbacks.last()?.as_ref().map(id_of)
    }

    fn near(&mut self, this: Id) -> Vec<Id> {
        let model = &self.model;
        if !model.nodes[this].is_living() {
            return Vec::new();
        }
        match self.random.below(4) {
            0 => vec![this],
            1 => model.chain(this).skip(1).collect(),
            2 => model.tree(this).split_off(1),
            _ => {
                let owner = model.nodes[this].owner;
                owner.into_iter().flat_map(|owner| model.children(owner)).collect()
            }
        }
    }

    /// There are no shared links.
    fn percent_shared(&self) -> usize {
        0
    }
}

pub fn round<R>(look: impl FnOnce(&mut Round) -> R) -> R {
    state::with(look)
}

impl Round {
    pub fn new(random: Random, profile: Profile) -> Self {
        Round {
            random,
            profile,
            model: Model::default(),
            weak: Vec::new(),
            pool: Vec::new(),
            carried: Vec::new(),
            finalizers: Vec::new(),
            callbacks: Vec::new(),
            quiet: 0,
            events: Vec::new(),
            panics: Vec::new(),
        }
    }

    pub fn upgrade(&self, id: Id) -> Option<AnyRc> {
        self.weak[id].upgrade()
    }

    pub fn is_finalizer_alive(&self, number: FinalizerId) -> bool {
        self.finalizers[number].is_alive()
    }

    pub fn is_in_hook(&self) -> bool {
        self.model.levels.iter().any(|level| matches!(level.frame, Frame::Hook(_)))
    }
}
