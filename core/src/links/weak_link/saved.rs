//! The weak link that is saved as ids.

use std::rc::Weak as StdWeak;

use crate::change::targets::{ALL, Changing, end};
use crate::kernel::copies::Copies;
use crate::kernel::copying::Copying;
use crate::kernel::dyn_id::DynId;
use crate::kernel::dyn_link::{DynSaved, DynWeak, Finder};
use crate::kernel::dyn_node::DynNode;
use crate::kernel::saved_ids::SavedIds;
use crate::links::host::Host;
use crate::links::saved::id_cell::IdCell;
use crate::links::saved::list::{self, Found, SavingList};
use crate::links::saved::list_ids::{ListIds, merge};
use crate::links::saved::one::{self, SavedOne, copy_ids, plain_of};
use crate::links::saved::{BareId, Id, IdList, OptionalId, Saved, Unsaved};
use crate::links::weak_link::{WeakContainer, WeakLink, WeakSaving, copy_target};
use crate::model::duplicate::CopyLink;
use crate::model::graph::{Graph, NodeType};
use crate::model::live_node::SavedLink;
use crate::model::weak::Weak;
use crate::store::cow_list::CowList;
use crate::store::option_cell::OptionCell;

impl<C: WeakContainer> WeakSaving<C> for Unsaved {
    const IS_SAVED: bool = false;

    #[inline]
    fn view<O: NodeType>(_: &WeakLink<O, C>) -> Option<&dyn DynSaved> {
        None
    }
}

// One impl for all `SavedOne` would add notes to errors about links that are not saved.
impl<T: Graph, I: Id> WeakSaving<T> for Saved<I, OptionalId> {
    const IS_SAVED: bool = true;

    fn view<O: NodeType>(link: &WeakLink<O, T, Self>) -> Option<&dyn DynSaved> {
        Some(link)
    }
}

impl<T: Graph, I: Id> WeakSaving<T> for Saved<I, BareId> {
    const IS_SAVED: bool = true;

    fn view<O: NodeType>(link: &WeakLink<O, T, Self>) -> Option<&dyn DynSaved> {
        Some(link)
    }
}

impl<O: NodeType, T: Graph, S: SavedOne> WeakLink<O, T, S> {
    /// The id whose node was not found, or for a link over a bare id that of a target that is dead.
    /// O(1), and a clone of the id.
    pub fn unresolved(&self) -> Option<S::Id> {
        one::unresolved_id::<S>(&self.ids, || self.is_some()).map(|id| S::Id::clone(&id))
    }

    fn with_id(id: Option<S::Id>) -> Self {
        let ids = IdCell::new(id);
        WeakLink { targets: OptionCell::from(None), ids, host: Host::unknown() }
    }

    fn put_found(&self, target: &T::Handle) {
        self.targets.replace(Weak::of(target));
    }
}

impl<O: NodeType, T: Graph, S: SavedOne> DynSaved for WeakLink<O, T, S> {
    fn host(&self) -> StdWeak<dyn DynNode> {
        self.host.untyped()
    }

    fn is_unresolved(&self) -> bool {
        one::is_unresolved::<S>(&self.ids, || self.is_some())
    }

    fn for_each_unresolved(&self, inspect: &mut dyn FnMut(&dyn DynId, Option<usize>)) {
        if let Some(id) = one::unresolved_id::<S>(&self.ids, || self.is_some()) {
            inspect(&*id, None);
        }
    }

    fn resolve(&self, finder: &Finder) {
        if let Some(target) = one::look_up::<T, S>(&self.ids, || self.is_some(), finder) {
            let changing = self.changing(ALL);
            let old = one::note_found::<S>(&self.ids);
            self.put_found(&target);
            let scope = end(changing, &[1]);
            drop((old, target, scope));
        }
    }

    fn resolve_new(&self, finder: &Finder) -> bool {
        one::resolve_new::<T, S>(&self.ids, finder, |target| self.put_found(&target))
    }

    fn ids(&self) -> SavedIds {
        self.ids.untyped()
    }

    fn put_ids(&self, ids: SavedIds) {
        drop(self.ids.put_untyped(ids));
    }
}

impl<O: NodeType, T: Graph, S: SavedOne> SavedLink<S::Plain> for WeakLink<O, T, S> {
    fn has_ids(plain: &S::Plain) -> bool {
        S::has_id(plain)
    }

    fn from_ids(_: usize, plain: S::Plain) -> Self {
        Self::with_id(S::id_in(plain))
    }

    fn without_ids(_: usize) -> Self {
        Self::with_id(None)
    }

    fn to_ids(&self, copying: &mut Copying) -> S::Plain {
        plain_of::<T, S>(&self.ids, self.get(), self, copying)
    }
}

impl<T: Graph, I: Id> WeakSaving<Vec<T>> for Saved<I, IdList> {
    const IS_SAVED: bool = true;

    fn view<O: NodeType>(link: &WeakLink<O, Vec<T>, Self>) -> Option<&dyn DynSaved> {
        Some(link)
    }
}

impl<O: NodeType, T: Graph, I: Id> WeakLink<O, Vec<T>, Saved<I, IdList>> {
    /// The ids whose nodes were not found, in order. O(u) for u ids, each of which is cloned.
    pub fn unresolved(&self) -> Vec<I> {
        list::unresolved(&self.ids)
    }

    /// Looks up the ids that are left. Calls `begin` before the change.
    fn resolve_left(&self, finder: &Finder, begin: impl FnOnce() -> Option<Changing>) {
        let Some(looked_up) = list::look_up::<T, I>(&self.ids, finder) else { return };
        let changing = begin();
        let (found, old) = looked_up.take(&self.ids);
        self.put_found(&found);
        let scope = end(changing, &[usize::MAX]);
        drop((old, found, scope));
    }

    fn put_found(&self, found: &Found<T::Handle>) {
        if found.is_empty() {
            return;
        }
        let weak = found.iter().map(|(before, target)| (*before, Weak::of(target))).collect();
        self.targets.edit(|targets| merge(targets, weak));
    }
}

impl<O: NodeType, T: Graph, I: Id> DynSaved for WeakLink<O, Vec<T>, Saved<I, IdList>> {
    fn host(&self) -> StdWeak<dyn DynNode> {
        self.host.untyped()
    }

    fn is_unresolved(&self) -> bool {
        !self.ids.is_empty()
    }

    fn for_each_unresolved(&self, inspect: &mut dyn FnMut(&dyn DynId, Option<usize>)) {
        self.purge_unrecorded();
        let targets = DynWeak::targets(self, 0..usize::MAX);
        list::for_each(&self.ids, |index| targets[index].is_some(), inspect);
    }

    fn resolve(&self, finder: &Finder) {
        self.resolve_left(finder, || self.changing(ALL));
    }

    fn resolve_new(&self, finder: &Finder) -> bool {
        match list::resolve_new::<T, I, _>(&self.ids, finder, |target| Weak::of(&target)) {
            None => self.resolve_left(finder, || None),
            Some(targets) if targets.is_empty() => {}
            Some(targets) => self.targets.fill(CowList::from(targets)),
        }
        self.ids.is_empty()
    }

    fn ids(&self) -> SavedIds {
        self.ids.untyped()
    }

    fn put_ids(&self, ids: SavedIds) {
        drop(self.ids.put_untyped(ids));
    }
}

impl<O: NodeType, T: Graph, I: Id> SavedLink<Vec<I>> for WeakLink<O, Vec<T>, Saved<I, IdList>> {
    fn has_ids(plain: &Vec<I>) -> bool {
        !plain.is_empty()
    }

    fn from_ids(_: usize, plain: Vec<I>) -> Self {
        WeakLink { targets: CowList::default(), ids: ListIds::new(plain), host: Host::unknown() }
    }

    fn without_ids(number: usize) -> Self {
        Self::from_ids(number, Vec::new())
    }

    fn to_ids(&self, copying: &mut Copying) -> Vec<I> {
        let targets = self.targets.snapshot();
        list::plain_of::<T, I>(&self.ids, targets.iter().map(Weak::upgrade), self, copying)
    }
}

impl<O: NodeType, T: Graph, S: SavedOne> CopyLink for WeakLink<O, T, S> {
    fn copy_to(&self, copy: &Self, copies: &Copies) {
        T::copy_targets(&self.targets, &copy.targets, copies);
        copy_ids::<S, _>(&self.ids, &copy.ids, copy.get());
    }
}

impl<O: NodeType, T: Graph, I: Id> CopyLink for WeakLink<O, Vec<T>, Saved<I, IdList>> {
    fn copy_to(&self, copy: &Self, copies: &Copies) {
        self.purge_unrecorded();
        <Vec<T>>::copy_targets(&self.targets, &copy.targets, copies);
        if self.ids.is_empty() {
            return;
        }
        self.ids.share_with(&copy.ids);
        // The ids keep their places among the targets that the copy has.
        let of_copy = |target: &Weak<T>| copy_target(target, copies).is_some();
        let kept: Vec<_> = self.targets.with(|targets| targets.iter().map(of_copy).collect());
        <Saved<I, IdList>>::note_retained(&copy.ids, &kept);
    }
}
