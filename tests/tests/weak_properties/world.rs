//! [`World`]: the nodes, and what is known of them.
//!
//! It is in a thread-local, since hooks and keys have no other way to it. It is never borrowed while
//! something runs that might end a node's life, or compares keys.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::mem;
use std::rc::{Rc as StdRc, Weak as StdWeak};

use kinfolk::{AnyRc, AnyWeak, Handle};

use crate::cursor::Cursor;
use crate::kinds::{Item, ItemRc, Kind, Leaf, Stone, id_of, item};
use crate::pending::{Focus, Pending};
use crate::random::Random;
use crate::slots::{AnySlot, Bench};
use crate::temper::Temper;
use crate::things::Value;

/// Nodes are counted.
pub type Id = usize;

pub type Verdict = Result<(), String>;

macro_rules! refuse {
    ($($message:tt)*) => { return Err(format!($($message)*)) };
}
pub(crate) use refuse;

thread_local! {
    static WORLD: RefCell<Option<World>> = const { RefCell::new(None) };
}

pub struct Known {
    pub kind: Kind,
    /// Nothing until it is a node.
    weak: Option<AnyWeak>,
    pub has_hook_run: bool,
    pub is_data_dropped: bool,
    /// It was seen to be dead.
    is_gone: bool,
    /// When it was last seen to be alive while something else was dead, in a death of all that die together.
    seen_in: Option<usize>,
}

pub struct World {
    pub random: Random,
    pub temper: Temper,
    pub nodes: Vec<Known>,
    /// Those that may live.
    pub candidates: Vec<Id>,
    /// The handles that the test holds from step to step.
    pub pool: Vec<ItemRc>,
    /// Values that the test holds, whatever becomes of their entries.
    pub values: Vec<StdRc<Value>>,
    /// Iterators over what was taken out.
    pub drains: Vec<Cursor<'static>>,
    /// The nodes whose hooks are running.
    pub this: Vec<Id>,
    /// For each key and value.
    pub is_dropped: Vec<bool>,
    pub items: Bench<Item>,
    pub leaves: Bench<Leaf>,
    pub stones: Bench<Stone>,
    /// All collections, also those that the test has let go of in the middle of an operation.
    pub slots: Vec<StdWeak<dyn AnySlot>>,
    /// The operations at work, each begun within the one before.
    pub pending: Vec<Pending>,
    /// How many iterators and values the test holds for a while.
    pub open: usize,
    /// How many places there are on the stack where panics are caught.
    pub level: usize,
    /// How many calls of the library's are at work.
    pub depth: usize,
    /// Nothing but one death is at work, if that, and the number of what was done last.
    pub one_death: Option<usize>,
    /// What is done is counted: actions, and whatever else lets go of nodes.
    pub deeds: usize,
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
        nodes: Vec::new(),
        candidates: Vec::new(),
        pool: Vec::new(),
        values: Vec::new(),
        drains: Vec::new(),
        this: Vec::new(),
        is_dropped: Vec::new(),
        items: Bench::default(),
        leaves: Bench::default(),
        stones: Bench::default(),
        slots: Vec::new(),
        pending: Vec::new(),
        open: 0,
        level: 0,
        depth: 0,
        one_death: None,
        deeds: 0,
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
        mem::forget(mem::take(&mut world.values));
        mem::forget(mem::take(&mut world.drains));
        mem::forget(mem::take(&mut world.items));
        mem::forget(mem::take(&mut world.leaves));
        mem::forget(mem::take(&mut world.stones));
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

pub fn check(verdict: Verdict) {
    world(|world| world.check(verdict));
}

/// A node that is new, and all below it.
pub fn register(node: &impl Handle) {
    let all: Vec<AnyRc> = node.descendants_or_self().collect();
    world(|world| all.iter().for_each(|node| world.register(node)));
}

impl World {
    pub fn tell(&mut self, text: impl FnOnce() -> String) {
        let indent = "  ".repeat(self.depth);
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

    /// The number of a node that is about to be made.
    pub fn announce(&mut self, kind: Kind) -> Id {
        let id = self.nodes.len();
        let (has_hook_run, is_data_dropped, is_gone) = (false, false, false);
        self.nodes.push(Known {
            kind,
            weak: None,
            has_hook_run,
            is_data_dropped,
            is_gone,
            seen_in: None,
        });
        self.candidates.push(id);
        id
    }

    fn register(&mut self, node: &AnyRc) {
        let id = id_of(&item(node));
        self.nodes[id].weak.get_or_insert_with(|| AnyRc::downgrade(node));
    }

    /// By its weak handle. One that is just being made is taken for alive.
    pub fn is_alive(&mut self, id: Id) -> bool {
        let known = &mut self.nodes[id];
        let is_alive = match &known.weak {
            Some(weak) => weak.upgrade().is_some(),
            None => !known.is_data_dropped,
        };
        let is_back = is_alive && known.is_gone;
        let is_late = !is_alive && !known.is_gone && known.seen_in == Some(self.deeds);
        known.is_gone |= !is_alive;
        if is_back {
            self.fail(format!("{id} was dead, and can be reached again"));
        }
        if is_late && self.one_death.is_some() {
            self.fail(format!("{id} is dead later than others that have died with it"));
        }
        is_alive
    }

    /// Somebody is dead, and all that have died with them.
    pub fn look_at_the_others(&mut self) {
        if self.one_death != Some(self.deeds) {
            return;
        }
        for id in self.candidates.clone() {
            if self.is_alive(id) {
                self.nodes[id].seen_in = Some(self.deeds);
            }
        }
    }

    pub fn get(&self, id: Id) -> Option<ItemRc> {
        Some(item(&self.nodes[id].weak.as_ref()?.upgrade()?))
    }

    /// Often, where an operation is at work.
    pub fn focus(&mut self) -> Option<&Focus> {
        let is_near = self.random.percent(50);
        self.pending.last().map(|pending| &pending.focus).filter(|_| is_near)
    }

    /// A random node that lives: in a hook often its own.
    pub fn pick(&mut self) -> Option<ItemRc> {
        let this = self.this.last().copied();
        if let Some(this) = this.filter(|_| self.random.percent(30)) {
            return self.get(this);
        }
        for _ in 0..6 {
            let id = self.random.pick(&self.candidates)?;
            let node = self.get(id);
            if node.is_some() {
                return node;
            }
        }
        None
    }

    /// When no code runs that the library has called. What is no node by now will never be one.
    pub fn prune(&mut self) {
        for id in &self.candidates {
            self.nodes[*id].weak.get_or_insert_default();
        }
        let mut candidates = mem::take(&mut self.candidates);
        candidates.retain(|id| self.is_alive(*id));
        self.candidates = candidates;
    }
}
