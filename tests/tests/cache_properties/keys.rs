//! Keys, many of which have the same hash.

use std::hash::{BuildHasherDefault, DefaultHasher, Hash, Hasher};

use kinfolk::cache::Cache;

use crate::properties::keys;
use crate::sheets::{Call, Sheet, call};

pub type Sheets = Cache<Key, Sheet, BuildHasherDefault<DefaultHasher>>;

pub type Key = keys::Key<Name, Serial>;

pub struct Name(pub usize);

/// Keys are numbered.
pub struct Serial(pub usize);

impl Drop for Serial {
    fn drop(&mut self) {
        call(Call::KeyDrop, self.0);
    }
}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        call(Call::KeyCompare, self.0);
        state.write_usize(self.0 % 3);
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        call(Call::KeyCompare, self.0);
        self.0 == other.0
    }
}

impl Eq for Name {}
