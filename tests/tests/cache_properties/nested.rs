//! Operations within each other. The order of uses is not known then, but the holders of each node
//! are.

use std::cell::RefCell;
use std::hash::BuildHasherDefault;
use std::mem;
use std::rc::Rc as StdRc;
use std::thread::{self, LocalKey};

use kinfolk::AnyWeak;
use kinfolk::death::set_panic_report;

use crate::keys::Sheets;
use crate::nested_actions::act;
use crate::nested_checks::{check_counts, check_rest};
use crate::properties::callbacks::{Callback, catch, check_panic, panic_as_planned};
use crate::properties::graph::Id;
use crate::properties::journal::{check, fail, has_failed, log, set_budget};
use crate::properties::state::{self, State};
use crate::properties::{Verdict, refuse};
use crate::random::Random;
use crate::sheets::{Call, SheetRc, set_on_call, weigh};

thread_local! {
    static ROUND: RefCell<Option<Round>> = const { RefCell::new(None) };
}

pub struct Round {
    pub cache: StdRc<Sheets>,
    pub random: Random,
    pub names: usize,
    /// Percent of callbacks that act.
    pub acts: usize,
    /// Percent of callbacks that panic.
    pub panics: usize,
    /// Whether entries are pinned.
    pub pins: bool,
    pub weak: Vec<AnyWeak>,
    pub is_data_dropped: Vec<bool>,
    pub has_hook_run: Vec<bool>,
    pub is_key_dropped: Vec<bool>,
    pub pool: Vec<SheetRc>,
    /// How many look-ups were done.
    pub lookups: u64,
    pub has_panicked: bool,
    /// Callbacks do nothing.
    pub is_quiet: bool,
}

impl State for Round {
    fn slot() -> &'static LocalKey<RefCell<Option<Self>>> {
        &ROUND
    }

    fn forget_handles(&mut self) {
        mem::forget(mem::take(&mut self.pool));
        mem::forget(self.cache.clone());
    }
}

pub fn round<R>(look: impl FnOnce(&mut Round) -> R) -> R {
    state::with(look)
}

pub fn watch_panics() {
    set_panic_report(|name, payload| {
        check_panic(&format!("a `{name}`"), payload);
    });
}

/// Any callback.
fn on_call(what: Call, id: Id) {
    if has_failed() || round(|round| round.is_quiet) {
        return;
    }
    let (acts, panics) = round(|round| {
        let is_again = match what {
            Call::Hook => mem::replace(&mut round.has_hook_run[id], true),
            Call::Data => mem::replace(&mut round.is_data_dropped[id], true),
            Call::KeyDrop => mem::replace(&mut round.is_key_dropped[id], true),
            Call::KeyCompare | Call::Weight | Call::Closure => false,
        };
        log(|| format!("{what:?} of {id}"));
        if is_again {
            fail(format!("again: {what:?} of {id}"));
        }
        let rarer = if what == Call::KeyCompare { 4 } else { 1 };
        let acts = round.random.percent(round.acts / rarer);
        (acts, round.random.percent(round.panics / rarer))
    });
    check_counts();
    if acts {
        let _indented = Callback::silent();
        act();
    }
    if panics && !thread::panicking() && !has_failed() {
        log(|| "panic".into());
        round(|round| round.has_panicked = true);
        panic_as_planned();
    }
}

/// Callbacks do nothing else while this runs.
pub fn quietly<R>(look: impl FnOnce() -> R) -> R {
    let before = round(|round| mem::replace(&mut round.is_quiet, true));
    let answer = look();
    round(|round| round.is_quiet = before);
    answer
}

fn step(action: impl FnOnce()) {
    if has_failed() {
        return;
    }
    set_budget(12);
    catch(action);
    if has_failed() {
        return;
    }
    let cache = round(|round| round.cache.clone());
    check(quietly(|| check_rest(&cache)));
}

pub fn run_round(seed: u64) {
    let mut random = Random::new(seed);
    let budget = random.below(20);
    let steps = random.between(2, 40);
    let cache = Sheets::with_weight_and_hasher(budget, weigh, BuildHasherDefault::default());
    let running = state::begin(Round {
        cache: StdRc::new(cache),
        names: random.between(1, 8),
        acts: [0, 10, 50][random.below(3)],
        panics: [0, 0, 5, 20][random.below(4)],
        pins: random.percent(60),
        random,
        weak: Vec::new(),
        is_data_dropped: Vec::new(),
        has_hook_run: Vec::new(),
        is_key_dropped: Vec::new(),
        pool: Vec::new(),
        lookups: 0,
        has_panicked: false,
        is_quiet: false,
    });
    set_on_call(Some(on_call));
    for _ in 0..steps {
        step(act);
    }
    drop_all();
    set_on_call(None);
    let round = running.end();
    if !has_failed() {
        check(round.check_end());
    }
}

/// Drops all handles, then the cache.
fn drop_all() {
    while !has_failed() && round(|round| !round.pool.is_empty()) {
        step(|| drop(round(|round| round.pool.pop())));
    }
    if has_failed() {
        return;
    }
    let empty = Sheets::with_hasher(0, BuildHasherDefault::default());
    let cache = round(|round| {
        (round.acts, round.panics) = (0, 0);
        mem::replace(&mut round.cache, StdRc::new(empty))
    });
    drop(cache);
}

impl Round {
    fn check_end(&self) -> Verdict {
        let data = self.is_data_dropped.iter().position(|is_dropped| !is_dropped);
        let hook = (0..self.weak.len()).find(|id| id % 2 == 1 && !self.has_hook_run[*id]);
        let key = self.is_key_dropped.iter().position(|is_dropped| !is_dropped);
        if data.is_some() || hook.is_some() || key.is_some() {
            refuse!("left: the data of {data:?}, the hook of {hook:?}, key {key:?}");
        }
        Ok(())
    }
}
