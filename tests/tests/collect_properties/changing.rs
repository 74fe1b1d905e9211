//! What is done to links, in the model and in the graph.

use kinfolk::Node;

use crate::collections::with_collect;
use crate::holding::{Held, end_of_limbo, held, hold, put_into_pool};
use crate::kinds::{Declared, Sort, id_of};
use crate::links::{Change, Road, WeakChange, change_weak, strong};
use crate::model::{Id, Place};
use crate::world::{World, has_failed, tell, world};

fn name((node, link): Place) -> &'static str {
    world(|world| world.model.declared((node, link)).name)
}

impl World {
    /// A strong link that somebody could put something into.
    pub fn pick_place(&mut self) -> Option<Place> {
        let sort = if self.random.percent(self.temper.shared) { Sort::Shared } else { Sort::Own };
        let has_some = |world: &World, id: Id| world.model.links(id).any(|(_, l)| l.sort == sort);
        let node = self.pick(has_some)?;
        let links: Vec<usize> =
            self.model.links(node).filter(|(_, l)| l.sort == sort).map(|(link, _)| link).collect();
        Some((node, self.random.pick(&links)?))
    }

    pub fn pick_list(&mut self) -> Option<Place> {
        let place = self.pick_place()?;
        self.model.declared(place).is_list.then_some(place)
    }

    pub fn pick_road(&mut self, place: Place) -> (Road, usize) {
        let len = self.model.nodes[place.0].links[place.1].len();
        let road = if self.model.declared(place).is_list {
            Road::INTO_LISTS[self.random.below(Road::INTO_LISTS.len())]
        } else {
            Road::Set
        };
        let past_end = usize::from(self.random.percent(10));
        (road, self.random.below(len + 1) + past_end)
    }
}

pub fn put() {
    let Some((place, road, at, targets)) = world(|world| {
        let place = world.pick_place()?;
        let (road, at) = world.pick_road(place);
        let takes = world.model.declared(place).takes;
        let count = if road == Road::Extend { world.random.between(0, 4) } else { 1 };
        let fits = |world: &World, id: Id| takes.contains(&world.model.nodes[id].kind);
        let targets: Vec<Id> = (0..count).filter_map(|_| world.pick(fits)).collect();
        (road == Road::Extend || !targets.is_empty()).then_some((place, road, at, targets))
    }) else {
        return;
    };
    let Some(_holder) = hold(place.0) else { return };
    put_at(place, road, at, &targets);
}

/// The node is held.
pub fn put_at(place: Place, road: Road, at: usize, targets: &[Id]) {
    let Some(holder) = hold(place.0) else { return };
    let targets: Vec<Held> = targets.iter().filter_map(|id| hold(*id)).collect();
    if targets.is_empty() && road != Road::Extend {
        return;
    }
    let ids: Vec<Id> = targets.iter().map(|target| target.id).collect();
    tell(|| format!("{road:?} {ids:?} into {} of {} at {at}", name(place), place.0));
    let (expected, is_due) = world(|world| {
        let model = &mut world.model;
        let is_shared = model.declared(place).sort == Sort::Shared;
        let expected = if is_shared {
            model.share(place, road, at, &ids)
        } else {
            model.attach(place, road, at, &ids)
        };
        match &expected {
            Ok(outcome) => model.hold(&outcome.given),
            Err(_) => world.saw("refused"),
        }
        let is_due = expected.is_ok() && !ids.is_empty() && world.model.is_collect_due(place, road);
        (expected, is_due)
    });
    let nodes = targets.iter().map(|target| target.node().clone()).collect();
    let put = || strong(holder.node(), place.1).put(road, at, nodes);
    let answer = if is_due { with_collect(put) } else { put() };
    let seen: Result<Vec<Id>, _> =
        answer.as_ref().map(|node| node.iter().map(id_of).collect()).map_err(|error| *error);
    world(|world| {
        let expected = expected.map(|outcome| outcome.given);
        if seen != expected {
            world.fail(format!("the answer is {seen:?}, not {expected:?}"));
        }
    });
    keep_or_drop(answer.ok().flatten().into_iter().map(held).collect());
    drop(targets);
    drop(holder);
}

/// What an operation has given.
pub fn keep_or_drop(given: Vec<Held>) {
    for held in given {
        if world(|world| world.random.percent(40)) {
            put_into_pool(held);
        }
    }
}

pub fn change() {
    let Some((place, change)) = world(|world| {
        let place = world.pick_place()?;
        let change = world.pick_change(place)?;
        Some((place, change))
    }) else {
        return;
    };
    change_at(place, change);
}

/// Cuts shared links, of the node whose hook runs or of one near it.
pub fn cut() {
    let Some(place) = world(|world| {
        let is_shared = |(_, link): &(usize, &Declared)| link.sort == Sort::Shared;
        let is_set = |world: &World, id: Id| {
            let mut links = world.model.links(id).filter(is_shared);
            links.any(|(link, _)| !world.model.nodes[id].links[link].is_empty())
        };
        let node = world.pick(is_set)?;
        let links: Vec<usize> = world.model.links(node).filter(is_shared).map(|(l, _)| l).collect();
        Some((node, world.random.pick(&links)?))
    }) else {
        return;
    };
    let is_list = world(|world| world.model.declared(place).is_list);
    change_at(place, if is_list { Change::Clear } else { Change::Take });
}

fn change_at(place: Place, change: Change) {
    let Some(holder) = hold(place.0) else { return };
    tell(|| format!("{change:?} in {} of {}", name(place), place.0));
    let expected = world(|world| {
        let outcome = world.model.change(place, change);
        world.model.hold(&outcome.given);
        world.model.limbo.push(outcome.gone.clone());
        outcome.given
    });
    let given = strong(holder.node(), place.1).change(change);
    end_of_limbo();
    let seen: Vec<Id> = given.iter().map(id_of).collect();
    if has_failed() {
        std::mem::forget(given);
        return;
    }
    world(|world| {
        if seen != expected {
            world.fail(format!("the answer is {seen:?}, not {expected:?}"));
        }
    });
    keep_or_drop(given.into_iter().map(held).collect());
}

impl World {
    fn pick_change(&mut self, place: Place) -> Option<Change> {
        let len = self.model.nodes[place.0].links[place.1].len();
        if !self.model.declared(place).is_list {
            return Some(Change::Take);
        }
        let at = self.random.below(len);
        let other = self.random.below(len);
        let salt = self.random.below(1000);
        let change = match self.random.below(15) {
            0 | 1 => Change::Pop,
            2 => Change::Truncate(at),
            3 => Change::Clear,
            4 => Change::Drain(at),
            5 | 6 => Change::Retain(salt),
            7 => Change::RetainOnce,
            8 => Change::Reverse,
            9 => Change::Sort(salt),
            _ if len == 0 => return None,
            10 => Change::SwapRemove(at),
            11 => Change::Swap(at, other),
            12 => Change::MoveTo(at, other),
            _ => Change::Remove(at),
        };
        Some(change)
    }
}

pub fn detach() {
    let Some(id) = world(|world| world.pick(|world, id| world.model.nodes[id].owner.is_some()))
    else {
        return;
    };
    let Some(held) = hold(id) else { return };
    tell(|| format!("detach {id}"));
    let had_owner = held.node().detach();
    world(|world| {
        if !had_owner {
            let verdict = world.notice_silent_deaths();
            world.check(verdict);
        }
        if world.model.nodes[id].owner.is_some() != had_owner {
            world.fail(format!("{id} had an owner to leave: {had_owner}"));
        }
        world.model.leave(id);
    });
    keep_or_drop(vec![held]);
}

pub fn befriend() {
    let Some((place, change, target)) = world(|world| {
        let is_weak = |(_, link): &(usize, &Declared)| link.sort == Sort::Weak;
        let node = world.pick(|world, id| world.model.links(id).any(|link| is_weak(&link)))?;
        let links: Vec<usize> = world.model.links(node).filter(is_weak).map(|(l, _)| l).collect();
        let salt = world.random.below(1000);
        let change = match world.random.below(10) {
            0 => WeakChange::Clear,
            1 => WeakChange::Retain(salt),
            2 => WeakChange::Remove,
            _ => WeakChange::Set,
        };
        Some(((node, world.random.pick(&links)?), change, world.pick(|_, _| true)?))
    }) else {
        return;
    };
    let (Some(holder), Some(target)) = (hold(place.0), hold(target)) else { return };
    tell(|| format!("{change:?} {} in {} of {}", target.id, name(place), place.0));
    let is_list = world(|world| {
        world.model.change_weak(place, change, target.id);
        world.model.declared(place).is_list
    });
    change_weak(holder.node(), is_list, change, target.node());
}
