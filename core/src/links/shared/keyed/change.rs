//! How nodes get into a shared map, and leave it.

use std::slice;

use crate::change::log::{self, Scope};
use crate::change::targets::{self, ALL, Changing, end};
use crate::collect::collect_if_due;
use crate::kernel::attach_error::AttachError;
use crate::kernel::dyn_handle::address;
use crate::kernel::dyn_node::DynNode;
use crate::links::keyed::entry::Entry;
use crate::links::keyed::error::KeyedError;
use crate::links::keyed::key::Key;
use crate::links::keyed::retain::rejected;
use crate::links::keyed::search::{
    Found, Rename, Search, SearchBy, rename_at, replace_node, search_rename, search_stable,
};
use crate::links::keyed::several::{carry_out, search_all};
use crate::links::keyed::storage::KeyedStorage;
use crate::links::shared::Shared;
use crate::links::shared::keyed::container::KeyedTargets;
use crate::model::graph::{Graph, NodeType};
use crate::store::chunks::Place;

/// The handle of a target of a map.
pub(super) type Target<C> = <<C as super::super::SharedContainer>::Item as Graph>::Handle;

/// The result of an operation that may refuse a key.
type KeyedResult<T, C> = Result<T, KeyedError<<C as KeyedTargets>::Key, Target<C>>>;

impl<O: NodeType, C: KeyedTargets> Shared<O, C> {
    /// Puts a node under a key. Returns the node that had the key.
    #[track_caller]
    pub(super) fn put(&self, key: C::Key, target: Target<C>) -> Option<Target<C>> {
        let (former, _scope) = self.put_at(self.search_key(&key), key, target);
        collect_if_due();
        former
    }

    /// Puts a node under a key, unless another one has the key.
    #[track_caller]
    pub(super) fn put_new(&self, key: C::Key, target: Target<C>) -> KeyedResult<Target<C>, C> {
        let at = self.search_key(&key);
        if let Ok(place) = at.found {
            let there = self.targets.entries().get_at(place);
            if there.is_some_and(|entry| address(&entry) != address(&target)) {
                return Err(self.refuse_taken(key, Some(target)));
            }
            drop(key);
            return Ok(target);
        }
        let (_, _scope) = self.put_at(at, key, target.clone());
        collect_if_due();
        Ok(target)
    }

    /// Puts nodes under their keys. Those that had the keys are dropped at the end.
    #[track_caller]
    pub(super) fn put_all(&self, entries: Vec<(C::Key, Target<C>)>) {
        let (keys, targets): (Vec<_>, Vec<_>) = entries.into_iter().unzip();
        let groups = search_all(&self.targets, &keys);
        if targets.is_empty() {
            return;
        }
        // No user code runs from here on, until all nodes are there.
        let plan = groups.plan(&self.targets, |_| (None, None));
        let ranges = if log::is_open() { plan.ranges() } else { Vec::new() };
        let changing = self.changing_several(&ranges);
        self.before_insert(&targets);
        let left = carry_out(&self.targets, &plan, keys, targets);
        if left.has_former() {
            self.after_removal();
        }
        let scope = end(changing, &vec![1; ranges.len()]);
        collect_if_due();
        drop((left, scope));
    }

    #[track_caller]
    fn search_key(&self, key: &C::Key) -> Found {
        search_stable(&self.targets, |map| map.search(key))
    }

    /// Puts a node where a search has found its key or the place of the key.
    fn put_at(
        &self,
        at: Found,
        key: C::Key,
        target: Target<C>,
    ) -> (Option<Target<C>>, Option<Scope>) {
        let changing = if log::is_open() { self.changing_at(at) } else { None };
        self.before_insert(slice::from_ref(&target));
        match at.found {
            Ok(place) => {
                let former = replace_node(&self.targets, place, target);
                self.after_removal();
                let scope = end(changing, &[1]);
                // If the drop of the given key panics, an answer that is made already is lost.
                drop(key);
                (Some(former), scope)
            }
            Err(place) => {
                let entry = Entry { key: Key::new(key), handle: target };
                self.targets.insert(place, at.hash, entry);
                (None, end(changing, &[1]))
            }
        }
    }

    #[cold]
    fn changing_at(&self, at: Found) -> Option<Changing> {
        let entries = self.targets.entries();
        let range = match at.found {
            Ok(place) => entries.index_of(place)..entries.index_of(place) + 1,
            Err(place) if C::Storage::IS_SORTED => entries.index_of(place)..entries.index_of(place),
            Err(_) => entries.len()..entries.len(),
        };
        self.changing(range)
    }

    /// Gives the node that a search finds another key, unless another entry has it.
    #[track_caller]
    pub(in crate::links) fn rename_found(
        &self,
        search: impl Fn(&C::Storage) -> Search<C::Key, Target<C>>,
        key: C::Key,
    ) -> KeyedResult<Option<Target<C>>, C> {
        let (target, index, at) = match search_rename(&self.targets, search, &key) {
            Rename::NotHere => return Ok(None),
            Rename::Taken => return Err(self.refuse_taken(key, None)),
            Rename::From { handle, index, at } => (handle, index, at),
        };
        let changing = if log::is_open() { self.changing_key(index, at) } else { None };
        let before = rename_at(&self.targets, index, at, key);
        let scope = changing.map(|(changing, lens)| changing.end(&lens));
        drop((before, scope));
        Ok(Some(target))
    }

    /// As [`Changing::begin`], for the node at `index` that gets another key; and the lengths of the
    /// ranges after that.
    #[cold]
    fn changing_key(&self, index: usize, at: Found) -> Option<(Changing, [usize; 2])> {
        let (Ok(to) | Err(to)) = at.found;
        let to = self.targets.entries().index_of(to);
        // The entries behind it move up.
        let to = to - usize::from(index < to);
        if !C::Storage::IS_SORTED || to == index {
            return Some((self.changing(index..index + 1)?, [1, 0]));
        }
        let (ranges, lens) = targets::moved(index, to);
        Some((self.changing_several(&ranges)?, lens))
    }

    /// Removes the entry that a search finds.
    #[track_caller]
    pub(in crate::links) fn remove_found(
        &self,
        search: impl Fn(&C::Storage) -> Search<C::Key, Target<C>>,
    ) -> Option<(Key<C::Key>, Target<C>)> {
        let place = search_stable(&self.targets, search).found.ok()?;
        let changing = if log::is_open() { self.changing_without(place) } else { None };
        let removed = self.targets.remove(place);
        self.after_removal();
        drop(changing.map(|(changing, lens)| changing.end(&lens)));
        Some(removed.into_pair())
    }

    /// As [`Changing::begin`], for the removal of an entry; and the lengths of the ranges after that.
    #[cold]
    fn changing_without(&self, place: Place) -> Option<(Changing, [usize; 2])> {
        let entries = self.targets.entries();
        let index = entries.index_of(place);
        let last = if C::Storage::IS_SORTED { index } else { entries.len() - 1 };
        let (ranges, lens) = targets::swap_removed(index, last);
        Some((self.changing_several(&ranges)?, lens))
    }

    pub(in crate::links) fn drain_entries(&self) -> Vec<Entry<C::Key, Target<C>>> {
        let changing = self.changing(ALL);
        let all = self.targets.take_all();
        self.after_removal();
        drop(end(changing, &[0]));
        all
    }

    /// Removes and drops the entries that `keep`, which is user code, rejects.
    pub(in crate::links) fn retain_entries(
        &self,
        keep: impl FnMut(&Entry<C::Key, Target<C>>) -> bool,
    ) {
        let rejected = rejected(self.targets.entries(), keep);
        if !rejected.is_empty() {
            let changing = self.changing(ALL);
            let removed = self.targets.retain(|entry| !rejected.contains(entry));
            self.after_removal();
            let scope = end(changing, &[usize::MAX]);
            // Those rejected have no order, so they must not be the last handles.
            drop((rejected, removed, scope));
        }
    }

    #[cold]
    fn refuse_taken(
        &self,
        key: C::Key,
        target: Option<Target<C>>,
    ) -> KeyedError<C::Key, Target<C>> {
        let holder = self.holder();
        let holder: &dyn DynNode = &**holder.as_std();
        let error = AttachError::occupied(target, holder.type_info(), self.candidacy.link());
        KeyedError::new(key, error)
    }
}
