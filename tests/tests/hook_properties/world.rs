//! [`World`]: the nodes themselves beside the model, and what both are told at once.
//!
//! It is in a thread-local, since hooks, finalizers and the `Drop` of data have no other way to it.
//! It is never borrowed while something runs that might end a node's life.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::mem;
use std::rc::Rc as StdRc;

use kinfolk::{AnyRc, AnyWeak, Finalizer, Handle, Node};

use crate::compare;
use crate::deaths::{DeadSet, Frame, Verdict, refuse};
use crate::kinds::{ItemRc, id_of, item, plain};
use crate::model::{Id, Life, Model, Number};
use crate::prediction::Event;
use crate::random::Random;
use crate::roads::field;
use crate::temper::Temper;

thread_local! {
    static WORLD: RefCell<Option<World>> = const { RefCell::new(None) };
}

pub struct World {
    pub random: Random,
    pub temper: Temper,
    pub model: Model,
    pub weak: Vec<AnyWeak>,
    /// The handles that the test holds from step to step.
    pub pool: Vec<Held>,
    /// The handles that panics carry.
    pub parcels: Vec<Option<Held>>,
    pub finalizers: Vec<StdRc<Finalizer>>,
    /// The nodes whose hooks are running; `None` where other code of the user's is.
    pub this: Vec<Option<ItemRc>>,
    /// How many actions there may be, in this step.
    pub budget: usize,
    /// As long as this is not 0, hooks change nothing.
    pub quiet: usize,
    /// What has run, in this step.
    pub events: Vec<Event>,
    /// The types whose panics are still to be reported, the next one last.
    pub panics: Vec<&'static str>,
    pub actions: usize,
    pub trace: Vec<String>,
    pub failed: Option<String>,
    pub seen: BTreeMap<&'static str, usize>,
}

/// A strong handle that the model knows of.
pub struct Held {
    pub id: Id,
    handle: Option<ItemRc>,
}

impl Held {
    pub fn node(&self) -> &ItemRc {
        self.handle.as_ref().expect("it is there until it is dropped")
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(handle) = self.handle.take() {
            let_go(self.id, handle);
        }
    }
}

/// Nothing in `look` may let a node die.
pub fn world<R>(look: impl FnOnce(&mut World) -> R) -> R {
    WORLD.with_borrow_mut(|world| look(world.as_mut().expect("a round is being run")))
}

pub fn has_failed() -> bool {
    WORLD.with_borrow(|world| world.as_ref().is_none_or(|world| world.failed.is_some()))
}

pub fn begin_world(seed: u64, temper: Temper) {
    let world = World {
        random: Random::new(seed),
        temper,
        model: Model::default(),
        weak: Vec::new(),
        pool: Vec::new(),
        parcels: Vec::new(),
        finalizers: Vec::new(),
        this: Vec::new(),
        budget: 0,
        quiet: 0,
        events: Vec::new(),
        panics: Vec::new(),
        actions: 0,
        trace: Vec::new(),
        failed: None,
        seen: BTreeMap::new(),
    };
    WORLD.set(Some(world));
}

/// Ends it. If something has failed, what is left of it is not touched any more.
pub fn end_world() -> World {
    let mut world = WORLD.take().expect("a round is being run");
    if world.failed.is_some() {
        mem::forget(mem::take(&mut world.pool));
        mem::forget(mem::take(&mut world.parcels));
        mem::forget(mem::take(&mut world.finalizers));
    }
    world
}

/// Says something about what is done, for the trace.
pub fn tell(text: impl FnOnce() -> String) {
    world(|world| world.tell(text));
}

impl World {
    pub fn tell(&mut self, text: impl FnOnce() -> String) {
        let indent = "  ".repeat(self.this.len());
        self.trace.push(format!("{indent}{}", text()));
    }

    pub fn saw(&mut self, what: &'static str) {
        *self.seen.entry(what).or_default() += 1;
    }

    /// The first failure counts: what comes after it may be its consequence.
    pub fn fail(&mut self, message: String) {
        if self.failed.is_none() {
            self.tell(|| format!("FAILED: {message}"));
            self.failed = Some(message);
        }
    }

    pub fn check(&mut self, verdict: Verdict) {
        if let Err(message) = verdict {
            self.fail(message);
        }
    }

    pub fn upgrade(&self, id: Id) -> Option<AnyRc> {
        self.weak[id].upgrade()
    }

    /// Learns of deaths that nothing has told of.
    pub fn notice_silent_deaths(&mut self) -> Verdict {
        for id in self.model.silent() {
            if !self.model.nodes[id].is_living() || self.upgrade(id).is_some() {
                continue;
            }
            if self.model.nodes[id].hands > 0 {
                let World { model, weak, .. } = self;
                let set = model.bury_with_owner(id, &mut |id| weak[id].upgrade().is_some());
                set.map_or(Ok(()), |set| self.check_dead(&set))?;
            } else {
                self.end_teardowns_before(id)?;
                self.notice_death(id)?;
                self.model.end_silent_teardown()?;
            }
        }
        Ok(())
    }

    /// Something happens to a node: all that must have come before is over.
    pub fn advance(&mut self, id: Id) -> Verdict {
        self.notice_silent_deaths()?;
        while self.model.nodes[id].is_living() && self.model.advance(id)? {
            self.notice_silent_deaths()?;
        }
        self.end_teardowns_before(id)
    }

    /// Something happens to a node. Teardowns that are over are so without a word.
    fn end_teardowns_before(&mut self, id: Id) -> Verdict {
        while let Some(hands) = self.model.last_hands() {
            if std::env::var("DBG").is_ok() {
                eprintln!(
                    "before {id}: {hands:?} {:?}",
                    hands
                        .iter()
                        .map(|id| (
                            self.count_hands(*id),
                            self.upgrade(*id).map(|n| AnyRc::strong_count(&n)),
                            self.model.is_on_path(*id),
                            self.model.nodes[*id].held
                        ))
                        .collect::<Vec<_>>()
                );
            }
            let counts: Vec<usize> = hands.iter().filter_map(|id| self.count_hands(*id)).collect();
            let is_over = if counts.is_empty() {
                !self.model.is_last_teardown_at_work()
            } else {
                counts.iter().all(|count| *count == 0)
            };
            if !is_over || hands.iter().any(|hand| self.model.is_above(*hand, id)) {
                break;
            }
            self.model.end_teardown()?;
        }
        Ok(())
    }

    /// How many dead owners hold a node, as its handles tell; unless they cannot tell.
    fn count_hands(&self, id: Id) -> Option<usize> {
        let node = self.upgrade(id).filter(|_| !self.model.is_on_path(id))?;
        let known = &self.model.nodes[id];
        let others = known.held + known.limbo + usize::from(known.owner.is_some());
        (AnyRc::strong_count(&node) - 1).checked_sub(others)
    }

    /// Something has shown that a node is dead.
    pub fn notice_death(&mut self, id: Id) -> Verdict {
        let World { model, weak, .. } = self;
        let set = model.die(id, &mut |id| weak[id].upgrade().is_some())?;
        if set.outlived().next().is_some() {
            self.saw("outlived");
        }
        if set.members.len() > 1 {
            self.saw("died together");
        }
        self.check_dead(&set)
    }

    fn check_dead(&self, set: &DeadSet) -> Verdict {
        for id in &set.members {
            if self.upgrade(*id).is_some() {
                refuse!("{id} is dead, but a weak handle to it can be upgraded");
            }
        }
        Ok(())
    }

    /// The node whose hook is running, if it is one.
    pub fn this(&self) -> Option<Id> {
        self.this.last()?.as_ref().map(id_of)
    }

    /// A random node among those that fit, in a hook mostly one that is near.
    pub fn pick(&mut self, fits: impl Fn(&World, Id) -> bool) -> Option<Id> {
        let near = match self.this() {
            Some(this) if self.random.percent(70) => self.near(this),
            _ => Vec::new(),
        };
        let near: Vec<Id> = near.into_iter().filter(|id| fits(self, *id)).collect();
        let from = if near.is_empty() {
            self.model.living().filter(|id| fits(self, *id)).collect()
        } else {
            near
        };
        self.random.pick(&from)
    }

    fn near(&mut self, this: Id) -> Vec<Id> {
        let model = &self.model;
        if !model.nodes[this].is_living() {
            return Vec::new();
        }
        match self.random.below(4) {
            0 => vec![this],
            1 => model.chain(this).skip(1).collect(),
            2 => model.tree(this).split_off(1),
            _ => {
                let owner = model.nodes[this].owner;
                owner.into_iter().flat_map(|owner| model.children(owner)).collect()
            }
        }
    }
}

/// Does something to the graph, of which the model knows already. `gone` is what this takes from its
/// owner or from the test, and lets go of, in this order.
pub fn operate<R>(gone: &[Id], real: impl FnOnce() -> R) -> R {
    let expected = world(|world| {
        if world.failed.is_some() {
            return None;
        }
        let is_known = world.quiet > 0 || gone.is_empty();
        let expected = if is_known { world.model.prediction(gone) } else { None };
        world.model.begin_operation(gone);
        Some((world.events.len(), world.model.levels.len(), expected))
    });
    let answer = real();
    if let Some((from, depth, expected)) = expected {
        world(|world| world.end_operation(from, depth, expected));
    }
    answer
}

impl World {
    fn end_operation(&mut self, from: usize, depth: usize, expected: Option<Vec<Event>>) {
        if self.failed.is_some() {
            return;
        }
        let verdict = self.model.end_operation().and_then(|()| {
            if self.model.levels.len() != depth {
                refuse!("an operation ends in between");
            }
            self.notice_silent_deaths()?;
            self.model.leave_operation()
        });
        self.check(verdict);
        if let Some(expected) = expected {
            let events = &self.events[from..];
            if events != expected {
                let message = format!("instead of {expected:?} came {events:?}");
                self.fail(message);
            } else if expected.len() > 1 {
                self.saw("as predicted");
            }
        }
    }
}

/// Drops a handle.
fn let_go(id: Id, handle: ItemRc) {
    if has_failed() {
        mem::forget(handle);
        return;
    }
    let is_last = world(|world| {
        let known = &mut world.model.nodes[id];
        known.held -= 1;
        known.held == 0
    });
    if is_last {
        operate(&[id], || drop(handle));
    } else {
        drop(handle);
    }
}

/// Counts a handle that has just been got.
pub fn count(handle: ItemRc) -> Held {
    let id = id_of(&handle);
    world(|world| world.model.nodes[id].held += 1);
    Held { id, handle: Some(handle) }
}

/// For handles that an operation gives, which the model knows of already.
pub fn held(handle: ItemRc) -> Held {
    Held { id: id_of(&handle), handle: Some(handle) }
}

/// How to come by a handle.
enum Way {
    Weak(AnyWeak),
    /// From there so many owners up.
    Up(ItemRc, usize),
    /// From there down, each time by field and index.
    Down(ItemRc, Vec<(usize, usize)>),
}

/// Gets a handle to a node, unless it has died meanwhile.
pub fn hold(id: Id) -> Option<Held> {
    let way = world(|world| {
        let verdict = world.notice_silent_deaths();
        world.check(verdict);
        let is_living = world.failed.is_none() && world.model.nodes[id].is_living();
        is_living.then(|| world.way_to(id))
    })?;
    let handle = match way {
        Way::Weak(weak) => weak.upgrade().map(|node| item(&node)),
        Way::Up(this, count) => {
            let mut node = Some(this);
            for _ in 0..count {
                node = node.and_then(|node| node.owner()).map(|owner| item(&owner));
            }
            node
        }
        Way::Down(from, steps) => {
            let mut node = Some(from);
            for (number, at) in steps {
                node = node.and_then(|node| field(&node, number).children().into_iter().nth(at));
            }
            node
        }
    };
    world(|world| match &handle {
        None if world.model.may_be_gone(id) => (),
        None => world.fail(format!("{id} cannot be reached")),
        Some(handle) if id_of(handle) != id => {
            world.fail(format!("instead of {id}, {} was reached", id_of(handle)));
        }
        Some(_) => (),
    });
    if has_failed() {
        mem::forget(handle);
        return None;
    }
    handle.map(count)
}

impl World {
    fn way_to(&mut self, id: Id) -> Way {
        if self.random.percent(40) {
            return Way::Weak(self.weak[id].clone());
        }
        let chain: Vec<Id> = self.model.chain(id).collect();
        if let Some(this) = self.this() {
            let up = self.model.chain(this).position(|above| above == id);
            if let Some(count) = up {
                let this = self.this.last().cloned().flatten().expect("it was there");
                return Way::Up(this, count);
            }
        }
        // From the nearest one to which there is a handle.
        for (depth, above) in chain.iter().enumerate() {
            let from = self.pool.iter().map(Held::node).chain(self.this.iter().flatten());
            let Some(from) = from.into_iter().find(|node| id_of(node) == *above).cloned() else {
                continue;
            };
            let steps = chain[..depth].iter().rev().map(|id| {
                let (_, field, at) = self.model.place(*id).expect("it has an owner");
                (field, at)
            });
            return Way::Down(from, steps.collect());
        }
        Way::Weak(self.weak[id].clone())
    }

    /// Learns of nodes that have just been made.
    pub fn learn(&mut self, root: Id, node: &ItemRc) {
        self.weak.resize(self.model.nodes.len(), AnyWeak::new());
        let mut rest = vec![(root, node.clone())];
        while let Some((id, node)) = rest.pop() {
            if id_of(&node) != id {
                return self.fail(format!("instead of {id}, {} was made", id_of(&node)));
            }
            self.weak[id] = AnyRc::downgrade(&node.to_any());
            for (number, children) in self.model.nodes[id].fields.iter().enumerate() {
                let nodes = field(&node, number).children();
                if nodes.len() != children.len() {
                    return self.fail(format!("{id} was made with other children"));
                }
                rest.extend(children.iter().copied().zip(nodes));
            }
        }
    }
}

/// Makes the nodes of which the model knows already.
pub fn grow(root: Id) -> Held {
    let plain = world(|world| plain(&world.model, root));
    let node = kinfolk::Graph::into_graph(plain);
    world(|world| world.learn(root, &node));
    count(node)
}

/// Takes a handle out of the pool.
pub fn take_from_pool(at: usize) -> Option<Held> {
    world(|world| (at < world.pool.len()).then(|| world.pool.swap_remove(at)))
}

pub fn put_into_pool(held: Held) {
    world(|world| world.pool.push(held));
}

/// Takes what the test keeps in a node's data.
pub fn take_stash(node: &ItemRc) -> Vec<Held> {
    let stash = crate::kinds::tag_of(node).map(|tag| tag.stash.take()).unwrap_or_default();
    world(|world| world.model.nodes[id_of(node)].stash.clear());
    stash
}

/// At the end of a step.
pub fn check_rest() {
    world(|world| {
        if world.failed.is_some() {
            return;
        }
        let verdict = world.rest();
        world.check(verdict);
        world.events.clear();
    });
}

impl World {
    fn rest(&mut self) -> Verdict {
        if !self.model.levels.is_empty() || !self.this.is_empty() {
            refuse!("something is still at work");
        }
        if let Some(name) = self.panics.last() {
            refuse!("the panic in a `{name}` was not reported");
        }
        if !self.model.dying().is_empty() {
            refuse!("something is still dying");
        }
        compare::all(self)
    }

    /// When everything has been let go of.
    pub fn check_end(&self) -> Verdict {
        for (id, known) in self.model.nodes.iter().enumerate() {
            if known.life == Life::Living {
                refuse!("{id} is left");
            }
            if known.life == Life::Dead && known.kind.data_drops() {
                refuse!("the data of {id} is left");
            }
            if known.has_hook_left() {
                refuse!("the hook of {id} has not run");
            }
            if self.upgrade(id).is_some() {
                refuse!("{id} has leaked");
            }
        }
        Ok(())
    }

    pub fn is_finalizer_alive(&self, number: Number) -> bool {
        self.finalizers[number].is_alive()
    }

    pub fn is_in_hook(&self) -> bool {
        let user = self.model.levels.iter().rev();
        user.map(|level| &level.frame).any(|frame| matches!(frame, Frame::Hook(_)))
    }
}
