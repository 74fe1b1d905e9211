//! [`World`]: the nodes themselves beside the model, and what both are told at once.
//!
//! It is in a thread-local, since hooks and the `Drop` of data have no other way to it. It is never
//! borrowed while something runs that might end a node's life.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::mem;

use kinfolk::AnyWeak;

use crate::collecting::{Collecting, Verdict, refuse};
use crate::compare;
use crate::holding::Held;
use crate::kinds::{ItemRc, id_of};
use crate::last_wishes::{Attached, Number};
use crate::model::{Id, Model};
use crate::random::Random;
use crate::search::Nodes;
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
    /// The nodes whose hooks are running.
    pub this: Vec<ItemRc>,
    /// How many finalizers and drops of data are at work.
    pub others: usize,
    pub collecting: Option<Collecting>,
    /// Those that have been dying when a hook began, or were held by somebody who is dead now, in this
    /// step. A death that is at work may still hold them, though they are elsewhere by now.
    pub met: Nodes,
    pub attached: Vec<Attached>,
    /// Of those that are dead, what is to run now.
    pub last_wishes: VecDeque<Number>,
    /// How many panics are to be reported.
    pub panics: usize,
    /// How many snapshots of lists there are.
    pub lent: usize,
    /// How many actions there may be, in this step.
    pub budget: usize,
    pub actions: usize,
    pub trace: Vec<String>,
    pub failed: Option<String>,
    pub seen: BTreeMap<&'static str, usize>,
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
        this: Vec::new(),
        others: 0,
        collecting: None,
        met: Nodes::new(),
        attached: Vec::new(),
        last_wishes: VecDeque::new(),
        panics: 0,
        lent: 0,
        budget: 0,
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
        mem::forget(mem::take(&mut world.this));
    }
    world
}

/// Says something about what is done, for the trace.
pub fn tell(text: impl FnOnce() -> String) {
    let text = text();
    world(|world| world.tell(|| text));
}

pub fn fail_world(message: String) {
    world(|world| world.fail(message));
}

impl World {
    pub fn tell(&mut self, text: impl FnOnce() -> String) {
        let indent = "  ".repeat(self.this.len() + self.others);
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

    /// Whether no code runs that the library has called.
    pub fn is_outermost(&self) -> bool {
        self.this.is_empty() && self.others == 0
    }

    /// By a weak handle. Those that are just being made are taken for so.
    pub fn is_reached(&self, id: Id) -> bool {
        self.weak.get(id).is_none_or(|weak| weak.upgrade().is_some())
    }

    /// A random node among those that fit, in a hook mostly one that is near.
    pub fn pick(&mut self, fits: impl Fn(&World, Id) -> bool) -> Option<Id> {
        let near = match self.this.last() {
            Some(this) if self.random.percent(70) => self.near(id_of(this)),
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
            2 => known.links.iter().flatten().copied().collect(),
            3 => known.owner.iter().flat_map(|owner| model.children(*owner)).collect(),
            _ => model.below([this]).into_iter().collect(),
        };
        near.into_iter().filter(|id| model.nodes[*id].is_living).collect()
    }
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
        if !self.is_outermost() || !self.model.limbo.is_empty() || self.collecting.is_some() {
            refuse!("something is still at work");
        }
        self.met.clear();
        self.notice_silent_deaths()?;
        if !self.last_wishes.is_empty() || self.panics > 0 {
            refuse!("finalizers {:?} are left, and {} panics", self.last_wishes, self.panics);
        }
        let left = self.model.let_go_of();
        if !left.is_empty() {
            refuse!("nothing holds {left:?}, but they live");
        }
        compare::all(self)
    }

    /// When everything has been let go of and collected.
    pub fn check_end(&self) -> Verdict {
        for (id, known) in self.model.nodes.iter().enumerate() {
            if known.is_living || self.is_reached(id) {
                refuse!("{id} is left");
            }
            if known.is_hook_pending {
                refuse!("the hook of {id} has not run");
            }
        }
        if let Some(number) = self.attached.iter().position(|attached| attached.is_left) {
            refuse!("finalizer {number} has not run");
        }
        Ok(())
    }
}
