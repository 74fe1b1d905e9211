//! [`Round`]: the state of a round, the nodes beside the model.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::mem;
use std::thread::LocalKey;

use kinfolk::AnyWeak;

use crate::collecting::Collecting;
use crate::finalizers::Attached;
use crate::kinds::{ItemRc, id_of};
use crate::model::{Id, Model};
use crate::profile::Profile;
use crate::properties::graph::FinalizerId;
use crate::properties::graph::model::LinkModel;
use crate::properties::graph::pick::Pick;
use crate::properties::held::{Held, Pool};
use crate::properties::state::{self, State};
use crate::random::Random;
use crate::search::Nodes;

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
    /// The nodes whose hooks are running, the innermost last.
    pub in_hooks: Vec<ItemRc>,
    /// How many finalizers and drops of data are acting.
    pub others: usize,
    pub collecting: Option<Collecting>,
    /// The nodes that were dying when a hook began in this step, and the targets of nodes that have
    /// died in it. A death in progress may still hold them, wherever they are by now.
    pub held_by_deaths: Nodes,
    pub attached: Vec<Attached>,
    /// The finalizers of dead nodes that must run now, in this order.
    pub due_finalizers: VecDeque<FinalizerId>,
    /// How many panics are still to be reported.
    pub panics: usize,
    /// How many snapshots of lists are kept.
    pub lent: usize,
}

impl State for Round {
    fn slot() -> &'static LocalKey<RefCell<Option<Self>>> {
        &ROUND
    }

    fn forget_handles(&mut self) {
        mem::forget(mem::take(&mut self.pool));
        mem::forget(mem::take(&mut self.in_hooks));
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
            in_hooks: Vec::new(),
            others: 0,
            collecting: None,
            held_by_deaths: Nodes::new(),
            attached: Vec::new(),
            due_finalizers: VecDeque::new(),
            panics: 0,
            lent: 0,
        }
    }

    /// Whether no hook is running, and no finalizer or drop of data is acting.
    pub fn is_outermost(&self) -> bool {
        self.in_hooks.is_empty() && self.others == 0
    }

    /// Whether the node's weak handle can be upgraded. True for a node that is being made.
    pub fn is_reached(&self, id: Id) -> bool {
        self.weak.get(id).is_none_or(|weak| weak.upgrade().is_some())
    }
}

impl Pick for Round {
    type Model = Model;

    fn model(&self) -> &Model {
        &self.model
    }

    fn this(&self) -> Option<Id> {
        self.in_hooks.last().map(id_of)
    }

    fn near(&mut self, this: Id) -> Vec<Id> {
        let choice = self.random.below(5);
        let known = &self.model.nodes[this];
        match choice {
            0 => vec![this],
            1 => self.model.chain(this).skip(1).collect(),
            2 => known.links.iter().flatten().copied().collect(),
            3 => known.owner.iter().flat_map(|owner| self.model.children(*owner)).collect(),
            _ => self.model.below([this]).into_iter().collect(),
        }
    }

    fn percent_shared(&self) -> usize {
        self.profile.shared
    }
}
