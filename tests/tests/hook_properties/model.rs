//! [`Model`]: what the nodes should be like, in numbers alone: who owns whom, and who is held.
//!
//! This file has the structure, and what the operations make of it; [`deaths`](crate::deaths) says
//! who may die when.

use kinfolk::AttachErrorKind;

use crate::deaths::Level;
use crate::kinds::Kind;
use crate::roads::{Change, Road};

/// Nodes are counted as they are made.
pub type Id = usize;

/// Attached finalizers, too.
pub type Number = usize;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hook {
    /// Of a type without one.
    None,
    Pending,
    Running,
    Done,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// Maybe dying, but not dead.
    Living,
    /// Dead in one step with others, though there may be something left of it.
    Dead,
    /// Its data has been dropped, too.
    Gone,
}

/// What is known of a node.
#[derive(Clone)]
pub struct Known {
    pub kind: Kind,
    pub life: Life,
    pub owner: Option<Id>,
    pub fields: Vec<Vec<Id>>,
    pub hook: Hook,
    /// Handles of the test's: in its pool, in its variables, in data, in the closures of finalizers.
    pub held: usize,
    /// Hooks that are running now, its own and those of nodes that it owned when they began.
    pub running: usize,
    /// Operations that have taken it out of its link, and are going to let go of it.
    pub limbo: usize,
    /// Dead owners that have not been torn down yet.
    pub hands: usize,
    /// Attached finalizers that are still to run, oldest first.
    pub finalizers: Vec<Number>,
    pub friend: Option<Id>,
    pub friends: Vec<Id>,
    /// To which nodes it has handles in its data.
    pub stash: Vec<Id>,
}

impl Known {
    pub fn is_living(&self) -> bool {
        self.life == Life::Living
    }

    pub fn has_hook_left(&self) -> bool {
        matches!(self.hook, Hook::Pending | Hook::Running)
    }

    pub fn has_last_wishes(&self) -> bool {
        self.has_hook_left() || !self.finalizers.is_empty()
    }

    /// Whether something other than its owner keeps it.
    pub fn is_kept_itself(&self) -> bool {
        self.held + self.running + self.limbo + self.hands > 0
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
    /// What is being done now, the innermost last.
    pub levels: Vec<Level>,
    /// How many nodes hooks have moved or cut loose that were dying, since there was no level.
    pub cuts: usize,
}

/// What an operation did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The children that are given to the caller, who holds them.
    pub given: Vec<Id>,
    /// Those that the operation lets go of, in this order.
    pub gone: Vec<Id>,
}

impl Model {
    pub fn add(&mut self, kind: Kind) -> Id {
        self.nodes.push(Known {
            kind,
            life: Life::Living,
            owner: None,
            fields: vec![Vec::new(); kind.fields().len()],
            hook: if kind.has_hook() { Hook::Pending } else { Hook::None },
            held: 0,
            running: 0,
            limbo: 0,
            hands: 0,
            finalizers: Vec::new(),
            friend: None,
            friends: Vec::new(),
            stash: Vec::new(),
        });
        self.nodes.len() - 1
    }

    pub fn living(&self) -> impl Iterator<Item = Id> {
        (0..self.nodes.len()).filter(|id| self.nodes[*id].is_living())
    }

    pub fn children(&self, id: Id) -> impl DoubleEndedIterator<Item = Id> {
        self.nodes[id].fields.iter().flatten().copied()
    }

    /// The node, then its owners, nearest first.
    pub fn chain(&self, id: Id) -> impl Iterator<Item = Id> {
        std::iter::successors(Some(id), |id| self.nodes[*id].owner)
    }

    pub fn root(&self, id: Id) -> Id {
        self.chain(id).last().unwrap_or(id)
    }

    /// The node, then all that it owns, in pre-order.
    pub fn tree(&self, id: Id) -> Vec<Id> {
        let mut tree = Vec::new();
        let mut rest = vec![id];
        while let Some(id) = rest.pop() {
            tree.push(id);
            rest.extend(self.children(id).rev());
        }
        tree
    }

    /// Owner, field, index.
    pub fn place(&self, id: Id) -> Option<(Id, usize, usize)> {
        let owner = self.nodes[id].owner?;
        let mut places = self.nodes[owner].fields.iter().enumerate();
        places.find_map(|(field, children)| {
            let at = children.iter().position(|child| *child == id)?;
            Some((owner, field, at))
        })
    }

    pub fn leave(&mut self, id: Id) {
        if let Some((owner, field, at)) = self.place(id) {
            if !self.levels.is_empty() && !self.is_held(id) {
                self.cuts += 1;
            }
            self.nodes[owner].fields[field].remove(at);
            self.nodes[id].owner = None;
        }
    }

    pub fn enter(&mut self, id: Id, owner: Id, field: usize, at: usize) {
        self.nodes[owner].fields[field].insert(at, id);
        self.nodes[id].owner = Some(owner);
    }

    /// Whether a handle of the test's keeps the node, itself or by one of its owners.
    pub fn is_held(&self, id: Id) -> bool {
        self.chain(id).any(|id| self.nodes[id].held > 0)
    }

    /// Whether anything keeps it.
    pub fn is_kept(&self, id: Id) -> bool {
        self.chain(id).any(|id| self.nodes[id].is_kept_itself())
    }

    pub fn attach(
        &mut self,
        (owner, field): (Id, usize),
        road: Road,
        at: usize,
        children: &[Id],
    ) -> Result<Outcome, AttachErrorKind> {
        let len = self.nodes[owner].fields[field].len();
        if children.iter().any(|child| self.chain(owner).any(|above| above == *child)) {
            return Err(AttachErrorKind::Cycle);
        }
        if road == Road::Replace && at >= len {
            return Err(AttachErrorKind::IndexOutOfBounds);
        }
        let mut outcome = Outcome::default();
        for &child in children {
            let here = self.place(child).filter(|place| (place.0, place.1) == (owner, field));
            let last = self.nodes[owner].fields[field].len() - usize::from(here.is_some());
            let at = match road {
                Road::Insert => at,
                Road::Replace | Road::Set => {
                    let at = if road == Road::Set { 0 } else { at };
                    let old = self.nodes[owner].fields[field].get(at).copied();
                    outcome.given.extend(old);
                    if old == Some(child) {
                        return Ok(outcome);
                    }
                    let at = at - usize::from(here.is_some_and(|here| here.2 < at));
                    if let Some(old) = old {
                        self.leave(old);
                    }
                    at
                }
                Road::Push | Road::Add | Road::Extend => last,
            };
            if at > last {
                return Err(AttachErrorKind::IndexOutOfBounds);
            }
            self.leave(child);
            self.enter(child, owner, field, at);
        }
        Ok(outcome)
    }

    pub fn change(&mut self, (owner, field): (Id, usize), change: Change) -> Outcome {
        let list = &mut self.nodes[owner].fields[field];
        let before = list.clone();
        let mut outcome = Outcome::default();
        match change {
            Change::Pop | Change::Take => outcome.given.extend(before.last()),
            Change::Remove(at) => outcome.given.push(before[at]),
            Change::SwapRemove(at) => {
                list.swap(at, before.len() - 1);
                outcome.given.push(before[at]);
            }
            Change::Truncate(len) => outcome.gone.extend(&before[len..]),
            Change::Clear => outcome.gone = before,
            Change::Drain(count) => {
                outcome.given.extend(&before[..count]);
                outcome.gone.extend(&before[count..]);
            }
            Change::Retain(salt) => {
                outcome.gone.extend(before.iter().filter(|id| !rank(**id, salt).is_multiple_of(2)));
            }
            Change::Swap(a, b) => list.swap(a, b),
            Change::MoveTo(from, to) => {
                let child = list.remove(from);
                list.insert(to, child);
            }
            Change::Reverse => list.reverse(),
            Change::Sort(salt) => list.sort_by_key(|id| rank(*id, salt)),
        }
        for &id in outcome.given.iter().chain(&outcome.gone) {
            self.leave(id);
        }
        outcome
    }

    pub fn attach_finalizer(&mut self, node: Id, captured: Option<Id>) -> Number {
        let number = self.finalizers.len();
        let state = FinalizerState::Attached;
        self.finalizers.push(KnownFinalizer { node, state, captured });
        self.nodes[node].finalizers.push(number);
        number
    }
}

/// An order of nodes that has nothing to do with theirs.
pub fn rank(id: Id, salt: usize) -> usize {
    (id + salt).wrapping_mul(0x9e37_79b9) >> 7
}
