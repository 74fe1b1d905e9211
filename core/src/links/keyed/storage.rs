//! [`KeyedStorage`]: how a link over a map stores its entries: sorted, or by hash.

use std::cell::{Cell, RefCell};
use std::mem;
use std::rc::Rc as StdRc;

use crate::collect::census::Census;
use crate::kernel::dyn_handle::AsDynHandle;
use crate::kernel::dyn_handles::ChildSearch;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::snapshot::{BesideHint, DynSnapshot};
use crate::links::keyed::entries::Entries;
use crate::links::keyed::entry::Entry;
use crate::links::keyed::hashing::Hashing;
use crate::links::keyed::hints::Hints;
use crate::links::keyed::iter;
use crate::links::keyed::key::Key;
use crate::links::storage::LinkStorage;
use crate::store::chunks::Place;
use crate::store::hash_index::HashIndex;

/// The entries of a map, and what finds them. No method runs user code. Places stay right only until
/// the next change.
pub trait KeyedStorage: LinkStorage {
    type Key: 'static;

    /// Whether the map sets the index hints of its nodes.
    type Hints: Hints;

    /// Whether the entries are in the order of their keys.
    const IS_SORTED: bool;

    fn entries(&self) -> &Entries<Self::Key, Self::Handle, Self::Hints>;

    /// A map with the same keys, and other nodes. Leaves out those for which `other` returns `None`.
    /// O(n).
    fn with_others(&self, other: impl FnMut(&Self::Handle) -> Option<Self::Handle>) -> Self;

    /// Inserts an entry at the place at which a search has found that it belongs.
    fn insert(&self, place: Place, hash: u64, entry: Entry<Self::Key, Self::Handle>);

    fn remove(&self, place: Place) -> Entry<Self::Key, Self::Handle>;

    /// Gives the child at `index` a key that belongs at `to`, and returns the old one. Where it
    /// belongs was found before anything changed.
    fn rename(&self, index: usize, to: usize, hash: u64, key: Key<Self::Key>) -> Key<Self::Key>;

    /// The hash of the key at `index`, which is in bounds; 0 in a sorted map.
    fn hash_at(&self, index: usize) -> u64;

    fn take_all(&self) -> Vec<Entry<Self::Key, Self::Handle>>;

    /// Removes the entries that `keep` rejects. O(n).
    fn retain(
        &self,
        keep: impl FnMut(&Entry<Self::Key, Self::Handle>) -> bool,
    ) -> Vec<Entry<Self::Key, Self::Handle>>;
}

impl<K: 'static, H: AsDynHandle, M: Hints> KeyedStorage for Entries<K, H, M> {
    type Key = K;
    type Hints = M;

    const IS_SORTED: bool = true;

    fn entries(&self) -> &Entries<K, H, M> {
        self
    }

    fn with_others(&self, mut other: impl FnMut(&H) -> Option<H>) -> Self {
        let mut entries = Vec::with_capacity(self.len());
        copy_entries(self, |_, handle| other(handle), &mut entries);
        Entries::sorted(entries)
    }

    fn insert(&self, place: Place, _: u64, entry: Entry<K, H>) {
        Entries::insert(self, place, entry);
    }

    fn remove(&self, place: Place) -> Entry<K, H> {
        Entries::remove(self, place)
    }

    fn rename(&self, index: usize, to: usize, _: u64, key: Key<K>) -> Key<K> {
        let Entry { key: before, handle } = Entries::remove(self, self.place_of(index));
        // The entries behind it have moved up.
        let to = if index < to { to - 1 } else { to };
        Entries::insert(self, self.place_of(to), Entry { key, handle });
        before
    }

    fn hash_at(&self, _: usize) -> u64 {
        0
    }

    fn take_all(&self) -> Vec<Entry<K, H>> {
        Entries::take_all(self)
    }

    fn retain(&self, keep: impl FnMut(&Entry<K, H>) -> bool) -> Vec<Entry<K, H>> {
        self.retain_sorted(keep)
    }
}

/// Appends entries with the same keys and other nodes. Leaves out those for which `other`, which is
/// called with each index and handle, returns `None`.
fn copy_entries<K: 'static, H: AsDynHandle, M: Hints>(
    of: &Entries<K, H, M>,
    mut other: impl FnMut(usize, &H) -> Option<H>,
    to: &mut Vec<Entry<K, H>>,
) {
    for (index, (key, handle)) in iter::Entries::over(of.snapshot()).enumerate() {
        if let Some(handle) = other(index, &handle) {
            to.push(Entry { key, handle });
        }
    }
}

/// Entries in one piece, found by the hashes of their keys. `ORDERED` entries keep their order when
/// one is removed.
pub struct HashedEntries<K, H, P, M, const ORDERED: bool> {
    entries: Entries<K, H, M>,
    index: RefCell<HashIndex>,
    /// Has the hasher. Unknown while a node is being made; and for targets, before the first search.
    hashing: Cell<Option<StdRc<P>>>,
}

impl<K, H, P, M, const ORDERED: bool> HashedEntries<K, H, P, M, ORDERED>
where
    K: 'static,
    H: AsDynHandle,
    P: Hashing,
    M: Hints,
{
    pub(crate) fn new(entries: Vec<Entry<K, H>>, hashes: Vec<u64>, hashing: P) -> Self {
        HashedEntries {
            entries: Entries::flat(entries),
            index: RefCell::new(HashIndex::new(hashes)),
            hashing: Cell::new(Some(StdRc::new(hashing))),
        }
    }

    /// The part that has the hasher.
    pub(crate) fn hashing(&self) -> StdRc<P> {
        let hashing = self.hashing.take().unwrap_or_else(|| self.begin());
        // The cell is empty. The compiler cannot see that there is nothing to drop.
        mem::forget(self.hashing.replace(Some(StdRc::clone(&hashing))));
        hashing
    }

    #[cold]
    fn begin(&self) -> StdRc<P> {
        let hashing = P::of_new_map().expect("a node that can be used has been made");
        // Making it is user code, which may have used the map.
        self.hashing.take().unwrap_or_else(|| StdRc::new(hashing))
    }

    /// The index of the first entry with this hash.
    #[inline]
    pub(crate) fn first_candidate(&self, hash: u64) -> Option<usize> {
        self.index.borrow().candidates(hash).next()
    }

    /// The indices of all entries with this hash.
    pub(crate) fn candidates(&self, hash: u64) -> Vec<usize> {
        self.index.borrow().candidates(hash).collect()
    }

    /// Removes an entry. The last one takes its place.
    pub(crate) fn swap_remove(&self, index: usize) -> Entry<K, H> {
        self.index.borrow_mut().swap_remove(index);
        self.entries.swap_remove(index)
    }

    /// Drops the index and the hasher, and then the entries by `drop_entries`. A link does not drop
    /// its storage in another way.
    fn drop_last(&mut self, drop_entries: impl FnMut(&mut Entries<K, H, M>)) {
        // Also if the drop of the hasher panics, which is user code.
        let _last = DropLast { entries: &mut self.entries, drop_entries };
        drop(self.index.take());
        drop(self.hashing.take());
    }
}

impl<K, H, P, M, const ORDERED: bool> KeyedStorage for HashedEntries<K, H, P, M, ORDERED>
where
    K: 'static,
    H: AsDynHandle,
    P: Hashing,
    M: Hints,
{
    type Key = K;
    type Hints = M;

    const IS_SORTED: bool = false;

    fn entries(&self) -> &Entries<K, H, M> {
        &self.entries
    }

    fn with_others(&self, mut other: impl FnMut(&H) -> Option<H>) -> Self {
        let mut entries = Vec::with_capacity(self.entries.len());
        let mut hashes = Vec::with_capacity(self.entries.len());
        let index = self.index.borrow();
        let other = |index_here: usize, handle: &H| {
            let other = other(handle)?;
            hashes.push(index.hash_of(index_here));
            Some(other)
        };
        copy_entries(&self.entries, other, &mut entries);
        let hashing = self.hashing.take();
        self.hashing.set(hashing.clone());
        HashedEntries {
            entries: Entries::flat(entries),
            index: RefCell::new(HashIndex::new(hashes)),
            hashing: Cell::new(hashing),
        }
    }

    fn insert(&self, place: Place, hash: u64, entry: Entry<K, H>) {
        let index = place.flat_index();
        if ORDERED && index < self.entries.len() {
            self.entries.insert_flat(index, entry);
            self.index.borrow_mut().shift_insert(index, hash);
        } else {
            self.entries.push(entry);
            self.index.borrow_mut().push(hash);
        }
    }

    fn remove(&self, place: Place) -> Entry<K, H> {
        if ORDERED {
            self.index.borrow_mut().shift_remove(place.flat_index());
            self.entries.remove(place)
        } else {
            self.swap_remove(place.flat_index())
        }
    }

    fn rename(&self, index: usize, _: usize, hash: u64, key: Key<K>) -> Key<K> {
        let handle = self.entries.get(index).expect("the index is in bounds").handle;
        self.index.borrow_mut().replace(index, hash);
        self.entries.replace(Place::in_flat(index), Entry { key, handle }).key
    }

    fn hash_at(&self, index: usize) -> u64 {
        self.index.borrow().hash_of(index)
    }

    fn take_all(&self) -> Vec<Entry<K, H>> {
        *self.index.borrow_mut() = HashIndex::default();
        self.entries.take_all()
    }

    fn retain(&self, mut keep: impl FnMut(&Entry<K, H>) -> bool) -> Vec<Entry<K, H>> {
        let (mut kept, mut removed) = (Vec::new(), Vec::new());
        let mut answers = Vec::new();
        for entry in self.entries.take_all() {
            answers.push(keep(&entry));
            if answers.last() == Some(&true) { &mut kept } else { &mut removed }.push(entry);
        }
        self.index.borrow_mut().retain(|index| answers[index]);
        self.entries.fill(Entries::flat(kept));
        removed
    }
}

struct DropLast<'a, K, H, M, F: FnMut(&mut Entries<K, H, M>)> {
    entries: &'a mut Entries<K, H, M>,
    drop_entries: F,
}

impl<K, H, M, F: FnMut(&mut Entries<K, H, M>)> Drop for DropLast<'_, K, H, M, F> {
    fn drop(&mut self) {
        (self.drop_entries)(self.entries);
    }
}

impl<K, H, P, M, const ORDERED: bool> Default for HashedEntries<K, H, P, M, ORDERED> {
    fn default() -> Self {
        HashedEntries {
            entries: Entries::default(),
            index: RefCell::default(),
            hashing: Cell::new(None),
        }
    }
}

impl<K, H, P, M, const ORDERED: bool> LinkStorage for HashedEntries<K, H, P, M, ORDERED>
where
    K: 'static,
    H: AsDynHandle,
    P: Hashing,
    M: Hints,
{
    type Handle = H;

    #[inline]
    fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    #[inline]
    fn may_have_any(&self) -> bool {
        self.entries.may_have_any()
    }

    fn next_needing_finalization(&self, search: &mut ChildSearch) -> Option<StdRc<dyn DynNode>> {
        self.entries.next_needing_finalization(search)
    }

    #[inline]
    fn find_beside_hint(&self, child: &mut BesideHint<'_>) -> bool {
        self.entries.find_beside_hint(child)
    }

    fn dyn_snapshot(&self) -> DynSnapshot {
        self.entries.dyn_snapshot()
    }

    fn for_each(&self, inspect: impl Fn(&H) + Copy) {
        self.entries.for_each(inspect);
    }

    fn show(&self, number: usize, are_children: bool, census: &mut Census) {
        self.entries.show(number, are_children, census);
    }

    fn fill(&self, late: Self) {
        self.entries.fill(late.entries);
        self.index.replace(late.index.into_inner());
        self.hashing.set(late.hashing.into_inner());
    }

    fn drop_children(&mut self, link: usize) {
        self.drop_last(|entries| entries.drop_children(link));
    }

    fn drop_targets(&mut self, link: usize) {
        self.drop_last(|entries| entries.drop_targets(link));
    }

    fn clear(&self) {
        *self.index.borrow_mut() = HashIndex::default();
        self.entries.clear();
    }
}
