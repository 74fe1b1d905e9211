//! What a link to a list of nodes keeps of its ids.

use std::collections::HashMap;
use std::ops::Range;

use crate::kernel::copying::Copying;
use crate::kernel::dyn_id::DynId;
use crate::kernel::dyn_link::{DynSaved, Finder};
use crate::kernel::saved_ids::{self, IdPlace};
use crate::links::saved::list_ids::{self, KeptIds, LentIds, ListIds};
use crate::links::saved::one::find_in;
use crate::links::saved::{Id, IdList, Saved, Saving, Unsaved};
use crate::model::graph::Graph;
use crate::model::saved::saved_id;
use crate::store::small_vec::SmallVec;

/// How a link to a list of nodes is saved.
pub trait SavingList: Saving {
    /// The ids that a change has removed.
    #[doc(hidden)]
    type Old;

    /// Whether there may be ids without a node.
    #[doc(hidden)]
    fn has_ids(ids: &Self::Ids) -> bool;

    /// Call this when targets have been put in at `index`.
    #[doc(hidden)]
    fn note_inserted(ids: &Self::Ids, index: usize, count: usize);

    /// Call this when targets have been removed.
    #[doc(hidden)]
    fn note_removed(ids: &Self::Ids, range: Range<usize>);

    /// Call this when those targets have been removed for which this is `false`.
    #[doc(hidden)]
    fn note_retained(ids: &Self::Ids, kept: &[bool]);

    /// Call this when so many targets are in another order.
    #[doc(hidden)]
    fn note_sorted(ids: &Self::Ids, len: usize);

    /// Call this when so many targets have been reversed.
    #[doc(hidden)]
    fn note_reversed(ids: &Self::Ids, len: usize);

    /// Call this when only so many targets are left.
    #[doc(hidden)]
    fn note_truncated(ids: &Self::Ids, len: usize) -> Self::Old;

    /// Removes the ids. The caller drops them when the link is in order.
    #[doc(hidden)]
    fn take(ids: &Self::Ids) -> Self::Old;
}

impl SavingList for Unsaved {
    type Old = ();

    #[inline]
    fn has_ids((): &()) -> bool {
        false
    }

    #[inline]
    fn note_inserted((): &(), _: usize, _: usize) {}

    #[inline]
    fn note_removed((): &(), _: Range<usize>) {}

    #[inline]
    fn note_retained((): &(), _: &[bool]) {}

    #[inline]
    fn note_sorted((): &(), _: usize) {}

    #[inline]
    fn note_reversed((): &(), _: usize) {}

    #[inline]
    fn note_truncated((): &(), _: usize) {}

    #[inline]
    fn take((): &()) {}
}

impl<I: Id> Saving for Saved<I, IdList> {
    type Ids = ListIds<I>;
    type Id = I;
}

impl<I: Id> SavingList for Saved<I, IdList> {
    type Old = Option<KeptIds<I>>;

    fn has_ids(ids: &ListIds<I>) -> bool {
        !ids.is_empty()
    }

    fn note_inserted(ids: &ListIds<I>, index: usize, count: usize) {
        ids.change(|places| list_ids::insert(places, index, count));
    }

    fn note_removed(ids: &ListIds<I>, range: Range<usize>) {
        ids.change(|places| list_ids::remove(places, range));
    }

    fn note_retained(ids: &ListIds<I>, kept: &[bool]) {
        ids.change(|places| saved_ids::retain(places, kept));
    }

    fn note_sorted(ids: &ListIds<I>, len: usize) {
        ids.change(|places| {
            for place in places {
                place.before = len;
            }
        });
    }

    fn note_reversed(ids: &ListIds<I>, len: usize) {
        ids.change(|places| {
            places.reverse();
            for place in places {
                place.before = len - place.before;
            }
        });
    }

    fn note_truncated(ids: &ListIds<I>, len: usize) -> Option<KeptIds<I>> {
        ids.change(|places| places.retain(|place| place.before <= len)).map(KeptIds::Kept)
    }

    fn take(ids: &ListIds<I>) -> Option<KeptIds<I>> {
        ids.take()
    }
}

/// The targets that were found, each with the number of old targets before it.
pub(crate) type Found<H> = Vec<(usize, H)>;

/// Looks up all ids of a new list, which has no targets yet. Returns what `to_entry` makes of the
/// targets; `None` if the list is not new any more.
pub(crate) fn resolve_new<T: Graph, I: Id, E>(
    ids: &ListIds<I>,
    finder: &Finder,
    to_entry: impl Fn(T::Handle) -> E,
) -> Option<SmallVec<E>> {
    let plain = match ids.take() {
        None => return Some(SmallVec::empty()),
        Some(KeptIds::New(plain)) => plain,
        Some(kept) => {
            ids.put(kept);
            return None;
        }
    };
    let mut entries = SmallVec::with_capacity(plain.len());
    let mut left = Vec::new();
    for (id, plain) in plain.iter().enumerate() {
        match find_in::<T>(plain, finder) {
            Some(target) => entries.push(to_entry(target)),
            None => left.push(IdPlace { before: entries.len(), id }),
        }
    }
    if !left.is_empty() {
        ids.put_back(plain, left);
    }
    Some(entries)
}

/// Looks up the ids that are left. Returns those that were found, if there is one.
pub(crate) fn look_up<T: Graph, I: Id>(
    ids: &ListIds<I>,
    finder: &Finder,
) -> Option<LookedUp<I, T::Handle>> {
    let lent = ids.lend()?;
    let find = |place: &IdPlace| Some((place.id, find_in::<T>(lent.id(*place), finder)?));
    let targets: HashMap<_, _> = lent.places.iter().filter_map(find).collect();
    (!targets.is_empty()).then_some(LookedUp { targets, lent })
}

/// The ids of a list that were found.
pub(crate) struct LookedUp<I, H> {
    /// By the index of the id in the list of the plain value.
    targets: HashMap<usize, H>,
    lent: LentIds<I>,
}

impl<I: Id, H> LookedUp<I, H> {
    /// Takes the ids that were found out of the list, if they are still there: the user code that has
    /// looked them up may have changed it. The caller drops what is returned when the link is in order.
    pub(crate) fn take(self, ids: &ListIds<I>) -> (Found<H>, impl Sized) {
        let LookedUp { mut targets, lent } = self;
        let mut found = Vec::new();
        let old = ids.change(|places| {
            places.retain_mut(|place| {
                match targets.remove(&place.id) {
                    Some(target) => found.push((place.before, target)),
                    None => {
                        place.before += found.len();
                        return true;
                    }
                }
                false
            });
        });
        (found, (old, lent, targets))
    }
}

/// Calls `inspect` with each id without a node, and its index in the plain list. `is_alive` is asked
/// about each target before an id.
pub(crate) fn for_each<I: Id>(
    ids: &ListIds<I>,
    is_alive: impl Fn(usize) -> bool,
    inspect: &mut dyn FnMut(&dyn DynId, Option<usize>),
) {
    let Some(lent) = ids.lend() else { return };
    let (mut seen, mut alive) = (0, 0);
    for (number, place) in lent.places.iter().enumerate() {
        alive += (seen..place.before).filter(|index| is_alive(*index)).count();
        seen = place.before;
        inspect(lent.id(*place), Some(alive + number));
    }
}

/// Copies of the ids without a node.
pub(crate) fn unresolved<I: Id>(ids: &ListIds<I>) -> Vec<I> {
    let lent = ids.lend();
    let ids = lent.iter().flat_map(|lent| lent.places.iter().map(|place| lent.id(*place).clone()));
    ids.collect()
}

/// The ids to save: those of the targets, of which the dead are `None`, and those without a node.
pub(crate) fn plain_of<T: Graph, I: Id>(
    ids: &ListIds<I>,
    targets: impl ExactSizeIterator<Item = Option<T::Handle>>,
    link: &impl DynSaved,
    copying: &mut Copying,
) -> Vec<I> {
    let kept = ids.lend();
    let mut plain = Vec::with_capacity(targets.len());
    let mut left = 0;
    for (index, target) in targets.enumerate() {
        if let Some(kept) = &kept {
            left = kept.copy_up_to(left, index, &mut plain);
        }
        let Some(target) = target else { continue };
        if let Some(id) = saved_id::<T, I>(link, Some(plain.len()), &target, copying) {
            plain.push(id);
        }
    }
    if let Some(kept) = &kept {
        kept.copy_up_to(left, usize::MAX, &mut plain);
    }
    plain
}
