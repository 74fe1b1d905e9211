//! The forms in which the entries of a map are stored: in one piece, or in chunks if the map is sorted
//! and large.

use std::any::Any;
use std::cmp::Ordering;
use std::fmt;
use std::mem;
use std::rc::Rc as StdRc;

use crate::kernel::dyn_handle::AsDynHandle;
use crate::kernel::keyed::DynKey;
use crate::kernel::long_list::{self, LongHandles};
use crate::kernel::snapshot::DynSnapshot;
use crate::links::keyed::entry::Entry;
use crate::links::keyed::hints::{Hints, set_none};
use crate::store::chunks::{Chunks, Place};
use crate::store::small_vec::SmallVec;

/// A map with more entries is in chunks, if it is sorted.
pub(super) const MAX_FLAT: usize = 128;

/// A map in chunks that has become so small is in one piece again.
const MIN_CHUNKS: usize = 48;

/// The entry at `index`.
#[inline]
pub(crate) fn get<K: 'static, H: AsDynHandle>(
    items: &SmallVec<Entry<K, H>>,
    index: usize,
) -> Option<&Entry<K, H>> {
    match items.flat() {
        Some(items) => items.get(index),
        None => chunks(items)?.get(index),
    }
}

/// The key at `index` of a snapshot of a link over a map.
pub(crate) fn key_at<K: fmt::Debug + 'static, H: AsDynHandle>(
    nodes: &DynSnapshot,
    index: usize,
) -> Option<DynKey> {
    let DynSnapshot::Many(nodes) = nodes else { return None };
    let nodes: &dyn Any = &**nodes;
    let entries: &SmallVec<Entry<K, H>> = nodes.downcast_ref()?;
    let key = get(entries, index)?.key.as_shared();
    Some(DynKey::new(StdRc::clone(key) as _))
}

/// The entry at this place.
#[inline]
pub(crate) fn get_at<K: 'static, H: AsDynHandle>(
    items: &SmallVec<Entry<K, H>>,
    place: Place,
) -> Option<&Entry<K, H>> {
    match items.flat() {
        Some(items) => items.get(place.flat_index()),
        None => chunks(items)?.at(place),
    }
}

/// The entries in chunks, if they are in chunks.
#[inline(never)]
pub(crate) fn chunks<K: 'static, H: AsDynHandle>(
    items: &SmallVec<Entry<K, H>>,
) -> Option<&Chunks<Entry<K, H>>> {
    let SmallVec::Long(list) = items else { return None };
    let LongHandles::Entries(chunks) = long_list::handles(&**list)? else { return None };
    let chunks: &dyn Any = &**chunks;
    chunks.downcast_ref()
}

/// As [`chunks`], for changing.
#[inline(never)]
pub(super) fn chunks_mut<K: 'static, H: AsDynHandle>(
    items: &mut SmallVec<Entry<K, H>>,
) -> Option<&mut Chunks<Entry<K, H>>> {
    let SmallVec::Long(list) = items else { return None };
    let LongHandles::Entries(chunks) = long_list::handles_mut(&mut **list)? else { return None };
    let chunks: &mut dyn Any = &mut **chunks;
    chunks.downcast_mut()
}

/// Searches sorted entries: the place of the entry, or the place where it belongs. `compare` may be
/// user code, so the entries are those of a snapshot.
pub(crate) fn search<K: 'static, H: AsDynHandle>(
    items: &SmallVec<Entry<K, H>>,
    mut compare: impl FnMut(&K) -> Ordering,
) -> Result<Place, Place> {
    let compare = |entry: &Entry<K, H>| compare(&entry.key);
    if let Some(items) = items.flat() {
        return match items.binary_search_by(compare) {
            Ok(index) => Ok(Place::in_flat(index)),
            Err(index) => Err(Place::in_flat(index)),
        };
    }
    match chunks(items) {
        Some(chunks) => chunks.search(compare),
        None => Err(Place::in_flat(0)),
    }
}

/// The index of a place.
pub(crate) fn index_of<K: 'static, H: AsDynHandle>(
    items: &SmallVec<Entry<K, H>>,
    place: Place,
) -> usize {
    chunks(items).map_or(place.flat_index(), |chunks| chunks.index_of(place))
}

/// The entries of a sorted map in the form for their number, each with its index hint.
pub(super) fn in_form<M: Hints, K: 'static, H: AsDynHandle>(
    entries: Vec<Entry<K, H>>,
) -> SmallVec<Entry<K, H>> {
    if entries.len() < MAX_FLAT {
        set_hints::<M, _, _>(&entries);
        return SmallVec::from(entries);
    }
    let chunks = Chunks::new(entries, M::set);
    SmallVec::Long(Box::new(LongHandles::Entries(Box::new(chunks))))
}

pub(super) fn into_vec<K: 'static, H: AsDynHandle>(
    mut items: SmallVec<Entry<K, H>>,
) -> Vec<Entry<K, H>> {
    match chunks_mut(&mut items) {
        Some(chunks) => mem::replace(chunks, Chunks::new(Vec::new(), set_none)).into_vec(),
        None => Vec::from(items),
    }
}

pub(super) fn leave_chunks_if_few<M: Hints, K: 'static, H: AsDynHandle>(
    items: &mut SmallVec<Entry<K, H>>,
) {
    if items.len() < MIN_CHUNKS {
        let few = mem::replace(items, SmallVec::empty());
        *items = in_form::<M, _, _>(into_vec(few));
    }
}

pub(super) fn shrink_if_sparse<K, H: Clone>(items: &mut SmallVec<Entry<K, H>>) {
    if let SmallVec::Many(all) = items {
        if all.len() < all.capacity() / 4 && all.capacity() > MAX_FLAT / 2 {
            all.shrink_to(2 * all.len());
        }
    }
}

pub(super) fn set_hints<M: Hints, K: 'static, H: AsDynHandle>(entries: &[Entry<K, H>]) {
    for (index, entry) in entries.iter().enumerate() {
        M::set(entry, index);
    }
}
