//! [`World`]: the nodes themselves beside the model, and what both are told at once.
//!
//! It is in a thread-local, since hooks and the `Drop` of data have no other way to it. It is never
//! borrowed while something runs that might end a node's life.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::mem;

use kinfolk::{AnyRc, AnyWeak, Graph, Handle, Node};

use crate::compare;
use crate::kinds::{ItemRc, Kind, id_of, item, siblings, strong};
use crate::model::{Id, Model};
use crate::random::Random;
use crate::search::Nodes;
use crate::temper::Temper;

pub type Verdict<T = ()> = Result<T, String>;

macro_rules! refuse {
    ($($text:tt)*) => {
        return Err(format!($($text)*))
    };
}
pub(crate) use refuse;

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
    /// What runs of the user's: hooks, ends of data and attached finalizers, each in the one before.
    pub running: Vec<Running>,
    /// Those that led to a node whose hook has run in this step: while the library is on its way
    /// back, it may hold them.
    pub on_the_way: Nodes,
    /// Those to which nodes had links that have died in this step: these are torn down later.
    pub outlived: Nodes,
    /// For each operation at work, the attached finalizers that must run now, the next one last.
    pub due: Vec<Vec<usize>>,
    /// All that lives is being collected.
    pub is_collecting: bool,
    /// The nodes of all attached finalizers.
    pub finalizers: Vec<Id>,
    /// The nodes whose data has been given handles to keep.
    pub keepers: Vec<Id>,
    /// How many actions there may be, in this step.
    pub budget: usize,
    pub actions: usize,
    /// The order of the hooks in this step.
    pub order: Vec<Id>,
    pub trace: Vec<String>,
    pub failed: Option<String>,
    pub seen: BTreeMap<&'static str, usize>,
}

pub struct Running {
    /// The node whose hook it is.
    pub id: Option<Id>,
    /// Those that were dying when it began.
    pub dying: Nodes,
}

/// Where an action is done: in the hook of a node, to which this gives the handle that the hook was
/// given, or in none.
#[derive(Clone, Copy)]
pub struct Here<'a>(pub Option<&'a dyn Fn() -> ItemRc>);

/// A strong handle that the model knows of.
pub struct Held {
    pub id: Id,
    handle: Option<ItemRc>,
}

impl Held {
    pub fn node(&self) -> &ItemRc {
        self.handle.as_ref().expect("it is there until it is dropped")
    }

    /// For what takes the handle.
    pub fn into_node(mut self) -> ItemRc {
        world(|world| world.model.nodes[self.id].held -= 1);
        self.handle.take().expect("it is there until it is dropped")
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let Some(handle) = self.handle.take() else { return };
        if has_failed() {
            mem::forget(handle);
            return;
        }
        world(|world| world.model.nodes[self.id].held -= 1);
        operate(&[self.id], || drop(handle));
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
        running: Vec::new(),
        on_the_way: Nodes::new(),
        outlived: Nodes::new(),
        due: Vec::new(),
        is_collecting: false,
        finalizers: Vec::new(),
        keepers: Vec::new(),
        budget: 0,
        actions: 0,
        order: Vec::new(),
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
    }
    world
}

/// Says something about what is done, for the trace.
pub fn tell(text: impl FnOnce() -> String) {
    world(|world| world.tell(text));
}

impl World {
    pub fn tell(&mut self, text: impl FnOnce() -> String) {
        let indent = "  ".repeat(self.running.len());
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

    /// Goes through what operations let go of until something is so. Says whether it is.
    pub fn wait_until(&mut self, is_so: impl Fn(&Model) -> bool) -> bool {
        while !is_so(&self.model) {
            let limbo = self.model.limbo.iter_mut().rev().find(|limbo| !limbo.is_empty());
            match limbo {
                Some(limbo) => limbo.remove(0),
                None => return false,
            };
        }
        true
    }

    /// The last hook that has begun, if it has not ended.
    pub fn this(&self) -> Option<Id> {
        self.running.last()?.id
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
        let known = &model.nodes[this];
        let near: Vec<Id> = match self.random.below(5) {
            0 => vec![this],
            1 => model.chain(this).skip(1).collect(),
            2 => model.targets(this).collect(),
            3 => known.owner.iter().flat_map(|owner| model.targets(*owner)).collect(),
            _ => known.friend.into_iter().collect(),
        };
        near.into_iter().filter(|id| model.nodes[*id].is_living).collect()
    }
}

/// Does something to the graph, of which the model knows already. `gone` is what this takes from a
/// link or from the test, and lets go of, in this order.
pub fn operate<R>(gone: &[Id], real: impl FnOnce() -> R) -> R {
    if has_failed() {
        return real();
    }
    let expected = world(|world| {
        let is_quiet = world.temper.hooks_act == 0;
        let expected = is_quiet.then(|| (world.order.len(), world.model.prediction(gone)));
        world.model.limbo.push(gone.to_vec());
        world.due.push(Vec::new());
        expected
    });
    let answer = real();
    world(|world| {
        if world.failed.is_none() {
            world.model.limbo.pop();
            let verdict = world.check_deaths().and_then(|()| world.check_order(expected));
            world.check(verdict);
        }
    });
    answer
}

/// For handles that the model knows of already.
pub fn held(handle: ItemRc) -> Held {
    Held { id: id_of(&handle), handle: Some(handle) }
}

/// Makes a node.
pub fn grow(kind: Kind) -> Held {
    let id = world(|world| world.model.add(kind));
    let node = kind.plain(id).into_graph();
    learn(&node);
    world(|world| world.model.nodes[id].held += 1);
    held(node)
}

/// Learns of the node that has been made last.
pub fn learn(node: &ItemRc) {
    world(|world| world.weak.push(AnyRc::downgrade(&node.to_any())));
}

/// Gets a handle to a node that lives.
pub fn hold(here: Here<'_>, id: Id) -> Option<Held> {
    if has_failed() {
        return None;
    }
    let (weak, by_link) = world(|world| (world.weak[id].clone(), world.random.percent(60)));
    let near = match here.0 {
        Some(this) if by_link => find_near(&this(), id),
        _ => None,
    };
    let handle = near.or_else(|| weak.upgrade().map(|node| item(&node)));
    let Some(handle) = handle else {
        world(|world| world.fail(format!("{id} lives, but cannot be reached")));
        return None;
    };
    world(|world| world.model.nodes[id].held += 1);
    Some(held(handle))
}

/// A node is sought where another one leads.
fn find_near(this: &ItemRc, id: Id) -> Option<ItemRc> {
    if id_of(this) == id {
        return Some(this.clone());
    }
    let link = world(|world| {
        let links = &world.model.nodes[id_of(this)].links;
        links.iter().position(|targets| targets.contains(&id))
    });
    let targets = link.map(|link| strong(this, link).targets()).unwrap_or_default();
    let near = this.owner().into_iter().chain(siblings(this).into_iter().flatten());
    targets.into_iter().chain(near.map(|node| item(&node))).find(|node| id_of(node) == id)
}

/// Takes a handle out of the pool.
pub fn take_from_pool(at: usize) -> Option<Held> {
    world(|world| (at < world.pool.len()).then(|| world.pool.swap_remove(at)))
}

pub fn put_into_pool(held: Held) {
    world(|world| world.pool.push(held));
}

/// At the end of a step.
pub fn check_rest() {
    world(|world| {
        if world.failed.is_none() {
            let verdict = world.rest();
            world.check(verdict);
        }
    });
}

impl World {
    fn rest(&mut self) -> Verdict {
        if !self.running.is_empty() || !self.model.limbo.is_empty() {
            refuse!("something is still at work");
        }
        self.order.clear();
        compare::all(self)
    }

    /// When everything has been let go of and collected.
    pub fn check_end(&self, left: usize, freed: usize) -> Verdict {
        if freed != left {
            refuse!("{freed} were freed, not {left}");
        }
        for (id, known) in self.model.nodes.iter().enumerate() {
            if self.upgrade(id).is_some() {
                refuse!("{id} is left");
            }
            if known.is_hook_pending {
                refuse!("the hook of {id} has not run");
            }
            if !known.is_data_dropped && known.kind.data_drops() {
                refuse!("the data of {id} is left");
            }
        }
        Ok(())
    }
}
