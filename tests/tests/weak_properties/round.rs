//! [`Round`]: the state of a round: the nodes, and what is known of them.
//!
//! It is never borrowed while something compares keys, as these may act.

use std::cell::RefCell;
use std::mem;
use std::rc::{Rc as StdRc, Weak as StdWeak};
use std::thread::LocalKey;

use kinfolk::{AnyRc, AnyWeak, Handle};

use crate::cursor::Cursor;
use crate::keys_and_values::Value;
use crate::kinds::{Item, ItemRc, Kind, Leaf, Stone, id_of, item};
use crate::pending::{Focus, Pending};
use crate::profile::Profile;
use crate::properties::graph::Id;
use crate::properties::journal::fail;
use crate::properties::state::{self, State};
use crate::random::Random;
use crate::slots::{AnySlot, Collections};

thread_local! {
    static ROUND: RefCell<Option<Round>> = const { RefCell::new(None) };
}

pub struct Known {
    pub kind: Kind,
    /// `None` until the node is made.
    weak: Option<AnyWeak>,
    pub has_hook_run: bool,
    pub is_data_dropped: bool,
    /// Its weak handle has failed to upgrade.
    is_gone: bool,
    /// The clock when it was last seen alive while another node was dead, in a death of all that
    /// die together.
    seen_in: Option<usize>,
}

pub struct Round {
    pub random: Random,
    pub profile: Profile,
    pub nodes: Vec<Known>,
    /// The nodes that may be alive.
    pub candidates: Vec<Id>,
    /// The handles that the test holds from step to step.
    pub pool: Vec<ItemRc>,
    /// Values that the test holds, whether their entries are left or not.
    pub values: Vec<StdRc<Value>>,
    /// Iterators over entries that a drain has taken out.
    pub drains: Vec<Cursor<'static>>,
    /// The nodes whose hooks are running.
    pub in_hooks: Vec<Id>,
    /// For each key and value, by its serial.
    pub is_dropped: Vec<bool>,
    pub items: Collections<Item>,
    pub leaves: Collections<Leaf>,
    pub stones: Collections<Stone>,
    /// All collections, also those that the test has dropped while an operation was running on
    /// them.
    pub slots: Vec<StdWeak<dyn AnySlot>>,
    /// The running operations, each within the one before.
    pub pending: Vec<Pending>,
    /// How many times the test holds iterators, values or collections for a while.
    pub open: usize,
    /// How many calls of `catch` are on the stack.
    pub level: usize,
    /// The clock at the start of a death, while nothing else is running.
    pub only_death: Option<usize>,
    /// Counts actions, and all else that drops nodes.
    pub clock: usize,
}

impl State for Round {
    fn slot() -> &'static LocalKey<RefCell<Option<Self>>> {
        &ROUND
    }

    fn forget_handles(&mut self) {
        mem::forget(mem::take(&mut self.pool));
        mem::forget(mem::take(&mut self.values));
        mem::forget(mem::take(&mut self.drains));
        mem::forget(mem::take(&mut self.items));
        mem::forget(mem::take(&mut self.leaves));
        mem::forget(mem::take(&mut self.stones));
    }
}

pub fn round<R>(look: impl FnOnce(&mut Round) -> R) -> R {
    state::with(look)
}

/// Keeps weak handles to a new node and all below it.
pub fn register(node: &impl Handle) {
    let all: Vec<AnyRc> = node.descendants_or_self().collect();
    round(|round| all.iter().for_each(|node| round.register(node)));
}

impl Round {
    pub fn new(random: Random, profile: Profile) -> Self {
        Round {
            random,
            profile,
            nodes: Vec::new(),
            candidates: Vec::new(),
            pool: Vec::new(),
            values: Vec::new(),
            drains: Vec::new(),
            in_hooks: Vec::new(),
            is_dropped: Vec::new(),
            items: Collections::default(),
            leaves: Collections::default(),
            stones: Collections::default(),
            slots: Vec::new(),
            pending: Vec::new(),
            open: 0,
            level: 0,
            only_death: None,
            clock: 0,
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

    /// Whether the node's weak handle upgrades. True for a node that is being made.
    pub fn is_alive(&mut self, id: Id) -> bool {
        let known = &mut self.nodes[id];
        let is_alive = match &known.weak {
            Some(weak) => weak.upgrade().is_some(),
            None => !known.is_data_dropped,
        };
        let is_back = is_alive && known.is_gone;
        let is_late = !is_alive && !known.is_gone && known.seen_in == Some(self.clock);
        known.is_gone |= !is_alive;
        if is_back {
            fail(format!("{id} was dead, and can be reached again"));
        }
        if is_late && self.only_death.is_some() {
            fail(format!("{id} is dead later than others that died with it"));
        }
        is_alive
    }

    /// A node is dead, and so is all that dies with it.
    pub fn look_at_the_others(&mut self) {
        if self.only_death != Some(self.clock) {
            return;
        }
        for id in self.candidates.clone() {
            if self.is_alive(id) {
                self.nodes[id].seen_in = Some(self.clock);
            }
        }
    }

    pub fn get(&self, id: Id) -> Option<ItemRc> {
        Some(item(&self.nodes[id].weak.as_ref()?.upgrade()?))
    }

    /// Where an operation is running, in half of the calls.
    pub fn focus(&mut self) -> Option<&Focus> {
        let is_near = self.random.percent(50);
        self.pending.last().map(|pending| &pending.focus).filter(|_| is_near)
    }

    /// A random living node: in a hook often its own.
    pub fn pick(&mut self) -> Option<ItemRc> {
        let this = self.in_hooks.last().copied();
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

    /// When no callback is running. A node that is not made by now will never be made.
    pub fn prune(&mut self) {
        for id in &self.candidates {
            self.nodes[*id].weak.get_or_insert_default();
        }
        let mut candidates = mem::take(&mut self.candidates);
        candidates.retain(|id| self.is_alive(*id));
        self.candidates = candidates;
    }
}
