//! [`Model`]: what the nodes should be like, in numbers only.
//!
//! [`LinkModel`] says what operations do to the links; [`deaths`](crate::deaths) says when which
//! node may die.

use crate::kinds::Kind;
use crate::levels::Level;
use crate::properties::graph::FinalizerId;
use crate::properties::graph::declared::NodeKind;
use crate::properties::graph::model::LinkModel;

pub use crate::properties::graph::Id;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hook {
    /// The type has none.
    None,
    Pending,
    Running,
    Done,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// It may be dying, but it is not dead.
    Living,
    /// Dead, in one step with others. Its data may be left.
    Dead,
    /// Its data has been dropped, too.
    Gone,
}

/// A node in the model.
#[derive(Clone)]
pub struct Known {
    pub kind: Kind,
    pub life: Life,
    pub owner: Option<Id>,
    /// The targets of the owning links.
    pub links: Vec<Vec<Id>>,
    pub hook: Hook,
    /// How many handles to it the test holds: in its pool, in variables, in data and in closures.
    pub held: usize,
    /// How many hooks are running of this node and of nodes that it owned when they began.
    pub running: usize,
    /// How many operations have taken it out of its link, and are about to drop it.
    pub in_drop: usize,
    /// How many dead owners hold it: they have not been torn down yet.
    pub dead_owners: usize,
    /// The attached finalizers that are still to run, oldest first.
    pub finalizers: Vec<FinalizerId>,
    pub friend: Option<Id>,
    pub friends: Vec<Id>,
    /// The nodes to which it has handles in its data.
    pub stash: Vec<Id>,
}

impl Known {
    pub fn is_living(&self) -> bool {
        self.life == Life::Living
    }

    pub fn needs_hook(&self) -> bool {
        matches!(self.hook, Hook::Pending | Hook::Running)
    }

    pub fn needs_finalization(&self) -> bool {
        self.needs_hook() || !self.finalizers.is_empty()
    }

    /// Whether something other than its owner holds it.
    pub fn is_held_itself(&self) -> bool {
        self.held + self.running + self.in_drop + self.dead_owners > 0
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FinalizerState {
    Attached,
    /// Taken away, or called.
    Detached,
    Done,
}

#[derive(Clone)]
pub struct KnownFinalizer {
    pub node: Id,
    pub state: FinalizerState,
    /// The node to which its closure has a handle.
    pub captured: Option<Id>,
}

#[derive(Clone, Default)]
pub struct Model {
    pub nodes: Vec<Known>,
    pub finalizers: Vec<KnownFinalizer>,
    /// The operations, hooks and teardowns that are running, the innermost last.
    pub levels: Vec<Level>,
    /// How many dying nodes hooks have moved or detached in this step.
    pub cuts: usize,
}

impl LinkModel for Model {
    type Kind = Kind;

    fn linked(&self, id: Id) -> (Kind, Option<Id>, &[Vec<Id>]) {
        let known = &self.nodes[id];
        (known.kind, known.owner, &known.links)
    }

    fn linked_mut(&mut self, id: Id) -> (&mut Option<Id>, &mut [Vec<Id>]) {
        let known = &mut self.nodes[id];
        (&mut known.owner, &mut known.links)
    }

    fn len(&self) -> usize {
        self.nodes.len()
    }

    fn is_living(&self, id: Id) -> bool {
        self.nodes[id].is_living()
    }

    fn on_leave(&mut self, id: Id) {
        if !self.levels.is_empty() && !self.is_held(id) {
            self.cuts += 1;
        }
    }
}

impl Model {
    pub fn add(&mut self, kind: Kind) -> Id {
        self.nodes.push(Known {
            kind,
            life: Life::Living,
            owner: None,
            links: kind.no_targets(),
            hook: if kind.has_hook() { Hook::Pending } else { Hook::None },
            held: 0,
            running: 0,
            in_drop: 0,
            dead_owners: 0,
            finalizers: Vec::new(),
            friend: None,
            friends: Vec::new(),
            stash: Vec::new(),
        });
        self.nodes.len() - 1
    }

    /// The test has one more handle to each of these.
    pub fn hold(&mut self, nodes: &[Id]) {
        for id in nodes {
            self.nodes[*id].held += 1;
        }
    }

    /// Whether the test holds the node or one of its owners.
    pub fn is_held(&self, id: Id) -> bool {
        self.chain(id).any(|id| self.nodes[id].held > 0)
    }

    /// Whether anything holds the node or one of its owners.
    pub fn is_kept(&self, id: Id) -> bool {
        self.chain(id).any(|id| self.nodes[id].is_held_itself())
    }

    pub fn attach_finalizer(&mut self, node: Id, captured: Option<Id>) -> FinalizerId {
        let number = self.finalizers.len();
        let state = FinalizerState::Attached;
        self.finalizers.push(KnownFinalizer { node, state, captured });
        self.nodes[node].finalizers.push(number);
        number
    }
}
