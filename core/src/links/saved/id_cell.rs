//! [`IdCell`]: an id beside a link to one node.

use std::any::Any;
use std::cell::Cell;
use std::rc::Rc as StdRc;

use crate::kernel::saved_ids::SavedIds;

/// An id, or none. User code never runs while it is out of its cell.
pub struct IdCell<I> {
    id: Cell<Option<KeptId<I>>>,
}

/// An id in a cell.
pub enum KeptId<I> {
    /// Most ids are only there while the graph is built, so they need no allocation.
    Alone(I),
    /// The id has been lent.
    Lent(StdRc<I>),
}

impl<I> IdCell<I> {
    #[inline]
    pub(crate) fn new(id: Option<I>) -> Self {
        IdCell { id: Cell::new(id.map(KeptId::Alone)) }
    }

    pub(crate) fn is_some(&self) -> bool {
        let id = self.id.take();
        let is_some = id.is_some();
        self.id.set(id);
        is_some
    }

    /// The id. It stays in its place.
    pub(crate) fn lend(&self) -> Option<StdRc<I>> {
        let lent = match self.id.take()? {
            KeptId::Alone(id) => StdRc::new(id),
            KeptId::Lent(id) => id,
        };
        self.id.set(Some(KeptId::Lent(StdRc::clone(&lent))));
        Some(lent)
    }

    /// As [`DynSaved::ids`](crate::kernel::dyn_link::DynSaved::ids).
    pub(crate) fn untyped(&self) -> SavedIds
    where
        I: 'static,
    {
        let id = self.lend();
        SavedIds { ids: id.map(|id| id as StdRc<dyn Any>), places: Vec::new() }
    }

    /// As [`DynSaved::put_ids`](crate::kernel::dyn_link::DynSaved::put_ids).
    #[must_use]
    pub(crate) fn put_untyped(&self, ids: SavedIds) -> Option<KeptId<I>>
    where
        I: 'static,
    {
        self.replace(ids.ids.and_then(|id| id.downcast().ok()).map(KeptId::Lent))
    }

    /// The caller drops what is returned when the link is in order.
    #[must_use]
    pub(crate) fn replace(&self, id: Option<KeptId<I>>) -> Option<KeptId<I>> {
        self.id.replace(id)
    }
}

impl<I> KeptId<I> {
    pub(crate) fn get(&self) -> &I {
        match self {
            KeptId::Alone(id) => id,
            KeptId::Lent(id) => id,
        }
    }
}
