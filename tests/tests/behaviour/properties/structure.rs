//! What operations do in the model.

use kinfolk::AttachErrorKind;

use super::run::{Id, Run};
use crate::model::Road;
use crate::model::field::Change;

impl Run {
    pub fn place_of(&self, id: Id) -> Option<(Id, usize, usize)> {
        let owner = self.nodes[&id].owner?;
        let fields = &self.nodes[&owner].fields;
        let mut places = fields.iter().enumerate();
        places.find_map(|(field, children)| {
            let at = children.iter().position(|child| *child == id)?;
            Some((owner, field, at))
        })
    }

    pub fn leave(&mut self, id: Id) {
        if let Some((owner, field, at)) = self.place_of(id) {
            self.nodes.get_mut(&owner).expect("an owner").fields[field].remove(at);
            self.nodes.get_mut(&id).expect("a child").owner = None;
        }
    }

    pub fn enter(&mut self, id: Id, owner: Id, field: usize, at: usize) {
        self.nodes.get_mut(&owner).expect("an owner").fields[field].insert(at, id);
        self.nodes.get_mut(&id).expect("a child").owner = Some(owner);
    }

    pub fn is_above(&self, id: Id, below: Id) -> bool {
        let mut next = Some(below);
        while let Some(at) = next {
            if at == id {
                return true;
            }
            next = self.nodes[&at].owner;
        }
        false
    }

    /// Returns the child that had to leave.
    pub fn attach_in_model(
        &mut self,
        owner: Id,
        field: usize,
        road: Road,
        at: usize,
        children: &[Id],
    ) -> Result<Option<Id>, AttachErrorKind> {
        let len = self.nodes[&owner].fields[field].len();
        if children.iter().any(|child| self.is_above(*child, owner)) {
            self.saw("cycle");
            return Err(AttachErrorKind::Cycle);
        }
        if matches!(road, Road::Replace | Road::TryReplace) && at >= len {
            self.saw("out of bounds");
            return Err(AttachErrorKind::IndexOutOfBounds);
        }
        let mut removed = None;
        for &child in children {
            let place = self.place_of(child);
            let here = place.filter(|place| (place.0, place.1) == (owner, field));
            let last = self.nodes[&owner].fields[field].len() - usize::from(here.is_some());
            let at = match road {
                Road::Insert | Road::TryInsert => at,
                Road::Replace | Road::TryReplace => {
                    let old = self.nodes[&owner].fields[field][at];
                    removed = Some(old);
                    if old == child {
                        self.saw("moved in place");
                        return Ok(removed);
                    }
                    let at = at - usize::from(here.is_some_and(|here| here.2 < at));
                    self.leave(old);
                    at
                }
                Road::Set | Road::TrySet => {
                    removed = self.nodes[&owner].fields[field].first().copied();
                    if let Some(old) = removed {
                        self.leave(old);
                    }
                    0
                }
                _ => last,
            };
            if at > last {
                self.saw("out of bounds");
                return Err(AttachErrorKind::IndexOutOfBounds);
            }
            self.saw(if here.is_some() { "moved in place" } else { "moved" });
            self.leave(child);
            self.enter(child, owner, field, at);
        }
        Ok(removed)
    }

    /// Returns the children that the change returns.
    pub fn change_in_model(
        &mut self,
        (owner, number): (Id, usize),
        change: Change,
        before: &[Id],
        rank: impl Fn(Id) -> u64,
    ) -> Vec<Id> {
        let last = before.len() - 1;
        let list = &mut self.nodes.get_mut(&owner).expect("an owner").fields[number];
        let mut given = Vec::new();
        let mut gone = Vec::new();
        match change {
            Change::Pop | Change::Take => given.push(before[last]),
            Change::Remove(at) => given.push(before[at]),
            Change::SwapRemove(at) => {
                list.swap(at, last);
                given.push(before[at]);
            }
            Change::Truncate(len) => gone.extend(&before[len..]),
            Change::Clear => gone.extend(before),
            Change::Drain(count) => {
                given.extend(&before[..count]);
                given.extend(before[count..].last());
                gone.extend(before);
            }
            Change::Swap(a, b) => list.swap(a, b),
            Change::MoveTo(from, to) => {
                let child = list.remove(from);
                list.insert(to, child);
            }
            Change::Reverse => list.reverse(),
            Change::Retain => {
                let rejected = before.iter().filter(|id| !rank(**id).is_multiple_of(2));
                gone.extend(rejected.filter(|id| list.contains(id)));
            }
            Change::SortBy | Change::SortByKey => {
                let mut sorted = before.to_vec();
                sorted.sort_by_key(|id| rank(*id));
                sorted.retain(|id| list.contains(id));
                sorted.extend(list.iter().filter(|id| !before.contains(id)));
                *list = sorted;
            }
            Change::Iterate | Change::IterateBackwards => (),
        }
        for id in given.iter().chain(&gone) {
            self.leave(*id);
        }
        given
    }
}
