//! Keys and values, with a `Drop` that may do anything; and names, which are what is equal in keys, and hashes.

use std::borrow::Borrow;
use std::cell::{Cell, RefCell};
use std::hash::{BuildHasherDefault, DefaultHasher, Hash, Hasher};
use std::mem;

use crate::actions::act_sometimes;
use crate::events::{Callback, drop_stash, look_at_the_end};
use crate::kinds::ItemRc;
use crate::panics::{panic_if, panic_sometimes};
use crate::pending::Keys;
use crate::world::{has_failed, world};

/// Keys and values are counted.
pub type Serial = usize;

pub type Hashing = BuildHasherDefault<DefaultHasher>;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
    /// How many hashes there are.
    static SPREAD: Cell<usize> = const { Cell::new(1) };
}

pub fn set_spread(spread: usize) {
    SPREAD.set(spread);
}

/// Comparisons of keys do nothing else meanwhile.
pub fn quietly<R>(look: impl FnOnce() -> R) -> R {
    let before = QUIET.replace(true);
    let answer = look();
    QUIET.set(before);
    answer
}

/// What a key or a value is.
pub struct Thing {
    pub serial: Serial,
    stash: RefCell<Vec<ItemRc>>,
}

impl Thing {
    pub fn new(stash: Vec<ItemRc>) -> Self {
        let serial = world(|world| {
            world.is_dropped.push(false);
            world.is_dropped.len() - 1
        });
        Thing { serial, stash: RefCell::new(stash) }
    }
}

impl Drop for Thing {
    fn drop(&mut self) {
        let stash = self.stash.take();
        if has_failed() {
            mem::forget(stash);
            return;
        }
        let callback = Callback::begin(format!("drop of thing {}", self.serial));
        world(|world| {
            world.apply_eager();
            let verdict = world.thing_dropped(self.serial);
            world.check(verdict);
        });
        look_at_the_end();
        act_sometimes(world(|world| world.temper.things_act));
        drop_stash(stash);
        drop(callback);
        panic_sometimes();
    }
}

pub struct Value {
    pub thing: Thing,
}

impl Value {
    pub fn new(stash: Vec<ItemRc>) -> Self {
        Value { thing: Thing::new(stash) }
    }
}

pub struct Key {
    pub name: Name,
    pub thing: Thing,
}

impl Key {
    pub fn new(name: usize, stash: Vec<ItemRc>) -> Self {
        Key { name: Name(name), thing: Thing::new(stash) }
    }
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Key {}

impl Borrow<Name> for Key {
    fn borrow(&self) -> &Name {
        &self.name
    }
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

/// What a key does in the middle of an operation.
fn interrupt(what: &'static str) {
    if QUIET.get() || has_failed() {
        return;
    }
    let (acts, panics) = world(|world| {
        let is_calm = world.pending.last().is_none_or(|pending| pending.keys != Keys::Free);
        let acts = !is_calm && world.random.percent(world.temper.keys_act);
        (acts, world.random.percent(world.temper.keys_panic))
    });
    if acts {
        let callback = Callback::begin(what.into());
        act_sometimes(100);
        drop(callback);
    }
    panic_if(panics);
}
