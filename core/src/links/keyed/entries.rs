//! [`Entries`]: the entries of a link over a map.

use std::marker::PhantomData;
use std::mem;
use std::rc::Rc as StdRc;

use crate::collect::census::Census;
use crate::death::teardown;
use crate::kernel::dyn_handle::{AsDynHandle, address};
use crate::kernel::dyn_handles::ChildSearch;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::snapshot::{BesideHint, DynSnapshot};
use crate::links::keyed::entry::Entry;
use crate::links::keyed::forms::{
    self, MAX_FLAT, chunks, chunks_mut, in_form, into_vec, leave_chunks_if_few, set_hints,
    shrink_if_sparse,
};
use crate::links::keyed::hints::Hints;
use crate::links::storage::LinkStorage;
use crate::store::chunks::Place;
use crate::store::cow_list::{CowList, ListSnapshot};
use crate::store::small_vec::SmallVec;

/// The entries of a map, in the map's order. They are a list that is copied on write, and an entry is
/// an item of it. So whatever works on lists of children works on maps: snapshots, walks, deaths,
/// collections.
///
/// No method here runs user code. Removed entries are returned: the caller drops their keys and
/// handles when the graph is in order.
///
/// `M` says whether the map sets the index hints of its nodes.
pub struct Entries<K, H, M> {
    list: CowList<Entry<K, H>>,
    hints: PhantomData<M>,
}

/// The entries of a map at some moment.
pub(crate) type Snapshot<K, H> = ListSnapshot<Entry<K, H>>;

impl<K: 'static, H: AsDynHandle, M: Hints> Entries<K, H, M> {
    fn over(items: SmallVec<Entry<K, H>>) -> Self {
        Entries { list: CowList::from(items), hints: PhantomData }
    }

    /// Makes a sorted map of sorted entries.
    pub(crate) fn sorted(entries: Vec<Entry<K, H>>) -> Self {
        Entries::over(in_form::<M, _, _>(entries))
    }

    /// Makes a map that is in one piece, however large it is.
    pub(crate) fn flat(entries: Vec<Entry<K, H>>) -> Self {
        set_hints::<M, _, _>(&entries);
        Entries::over(SmallVec::from(entries))
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    #[inline]
    pub(crate) fn snapshot(&self) -> Snapshot<K, H> {
        self.list.snapshot()
    }

    /// Whether nothing has changed since this snapshot was made.
    #[inline]
    pub(crate) fn is_unchanged_since(&self, before: &Snapshot<K, H>) -> bool {
        self.list.is_unchanged_since(before)
    }

    pub(crate) fn get(&self, index: usize) -> Option<Entry<K, H>> {
        self.list.inspect(|items| forms::get(items?, index).cloned())
    }

    pub(crate) fn get_at(&self, place: Place) -> Option<Entry<K, H>> {
        self.list.inspect(|items| forms::get_at(items?, place).cloned())
    }

    /// The index of a place.
    pub(crate) fn index_of(&self, place: Place) -> usize {
        self.list.inspect(|items| items.map_or(0, |items| forms::index_of(items, place)))
    }

    /// The place of an index.
    pub(crate) fn place_of(&self, index: usize) -> Place {
        self.list.inspect(|items| match items.and_then(chunks) {
            Some(chunks) => chunks.place_of_index(index),
            None => Place::in_flat(index),
        })
    }

    /// Inserts an entry into a sorted map, at the place at which it belongs.
    pub(crate) fn insert(&self, place: Place, entry: Entry<K, H>) {
        self.list.change(|items| {
            if let Some(chunks) = chunks_mut(items) {
                return chunks.insert_at_place(place, entry);
            }
            let index = place.flat_index();
            if items.len() >= MAX_FLAT {
                *items = in_form::<M, _, _>(mem::take(items.as_vec()));
                if let Some(chunks) = chunks_mut(items) {
                    return chunks.insert(index, entry);
                }
            }
            M::set(&entry, index);
            if items.is_empty() {
                *items = SmallVec::One(entry);
            } else {
                items.as_vec().insert(index, entry);
            }
        });
    }

    /// Removes the entry at this place, and keeps the order of the others.
    pub(crate) fn remove(&self, place: Place) -> Entry<K, H> {
        self.list.change(|items| {
            let Some(chunks) = chunks_mut(items) else {
                let removed = items.remove(place.flat_index());
                shrink_if_sparse(items);
                return removed;
            };
            let removed = chunks.remove_at(place);
            leave_chunks_if_few::<M, _, _>(items);
            removed
        })
    }

    /// Removes the entry at `index`, which is in bounds. The last entry takes its place. The map is
    /// in one piece.
    pub(crate) fn swap_remove(&self, index: usize) -> Entry<K, H> {
        self.list.change(|items| {
            let removed = items.as_vec().swap_remove(index);
            if let Some(moved) = items.get(index) {
                M::set(moved, index);
            }
            shrink_if_sparse(items);
            removed
        })
    }

    /// Appends an entry to a map that is in one piece.
    pub(crate) fn push(&self, entry: Entry<K, H>) {
        M::set(&entry, self.len());
        self.list.push(entry);
    }

    /// Inserts an entry into a map that is in one piece.
    pub(crate) fn insert_flat(&self, index: usize, entry: Entry<K, H>) {
        M::set(&entry, index);
        self.list.change(|items| items.as_vec().insert(index, entry));
    }

    /// Replaces the entry at this place, and returns the old one.
    pub(crate) fn replace(&self, place: Place, entry: Entry<K, H>) -> Entry<K, H> {
        self.list.change(|items| {
            if let Some(chunks) = chunks_mut(items) {
                return chunks.replace_at(place, entry).unwrap_or_else(|| no_entry());
            }
            let index = place.flat_index();
            M::set(&entry, index);
            mem::replace(&mut items.as_mut_slice()[index], entry)
        })
    }

    /// The first entry of the node at this address. O(n).
    pub(crate) fn first_of(&self, node: *const ()) -> Option<Entry<K, H>> {
        let is_it = |entry: &&Entry<K, H>| address(*entry) == node;
        self.list.inspect(|items| {
            let items = items?;
            if let Some(items) = items.flat() {
                return items.iter().find(is_it).cloned();
            }
            let mut slices = chunks(items)?.slices_from(0);
            slices.find_map(|(_, items, _)| items.iter().find(is_it).cloned())
        })
    }

    /// The place of the child at this address, if it is close to where its index hint says.
    pub(crate) fn find(&self, child: *const (), hint: usize) -> Option<Place> {
        self.list.inspect(|items| {
            let items = items?;
            if let Some(chunks) = chunks(items) {
                return chunks.place_in(hint, |entry| address(entry) == child);
            }
            items.near(child, hint).map(Place::in_flat)
        })
    }

    /// Removes all entries.
    pub(crate) fn take_all(&self) -> Vec<Entry<K, H>> {
        let Some(items) = self.list.take() else { return Vec::new() };
        let items = StdRc::try_unwrap(items).unwrap_or_else(|shared| SmallVec::clone(&shared));
        into_vec(items)
    }

    /// Removes the entries of a sorted map that `keep` rejects. O(n).
    pub(crate) fn retain_sorted(&self, keep: impl FnMut(&Entry<K, H>) -> bool) -> Vec<Entry<K, H>> {
        let (kept, removed) = self.take_all().into_iter().partition(keep);
        self.list.fill(CowList::from(in_form::<M, _, _>(kept)));
        removed
    }
}

#[cold]
#[inline(never)]
fn no_entry() -> ! {
    unreachable!("there is an entry at this index")
}

impl<K, H, M> Default for Entries<K, H, M> {
    fn default() -> Self {
        Entries { list: CowList::default(), hints: PhantomData }
    }
}

/// Drops the keys, and then the nodes, which go onto the stack for the nodes that are too deep for
/// recursion. No user code may run while that stack is in use, and the `Drop` of a key is user code.
#[cold]
#[inline(never)]
fn drop_keys_first<K: 'static, H: AsDynHandle>(
    link: usize,
    entries: Vec<Entry<K, H>>,
    drop_nodes: fn(usize, StdRc<SmallVec<H>>),
) {
    let (keys, handles): (Vec<_>, Vec<_>) = entries.into_iter().map(Entry::into_pair).unzip();
    let handles = (!handles.is_empty()).then(|| StdRc::new(SmallVec::from(handles)));
    // Dropped last, also if the drop of a key panics.
    let _rest = Rest { link, handles, drop_nodes };
    drop(keys);
}

/// The nodes whose keys are being dropped.
struct Rest<H> {
    link: usize,
    handles: Option<StdRc<SmallVec<H>>>,
    drop_nodes: fn(usize, StdRc<SmallVec<H>>),
}

impl<H> Drop for Rest<H> {
    fn drop(&mut self) {
        if let Some(handles) = self.handles.take() {
            (self.drop_nodes)(self.link, handles);
        }
    }
}

impl<K: 'static, H: AsDynHandle, M: Hints> LinkStorage for Entries<K, H, M> {
    type Handle = H;

    #[inline]
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[inline]
    fn may_have_any(&self) -> bool {
        self.list.may_have_any()
    }

    fn next_needing_finalization(&self, search: &mut ChildSearch) -> Option<StdRc<dyn DynNode>> {
        self.list.next_needing_finalization(search)
    }

    #[inline]
    fn find_beside_hint(&self, child: &mut BesideHint<'_>) -> bool {
        self.list.find_beside_hint(child)
    }

    fn dyn_snapshot(&self) -> DynSnapshot {
        self.list.dyn_snapshot()
    }

    fn for_each(&self, inspect: impl Fn(&H) + Copy) {
        self.list.inspect(|items| {
            let Some(items) = items else { return };
            if let Some(items) = items.flat() {
                for entry in items {
                    inspect(&entry.handle);
                }
            } else if let Some(chunks) = chunks(items) {
                for (_, items, _) in chunks.slices_from(0) {
                    for entry in items {
                        inspect(&entry.handle);
                    }
                }
            }
        });
    }

    fn show(&self, number: usize, are_children: bool, census: &mut Census) {
        self.list.show(number, are_children, census);
    }

    fn fill(&self, late: Self) {
        self.list.fill(late.list);
    }

    fn drop_children(&mut self, link: usize) {
        if teardown::is_too_deep() {
            drop_keys_first(link, self.take_all(), SmallVec::drop_children);
        } else {
            self.list.drop_children(link);
        }
    }

    fn drop_targets(&mut self, link: usize) {
        if teardown::is_too_deep() {
            drop_keys_first(link, self.take_all(), |link, list| teardown::drop_targets(link, list));
        } else {
            self.list.drop_targets(link);
        }
    }

    fn clear(&self) {
        // This runs while a collection cuts links: the keys are dropped when it has ended.
        self.take_all().into_iter().for_each(|entry| entry.key.leave());
    }
}
