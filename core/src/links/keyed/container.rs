//! [`KeyedContainer`]: the maps that a link can be declared over, and how they search for a key.

use std::borrow::Borrow;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::{BuildHasher, Hash};

#[cfg(feature = "indexmap")]
use indexmap::IndexMap;

use crate::kernel::dyn_handle::AsDynHandle;
use crate::links::keyed::entries::{self, Entries, Entry, Snapshot};
use crate::links::keyed::storage::{HashedEntries, KeyedStorage};
use crate::links::own::container::{ChildHandle, OwnContainer};
use crate::model::graph::Graph;
use crate::store::chunks::Place;

/// The maps that a link can be declared over: `BTreeMap<K, T>`, `HashMap<K, T, S>` and, with the
/// feature `indexmap`, `IndexMap<K, T, S>`, where `T` derives [`Graph`].
pub trait KeyedContainer: OwnContainer<Storage: KeyedStorage<Key = Self::Key>> {
    /// The keys.
    type Key: fmt::Debug + 'static;

    /// As [`KeyedBy::search`], for a key of the map's own type.
    fn search_key(map: &Self::Storage, key: &Self::Key) -> Search<Self>;
}

/// A map whose keys can be looked up by a `Q`, as in std: the key's type, or one that it can be
/// borrowed as.
pub(crate) trait KeyedBy<Q: ?Sized>: KeyedContainer {
    /// Searches for a key. This runs user code.
    fn search(map: &Self::Storage, key: &Q) -> Search<Self>;
}

/// The result of a search.
pub struct Search<C: KeyedContainer> {
    /// The entries that were searched.
    pub(crate) seen: Snapshot<C::Key, ChildHandle<C>>,
    /// The place of the key's entry, or the place where it belongs.
    pub(crate) found: Result<Place, Place>,
    /// The key's hash; 0 in a sorted map.
    pub(crate) hash: u64,
}

impl<C: KeyedContainer> Search<C> {
    /// The entry that was found.
    pub(crate) fn entry(&self) -> Option<&Entry<C::Key, ChildHandle<C>>> {
        entries::get_at(self.seen.items()?, self.found.ok()?)
    }
}

/// Where a key is in a map, as long as the map does not change.
#[derive(Clone, Copy)]
pub(crate) struct Found {
    /// The place of the key's entry, or the place where it belongs.
    pub(crate) found: Result<Place, Place>,
    /// The key's hash; 0 in a sorted map.
    pub(crate) hash: u64,
}

/// How often a search is repeated that changes the map.
const MAX_TRIES: usize = 100;

/// Searches until a search has not changed the map.
#[track_caller]
pub(crate) fn search_stable<C: KeyedContainer>(
    map: &C::Storage,
    search: impl Fn(&C::Storage) -> Search<C>,
) -> Found {
    for _ in 0..MAX_TRIES {
        let Search { seen, found, hash } = search(map);
        if map.entries().is_unchanged_since(&seen) {
            // The map holds the same entries, so nothing dies here.
            drop(seen);
            return Found { found, hash };
        }
    }
    panic_unstable()
}

/// As [`search_stable`], for two searches in the same map.
#[track_caller]
pub(crate) fn search_both<C: KeyedContainer>(
    map: &C::Storage,
    first: impl Fn(&C::Storage) -> Search<C>,
    second: impl Fn(&C::Storage) -> Search<C>,
) -> (Found, Found) {
    for _ in 0..MAX_TRIES {
        let Search { seen, found, hash } = first(map);
        let second = search_stable(map, &second);
        if map.entries().is_unchanged_since(&seen) {
            // The map holds the same entries, so nothing dies here.
            drop(seen);
            return (Found { found, hash }, second);
        }
    }
    panic_unstable()
}

#[cold]
#[track_caller]
fn panic_unstable() -> ! {
    panic!(
        "comparing or hashing a key changes the map that it is in, at each of {MAX_TRIES} tries"
    );
}

impl<K: Ord + fmt::Debug + 'static, T: Graph> KeyedContainer for BTreeMap<K, T> {
    type Key = K;

    fn search_key(map: &Self::Storage, key: &K) -> Search<Self> {
        search_sorted(map, key)
    }
}

impl<K, T, Q> KeyedBy<Q> for BTreeMap<K, T>
where
    K: Ord + fmt::Debug + Borrow<Q> + 'static,
    T: Graph,
    Q: Ord + ?Sized,
{
    fn search(map: &Self::Storage, key: &Q) -> Search<Self> {
        search_sorted(map, key)
    }
}

fn search_sorted<K, T, Q>(map: &Entries<K, T::Handle>, key: &Q) -> Search<BTreeMap<K, T>>
where
    K: Ord + fmt::Debug + Borrow<Q> + 'static,
    T: Graph,
    Q: Ord + ?Sized,
{
    let seen = map.snapshot();
    let found = match seen.items() {
        Some(items) => entries::search(items, |other| other.borrow().cmp(key)),
        None => Err(Place::in_flat(0)),
    };
    Search { seen, found, hash: 0 }
}

macro_rules! hash_map {
    ($map:ident) => {
        impl<K, T, S> KeyedContainer for $map<K, T, S>
        where
            K: Hash + Eq + fmt::Debug + 'static,
            T: Graph,
            S: BuildHasher + 'static,
        {
            type Key = K;

            fn search_key(map: &Self::Storage, key: &K) -> Search<Self> {
                let hash = map.plain().hasher().hash_one(key);
                let (seen, found) = search_hashed(map, hash, key);
                Search { seen, found, hash }
            }
        }

        impl<K, T, S, Q> KeyedBy<Q> for $map<K, T, S>
        where
            K: Hash + Eq + fmt::Debug + Borrow<Q> + 'static,
            T: Graph,
            S: BuildHasher + 'static,
            Q: Hash + Eq + ?Sized,
        {
            fn search(map: &Self::Storage, key: &Q) -> Search<Self> {
                let hash = map.plain().hasher().hash_one(key);
                let (seen, found) = search_hashed(map, hash, key);
                Search { seen, found, hash }
            }
        }
    };
}

hash_map!(HashMap);
#[cfg(feature = "indexmap")]
hash_map!(IndexMap);

/// Searches the entries with this hash, which is the key's.
fn search_hashed<K, H, P, Q, const ORDERED: bool>(
    map: &HashedEntries<K, H, P, ORDERED>,
    hash: u64,
    key: &Q,
) -> (Snapshot<K, H>, Result<Place, Place>)
where
    K: Borrow<Q> + 'static,
    H: AsDynHandle,
    P: 'static,
    Q: Eq + ?Sized,
{
    // No user code runs between these two.
    let seen = map.entries().snapshot();
    let (first, others) = map.candidates(hash);
    let Some(items) = seen.items() else { return (seen, Err(Place::in_flat(0))) };
    let is_it = |index: &usize| {
        entries::get(items, *index).is_some_and(|entry| (*entry.key).borrow() == key)
    };
    let found = first.into_iter().chain(others).find(is_it);
    let found = found.map(Place::in_flat).ok_or(Place::in_flat(items.len()));
    (seen, found)
}
