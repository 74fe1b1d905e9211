//! [`LinkModel`]: the owners and the links of nodes, in numbers only, and what each operation does
//! there.

use std::collections::HashSet;
use std::iter;
use std::mem;

use kinfolk::AttachErrorKind;

use crate::properties::graph::declared::{Declared, NodeKind, Sort};
use crate::properties::graph::operations::{Change, Insertion, is_kept, rank};
use crate::properties::graph::{Id, Place};
use crate::random::Random;

/// What an operation did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The nodes that it returns to the caller, which holds them.
    pub given: Vec<Id>,
    /// The nodes that it drops, in this order.
    pub dropped: Vec<Id>,
}

/// A model with nodes that have an owner and links. The methods without a body are left to the
/// target.
#[expect(clippy::len_without_is_empty, reason = "nothing asks for it")]
pub trait LinkModel {
    type Kind: NodeKind;

    /// The node's type, its owner, and the targets of each link.
    fn linked(&self, id: Id) -> (Self::Kind, Option<Id>, &[Vec<Id>]);

    fn linked_mut(&mut self, id: Id) -> (&mut Option<Id>, &mut [Vec<Id>]);

    /// How many nodes there are, dead ones too.
    fn len(&self) -> usize;

    /// Whether the node is not dead. It may be dying.
    fn is_living(&self, id: Id) -> bool;

    /// A node is about to leave an owning link, or is no longer the target of a shared one.
    fn on_leave(&mut self, _: Id) {}

    /// A node has been put into a link.
    fn on_enter(&mut self, _: Id) {}

    fn living(&self) -> impl Iterator<Item = Id> {
        (0..self.len()).filter(|id| self.is_living(*id))
    }

    fn owner(&self, id: Id) -> Option<Id> {
        self.linked(id).1
    }

    fn declared(&self, (node, link): Place) -> &'static Declared<Self::Kind> {
        &self.linked(node).0.links()[link]
    }

    fn targets(&self, (node, link): Place) -> &[Id] {
        &self.linked(node).2[link]
    }

    /// Each link of a node, with its number.
    fn links(
        &self,
        id: Id,
    ) -> impl DoubleEndedIterator<Item = (usize, &'static Declared<Self::Kind>)> {
        self.linked(id).0.links().iter().enumerate()
    }

    /// The numbers of the node's links of this sort.
    fn links_of_sort(&self, id: Id, sort: Sort) -> Vec<usize> {
        let links = self.links(id).filter(|(_, declared)| declared.sort == sort);
        links.map(|(link, _)| link).collect()
    }

    /// The numbers of those links of this sort that have a target, and can lose it.
    fn filled_links(&self, id: Id, sort: Sort) -> Vec<usize> {
        let mut links = self.links_of_sort(id, sort);
        links.retain(|link| {
            !self.targets((id, *link)).is_empty() && !self.declared((id, *link)).is_required
        });
        links
    }

    /// Whether the node's owner needs it.
    fn is_required(&self, id: Id) -> bool {
        self.place(id).is_some_and(|(owner, link, _)| self.declared((owner, link)).is_required)
    }

    /// The targets of the node's owning and shared links, each with the number of the link.
    fn strong_targets(&self, id: Id) -> impl DoubleEndedIterator<Item = (usize, Id)> {
        let strong = self.links(id).filter(|(_, declared)| declared.is_strong());
        strong.flat_map(move |(link, _)| {
            self.targets((id, link)).iter().map(move |target| (link, *target))
        })
    }

    fn children(&self, id: Id) -> impl DoubleEndedIterator<Item = Id> {
        let targets = self.strong_targets(id);
        let own = move |link| self.declared((id, link)).sort == Sort::Own;
        targets.filter(move |(link, _)| own(*link)).map(|(_, child)| child)
    }

    /// The node, then its owners, nearest first.
    fn chain(&self, id: Id) -> impl Iterator<Item = Id> {
        iter::successors(Some(id), |id| self.owner(*id))
    }

    fn root(&self, id: Id) -> Id {
        self.chain(id).last().unwrap_or(id)
    }

    /// The node, then all that it owns, in pre-order.
    fn tree(&self, id: Id) -> Vec<Id> {
        let mut tree = Vec::new();
        let mut rest = vec![id];
        while let Some(id) = rest.pop() {
            tree.push(id);
            rest.extend(self.children(id).rev());
        }
        tree
    }

    /// Where the node hangs: owner, link, index.
    fn place(&self, id: Id) -> Option<(Id, usize, usize)> {
        let owner = self.owner(id)?;
        let mut own = self.links(owner).filter(|(_, declared)| declared.sort == Sort::Own);
        own.find_map(|(link, _)| {
            let at = self.targets((owner, link)).iter().position(|child| *child == id)?;
            Some((owner, link, at))
        })
    }

    /// Takes the node out of its owner's link, if it has an owner.
    fn leave(&mut self, id: Id) {
        if let Some((owner, link, at)) = self.place(id) {
            self.on_leave(id);
            self.linked_mut(owner).1[link].remove(at);
            *self.linked_mut(id).0 = None;
        }
    }

    fn enter(&mut self, id: Id, (owner, link): Place, at: usize) {
        self.linked_mut(owner).1[link].insert(at, id);
        *self.linked_mut(id).0 = Some(owner);
        self.on_enter(id);
    }

    /// Puts nodes into an owning or a shared link. The index counts for [`Insertion::Insert`] and
    /// [`Insertion::Replace`].
    ///
    /// # Errors
    /// If the library should refuse it.
    fn put(
        &mut self,
        place: Place,
        insertion: Insertion,
        at: usize,
        targets: &[Id],
    ) -> Result<Outcome, AttachErrorKind> {
        match self.declared(place).sort {
            Sort::Own => self.attach(place, insertion, at, targets),
            Sort::Shared => self.share(place, insertion, at, targets),
            Sort::Weak => unreachable!("a weak link has operations of its own"),
        }
    }

    /// [`put`](Self::put) into an owning link.
    ///
    /// # Errors
    /// If the library should refuse it.
    fn attach(
        &mut self,
        place: Place,
        insertion: Insertion,
        at: usize,
        children: &[Id],
    ) -> Result<Outcome, AttachErrorKind> {
        let len = self.targets(place).len();
        for &child in children {
            if self.chain(place.0).any(|above| above == child) {
                return Err(AttachErrorKind::Cycle);
            }
            let is_here = self.place(child).is_some_and(|here| (here.0, here.1) == place);
            if self.is_required(child) && !is_here {
                return Err(AttachErrorKind::Required);
            }
        }
        if insertion == Insertion::Replace && at >= len
            || insertion == Insertion::Insert && at > len
        {
            return Err(AttachErrorKind::IndexOutOfBounds);
        }
        let mut outcome = Outcome::default();
        for &child in children {
            let here = self.place(child).filter(|here| (here.0, here.1) == place);
            let last = self.targets(place).len() - usize::from(here.is_some());
            let at = match insertion {
                Insertion::Insert => at.min(last),
                Insertion::InsertBefore => match self.targets(place).get(at) {
                    Some(sibling) if *sibling == child => return Ok(outcome),
                    Some(_) => at - usize::from(here.is_some_and(|here| here.2 < at)),
                    None => last,
                },
                Insertion::Replace | Insertion::Set | Insertion::Splice => {
                    let at = if insertion == Insertion::Set { 0 } else { at };
                    let old = self.targets(place).get(at).copied();
                    let is_splice = insertion == Insertion::Splice;
                    outcome.given.extend(old.filter(|old| !is_splice || *old != child));
                    if old == Some(child) {
                        return Ok(outcome);
                    }
                    let at = at.min(len) - usize::from(here.is_some_and(|here| here.2 < at));
                    if let Some(old) = old {
                        self.leave(old);
                    }
                    at
                }
                Insertion::Push | Insertion::Add | Insertion::Extend => last,
            };
            self.leave(child);
            self.enter(child, place, at);
        }
        Ok(outcome)
    }

    /// [`put`](Self::put) into a shared link.
    ///
    /// # Errors
    /// If the library should refuse it: the index is out of bounds.
    fn share(
        &mut self,
        (holder, link): Place,
        insertion: Insertion,
        at: usize,
        targets: &[Id],
    ) -> Result<Outcome, AttachErrorKind> {
        let list = &mut self.linked_mut(holder).1[link];
        let mut outcome = Outcome::default();
        match insertion {
            Insertion::Push | Insertion::Add | Insertion::Extend => list.extend(targets),
            Insertion::Insert if at > list.len() => return Err(AttachErrorKind::IndexOutOfBounds),
            Insertion::Insert => list.insert(at, targets[0]),
            Insertion::Replace if at >= list.len() => {
                return Err(AttachErrorKind::IndexOutOfBounds);
            }
            Insertion::Replace => outcome.given.push(mem::replace(&mut list[at], targets[0])),
            Insertion::Splice => {
                let range = at.min(list.len())..(at + 1).min(list.len());
                outcome.given = list.splice(range, [targets[0]]).collect();
            }
            Insertion::InsertBefore => {
                let is_first = list.get(at).is_some_and(|id| !list[..at].contains(id));
                let at = if is_first { at } else { list.len() };
                list.insert(at, targets[0]);
            }
            Insertion::Set => outcome.given = mem::replace(list, targets.to_vec()),
        }
        for old in &outcome.given {
            self.on_leave(*old);
        }
        for target in targets {
            self.on_enter(*target);
        }
        Ok(outcome)
    }

    /// A random change of what is in an owning or a shared link.
    fn any_change(&self, place: Place, random: &mut Random) -> Change {
        if self.declared(place).is_list {
            Change::of_list(self.targets(place).len(), random)
        } else {
            Change::Take
        }
    }

    /// Changes an owning or a shared link.
    fn change(&mut self, (node, link): Place, change: Change) -> Outcome {
        let mut list = self.targets((node, link)).to_vec();
        let outcome = change_list(&mut list, change);
        for &id in outcome.given.iter().chain(&outcome.dropped) {
            self.on_leave(id);
            if self.declared((node, link)).sort == Sort::Own {
                *self.linked_mut(id).0 = None;
            }
        }
        self.linked_mut(node).1[link] = list;
        outcome
    }
}

fn change_list(list: &mut Vec<Id>, change: Change) -> Outcome {
    let mut outcome = Outcome::default();
    match change {
        Change::Pop | Change::Take => outcome.given.extend(list.pop()),
        Change::Remove(at) => outcome.given.push(list.remove(at)),
        Change::SwapRemove(at) => outcome.given.push(list.swap_remove(at)),
        Change::Truncate(len) => outcome.dropped = list.split_off(len),
        Change::Clear => outcome.dropped = mem::take(list),
        Change::Drain(count) => {
            outcome.dropped = list.split_off(count);
            outcome.given = mem::take(list);
        }
        Change::Retain(salt) => {
            let mut at = 0..;
            let keeps = |id: &Id| at.next().is_some_and(|at| is_kept(*id, at, salt));
            (*list, outcome.dropped) = mem::take(list).into_iter().partition(keeps);
        }
        Change::RetainOnce => {
            let mut seen = HashSet::new();
            (*list, outcome.dropped) = mem::take(list).into_iter().partition(|id| seen.insert(*id));
        }
        Change::Swap(a, b) => list.swap(a, b),
        Change::MoveTo(from, to) => {
            let moved = list.remove(from);
            list.insert(to, moved);
        }
        Change::Reverse => list.reverse(),
        Change::Sort(salt) => list.sort_by_key(|id| rank(*id, salt)),
    }
    outcome
}
