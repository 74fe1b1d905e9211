//! The weak link that is saved as ids.

use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::kernel::any::AnyRc;
use crate::kernel::copying::Copying;
use crate::kernel::dyn_handle::AsDynHandle;
use crate::kernel::dyn_id::DynId;
use crate::kernel::dyn_link::{DynSaved, Find};
use crate::kernel::dyn_node::DynNode;
use crate::links::host::Host;
use crate::links::saved::id_cell::IdCell;
use crate::links::saved::one::{SavedOne, find_in, id_of};
use crate::links::saved::{BareId, Id, OptionalId, Saved, Unsaved};
use crate::links::weak_link::{WeakContainer, WeakLink, WeakSaving};
use crate::model::graph::{Graph, NodeType};
use crate::model::live_node::SavedLink;
use crate::model::repr::Repr;
use crate::model::saved::is_saved;
use crate::model::weak::Weak;
use crate::store::option_cell::OptionCell;

impl<C: WeakContainer> WeakSaving<C> for Unsaved {
    const IS_SAVED: bool = false;

    #[inline]
    fn view<O: NodeType>(_: &WeakLink<O, C>) -> Option<&dyn DynSaved> {
        None
    }
}

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
        self.unresolved_id().map(|id| S::Id::clone(&id))
    }

    fn unresolved_id(&self) -> Option<StdRc<S::Id>> {
        if S::IS_BARE && self.is_some() {
            return None;
        }
        self.ids.lend()
    }
}

impl<O: NodeType, T: Graph, S: SavedOne> DynSaved for WeakLink<O, T, S> {
    fn host(&self) -> StdWeak<dyn DynNode> {
        self.host.with(|host| -> StdWeak<dyn DynNode> { host.clone() })
    }

    fn is_unresolved(&self) -> bool {
        self.ids.is_some() && !(S::IS_BARE && self.is_some())
    }

    fn for_each_unresolved(&self, inspect: &mut dyn FnMut(&dyn DynId, Option<usize>)) {
        if let Some(id) = self.unresolved_id() {
            inspect(&*id, None);
        }
    }

    fn resolve(&self, find: &mut Find<'_>) {
        let Some(id) = self.unresolved_id() else { return };
        let found = find_in::<T>(&*id, find);
        // User code may have changed the link.
        let is_unchanged = self.unresolved_id().is_some_and(|now| StdRc::ptr_eq(&now, &id));
        if let Some(target) = found.filter(|_| is_unchanged) {
            let _old = (!S::IS_BARE).then(|| self.ids.replace(None));
            self.targets.replace(Weak::of(&target));
        }
    }

    fn resolve_new(&self, find: &mut Find<'_>) {
        let Some(id) = self.ids.replace(None) else { return };
        if let Some(target) = find_in::<T>(id.get(), find) {
            self.targets.replace(Weak::of(&target));
            if !S::IS_BARE {
                return;
            }
        }
        drop(self.ids.replace(Some(id)));
    }

    fn can_lead_to(&self, node: &AnyRc) -> bool {
        T::Repr::from_any(node).is_some()
    }
}

impl<O: NodeType, T: Graph, S: SavedOne> SavedLink<S::Plain> for WeakLink<O, T, S> {
    fn has_ids(plain: &S::Plain) -> bool {
        S::has_id(plain)
    }

    fn from_ids(_: usize, plain: S::Plain) -> Self {
        let ids = IdCell::new(S::id_in(plain));
        WeakLink { targets: OptionCell::from(None), ids, host: Host::unknown() }
    }

    fn to_ids(&self, copying: &mut Copying) -> S::Plain {
        let id = match self.get() {
            // The last id of a bare link is that of its target.
            _ if S::IS_BARE => None,
            Some(target) => {
                let node = target.as_dyn().dyn_node();
                let is_saved =
                    self.host.upgrade().is_some_and(|host| is_saved(&*host, node, copying));
                return S::plain_of(is_saved.then(|| id_of(node)).flatten());
            }
            None => None::<S::Id>,
        };
        S::plain_of(id.or_else(|| self.ids.lend().map(|id| S::Id::clone(&id))))
    }
}
