//! What the test does, from step to step and in hooks: each action is done to the model and to the
//! graph.

use kinfolk::{Finalizer, Node};

use crate::events;
use crate::kinds::{
    FIRST, Kind, LIST, MANY, ONE, friend, id_of, is_list, is_owning, strong, tag_of,
};
use crate::links::{Change, Refused, Road};
use crate::model::Id;
use crate::world::{
    Held, Here, World, grow, has_failed, held, hold, learn, operate, put_into_pool, take_from_pool,
    tell, world,
};

/// Something, unless there has been enough in this step.
pub fn act(here: Here<'_>) {
    let choice = world(|world| {
        if world.failed.is_some() || world.budget == 0 {
            return None;
        }
        let verdict = world.notice_silent_deaths();
        world.check(verdict);
        world.budget -= 1;
        world.actions += 1;
        Some(world.choice())
    });
    match choice {
        None => (),
        Some(0..2) => stash(here),
        Some(2..4) => unstash(here),
        Some(0..12) => drop_a_handle(),
        Some(12..24) => keep_a_handle(here),
        Some(24..52) => link(here),
        Some(52..58) => link_new(here),
        Some(58..64) => create(),
        Some(64..70) => detach(here),
        Some(70..86) => change(here),
        Some(86..89) => befriend(here),
        Some(89..92) => glance(here),
        Some(92..95) => lend(here),
        Some(95..98) => hold_a_while(here),
        Some(_) => attach_finalizer(here),
    }
}

impl World {
    fn choice(&mut self) -> usize {
        let living = self.model.living().count();
        if self.running.is_empty() {
            let is_crowded = living > 2 * self.temper.size;
            if self.random.percent(self.temper.lets_go + if is_crowded { 30 } else { 0 }) {
                return 4;
            }
            if living < self.temper.size {
                return [58, 52][self.random.below(2)];
            }
            if self.random.percent(70) {
                return 24;
            }
        }
        if living > 2 * self.temper.size {
            // No new nodes.
            return [0, 2, 4, 4, 12, 24, 30, 40, 64, 70, 70, 80, 86, 92, 95][self.random.below(15)];
        }
        self.random.below(100)
    }

    fn any_kind(&mut self) -> Kind {
        self.random.pick(self.temper.kinds).expect("there are some")
    }
}

fn drop_a_handle() {
    let at = world(|world| {
        let count = world.pool.len();
        world.random.below(count)
    });
    drop_from_pool(at);
}

pub fn drop_from_pool(at: usize) {
    if let Some(held) = take_from_pool(at) {
        tell(|| format!("drop {}", held.id));
        drop(held);
    }
}

fn keep_a_handle(here: Here<'_>) {
    let Some(id) = world(|world| world.pick(|_, _| true)) else { return };
    let Some(held) = hold(here, id) else { return };
    tell(|| format!("keep {id}"));
    world(|world| {
        if !world.running.is_empty() && world.model.nodes[id].held == 1 {
            world.saw("resurrected");
        }
    });
    put_into_pool(held);
}

fn hold_a_while(here: Here<'_>) {
    let Some(id) = world(|world| world.pick(|_, _| true)) else { return };
    let Some(held) = hold(here, id) else { return };
    tell(|| format!("hold {id}"));
    let count = world(|world| world.random.between(1, 3));
    (0..count).for_each(|_| act(here));
    tell(|| format!("let go of {id}"));
    drop(held);
}

pub fn create() {
    let kind = world(World::any_kind);
    let held = grow(kind);
    tell(|| format!("create {kind:?} {}", held.id));
    put_into_pool(held);
}

impl World {
    /// A link of any node.
    fn pick_link(&mut self) -> Option<(Id, usize)> {
        let shared = self.random.percent(self.temper.shared);
        let wanted = if shared { [ONE, MANY] } else { [LIST, FIRST] };
        let has_some = |world: &World, id: Id| {
            wanted.iter().any(|link| world.model.nodes[id].kind.links().contains(link))
        };
        let holder = self.pick(has_some)?;
        self.random.pick(&wanted).map(|link| (holder, link))
    }

    fn road_into(&mut self, place: (Id, usize)) -> Road {
        if !is_list(place.1) {
            return Road::Set;
        }
        let len = self.model.nodes[place.0].links[place.1].len();
        match self.random.below(4) {
            0 => Road::Insert(self.random.below(len + 1)),
            1 if len > 0 => Road::Replace(self.random.below(len)),
            _ => Road::Push,
        }
    }
}

fn link(here: Here<'_>) {
    let picked = world(|world| {
        let place = world.pick_link()?;
        let may_close = world.random.percent(world.temper.cycles);
        let above = world.model.above(place.0);
        let target = world.pick(|_, id| may_close || !above.contains(&id))?;
        let mut road = world.road_into(place);
        let is_here = world.model.nodes[place.0].links[place.1].contains(&target);
        if is_owning(place.1) && is_here && is_list(place.1) {
            road = Road::Push;
        }
        Some((place, target, road))
    });
    let Some((place, target, road)) = picked else { return };
    let Some(holder) = hold(here, place.0) else { return };
    let Some(target_held) = hold(here, target) else { return };
    let expected = world(|world| {
        let expected = world.model.put(place, road, target);
        world.tell(|| format!("{road:?} {target} into {}.{}: {expected:?}", place.0, place.1));
        expected
    });
    let refused = expected.is_err();
    if let Ok(Some(old)) = expected {
        world(|world| world.model.nodes[old].held += 1);
    }
    let gone: &[Id] = if refused { &[target] } else { &[] };
    let handle = target_held.into_node();
    let result = operate(gone, || strong(holder.node(), place.1).put(road, handle));
    check_given(result, expected);
    drop(holder);
}

fn check_given(
    result: Result<Option<crate::kinds::ItemRc>, Refused>,
    expected: Result<Option<Id>, Refused>,
) {
    let old = result.map(|old| old.map(held));
    let given = old.as_ref().map(|old| old.as_ref().map(|held: &Held| held.id));
    if given != expected.as_ref().map(|id| *id) {
        world(|world| world.fail(format!("{given:?} was given, not {expected:?}")));
    }
    drop(old);
}

fn link_new(here: Here<'_>) {
    let Some(place) = world(World::pick_link) else { return };
    let Some(holder) = hold(here, place.0) else { return };
    let (kind, road) = world(|world| (world.any_kind(), world.road_into(place)));
    let (id, expected) = world(|world| {
        let id = world.model.add(kind);
        let expected = world.model.put(place, road, id);
        world.tell(|| format!("{road:?} new {kind:?} {id} into {}.{}", place.0, place.1));
        if let Ok(Some(old)) = expected {
            world.model.nodes[old].held += 1;
        }
        (id, expected)
    });
    let old = operate(&[], || strong(holder.node(), place.1).put_plain(road, kind.plain(id)));
    let new = strong(holder.node(), place.1).targets().into_iter().find(|node| id_of(node) == id);
    match new {
        Some(node) => learn(&node),
        None => world(|world| world.fail(format!("{id} is not there"))),
    }
    check_given(Ok(old), expected);
    drop(holder);
}

fn detach(here: Here<'_>) {
    let Some(id) = world(|world| world.pick(|world, id| world.model.nodes[id].owner.is_some()))
    else {
        return;
    };
    let Some(held) = hold(here, id) else { return };
    tell(|| format!("detach {id}"));
    world(|world| world.model.leave(id));
    if !operate(&[], || held.node().detach()) {
        world(|world| world.fail(format!("{id} had no owner")));
    }
    drop(held);
}

impl World {
    fn pick_filled(&mut self) -> Option<(Id, usize)> {
        let shared = self.random.percent(self.temper.shared);
        let fits = |world: &World, id: Id, link: usize| {
            is_owning(link) != shared && !world.model.nodes[id].links[link].is_empty()
        };
        let holder = self.pick(|world, id| (0..4).any(|link| fits(world, id, link)))?;
        let filled: Vec<usize> = (0..4).filter(|link| fits(self, holder, *link)).collect();
        Some((holder, self.random.pick(&filled)?))
    }

    fn any_change(&mut self, place: (Id, usize)) -> Change {
        if !is_list(place.1) {
            return Change::Take(0);
        }
        let len = self.model.nodes[place.0].links[place.1].len();
        let (a, b) = (self.random.below(len), self.random.below(len));
        match self.random.below(12) {
            0..4 => Change::Take(a),
            4 => Change::SwapRemove(a),
            5 | 6 => Change::Reverse,
            7 => Change::Swap(a, b),
            8 => Change::MoveTo(a, b),
            9 => Change::Truncate(a),
            10 => Change::Clear,
            _ => Change::Retain(self.random.number()),
        }
    }
}

fn change(here: Here<'_>) {
    let Some(place) = world(World::pick_filled) else { return };
    let Some(holder) = hold(here, place.0) else { return };
    let (change, expected, gone) = world(|world| {
        let change = world.any_change(place);
        let (given, gone) = world.model.change(place, change);
        world.tell(|| format!("{change:?} in {}.{}: {given:?}, gone: {gone:?}", place.0, place.1));
        if let Some(id) = given {
            world.model.nodes[id].held += 1;
        }
        (change, given, gone)
    });
    let given = operate(&gone, || strong(holder.node(), place.1).change(change));
    check_given(Ok(given), Ok(expected));
    drop(holder);
}

fn befriend(here: Here<'_>) {
    let Some(id) = world(|world| world.pick(|_, _| true)) else { return };
    let Some(other) = world(|world| world.pick(|_, _| true)) else { return };
    let Some(node) = hold(here, id) else { return };
    let Some(other) = hold(here, other) else { return };
    tell(|| format!("{id} befriends {}", other.id));
    world(|world| world.model.nodes[id].friend = Some(other.id));
    friend(node.node()).set(other.node());
    drop(other);
    drop(node);
}

/// Looks at some, and lets go of them again.
fn glance(here: Here<'_>) {
    for _ in 0..2 {
        let Some(id) = world(|world| world.pick(|_, _| true)) else { return };
        tell(|| format!("glance at {id}"));
        drop(hold(here, id));
        if has_failed() {
            return;
        }
    }
}

/// Reads a list while other things happen.
fn lend(here: Here<'_>) {
    let Some(place) = world(World::pick_filled) else { return };
    let Some(holder) = hold(here, place.0) else { return };
    let (lent_ids, by_guard, count) = world(|world| {
        let ids = world.model.nodes[place.0].links[place.1].clone();
        for id in &ids {
            world.model.nodes[*id].held += 1;
        }
        world.tell(|| format!("read {}.{}: {ids:?}", place.0, place.1));
        (ids, world.random.percent(50), world.random.between(1, 3))
    });
    let lent = strong(holder.node(), place.1).lend(by_guard);
    (0..count).for_each(|_| act(here));
    if has_failed() {
        std::mem::forget(lent);
        return;
    }
    tell(|| format!("end of reading {}.{}", place.0, place.1));
    world(|world| lent_ids.iter().for_each(|id| world.model.nodes[*id].held -= 1));
    operate(&lent_ids, || drop(lent));
    drop(holder);
}

/// Lets a node's data keep a handle to another.
fn stash(here: Here<'_>) {
    let has_tag = |world: &World, id: Id| world.model.nodes[id].kind.data_drops();
    if world(|world| world.temper.hooks_act == 0) {
        // What dies when data is dropped is not predicted.
        return;
    }
    let Some(id) = world(|world| world.pick(has_tag)) else { return };
    let Some(other) = world(|world| world.pick(|_, _| true)) else { return };
    let Some(keeper) = hold(here, id) else { return };
    let Some(kept) = hold(here, other) else { return };
    tell(|| format!("stash {other} in {id}"));
    world(|world| world.keepers.push(id));
    tag_of(keeper.node()).expect("it has one").stash.borrow_mut().push(kept);
    drop(keeper);
}

fn unstash(here: Here<'_>) {
    let has_tag = |world: &World, id: Id| world.model.nodes[id].kind.data_drops();
    let Some(id) = world(|world| world.pick(has_tag)) else { return };
    unstash_of(here, id);
}

pub fn unstash_of(here: Here<'_>, id: Id) {
    let Some(keeper) = hold(here, id) else { return };
    let stash = tag_of(keeper.node()).map(|tag| tag.stash.take()).unwrap_or_default();
    tell(|| format!("unstash {:?} of {id}", stash.iter().map(|held| held.id).collect::<Vec<_>>()));
    drop(stash);
    drop(keeper);
}

fn attach_finalizer(here: Here<'_>) {
    let Some(id) = world(|world| world.pick(|_, _| true)) else { return };
    let Some(node) = hold(here, id) else { return };
    let number = world(|world| {
        let number = world.finalizers.len();
        world.finalizers.push(id);
        world.model.nodes[id].finalizers.push(number);
        world.tell(|| format!("attach finalizer {number} to {id}"));
        number
    });
    Finalizer::attach(node.node(), move || events::finalizer(number));
    drop(node);
}
