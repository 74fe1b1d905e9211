//! [`ListIds`]: the ids without a node in a list of links.

use std::any::Any;
use std::cell::Cell;
use std::ops::Range;
use std::rc::Rc as StdRc;

use crate::kernel::saved_ids::{IdPlace, SavedIds};

/// The ids without a node in a list, and their places among the targets. User code never runs while
/// they are out of their cell.
pub struct ListIds<I> {
    state: Cell<Option<KeptIds<I>>>,
}

/// Ids, taken out of their cell.
pub enum KeptIds<I> {
    /// Those of the plain value: there are no targets yet. Most are only there while the graph is
    /// built.
    New(Vec<I>),
    Kept(Unresolved<I>),
}

/// The ids of the plain value, of which some have no node.
pub struct Unresolved<I> {
    ids: StdRc<Vec<I>>,
    /// In the order of the list. Never empty.
    places: Vec<IdPlace>,
}

/// The ids and their places at some moment.
pub(crate) struct LentIds<I> {
    ids: StdRc<Vec<I>>,
    pub(crate) places: Vec<IdPlace>,
}

impl<I> LentIds<I> {
    pub(crate) fn id(&self, place: IdPlace) -> &I {
        &self.ids[place.id]
    }

    /// Copies those ids that have at most so many targets before them, beginning with the one of this
    /// number. Returns the number of the next one.
    #[inline(never)]
    pub(crate) fn copy_up_to(&self, first: usize, before: usize, to: &mut Vec<I>) -> usize
    where
        I: Clone,
    {
        let left = self.places[first..].iter().take_while(|place| place.before <= before);
        let count = to.len();
        to.extend(left.map(|place| self.id(*place).clone()));
        first + to.len() - count
    }
}

impl<I> ListIds<I> {
    #[inline]
    pub(crate) fn new(ids: Vec<I>) -> Self {
        ListIds { state: Cell::new((!ids.is_empty()).then_some(KeptIds::New(ids))) }
    }

    pub(crate) fn is_empty(&self) -> bool {
        let state = self.state.take();
        let is_empty = state.is_none();
        self.state.set(state);
        is_empty
    }

    /// Takes all ids out. The caller drops them when the link is in order.
    pub(crate) fn take(&self) -> Option<KeptIds<I>> {
        self.state.take()
    }

    /// Puts back what was taken out.
    pub(crate) fn put(&self, ids: KeptIds<I>) {
        self.state.set(Some(ids));
    }

    /// Puts back the ids of the plain value that have no node. There was none in the cell.
    pub(crate) fn put_back(&self, ids: Vec<I>, places: Vec<IdPlace>) {
        self.state.set(Some(KeptIds::Kept(Unresolved { ids: StdRc::new(ids), places })));
    }

    /// The ids. They stay in their places.
    #[inline]
    pub(crate) fn lend(&self) -> Option<LentIds<I>> {
        self.state.take().map(|state| self.put_and_lend(state))
    }

    #[inline(never)]
    fn put_and_lend(&self, state: KeptIds<I>) -> LentIds<I> {
        let kept = kept(state);
        let lent = LentIds { ids: StdRc::clone(&kept.ids), places: kept.places.clone() };
        self.state.set(Some(KeptIds::Kept(kept)));
        lent
    }

    /// As [`DynSaved::ids`](crate::kernel::dyn_link::DynSaved::ids).
    pub(crate) fn untyped(&self) -> SavedIds
    where
        I: 'static,
    {
        match self.lend() {
            Some(LentIds { ids, places }) => SavedIds { ids: Some(ids), places },
            None => SavedIds::default(),
        }
    }

    /// As [`DynSaved::put_ids`](crate::kernel::dyn_link::DynSaved::put_ids). The caller drops what is
    /// returned when the link is in order.
    pub(crate) fn put_untyped(&self, SavedIds { ids, places }: SavedIds) -> Option<KeptIds<I>>
    where
        I: 'static,
    {
        let ids: Option<StdRc<Vec<I>>> = ids.and_then(|ids: StdRc<dyn Any>| ids.downcast().ok());
        self.state.replace(ids.map(|ids| KeptIds::Kept(Unresolved { ids, places })))
    }

    /// Gives the link of a copy the same ids, at the same places.
    pub(crate) fn share_with(&self, copy: &Self) {
        if let Some(LentIds { ids, places }) = self.lend() {
            copy.state.set(Some(KeptIds::Kept(Unresolved { ids, places })));
        }
    }

    /// Changes the places. Returns what the caller drops when the link is in order.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Vec<IdPlace>)) -> Option<Unresolved<I>> {
        let mut kept = kept(self.state.take()?);
        change(&mut kept.places);
        if kept.places.is_empty() {
            return Some(kept);
        }
        self.state.set(Some(KeptIds::Kept(kept)));
        None
    }
}

fn kept<I>(state: KeptIds<I>) -> Unresolved<I> {
    match state {
        KeptIds::New(ids) => {
            let places = (0..ids.len()).map(|id| IdPlace { before: 0, id }).collect();
            Unresolved { ids: StdRc::new(ids), places }
        }
        KeptIds::Kept(kept) => kept,
    }
}

/// Notes that targets have been put in at an index. An id keeps its place after the target before it.
pub(crate) fn insert(places: &mut [IdPlace], index: usize, count: usize) {
    for place in places.iter_mut().filter(|place| place.before > index) {
        place.before += count;
    }
}

/// Notes that targets have been removed.
pub(crate) fn remove(places: &mut [IdPlace], range: Range<usize>) {
    for place in places {
        place.before -= place.before.min(range.end).saturating_sub(range.start);
    }
}

/// Puts new targets, each with the number of old ones before it, among the old ones.
pub(crate) fn merge<T>(targets: &mut Vec<T>, new: Vec<(usize, T)>) {
    if targets.is_empty() {
        targets.extend(new.into_iter().map(|(_, target)| target));
        return;
    }
    let mut all = Vec::with_capacity(targets.len() + new.len());
    let mut old = std::mem::take(targets).into_iter();
    let mut taken = 0;
    for (before, target) in new {
        all.extend(old.by_ref().take(before - taken));
        taken = before;
        all.push(target);
    }
    all.extend(old);
    *targets = all;
}
