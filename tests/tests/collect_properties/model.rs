//! [`Model`]: what the nodes should be like, in numbers alone: who owns whom, who holds whom.
//!
//! This file has the structure, and what the operations make of it; [`search`](crate::search) finds
//! out who is held, and by whom.

use std::collections::HashSet;

use kinfolk::AttachErrorKind;

use crate::kinds::{Declared, Kind, Sort};
use crate::links::{Change, Road, WeakChange};

/// Nodes are counted as they are made.
pub type Id = usize;

/// What is known of a node.
#[derive(Clone)]
pub struct Known {
    pub kind: Kind,
    /// Maybe dying, but not dead.
    pub is_living: bool,
    pub is_data_dropped: bool,
    /// Whether the type has one, and it has not run.
    pub is_hook_pending: bool,
    pub owner: Option<Id>,
    /// When it died, if the owner died with it.
    pub last_owner: Option<Id>,
    /// As declared; what is dead is still in weak links.
    pub links: Vec<Vec<Id>>,
    /// Handles of the test's: in its pool and in its variables.
    pub held: usize,
    /// Hooks of this node that are running.
    pub running: usize,
}

#[derive(Clone, Default)]
pub struct Model {
    pub nodes: Vec<Known>,
    /// What operations have taken out, and are going to let go of, in this order; the innermost
    /// operation last.
    pub limbo: Vec<Vec<Id>>,
    /// After how many new candidates to collect; 0 is never.
    pub collect_every: usize,
    /// Links that have been set, and can close a cycle, since the last time.
    pub new_candidates: usize,
}

/// What an operation did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// What is given to the caller, who holds it.
    pub given: Vec<Id>,
    /// What the operation lets go of, in this order.
    pub gone: Vec<Id>,
}

/// A node and the number of its link.
pub type Place = (Id, usize);

impl Model {
    pub fn add(&mut self, kind: Kind) -> Id {
        self.nodes.push(Known {
            kind,
            is_living: true,
            is_data_dropped: !kind.data_drops(),
            is_hook_pending: kind.has_hook(),
            owner: None,
            last_owner: None,
            links: vec![Vec::new(); kind.links().len()],
            held: 0,
            running: 0,
        });
        self.nodes.len() - 1
    }

    pub fn living(&self) -> impl Iterator<Item = Id> {
        (0..self.nodes.len()).filter(|id| self.nodes[*id].is_living)
    }

    pub fn declared(&self, (node, link): Place) -> &'static Declared {
        &self.nodes[node].kind.links()[link]
    }

    /// Each link of a node, with its number.
    pub fn links(&self, id: Id) -> impl DoubleEndedIterator<Item = (usize, &'static Declared)> {
        self.nodes[id].kind.links().iter().enumerate()
    }

    /// What a node owns and holds by shared links, by the number of the link.
    pub fn strong_targets(&self, id: Id) -> impl DoubleEndedIterator<Item = (usize, Id)> {
        let strong = self.links(id).filter(|(_, link)| link.is_strong());
        strong.flat_map(move |(link, _)| {
            self.nodes[id].links[link].iter().map(move |target| (link, *target))
        })
    }

    pub fn children(&self, id: Id) -> impl DoubleEndedIterator<Item = Id> {
        let targets = self.strong_targets(id);
        let own = move |link| self.declared((id, link)).sort == Sort::Own;
        targets.filter(move |(link, _)| own(*link)).map(|(_, child)| child)
    }

    /// The node, then its owners, nearest first.
    pub fn chain(&self, id: Id) -> impl Iterator<Item = Id> {
        std::iter::successors(Some(id), |id| self.nodes[*id].owner)
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

    /// Owner, link, index.
    pub fn place(&self, id: Id) -> Option<(Id, usize, usize)> {
        let owner = self.nodes[id].owner?;
        let own = self.links(owner).filter(|(_, declared)| declared.sort == Sort::Own);
        own.into_iter().find_map(|(link, _)| {
            let at = self.nodes[owner].links[link].iter().position(|child| *child == id)?;
            Some((owner, link, at))
        })
    }

    pub fn leave(&mut self, id: Id) {
        if let Some((owner, link, at)) = self.place(id) {
            self.nodes[owner].links[link].remove(at);
            self.nodes[id].owner = None;
        }
    }

    pub fn enter(&mut self, id: Id, (owner, link): Place, at: usize) {
        self.nodes[owner].links[link].insert(at, id);
        self.nodes[id].owner = Some(owner);
    }

    /// These are dead, all at once.
    pub fn bury(&mut self, dead: &[Id]) {
        for id in dead {
            let known = &mut self.nodes[*id];
            known.is_living = false;
            known.last_owner = known.owner.filter(|owner| dead.contains(owner));
            known.links.iter_mut().for_each(Vec::clear);
        }
        for known in &mut self.nodes {
            known.owner = known.owner.filter(|owner| !dead.contains(owner));
        }
    }

    /// The test has another handle to each of these.
    pub fn hold(&mut self, nodes: &[Id]) {
        for id in nodes {
            self.nodes[*id].held += 1;
        }
    }

    pub fn release(&mut self, nodes: &[Id]) {
        for id in nodes {
            self.nodes[*id].held -= 1;
        }
    }

    // Owning links.

    pub fn attach(
        &mut self,
        place: Place,
        road: Road,
        at: usize,
        children: &[Id],
    ) -> Result<Outcome, AttachErrorKind> {
        let (owner, link) = place;
        let len = self.nodes[owner].links[link].len();
        if children.iter().any(|child| self.chain(owner).any(|above| above == *child)) {
            return Err(AttachErrorKind::Cycle);
        }
        if road == Road::Replace && at >= len {
            return Err(AttachErrorKind::IndexOutOfBounds);
        }
        let mut outcome = Outcome::default();
        for &child in children {
            let here = self.place(child).filter(|here| (here.0, here.1) == place);
            let last = self.nodes[owner].links[link].len() - usize::from(here.is_some());
            let at = match road {
                Road::Insert => at,
                Road::Replace | Road::Set => {
                    let at = if road == Road::Set { 0 } else { at };
                    let old = self.nodes[owner].links[link].get(at).copied();
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
            self.enter(child, place, at);
        }
        Ok(outcome)
    }

    // Shared links.

    pub fn share(
        &mut self,
        (holder, link): Place,
        road: Road,
        at: usize,
        targets: &[Id],
    ) -> Result<Outcome, AttachErrorKind> {
        let list = &mut self.nodes[holder].links[link];
        let was_empty = list.is_empty();
        let mut outcome = Outcome::default();
        match road {
            Road::Push | Road::Add | Road::Extend => list.extend(targets),
            Road::Insert if at > list.len() => return Err(AttachErrorKind::IndexOutOfBounds),
            Road::Insert => list.insert(at, targets[0]),
            Road::Replace if at >= list.len() => return Err(AttachErrorKind::IndexOutOfBounds),
            Road::Replace => outcome.given.push(std::mem::replace(&mut list[at], targets[0])),
            Road::Set => outcome.given = std::mem::replace(list, targets.to_vec()),
        }
        let is_set = was_empty && !list.is_empty();
        let kind = self.nodes[holder].kind;
        if is_set && kind.can_close_cycle(self.declared((holder, link))) {
            self.new_candidates += 1;
        }
        Ok(outcome)
    }

    // Both.

    pub fn change(&mut self, (node, link): Place, change: Change) -> Outcome {
        let sort = self.declared((node, link)).sort;
        let list = &mut self.nodes[node].links[link];
        let before = list.clone();
        let mut outcome = Outcome::default();
        match change {
            Change::Pop | Change::Take => {
                outcome.given.extend(list.pop());
            }
            Change::Remove(at) => outcome.given.push(list.remove(at)),
            Change::SwapRemove(at) => outcome.given.push(list.swap_remove(at)),
            Change::Truncate(len) => outcome.gone = list.split_off(len),
            Change::Clear => outcome.gone = std::mem::take(list),
            Change::Drain(count) => {
                outcome.gone = before[count..].to_vec();
                outcome.given = before[..count].to_vec();
                list.clear();
            }
            Change::Retain(salt) => {
                let keeps = |id: &Id| rank(*id, salt).is_multiple_of(2);
                (*list, outcome.gone) = before.into_iter().partition(keeps);
            }
            Change::RetainOnce => {
                let mut seen = HashSet::new();
                (*list, outcome.gone) = before.into_iter().partition(|id| seen.insert(*id));
            }
            Change::Swap(a, b) => list.swap(a, b),
            Change::MoveTo(from, to) => {
                let moved = list.remove(from);
                list.insert(to, moved);
            }
            Change::Reverse => list.reverse(),
            Change::Sort(salt) => list.sort_by_key(|id| rank(*id, salt)),
        }
        if sort == Sort::Own {
            for &id in outcome.given.iter().chain(&outcome.gone) {
                self.nodes[id].owner = None;
            }
        }
        outcome
    }

    pub fn change_weak(&mut self, (node, link): Place, change: WeakChange, target: Id) {
        let is_list = self.declared((node, link)).is_list;
        let list = &mut self.nodes[node].links[link];
        match change {
            WeakChange::Set if is_list => list.push(target),
            WeakChange::Set => *list = vec![target],
            WeakChange::Remove if is_list => list.retain(|id| *id != target),
            WeakChange::Retain(salt) if is_list => {
                list.retain(|id| rank(*id, salt).is_multiple_of(2));
            }
            _ => list.clear(),
        }
    }

    /// Whether an operation that has come in by this road, at the outermost level, collects at its end.
    pub fn is_collect_due(&self, place: Place, road: Road) -> bool {
        self.may_collect(place, road) && self.new_candidates >= self.collect_every
    }

    pub fn may_collect(&self, place: Place, road: Road) -> bool {
        let is_shared = self.declared(place).sort == Sort::Shared;
        is_shared && road != Road::Replace && self.collect_every > 0
    }
}

/// An order of nodes that has nothing to do with theirs.
pub fn rank(id: Id, salt: usize) -> usize {
    (id + salt).wrapping_mul(0x9e37_79b9) >> 7
}
