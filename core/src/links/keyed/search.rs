//! [`SearchBy`]: how a link over a map searches for a key.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::{BuildHasher, Hash};

use crate::kernel::dyn_handle::AsDynHandle;
use crate::kernel::keyed::KeyPlace;
use crate::links::keyed::entries::{Entries, Snapshot};
use crate::links::keyed::entry::Entry;
use crate::links::keyed::forms;
use crate::links::keyed::hashing::Hashing;
use crate::links::keyed::hints::Hints;
use crate::links::keyed::key::Key;
use crate::links::keyed::storage::{HashedEntries, KeyedStorage};
use crate::links::storage::LinkStorage;
use crate::store::chunks::Place;
use crate::store::hash::BuildFoldedHash;
use crate::store::hash_index::HashIndex;

/// A map whose keys can be looked up by a `Q`, as in std: the key's type, or one that it can be
/// borrowed as.
pub trait SearchBy<Q: ?Sized>: KeyedStorage {
    /// Searches for a key. This runs user code.
    fn search(&self, key: &Q) -> Search<Self::Key, Self::Handle>;

    /// Numbers keys so that equal ones have one number, without gaps; in a sorted map, in the order
    /// of the keys. A search has found them there. This runs user code.
    fn group(&self, keys: &[&Q], found: &[KeyPlace]) -> Vec<usize>;
}

/// The result of a search.
pub struct Search<K, H> {
    /// The entries that were searched.
    pub(crate) seen: Snapshot<K, H>,
    /// The place of the key's entry, or the place where it belongs.
    pub(crate) found: Result<Place, Place>,
    /// The key's hash; 0 in a sorted map.
    pub(crate) hash: u64,
}

/// The result of a search in a map with this storage.
type SearchIn<M> = Search<<M as KeyedStorage>::Key, <M as LinkStorage>::Handle>;

impl<K: 'static, H: AsDynHandle> Search<K, H> {
    /// The entry that was found.
    pub(crate) fn entry(&self) -> Option<&Entry<K, H>> {
        forms::get_at(self.seen.items()?, self.found.ok()?)
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

/// How many searches may change the map before an operation panics.
pub(super) const MAX_TRIES: usize = 100;

/// Searches until a search has not changed the map.
#[track_caller]
pub(crate) fn search_stable<M: KeyedStorage>(map: &M, search: impl Fn(&M) -> SearchIn<M>) -> Found {
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
pub(crate) fn search_both<M: KeyedStorage>(
    map: &M,
    first: impl Fn(&M) -> SearchIn<M>,
    second: impl Fn(&M) -> SearchIn<M>,
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
pub(super) fn panic_unstable() -> ! {
    panic!(
        "comparing or hashing a key changes the map that it is in, at each of {MAX_TRIES} tries"
    );
}

/// How a node gets another key.
pub(crate) enum Rename<H> {
    /// There is no such node.
    NotHere,
    /// Another entry has the key.
    Taken,
    /// The node is at this index, and the key belongs there.
    From { handle: H, index: usize, at: Found },
}

/// Searches for a node, and for the key that it is to have.
#[track_caller]
pub(crate) fn search_rename<K: 'static, M: SearchBy<K, Key = K>>(
    map: &M,
    search: impl Fn(&M) -> SearchIn<M>,
    key: &K,
) -> Rename<M::Handle> {
    let (from, at) = search_both(map, search, |map| map.search(key));
    let entries = map.entries();
    let Ok(place) = from.found else { return Rename::NotHere };
    let Some(entry) = entries.get_at(place) else { return Rename::NotHere };
    let index = entries.index_of(place);
    if at.found.is_ok_and(|taken| entries.index_of(taken) != index) {
        return Rename::Taken;
    }
    Rename::From { handle: entry.handle, index, at }
}

/// Gives the node at `index` a key that was searched, and returns the old one.
pub(crate) fn rename_at<M: KeyedStorage>(
    map: &M,
    index: usize,
    at: Found,
    key: M::Key,
) -> Key<M::Key> {
    let (Ok(to) | Err(to)) = at.found;
    let to = map.entries().index_of(to);
    map.rename(index, to, at.hash, Key::new(key))
}

/// Puts a node in the place of another one, which is returned. The key stays.
pub(crate) fn replace_node<M: KeyedStorage>(map: &M, place: Place, handle: M::Handle) -> M::Handle {
    let entries = map.entries();
    let key = entries.get_at(place).expect("there is an entry at this place").key;
    entries.replace(place, Entry { key, handle }).handle
}

impl<K, H, M, Q> SearchBy<Q> for Entries<K, H, M>
where
    K: Ord + Borrow<Q> + 'static,
    H: AsDynHandle,
    M: Hints,
    Q: Ord + ?Sized,
{
    fn search(&self, key: &Q) -> Search<K, H> {
        let seen = self.snapshot();
        let found = match seen.items() {
            Some(items) => forms::search(items, |other| other.borrow().cmp(key)),
            None => Err(Place::in_flat(0)),
        };
        Search { seen, found, hash: 0 }
    }

    fn group(&self, keys: &[&Q], found: &[KeyPlace]) -> Vec<usize> {
        let found = |number: &usize| found[*number].found;
        let mut order: Vec<usize> = (0..keys.len()).collect();
        order.sort_by_key(|number| {
            let (Ok(index) | Err(index)) = found(number);
            (index, found(number).is_ok())
        });
        // Only those that belong at the same place can be in another order, or equal.
        for keys_there in order.chunk_by_mut(|a, b| found(a) == found(b)) {
            if keys_there.iter().all(|number| found(number).is_err()) {
                keys_there.sort_by(|a, b| keys[*a].cmp(keys[*b]));
            }
        }
        let mut groups = vec![0; keys.len()];
        for pair in order.windows(2) {
            let [a, b] = [pair[0], pair[1]];
            let is_same =
                found(&a) == found(&b) && (found(&a).is_ok() || keys[a].cmp(keys[b]).is_eq());
            groups[b] = groups[a] + usize::from(!is_same);
        }
        groups
    }
}

impl<K, H, P, M, Q, const ORDERED: bool> SearchBy<Q> for HashedEntries<K, H, P, M, ORDERED>
where
    K: Hash + Eq + Borrow<Q> + 'static,
    H: AsDynHandle,
    P: Hashing,
    M: Hints,
    Q: Hash + Eq + ?Sized,
{
    fn search(&self, key: &Q) -> Search<K, H> {
        let hash = self.hashing().hasher().hash_one(key);
        let (seen, found) = self.search_hashed(hash, key);
        Search { seen, found, hash }
    }

    fn group(&self, keys: &[&Q], found: &[KeyPlace]) -> Vec<usize> {
        let mut count = 0;
        let mut groups = Vec::with_capacity(keys.len());
        let mut by_index: HashMap<usize, usize, BuildFoldedHash> = HashMap::default();
        // The keys that are not in the map, each with its group.
        let mut new = HashIndex::default();
        let mut new_keys: Vec<(&Q, usize)> = Vec::new();
        for (key, found) in keys.iter().zip(found) {
            let group = match found.found {
                Ok(index) => *by_index.entry(index).or_insert(count),
                Err(_) => {
                    let is_same = |number: &usize| new_keys[*number].0 == *key;
                    let same = new.candidates(found.hash).find(is_same);
                    same.map_or(count, |number| new_keys[number].1)
                }
            };
            if group == count {
                count += 1;
                if found.found.is_err() {
                    new.push(found.hash);
                    new_keys.push((key, group));
                }
            }
            groups.push(group);
        }
        groups
    }
}

type SnapshotAndPlace<K, H> = (Snapshot<K, H>, Result<Place, Place>);

impl<K, H, P, M, const ORDERED: bool> HashedEntries<K, H, P, M, ORDERED>
where
    K: 'static,
    H: AsDynHandle,
    P: Hashing,
    M: Hints,
{
    /// Searches the entries with this hash, which is the key's. Nearly always, there is one at most.
    #[inline]
    fn search_hashed<Q: Eq + ?Sized>(&self, hash: u64, key: &Q) -> SnapshotAndPlace<K, H>
    where
        K: Borrow<Q>,
    {
        // No user code runs between these two.
        let seen = self.entries().snapshot();
        let first = self.first_candidate(hash);
        let Some(items) = seen.items() else { return (seen, Err(Place::in_flat(0))) };
        let Some(index) = first else {
            let end = Place::in_flat(items.len());
            return (seen, Err(end));
        };
        let is_it = forms::get(items, index).is_some_and(|entry| (*entry.key).borrow() == key);
        if is_it { (seen, Ok(Place::in_flat(index))) } else { self.search_candidates(hash, key) }
    }

    /// As [`search_hashed`](Self::search_hashed), if another key has the same hash.
    #[cold]
    #[inline(never)]
    fn search_candidates<Q: Eq + ?Sized>(&self, hash: u64, key: &Q) -> SnapshotAndPlace<K, H>
    where
        K: Borrow<Q>,
    {
        // The comparison so far may have changed the map. No user code runs between these two.
        let seen = self.entries().snapshot();
        let candidates = self.candidates(hash);
        let Some(items) = seen.items() else { return (seen, Err(Place::in_flat(0))) };
        let is_it = |index: &usize| {
            forms::get(items, *index).is_some_and(|entry| (*entry.key).borrow() == key)
        };
        let found = candidates.into_iter().find(is_it);
        let found = found.map(Place::in_flat).ok_or(Place::in_flat(items.len()));
        (seen, found)
    }
}
