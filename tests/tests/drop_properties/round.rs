//! [`Round`]: the state of a round, the nodes beside the model.

use std::cell::RefCell;
use std::mem;
use std::thread::LocalKey;

use kinfolk::{AnyRc, AnyWeak};

use crate::kinds::ItemRc;
use crate::model::{Id, Model};
use crate::profile::Profile;
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
    /// The running hooks, drops of data and attached finalizers, each within the one before.
    pub running: Vec<Running>,
    /// The nodes that led to a node whose hook has run in this step. The library may hold them
    /// until it is back at the start of that death.
    pub on_the_path: Nodes,
    /// The targets of nodes that have died in this step. The dead nodes are torn down later, and
    /// hold their targets until then.
    pub outlived: Nodes,
    /// For each running operation, the attached finalizers that must run now, the next one last.
    pub due: Vec<Vec<usize>>,
    /// All unreachable nodes are being collected.
    pub is_collecting: bool,
    /// The node of each attached finalizer.
    pub finalizers: Vec<Id>,
    /// The nodes whose data has been given handles to keep.
    pub keepers: Vec<Id>,
    /// The hooks that have run in this step, in their order.
    pub order: Vec<Id>,
}

pub struct Running {
    /// The node whose hook it is.
    pub id: Option<Id>,
    /// The nodes that were dying when it began.
    pub dying: Nodes,
}

impl State for Round {
    fn slot() -> &'static LocalKey<RefCell<Option<Self>>> {
        &ROUND
    }

    fn forget_handles(&mut self) {
        mem::forget(mem::take(&mut self.pool));
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
            running: Vec::new(),
            on_the_path: Nodes::new(),
            outlived: Nodes::new(),
            due: Vec::new(),
            is_collecting: false,
            finalizers: Vec::new(),
            keepers: Vec::new(),
            order: Vec::new(),
        }
    }

    pub fn upgrade(&self, id: Id) -> Option<AnyRc> {
        self.weak[id].upgrade()
    }

    /// Lets the running operations drop one node after the other until `is_so` holds. Returns
    /// whether it does.
    pub fn wait_until(&mut self, is_so: impl Fn(&Model) -> bool) -> bool {
        while !is_so(&self.model) {
            let in_drop = self.model.in_drop.iter_mut().rev().find(|nodes| !nodes.is_empty());
            match in_drop {
                Some(nodes) => nodes.remove(0),
                None => return false,
            };
        }
        true
    }
}

impl Pick for Round {
    type Model = Model;

    fn model(&self) -> &Model {
        &self.model
    }

    fn this(&self) -> Option<Id> {
        self.running.last()?.id
    }

    fn near(&mut self, this: Id) -> Vec<Id> {
        let choice = self.random.below(5);
        let known = &self.model.nodes[this];
        match choice {
            0 => vec![this],
            1 => self.model.chain(this).skip(1).collect(),
            2 => self.model.all_targets(this).collect(),
            3 => known.owner.into_iter().flat_map(|owner| self.model.all_targets(owner)).collect(),
            _ => known.friend.into_iter().collect(),
        }
    }

    fn percent_shared(&self) -> usize {
        self.profile.shared
    }
}
