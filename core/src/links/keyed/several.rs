//! Operations with several keys: they search all of them before they change anything.

use crate::kernel::dyn_handle::AsDynHandle;
use crate::kernel::keyed::KeyPlace;
use crate::links::keyed::entries::Snapshot;
use crate::links::keyed::entry::Entry;
use crate::links::keyed::forms;
use crate::links::keyed::key::Key;
use crate::links::keyed::plan::{Edit, Plan, Put};
use crate::links::keyed::search::{MAX_TRIES, SearchBy, panic_unstable, replace_node};
use crate::links::keyed::storage::KeyedStorage;

/// Where several keys are in a map, as long as the map does not change.
pub(crate) struct Groups {
    /// The group of each key. All keys of a group are equal.
    of_keys: Vec<usize>,
    groups: Vec<KeyPlace>,
}

/// Searches for keys, and compares them with each other, until this has not changed the map.
#[track_caller]
pub(crate) fn search_all<K: 'static, M: SearchBy<K, Key = K>>(map: &M, keys: &[K]) -> Groups {
    for _ in 0..MAX_TRIES {
        let before = map.entries().snapshot();
        if let Some(groups) = search_once(map, keys, &before) {
            return groups;
        }
    }
    panic_unstable()
}

/// `None` if the map has changed meanwhile.
fn search_once<K: 'static, M: SearchBy<K, Key = K>>(
    map: &M,
    keys: &[K],
    before: &Snapshot<K, M::Handle>,
) -> Option<Groups> {
    let mut found = Vec::with_capacity(keys.len());
    for key in keys {
        let search = map.search(key);
        let index = |place| search.seen.items().map_or(0, |items| forms::index_of(items, place));
        found.push(KeyPlace { found: search.found.map(index).map_err(index), hash: search.hash });
        if !map.entries().is_unchanged_since(before) {
            return None;
        }
    }
    let of_keys = map.group(&keys.iter().collect::<Vec<_>>(), &found);
    if !map.entries().is_unchanged_since(before) {
        return None;
    }
    let count = of_keys.iter().max().map_or(0, |last| last + 1);
    let mut groups = vec![KeyPlace { found: Err(0), hash: 0 }; count];
    for (group, found) in of_keys.iter().zip(found) {
        groups[*group] = found;
    }
    Some(Groups { of_keys, groups })
}

impl Groups {
    /// How the map changes if a node is put under each key. For children, `child` answers the
    /// address, and the index in the map of one that is there already.
    pub(crate) fn plan<M: KeyedStorage>(
        &self,
        map: &M,
        mut child: impl FnMut(usize) -> (Option<*const ()>, Option<usize>),
    ) -> Plan {
        let mut puts = Vec::with_capacity(self.of_keys.len());
        for (number, group) in self.of_keys.iter().enumerate() {
            let (child, here) = child(number);
            puts.push(Put { group: *group, child, here });
        }
        Plan::new(&self.groups, &puts, M::IS_SORTED, map.entries().len())
    }
}

/// The keys and nodes that have left a map, and those given ones that were not put in. They are
/// dropped in this order.
pub(crate) struct Left<K, H> {
    keys: Vec<Key<K>>,
    given_keys: Vec<Option<K>>,
    former: Vec<H>,
    given: Vec<Option<H>>,
}

impl<K, H> Left<K, H> {
    pub(crate) fn nodes(&self) -> impl Iterator<Item = &H> {
        self.former.iter().chain(self.given.iter().flatten())
    }

    /// Whether an entry has lost its node.
    pub(crate) fn has_former(&self) -> bool {
        !self.former.is_empty()
    }
}

/// Changes a map as planned, without user code. The caller drops what is left when the graph is in
/// order.
pub(crate) fn carry_out<M: KeyedStorage>(
    map: &M,
    plan: &Plan,
    keys: Vec<M::Key>,
    nodes: Vec<M::Handle>,
) -> Left<M::Key, M::Handle> {
    let given_keys = keys.into_iter().map(Some).collect();
    let given = nodes.into_iter().map(Some).collect();
    let mut left = Left { keys: Vec::new(), given_keys, former: Vec::new(), given };
    for edit in &plan.edits {
        left.carry_out(map, edit);
    }
    left
}

impl<K: 'static, H: AsDynHandle> Left<K, H> {
    fn carry_out<M: KeyedStorage<Key = K, Handle = H>>(&mut self, map: &M, edit: &Edit) {
        let entries = map.entries();
        match *edit {
            Edit::Insert { index, hash, key, node } => {
                if let (Some(key), Some(handle)) = (self.key(key), self.given[node].take()) {
                    map.insert(entries.place_of(index), hash, Entry { key, handle });
                }
            }
            Edit::Replace { index, hash, key, node } => {
                if let Some(key) = key.and_then(|key| self.key(key)) {
                    self.keys.push(map.rename(index, index, hash, key));
                }
                if let Some(handle) = node.and_then(|node| self.given[node].take()) {
                    self.former.push(replace_node(map, entries.place_of(index), handle));
                }
            }
            Edit::Remove { index } => {
                let (key, handle) = map.remove(entries.place_of(index)).into_pair();
                self.keys.push(key);
                self.former.push(handle);
            }
        }
    }

    fn key(&mut self, number: usize) -> Option<Key<K>> {
        self.given_keys[number].take().map(Key::new)
    }
}
