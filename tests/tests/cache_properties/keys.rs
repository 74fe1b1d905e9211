//! Keys, many of which have the same hash.

use std::borrow::Borrow;
use std::hash::{BuildHasherDefault, DefaultHasher, Hash, Hasher};

use kinfolk::cache::Cache;

use crate::sheets::{Call, Sheet, call};

pub type Sheets = Cache<Key, Sheet, BuildHasherDefault<DefaultHasher>>;

pub struct Name(pub usize);

pub struct Key {
    pub name: Name,
    /// Keys are numbered.
    pub serial: usize,
}

impl Drop for Key {
    fn drop(&mut self) {
        call(Call::KeyDrop, self.serial);
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
