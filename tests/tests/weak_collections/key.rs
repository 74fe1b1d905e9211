//! [`Key`]: a key that runs the test's code in each of its trait methods.

use std::borrow::Borrow;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::hash::{BuildHasher, Hash, Hasher};

use crate::model::{Data, value};

/// Where a key's code runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    Hash,
    Eq,
    Borrow,
    Debug,
    Drop,
}

type Action = Box<dyn FnMut(Moment)>;

thread_local! {
    static ACTION: RefCell<Option<Action>> = const { RefCell::new(None) };
    static CALLS: Cell<usize> = const { Cell::new(0) };
}

/// Runs the action at each moment until [`disarm`]. Moments within the action do not count.
pub fn arm(action: impl FnMut(Moment) + 'static) {
    CALLS.set(0);
    ACTION.set(Some(Box::new(action)));
}

/// Stops, and returns how often the action ran.
pub fn disarm() -> usize {
    drop(ACTION.take());
    CALLS.get()
}

fn reach(moment: Moment) {
    /// Puts the action back, even when it panics.
    struct Back(Option<Action>);
    impl Drop for Back {
        fn drop(&mut self) {
            ACTION.set(self.0.take());
        }
    }
    // After the thread-locals are destroyed there is no action.
    let Ok(Some(action)) = ACTION.try_with(RefCell::take) else { return };
    CALLS.set(CALLS.get() + 1);
    let mut back = Back(Some(action));
    if let Some(action) = &mut back.0 {
        action(moment);
    }
}

/// Equal by its name, which also serves for look-ups.
pub struct Key {
    pub data: Data,
}

pub fn key(name: &str) -> Key {
    Key { data: value(name) }
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        reach(Moment::Hash);
        self.data.name.hash(state);
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        reach(Moment::Eq);
        self.data.name == other.data.name
    }
}

impl Eq for Key {}

impl Borrow<str> for Key {
    fn borrow(&self) -> &str {
        reach(Moment::Borrow);
        &self.data.name
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        reach(Moment::Debug);
        f.write_str(&self.data.name)
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        reach(Moment::Drop);
    }
}

/// All keys have the same hash.
#[derive(Clone, Copy, Default)]
pub struct Same;

impl BuildHasher for Same {
    type Hasher = Same;

    fn build_hasher(&self) -> Same {
        Same
    }
}

impl Hasher for Same {
    fn write(&mut self, _: &[u8]) {}

    fn finish(&self) -> u64 {
        7
    }
}

/// Keys of the same length have the same hash.
#[derive(Clone, Copy, Default)]
pub struct Length(u64);

impl BuildHasher for Length {
    type Hasher = Length;

    fn build_hasher(&self) -> Length {
        Length(0)
    }
}

impl Hasher for Length {
    fn write(&mut self, bytes: &[u8]) {
        self.0 += bytes.len() as u64;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
