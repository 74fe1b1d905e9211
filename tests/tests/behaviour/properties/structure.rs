//! What operations do in the model.

use kinfolk::AttachErrorKind;

use super::run::{Id, Kind, Run};
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
        let is_list = field < Kind::LISTS;
        let is_replace = matches!(road, Road::Replace | Road::TryReplace) && is_list;
        let is_insert = matches!(road, Road::Insert | Road::TryInsert);
        if is_replace && at >= len || is_insert && at > len {
            self.saw("out of bounds");
            return Err(AttachErrorKind::IndexOutOfBounds);
        }
        let before = self.nodes[&owner].fields[field].clone();
        match road {
            Road::InsertBefore
            | Road::TryInsertBefore
            | Road::InsertAfter
            | Road::TryInsertAfter => {
                let sibling = before.get(at).copied().unwrap_or(children[0]);
                if !before.contains(&sibling) {
                    self.saw("not here");
                    return Err(AttachErrorKind::NotHere);
                }
                if sibling != children[0] {
                    self.saw("beside");
                    self.leave(children[0]);
                    let is_after = matches!(road, Road::InsertAfter | Road::TryInsertAfter);
                    let (_, _, at) = self.place_of(sibling).expect("it is here");
                    self.enter(children[0], owner, field, at + usize::from(is_after));
                }
                return Ok(None);
            }
            Road::Splice | Road::TrySplice | Road::SetAll | Road::TrySetAll => {
                let replaced = match road {
                    Road::SetAll | Road::TrySetAll => 0..len,
                    _ => at.min(len)..(at + 1).min(len),
                };
                self.saw("several");
                let anchor = before[replaced.end..].iter().find(|id| !children.contains(id));
                let anchor = anchor.copied();
                let removed = before[replaced].iter().filter(|id| !children.contains(id));
                let removed: Vec<_> = removed.copied().collect();
                removed.iter().chain(children).for_each(|id| self.leave(*id));
                for (index, child) in children.iter().enumerate() {
                    if !children[index + 1..].contains(child) {
                        let end = self.nodes[&owner].fields[field].len();
                        let at =
                            anchor.and_then(|id| self.place_of(id)).map_or(end, |place| place.2);
                        self.enter(*child, owner, field, at);
                    }
                }
                let is_splice = matches!(road, Road::Splice | Road::TrySplice);
                return Ok(removed.last().copied().filter(|_| is_splice));
            }
            _ => (),
        }
        let mut removed = None;
        for &child in children {
            let place = self.place_of(child);
            let here = place.filter(|place| (place.0, place.1) == (owner, field));
            let last = self.nodes[&owner].fields[field].len() - usize::from(here.is_some());
            let at = match road {
                Road::Insert | Road::TryInsert => at.min(last),
                Road::Replace | Road::TryReplace if is_list => {
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
                Road::Set | Road::TrySet | Road::Replace | Road::TryReplace => {
                    removed = self.nodes[&owner].fields[field].first().copied();
                    if let Some(old) = removed {
                        self.leave(old);
                    }
                    0
                }
                _ => last,
            };
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
