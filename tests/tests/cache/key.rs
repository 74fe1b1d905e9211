//! [`Key`]: a key that runs the test's code in each of its trait methods.

use std::borrow::Borrow;
use std::fmt;
use std::hash::{BuildHasher, Hash, Hasher};

use crate::model::Counted;
use crate::moments::{Moment, reach};

/// Equal by its name, which also serves for look-ups.
pub struct Key {
    name: String,
    _counted: Counted,
}

pub fn key(name: &str) -> Key {
    Key { name: name.to_owned(), _counted: Counted::new() }
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        reach(Moment::Hash, &self.name);
        self.name.hash(state);
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        reach(Moment::Eq, &self.name);
        self.name == other.name
    }
}

impl Eq for Key {}

impl Borrow<str> for Key {
    fn borrow(&self) -> &str {
        reach(Moment::Borrow, &self.name);
        &self.name
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        reach(Moment::KeyDrop, &self.name);
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
