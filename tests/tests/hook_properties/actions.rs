//! What the test does, from step to step and in hooks: each action is done to the model and to the
//! graph.

use std::rc::Rc as StdRc;

use kinfolk::{Finalizer, Node};

use crate::events;
use crate::kinds::{ItemRc, Kind, item, plain, tag_of};
use crate::model::{FinalizerState, Id, Number};
use crate::roads::{Change, Road, field};
use crate::world::{
    Held, World, count, grow, has_failed, held, hold, operate, put_into_pool, take_from_pool,
    take_stash, tell, world,
};

/// Something, unless there has been enough in this step.
pub fn act() {
    let choice = world(|world| {
        if world.failed.is_some() || world.budget == 0 {
            return None;
        }
        world.budget -= 1;
        world.actions += 1;
        let is_quiet = world.random.percent(world.temper.quiet);
        world.quiet += usize::from(is_quiet);
        Some((world.choice(), is_quiet))
    });
    let Some((choice, is_quiet)) = choice else { return };
    match choice {
        0..10 => drop_a_handle(),
        10..20 => keep_a_handle(),
        20..42 => attach(),
        42..50 => attach_new(),
        50..60 => detach(),
        60..66 => create(),
        66..78 => change(),
        78..81 => attach_finalizer(),
        81..83 => end_finalizer(),
        83..86 => befriend(),
        86..88 => stash(),
        88 => unstash(),
        89..92 => iterate(),
        92..96 => hold_a_while(),
        _ => drop_many(),
    }
    world(|world| world.quiet -= usize::from(is_quiet));
}

impl World {
    fn choice(&mut self) -> usize {
        let living = self.model.living().count();
        let is_crowded = living > self.temper.size;
        let chance = match () {
            () if self.this.is_empty() => {
                if is_crowded {
                    70
                } else {
                    15
                }
            }
            () => self.temper.lets_go,
        };
        if self.random.percent(chance) {
            return if self.random.percent(30) { 99 } else { 0 };
        }
        if is_crowded {
            // No new nodes.
            return [10, 20, 30, 50, 66, 70, 83, 92][self.random.below(8)];
        }
        self.random.below(99)
    }
}

fn drop_a_handle() {
    let at = world(|world| {
        let count = world.pool.len();
        world.random.below(count)
    });
    if let Some(held) = take_from_pool(at) {
        tell(|| format!("drop {}", held.id));
        drop(held);
    }
}

fn drop_many() {
    let count = world(|world| world.pool.len() / 2);
    (0..=count).for_each(|_| drop_a_handle());
}

fn keep_a_handle() {
    let Some(id) = world(|world| world.pick(|_, _| true)) else { return };
    let Some(held) = hold(id) else { return };
    tell(|| format!("keep {id}"));
    world(|world| {
        if world.is_in_hook() && world.model.nodes[id].held == 1 {
            world.saw("resurrected");
        }
    });
    put_into_pool(held);
}

fn hold_a_while() {
    let Some(id) = world(|world| world.pick(|_, _| true)) else { return };
    let Some(held) = hold(id) else { return };
    tell(|| format!("hold {id}"));
    let count = world(|world| world.random.between(1, 3));
    (0..count).for_each(|_| act());
    tell(|| format!("let go of {id}"));
    drop(held);
}

// New nodes.

impl World {
    /// A tree in the model.
    fn sketch(&mut self, kind: Kind, size: usize) -> Id {
        let root = self.model.add(kind);
        let mut last = root;
        for _ in 1..size {
            let owners: Vec<Id> = (root..self.model.nodes.len())
                .filter(|id| !self.model.nodes[*id].kind.fields().is_empty())
                .collect();
            let is_deep = self.random.percent(self.temper.deep) && owners.contains(&last);
            let Some(owner) = (if is_deep { Some(last) } else { self.random.pick(&owners) }) else {
                break;
            };
            let fields = self.model.nodes[owner].kind.fields();
            let number = self.random.below(fields.len());
            let children = self.model.nodes[owner].fields[number].len();
            if !fields[number].is_list && children > 0 {
                continue;
            }
            let kind = self.any_kind(fields[number].takes);
            last = self.model.add(kind);
            self.model.enter(last, owner, number, children);
        }
        root
    }

    fn any_kind(&mut self, from: &[Kind]) -> Kind {
        let wants_owner = self.random.percent(self.temper.owners);
        let fitting: Vec<Kind> =
            from.iter().copied().filter(|kind| kind.fields().is_empty() != wants_owner).collect();
        let from = if fitting.is_empty() { from } else { &fitting };
        self.random.pick(from).expect("a field takes something")
    }

    fn any_size(&mut self) -> usize {
        let most = self.temper.size;
        if self.random.percent(50) {
            self.random.between(1, most)
        } else {
            self.random.between(1, 3)
        }
    }
}

pub fn create() {
    let root = world(|world| {
        let kind = world.any_kind(Kind::ALL);
        let size = world.any_size();
        let root = world.sketch(kind, size);
        let picture = world.picture(root);
        world.tell(|| format!("create {picture}"));
        root
    });
    let held = grow(root);
    put_into_pool(held);
}

impl World {
    /// `Folder 1 [Stamp 2] [] []`
    fn picture(&self, id: Id) -> String {
        let known = &self.model.nodes[id];
        let fields: Vec<String> = known
            .fields
            .iter()
            .map(|children| {
                let children: Vec<_> = children.iter().map(|id| self.picture(*id)).collect();
                format!(" [{}]", children.join(", "))
            })
            .collect();
        format!("{:?} {id}{}", known.kind, fields.concat())
    }

    fn pick_owner(&mut self) -> Option<(Id, usize)> {
        let owner = self.pick(|world, id| !world.model.nodes[id].kind.fields().is_empty())?;
        let number = self.random.below(self.model.nodes[owner].kind.fields().len());
        Some((owner, number))
    }

    fn road_into(&mut self, (owner, number): (Id, usize)) -> Road {
        if self.model.nodes[owner].kind.fields()[number].is_list {
            self.random.pick(&Road::INTO_LISTS).expect("there are some")
        } else {
            Road::Set
        }
    }
}

fn attach_new() {
    let Some(place) = world(World::pick_owner) else { return };
    let (owner, number) = place;
    let Some(owner_held) = hold(owner) else { return };
    let (road, at, root, given, plain) = world(|world| {
        let len = world.model.nodes[owner].fields[number].len();
        let road = match world.road_into(place) {
            Road::Replace if len == 0 => Road::Push,
            road => road,
        };
        let at = world.random.below(len + usize::from(road == Road::Insert));
        let kind = world.any_kind(world.model.nodes[owner].kind.fields()[number].takes);
        let size = world.any_size().min(4);
        let root = world.sketch(kind, size);
        let picture = world.picture(root);
        world.tell(|| format!("{road:?} new {picture} into {owner}.{number} at {at}"));
        let plain = plain(&world.model, root);
        let outcome = world.model.attach(place, road, at, &[root]).expect("it is new");
        world.note_given(&outcome.given);
        (road, at, root, outcome.given, plain)
    });
    let old = operate(&[], || field(owner_held.node(), number).attach_plain(road, at, plain));
    let old: Vec<Held> = old.into_iter().map(held).collect();
    world(|world| {
        let (_, _, at) = world.model.place(root).expect("it has just come there");
        match field(owner_held.node(), number).children().get(at) {
            Some(node) => world.learn(root, node),
            None => world.fail(format!("{root} is not there")),
        }
        world.check_given(&old, &given);
    });
    drop(old);
    drop(owner_held);
}

impl World {
    fn note_given(&mut self, given: &[Id]) {
        for id in given {
            self.model.nodes[*id].held += 1;
        }
    }

    fn check_given(&mut self, nodes: &[Held], expected: &[Id]) {
        let ids: Vec<Id> = nodes.iter().map(|held| held.id).collect();
        if ids != expected {
            self.fail(format!("{ids:?} was given, not {expected:?}"));
        }
    }
}

// Old ones.

fn attach() {
    let Some(place) = world(World::pick_owner) else { return };
    let (owner, number) = place;
    let (road, at, children) = world(|world| {
        let road = world.road_into(place);
        let len = world.model.nodes[owner].fields[number].len();
        let at = world.random.below(len + 2);
        let takes = world.model.nodes[owner].kind.fields()[number].takes;
        let count = if road == Road::Extend { world.random.between(1, 4) } else { 1 };
        let fits = |world: &World, id: Id| takes.contains(&world.model.nodes[id].kind);
        let children: Vec<Id> = (0..count).filter_map(|_| world.pick(fits)).collect();
        (road, at, children)
    });
    let Some(owner_held) = hold(owner) else { return };
    let children_held: Vec<Held> = children.iter().filter_map(|id| hold(*id)).collect();
    if children.is_empty() || children_held.len() < children.len() {
        return;
    }
    // What was let go of meanwhile may have been the owner of the rest.
    let expected = world(|world| {
        let outcome = world.model.attach(place, road, at, &children);
        world.tell(|| format!("{road:?} {children:?} into {owner}.{number} at {at}: {outcome:?}"));
        if let Ok(outcome) = &outcome {
            world.note_given(&outcome.given);
        }
        outcome
    });
    let nodes: Vec<ItemRc> = children_held.iter().map(|held| held.node().clone()).collect();
    let result = operate(&[], || field(owner_held.node(), number).attach(road, at, nodes));
    match (result, expected) {
        (Ok(old), Ok(outcome)) => {
            let old: Vec<Held> = old.into_iter().map(held).collect();
            world(|world| world.check_given(&old, &outcome.given));
            drop(old);
        }
        (Err(kind), Err(expected)) if kind == expected => world(|world| world.saw("refused")),
        (Ok(_), Err(expected)) => {
            world(|world| world.fail(format!("it should have been refused: {expected:?}")));
        }
        (Err(kind), expected) => {
            world(|world| world.fail(format!("{kind:?} instead of {expected:?}")));
        }
    }
    drop(children_held);
    drop(owner_held);
}

fn detach() {
    let id = world(|world| world.pick(|world, id| world.model.nodes[id].owner.is_some()));
    let Some(id) = id else { return };
    let Some(held) = hold(id) else { return };
    let had_owner = world(|world| {
        world.tell(|| format!("detach {id}"));
        let had_owner = world.model.nodes[id].owner.is_some();
        world.model.leave(id);
        had_owner
    });
    let has_left = operate(&[], || held.node().detach());
    if has_left != had_owner {
        world(|world| world.fail(format!("{id} has left its owner: {has_left}")));
    }
    drop(held);
}

impl World {
    fn pick_filled(&mut self) -> Option<(Id, usize)> {
        let is_filled = |world: &World, id: Id| world.model.children(id).next().is_some();
        let owner = self.pick(is_filled)?;
        let fields = &self.model.nodes[owner].fields;
        let filled: Vec<usize> =
            (0..fields.len()).filter(|number| !fields[*number].is_empty()).collect();
        Some((owner, self.random.pick(&filled)?))
    }

    fn any_change(&mut self, (owner, number): (Id, usize)) -> Change {
        let known = &self.model.nodes[owner];
        if !known.kind.fields()[number].is_list {
            return Change::Take;
        }
        let len = known.fields[number].len();
        let (a, b) = (self.random.below(len), self.random.below(len));
        match self.random.below(13) {
            0 => Change::Pop,
            1 => Change::Remove(a),
            2 => Change::SwapRemove(a),
            3 => Change::Truncate(a),
            4 | 5 => Change::Clear,
            6 => Change::Drain(a),
            7 => Change::Retain(a),
            8 => Change::Swap(a, b),
            9 | 10 => Change::MoveTo(a, b),
            11 => Change::Reverse,
            _ => Change::Sort(a),
        }
    }
}

fn change() {
    let Some(place) = world(World::pick_filled) else { return };
    let (owner, number) = place;
    let Some(owner_held) = hold(owner) else { return };
    let (change, outcome) = world(|world| {
        let change = world.any_change(place);
        let outcome = world.model.change(place, change);
        world.tell(|| format!("{change:?} in {owner}.{number}: {outcome:?}"));
        world.note_given(&outcome.given);
        (change, outcome)
    });
    let given = operate(&outcome.gone, || field(owner_held.node(), number).change(change));
    let given: Vec<Held> = given.into_iter().map(held).collect();
    world(|world| world.check_given(&given, &outcome.given));
    drop(given);
    drop(owner_held);
}

/// Walks over a list while other things happen.
fn iterate() {
    let Some((owner, number)) = world(World::pick_filled) else { return };
    let Some(owner_held) = hold(owner) else { return };
    let children = world(|world| {
        let known = &world.model.nodes[owner];
        if !known.kind.fields()[number].is_list {
            return None;
        }
        let children = known.fields[number].clone();
        world.tell(|| format!("iterate over {owner}.{number}: {children:?}"));
        world.note_given(&children);
        Some(children)
    });
    let Some(children) = children else { return };
    let mut rest = field(owner_held.node(), number).iterate();
    for &child in &children {
        let Some(node) = rest.take_next() else {
            return world(|world| world.fail(format!("{child} does not come")));
        };
        let child_held = count(node);
        if child_held.id != child {
            return world(|world| world.fail(format!("{} comes, not {child}", child_held.id)));
        }
        act();
        drop(child_held);
        if has_failed() {
            std::mem::forget(rest);
            return;
        }
    }
    world(|world| {
        for child in &children {
            world.model.nodes[*child].held -= 1;
        }
        world.tell(|| format!("iterated over {owner}.{number}"));
    });
    operate(&children, || drop(rest));
    drop(owner_held);
}

// What hangs on nodes.

fn attach_finalizer() {
    let Some(id) = world(|world| world.pick(|_, _| true)) else { return };
    let Some(node) = hold(id) else { return };
    let captured = world(|world| {
        let is_wanted = world.random.percent(40);
        if is_wanted { world.pick(|_, _| true) } else { None }
    });
    let captured = captured.and_then(hold);
    let number = world(|world| {
        let captured = captured.as_ref().map(|held| held.id);
        let number = world.model.attach_finalizer(id, captured);
        world.tell(|| format!("attach finalizer {number} to {id}, with {captured:?}"));
        number
    });
    let closure: Box<dyn FnOnce()> = Box::new(move || events::finalizer(number, captured));
    let finalizer = Finalizer::attach(node.node(), closure);
    world(|world| world.finalizers.push(StdRc::new(finalizer)));
    drop(node);
}

fn end_finalizer() {
    let picked = world(|world| {
        let is_attached =
            |number: &Number| world.model.finalizers[*number].state == FinalizerState::Attached;
        let attached: Vec<Number> = (0..world.model.finalizers.len()).filter(is_attached).collect();
        let number = world.random.pick(&attached)?;
        Some((number, world.random.percent(50)))
    });
    match picked {
        Some((number, true)) => call_finalizer(number),
        Some((number, false)) => detach_finalizer(number),
        None => (),
    }
}

fn call_finalizer(number: Number) {
    let finalizer = world(|world| {
        world.tell(|| format!("call finalizer {number}"));
        world.model.take_off(number, FinalizerState::Detached);
        world.finalizers[number].clone()
    });
    if finalizer.call().is_none() {
        world(|world| world.fail(format!("finalizer {number} could not be called")));
    }
}

pub fn detach_finalizer(number: Number) {
    let closure = world(|world| {
        world.tell(|| format!("detach finalizer {number}"));
        world.model.take_off(number, FinalizerState::Detached);
        world.model.finalizers[number].captured = None;
        world.finalizers[number].detach()
    });
    if closure.is_none() {
        world(|world| world.fail(format!("finalizer {number} could not be detached")));
    }
    drop(closure);
}

fn befriend() {
    let id = world(|world| world.pick(|world, id| world.model.nodes[id].kind.has_friend()));
    let Some(id) = id else { return };
    let Some(friend) = world(|world| world.pick(|_, _| true)) else { return };
    let (Some(node), Some(friend_held)) = (hold(id), hold(friend)) else { return };
    tell(|| format!("{friend} is a friend of {id}"));
    let target = item(friend_held.node());
    let known_friends = world(|world| {
        let known = &mut world.model.nodes[id];
        match node.node() {
            ItemRc::Folder(folder) if known.friend.is_some() => {
                known.friends.push(friend);
                folder.friends.push(&target);
                return true;
            }
            ItemRc::Folder(node) => node.friend.set(&target),
            ItemRc::Chest(node) => node.friend.set(&target),
            ItemRc::Stamp(node) => node.friend.set(&target),
            _ => unreachable!("it has a weak link"),
        }
        known.friend = Some(friend);
        false
    });
    if known_friends {
        world(|world| world.saw("friends"));
    }
    drop(target);
    drop((friend_held, node));
}

/// Puts a handle into a node's data.
fn stash() {
    let id = world(|world| world.pick(|world, id| world.model.nodes[id].kind.data_drops()));
    let Some(id) = id else { return };
    let Some(other) = world(|world| world.pick(|_, _| true)) else { return };
    let (Some(node), Some(other_held)) = (hold(id), hold(other)) else { return };
    tell(|| format!("stash {other} in {id}"));
    world(|world| world.model.nodes[id].stash.push(other));
    let tag = tag_of(node.node()).expect("its data has a drop");
    tag.stash.borrow_mut().push(other_held);
    drop(node);
}

fn unstash() {
    let id = world(|world| world.pick(|world, id| !world.model.nodes[id].stash.is_empty()));
    if let Some(id) = id {
        unstash_of(id);
    }
}

pub fn unstash_of(id: Id) {
    let Some(node) = hold(id) else { return };
    tell(|| format!("unstash what is in {id}"));
    let stash = take_stash(node.node());
    drop(stash);
    drop(node);
}
