//! [`Known`]: things that a collection has examined, by their address.

use std::collections::HashMap;

use crate::store::hash::BuildFoldedHash;

/// Things that were examined, by their address, with what was found. Each is kept by a `K`, so that
/// its address does not become another one's.
pub(super) struct Known<K> {
    things: HashMap<*const (), Examined<K>, BuildFoldedHash>,
}

struct Examined<K> {
    _keeper: K,
    is_unreachable: bool,
}

impl<K> Default for Known<K> {
    fn default() -> Self {
        Known { things: HashMap::default() }
    }
}

impl<K> Known<K> {
    pub(super) fn add(&mut self, address: *const (), keeper: K, is_unreachable: bool) {
        self.things.insert(address, Examined { _keeper: keeper, is_unreachable });
    }

    pub(super) fn contains(&self, address: *const ()) -> bool {
        self.things.contains_key(&address)
    }

    pub(super) fn is_unreachable(&self, address: *const ()) -> bool {
        self.things.get(&address).is_some_and(|thing| thing.is_unreachable)
    }
}
