//! The entries of a sorted map in a range of keys.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::ops::{Bound, RangeBounds};

use crate::kernel::dyn_handle::AsDynHandle;
use crate::links::keyed::entries::Snapshot;
use crate::links::keyed::forms;
use crate::links::keyed::iter::Entries;

#[track_caller]
pub(crate) fn range<K, H, Q>(entries: Snapshot<K, H>, keys: &impl RangeBounds<Q>) -> Entries<K, H>
where
    K: Borrow<Q> + 'static,
    H: AsDynHandle,
    Q: Ord + ?Sized,
{
    check(keys.start_bound(), keys.end_bound());
    let Some(items) = entries.items() else { return Entries::of_range(entries, 0, 0) };
    // The index of the first entry that is not before the bound. No entry compares as equal.
    let index = |key: &Q, if_equal: Ordering| {
        let compare = |other: &K| other.borrow().cmp(key).then(if_equal);
        let (Ok(place) | Err(place)) = forms::search(items, compare);
        forms::index_of(items, place)
    };
    let start = match keys.start_bound() {
        Bound::Included(key) => index(key, Ordering::Greater),
        Bound::Excluded(key) => index(key, Ordering::Less),
        Bound::Unbounded => 0,
    };
    let end = match keys.end_bound() {
        Bound::Included(key) => index(key, Ordering::Less),
        Bound::Excluded(key) => index(key, Ordering::Greater),
        Bound::Unbounded => items.len(),
    };
    Entries::of_range(entries, start, end.max(start))
}

#[track_caller]
fn check<Q: Ord + ?Sized>(start: Bound<&Q>, end: Bound<&Q>) {
    match (start, end) {
        (Bound::Excluded(start), Bound::Excluded(end)) if start == end => {
            panic!("range: the range excludes the key at which it starts and ends")
        }
        (
            Bound::Included(start) | Bound::Excluded(start),
            Bound::Included(end) | Bound::Excluded(end),
        ) => assert!(start <= end, "range: the range starts after its end"),
        (Bound::Unbounded, _) | (_, Bound::Unbounded) => (),
    }
}
