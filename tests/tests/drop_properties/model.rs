//! [`Model`]: what the nodes should be like, in numbers alone: who links to whom, and who is held.
//!
//! This file has the structure, and what the operations make of it; [`search`](crate::search) says
//! who dies.

use crate::kinds::{Kind, is_owning};
use crate::links::{Change, Refused, Road};
use crate::search::Nodes;

/// Nodes are counted as they are made.
pub type Id = usize;

#[derive(Default)]
pub struct Model {
    pub nodes: Vec<Known>,
    /// What the operations that are at work have taken out, and are going to let go of, in this order.
    pub limbo: Vec<Vec<Id>>,
    /// Those to which links have been set or cut in this step.
    pub moved: Nodes,
}

pub struct Known {
    pub kind: Kind,
    pub owner: Option<Id>,
    /// By the numbers of the links.
    pub links: [Vec<Id>; 4],
    /// The weak link.
    pub friend: Option<Id>,
    /// How many handles to it the test holds.
    pub held: usize,
    pub is_hook_pending: bool,
    pub is_living: bool,
    pub is_data_dropped: bool,
    /// Attached finalizers that have not run, oldest first.
    pub finalizers: Vec<usize>,
}

impl Model {
    pub fn add(&mut self, kind: Kind) -> Id {
        self.nodes.push(Known {
            kind,
            owner: None,
            links: Default::default(),
            friend: None,
            held: 0,
            is_hook_pending: kind.has_hook(),
            is_living: true,
            is_data_dropped: false,
            finalizers: Vec::new(),
        });
        self.nodes.len() - 1
    }

    pub fn living(&self) -> impl DoubleEndedIterator<Item = Id> {
        (0..self.nodes.len()).filter(|id| self.nodes[*id].is_living)
    }

    /// Where its owner has it: the owner, the link, and the place there.
    pub fn place(&self, id: Id) -> Option<(Id, usize, usize)> {
        let owner = self.nodes[id].owner?;
        let links = self.nodes[owner].links.iter().enumerate().filter(|(link, _)| is_owning(*link));
        let mut places = links
            .filter_map(|(link, children)| Some((link, children.iter().position(|c| *c == id)?)));
        places.next().map(|(link, at)| (owner, link, at))
    }

    /// The node, its owner, and so on.
    pub fn chain(&self, id: Id) -> impl Iterator<Item = Id> {
        std::iter::successors(Some(id), |id| self.nodes[*id].owner)
    }

    pub fn targets(&self, id: Id) -> impl Iterator<Item = Id> {
        self.nodes[id].links.iter().flatten().copied()
    }

    fn moves(&mut self, id: Id) {
        self.moved.insert(id);
    }

    /// Takes it from its owner.
    pub fn leave(&mut self, id: Id) -> bool {
        let Some((owner, link, at)) = self.place(id) else { return false };
        self.nodes[owner].links[link].remove(at);
        self.nodes[id].owner = None;
        self.moves(id);
        true
    }

    /// Gives the node that had to leave.
    pub fn put(
        &mut self,
        (holder, link): (Id, usize),
        road: Road,
        target: Id,
    ) -> Result<Option<Id>, Refused> {
        let len = self.nodes[holder].links[link].len();
        if !is_owning(link) {
            let fits = match road {
                Road::Insert(at) => at <= len,
                Road::Replace(at) => at < len,
                Road::Push | Road::Set => true,
            };
            if !fits {
                return Err(Refused);
            }
            self.moves(target);
            let targets = &mut self.nodes[holder].links[link];
            let old = match road {
                Road::Push => {
                    targets.push(target);
                    None
                }
                Road::Insert(at) => {
                    targets.insert(at, target);
                    None
                }
                Road::Replace(at) => Some(std::mem::replace(&mut targets[at], target)),
                Road::Set => std::mem::replace(targets, vec![target]).pop(),
            };
            self.moved.extend(old);
            return Ok(old);
        }
        let here = self.place(target).filter(|place| (place.0, place.1) == (holder, link));
        let fits = match road {
            Road::Insert(at) => at < len + usize::from(here.is_none()),
            Road::Replace(at) => at < len,
            Road::Push | Road::Set => true,
        };
        if !fits || self.chain(holder).any(|above| above == target) {
            return Err(Refused);
        }
        let replaced = match road {
            Road::Replace(at) => Some(self.nodes[holder].links[link][at]),
            Road::Set => self.nodes[holder].links[link].first().copied(),
            Road::Push | Road::Insert(_) => None,
        };
        if replaced == Some(target) {
            return Ok(replaced);
        }
        self.leave(target);
        let at = match (road, replaced) {
            (_, Some(old)) => {
                let (_, _, at) = self.place(old).expect("it is there");
                self.leave(old);
                at
            }
            (Road::Insert(at), None) => at,
            _ => self.nodes[holder].links[link].len(),
        };
        self.nodes[holder].links[link].insert(at, target);
        self.nodes[target].owner = Some(holder);
        self.moves(target);
        Ok(replaced)
    }

    /// Gives what is taken out for the caller, and what is let go of.
    pub fn change(&mut self, (holder, link): (Id, usize), change: Change) -> (Option<Id>, Vec<Id>) {
        let targets = &mut self.nodes[holder].links[link];
        let mut given = None;
        let mut gone = Vec::new();
        match change {
            Change::Take(at) => given = Some(targets.remove(at)),
            Change::SwapRemove(at) => given = Some(targets.swap_remove(at)),
            Change::Reverse => targets.reverse(),
            Change::Swap(a, b) => targets.swap(a, b),
            Change::MoveTo(from, to) => {
                let target = targets.remove(from);
                targets.insert(to, target);
            }
            Change::Truncate(len) => gone = targets.split_off(len.min(targets.len())),
            Change::Clear => gone = std::mem::take(targets),
            Change::Retain(places) => {
                let keeps = |at: &usize| places >> at & 1 == 1;
                let all = std::mem::take(targets);
                for (at, id) in all.into_iter().enumerate() {
                    if keeps(&at) { targets.push(id) } else { gone.push(id) }
                }
            }
        }
        for id in given.iter().chain(&gone) {
            self.moves(*id);
            if is_owning(link) {
                self.nodes[*id].owner = None;
            }
        }
        (given, gone)
    }
}
