//! The records of an owning link over a map.

use crate::change::log;
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_handle::{AsDynHandle, DynHandle};
use crate::kernel::dyn_link::DynOwn;
use crate::kernel::keyed::DynKey;
use crate::links::keyed::container::KeyedContainer;
use crate::links::keyed::entry::Entry;
use crate::links::keyed::plan::{After, Plan};
use crate::links::keyed::storage::KeyedStorage;
use crate::links::own::Own;
use crate::links::own::container::ChildHandle;
use crate::model::graph::NodeType;

/// The entries that an operation with several keys changes.
pub(super) struct Changed {
    /// Their indices, keys and children before that.
    before: Vec<(usize, DynKey, AnyRc)>,
    /// Their children after that.
    after: Vec<AnyRc>,
}

impl<O: NodeType, C: KeyedContainer> Own<O, C> {
    /// The entries that a plan changes, which puts these children in.
    #[cold]
    pub(super) fn changed_by(&self, plan: &Plan, children: &[ChildHandle<C>]) -> Changed {
        let entries = self.children.entries();
        let mut changed = Changed { before: Vec::new(), after: Vec::new() };
        plan.for_each_change(<C::Storage as KeyedStorage>::IS_SORTED, |index, node| {
            let before = index.and_then(|index| Some((index, entries.get(index)?)));
            let after = match (node, &before) {
                (After::Given(given), _) => children.get(given).map(AsDynHandle::as_dyn),
                (After::Same, Some((_, entry))) => Some(entry.as_dyn()),
                (After::Same | After::Gone, _) => None,
            };
            changed.after.extend(after.map(<dyn DynHandle>::to_untyped));
            let before = before.map(|(index, entry)| {
                (index, entry.key.to_dyn(), entry.handle.as_dyn().to_untyped())
            });
            changed.before.extend(before);
        });
        changed
    }

    /// Records what a plan has done: all entries that it has changed leave, from the last to the first,
    /// and then their children of now come, from the first to the last.
    #[cold]
    pub(super) fn log_changed(&self, Changed { mut before, after }: Changed) {
        before.sort_unstable_by_key(|(index, _, _)| *index);
        log::removed_keys(self, before);
        let children = DynOwn::children(self);
        let index_of = |child: AnyRc| Some(children.position(&**child.as_std(), usize::MAX)?.index);
        let mut indices: Vec<_> = after.into_iter().filter_map(index_of).collect();
        drop(children);
        indices.sort_unstable();
        for index in indices {
            log::came(self, index);
        }
    }

    /// Records that these entries have left, which are in order. `index_of` is the index that an entry
    /// had.
    #[cold]
    pub(super) fn log_removed(
        &self,
        removed: &[Entry<C::Key, ChildHandle<C>>],
        index_of: impl Fn(usize) -> usize,
    ) {
        let mut left = Vec::with_capacity(removed.len());
        for (number, entry) in removed.iter().enumerate() {
            left.push((index_of(number), entry.key.to_dyn(), entry.as_dyn().to_untyped()));
        }
        log::removed_keys(self, left);
    }

    /// Records that an entry has left, whose place the last one has taken, and ends the operation.
    #[cfg(feature = "indexmap")]
    #[cold]
    pub(super) fn log_swap_removed(&self, index: usize, removed: &Entry<C::Key, ChildHandle<C>>) {
        let key = Some(removed.key.to_dyn());
        log::removed_from(self, index, key, removed.handle.as_dyn());
        if let Some(moved) = self.children.entries().get(index) {
            let last = self.children.entries().len() - 1;
            log::removed_from(self, last, Some(moved.key.to_dyn()), moved.handle.as_dyn());
            log::came(self, index);
        }
        log::finish();
    }
}
