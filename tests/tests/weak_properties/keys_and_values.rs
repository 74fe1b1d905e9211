//! Keys and values, whose `Drop` may do anything, and names: the part of a key that is compared and
//! hashed.

use std::cell::{Cell, RefCell};
use std::hash::{BuildHasherDefault, DefaultHasher, Hash, Hasher};
use std::mem;

use crate::actions::act_sometimes;
use crate::events::{drop_stash, look_at_death};
use crate::kinds::ItemRc;
use crate::panics::{panic_if, panic_sometimes};
use crate::pending::Keys;
use crate::properties::callbacks::Callback;
use crate::properties::journal::{check, has_failed};
use crate::properties::keys;
use crate::round::round;

/// Keys and values are numbered.
pub type Serial = usize;

pub type Hashing = BuildHasherDefault<DefaultHasher>;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
    /// How many different hashes names have.
    static SPREAD: Cell<usize> = const { Cell::new(1) };
}

pub fn set_spread(spread: usize) {
    SPREAD.set(spread);
}

/// Keys only compare and hash while this runs.
pub fn quietly<R>(look: impl FnOnce() -> R) -> R {
    let before = QUIET.replace(true);
    let answer = look();
    QUIET.set(before);
    answer
}

/// The data of a key or a value.
pub struct Payload {
    pub serial: Serial,
    stash: RefCell<Vec<ItemRc>>,
}

impl Payload {
    pub fn new(stash: Vec<ItemRc>) -> Self {
        let serial = round(|round| {
            round.is_dropped.push(false);
            round.is_dropped.len() - 1
        });
        Payload { serial, stash: RefCell::new(stash) }
    }
}

impl Drop for Payload {
    fn drop(&mut self) {
        let stash = self.stash.take();
        if has_failed() {
            mem::forget(stash);
            return;
        }
        let callback = Callback::begin(|| format!("drop of payload {}", self.serial));
        round(|round| {
            round.apply_eager();
            check(round.payload_dropped(self.serial));
        });
        look_at_death();
        act_sometimes(round(|round| round.profile.payloads_act));
        drop_stash(stash);
        drop(callback);
        panic_sometimes();
    }
}

pub struct Value {
    pub payload: Payload,
}

impl Value {
    pub fn new(stash: Vec<ItemRc>) -> Self {
        Value { payload: Payload::new(stash) }
    }
}

pub type Key = keys::Key<Name, Payload>;

pub fn new_key(name: usize, stash: Vec<ItemRc>) -> Key {
    Key { name: Name(name), payload: Payload::new(stash) }
}

pub struct Name(pub usize);

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        interrupt("hash");
        state.write_usize(self.0 % SPREAD.get());
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        interrupt("comparison");
        self.0 == other.0
    }
}

impl Eq for Name {}

/// A key acts or panics in the middle of an operation.
fn interrupt(what: &'static str) {
    if QUIET.get() || has_failed() {
        return;
    }
    let (acts, panics) = round(|round| {
        let is_calm = round.pending.last().is_none_or(|pending| pending.keys != Keys::Free);
        let acts = !is_calm && round.random.percent(round.profile.keys_act);
        (acts, round.random.percent(round.profile.keys_panic))
    });
    if acts {
        let callback = Callback::begin(|| what.into());
        act_sometimes(100);
        drop(callback);
    }
    panic_if(panics);
}
