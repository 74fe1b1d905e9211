//! How children leave a map.

use crate::change::log::{self, Scope};
use crate::kernel::dyn_handle::AsDynHandle;
use crate::links::keyed::container::KeyedContainer;
use crate::links::keyed::entry::Entry;
use crate::links::keyed::key::Key;
use crate::links::keyed::retain::rejected;
use crate::links::keyed::search::{Search, search_stable};
use crate::links::keyed::storage::KeyedStorage;
use crate::links::own::Own;
use crate::links::own::container::ChildHandle;
use crate::model::graph::NodeType;

impl<O: NodeType, C: KeyedContainer> Own<O, C> {
    /// Removes the entry that a search finds.
    #[track_caller]
    pub(super) fn remove_found(
        &self,
        search: impl Fn(&C::Storage) -> Search<C::Key, ChildHandle<C>>,
    ) -> Option<(Key<C::Key>, ChildHandle<C>)> {
        let place = search_stable(&*self.children, search).found.ok()?;
        let entries = self.children.entries();
        let index = if log::is_open() { entries.index_of(place) } else { 0 };
        let removed = self.children.remove(place);
        removed.as_dyn().dyn_node().clear_back_links();
        if log::is_open() {
            log::removed_from(self, index, Some(removed.key.to_dyn()), removed.handle.as_dyn());
            log::finish();
        }
        Some(removed.into_pair())
    }

    pub(super) fn drain_entries(&self) -> Vec<Entry<C::Key, ChildHandle<C>>> {
        let removed = disown(self.children.take_all());
        if log::is_open() {
            self.log_removed(&removed, |number| number);
            log::finish();
        }
        removed
    }

    /// Removes and drops the entries that `keep`, which is user code, rejects.
    pub(super) fn retain_entries(&self, keep: impl FnMut(&Entry<C::Key, ChildHandle<C>>) -> bool) {
        let rejected = rejected(self.children.entries(), keep);
        if rejected.is_empty() {
            return;
        }
        let _operation = Scope::open();
        let (mut index, mut indices) = (0, Vec::new());
        let removed = self.children.retain(|entry| {
            let is_rejected = rejected.contains(entry);
            if is_rejected && log::is_open() {
                indices.push(index);
            }
            index += 1;
            !is_rejected
        });
        let removed = disown(removed);
        if log::is_open() {
            self.log_removed(&removed, |number| indices[number]);
        }
        // It has no order, so it must not hold the last handles.
        drop(rejected);
        drop(removed);
    }
}

/// Clears the back-links of children that have left the map.
fn disown<K: 'static, H: AsDynHandle>(removed: Vec<Entry<K, H>>) -> Vec<Entry<K, H>> {
    for entry in &removed {
        entry.as_dyn().dyn_node().clear_back_links();
    }
    removed
}
