//! Putting entries into a shared map by their indices, to undo a change or to make it again. No keys are
//! compared or hashed.

use std::ops::Range;

use crate::kernel::dyn_link::{LinkEntry, LinkKey};
use crate::links::keyed::entry::Entry;
use crate::links::keyed::key::Key;
use crate::links::keyed::search::replace_node;
use crate::links::keyed::storage::KeyedStorage;
use crate::links::shared::target_of;
use crate::model::graph::Graph;

/// The key at this index.
pub(super) fn link_key<M: KeyedStorage>(map: &M, index: usize) -> Option<LinkKey> {
    let key = map.entries().get(index)?.key;
    Some(LinkKey { key: key.as_shared().clone(), hash: map.hash_at(index) })
}

/// As [`DynShared::put`](crate::kernel::dyn_link::DynShared::put). O(√n) for each entry of a sorted map.
/// In a hash map, it takes out and puts back the entries behind the range, unless there are as many new
/// ones as old ones.
pub(super) fn put<T, M>(map: &M, range: Range<usize>, new: &[LinkEntry])
where
    T: Graph,
    M: KeyedStorage<Handle = T::Handle>,
{
    let len = map.entries().len();
    let end = range.end.min(len);
    let mut index = range.start.min(end);
    if new.len() == end - index {
        for entry in new {
            if let Some((Entry { key, handle }, hash)) = typed::<T, M>(entry) {
                drop(map.rename(index, index, hash, key));
                drop(replace_node(map, map.entries().place_of(index), handle));
            }
            index += 1;
        }
        return;
    }
    let take_last = |len: usize| {
        let hash = map.hash_at(len - 1);
        (map.remove(map.entries().place_of(len - 1)), hash)
    };
    let mut behind = Vec::new();
    if !M::IS_SORTED {
        behind.extend((end + 1..=len).rev().map(take_last));
    }
    for end in (index + 1..=end).rev() {
        drop(take_last(end));
    }
    let mut insert = |(entry, hash)| {
        map.insert(map.entries().place_of(index), hash, entry);
        index += 1;
    };
    new.iter().filter_map(typed::<T, M>).for_each(&mut insert);
    behind.into_iter().rev().for_each(insert);
}

/// An entry, and the hash of its key.
type Hashed<K, H> = (Entry<K, H>, u64);

fn typed<T, M>(entry: &LinkEntry) -> Option<Hashed<M::Key, T::Handle>>
where
    T: Graph,
    M: KeyedStorage<Handle = T::Handle>,
{
    let LinkKey { key, hash } = entry.key.clone()?;
    let (key, handle) = (key.downcast().ok()?, target_of::<T>(entry)?);
    Some((Entry { key: Key::from_shared(key), handle }, hash))
}
