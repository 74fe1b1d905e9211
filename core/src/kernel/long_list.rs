//! [`LongHandles`]: the children of a long list that is often changed in the middle.

use std::any::Any;
use std::cell::Cell;
use std::ops::Deref;
use std::rc::Rc as StdRc;

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_handle::{AsDynHandle, DynHandle, address};
use crate::kernel::dyn_handles::{self, ChildSearch, DynHandles, Found};
use crate::kernel::dyn_node::DynNode;
use crate::kernel::snapshot::{Beside, Step};
use crate::store::chunks::{Chunks, Place};
use crate::store::small_vec::{LongForm, SmallVec};

// How a long list is stored
//
// A list of children is a `Vec` of handles at first, however long it is. Then a child's index hint
// is its index. An insertion or a removal far from the end moves all handles after it. When such
// moves have cost more than a while, the list goes into chunks of untyped handles. Then a child's
// index hint is the number of its chunk. Operations that take O(n) anyway, and those that lend a
// slice, make the list a `Vec` again first.
//
// Each type of child has its own copy of generic code, which each user compiles, even if no list is
// ever so long. So the chunks are untyped, all that works on them is compiled once, and only the
// public operations that return a typed handle give a handle its type back (`Restore`).

/// A removal or an insertion that moves at most so many handles is left to `Vec`.
pub(crate) const MAX_SHIFT: usize = 512;

/// A list that has become so short leaves its chunks, when an operation restores the types.
const MIN_LEN: usize = 256;

/// How often all handles of a list may be moved before it goes into chunks.
const SHIFTS: usize = 64;

thread_local! {
    /// How many handles have been moved far in lists of this thread, less what those that went into
    /// chunks have paid for it.
    static SHIFTED: Cell<usize> = const { Cell::new(0) };
}

/// Gives an untyped handle its type back.
pub(crate) type Restore<H> = fn(&AnyRc) -> Option<H>;

/// The items of a long list, in chunks.
pub enum LongHandles {
    /// Untyped handles.
    Handles(Chunks<AnyRc>),
    /// The entries of a map, whose code is compiled for each type of them.
    Entries(Box<dyn EntryChunks>),
}

/// The entries of a long map, in chunks: [`Chunks`] of a type of entries.
pub trait EntryChunks: Reading + Any {
    fn copy(&self) -> Box<dyn EntryChunks>;
}

impl<E: AsDynHandle> EntryChunks for Chunks<E> {
    fn copy(&self) -> Box<dyn EntryChunks> {
        Box::new(self.clone())
    }
}

/// What the untyped kernel asks of items in chunks.
pub trait Reading {
    fn len(&self) -> usize;

    fn get(&self, index: usize) -> Option<AnyRc>;

    /// Calls `visit` with each handle, and with whether the list of a reader shares it.
    fn for_each(&self, visit: &mut dyn FnMut(&dyn DynHandle, bool));

    /// Whether the list of a reader shares some of the handles.
    fn is_any_shared(&self) -> bool;

    /// Whether the list of a reader shares the handle at `index`.
    fn is_shared_at(&self, index: usize) -> bool;

    /// Whether each of the handles is the only one to its node, and no reader shares any.
    fn have_no_other_handles(&self) -> bool;

    /// Finds a child in the chunk that its index hint names; and everywhere, if `everywhere`.
    fn position(&self, child: &dyn DynNode, everywhere: bool) -> Option<Found>;

    /// The child beside this one, which is found where the last step has led or in the chunk that
    /// its index hint names.
    fn beside(&self, child: &dyn DynNode, step: Step) -> Beside<AnyRc>;

    /// As [`next_needing_finalization`].
    fn next_needing_finalization(&self, search: &mut ChildSearch) -> Option<AnyRc>;
}

impl<T: AsDynHandle> Reading for Chunks<T> {
    fn len(&self) -> usize {
        Chunks::len(self)
    }

    fn get(&self, index: usize) -> Option<AnyRc> {
        Some(Chunks::get(self, index)?.as_dyn().to_untyped())
    }

    fn for_each(&self, visit: &mut dyn FnMut(&dyn DynHandle, bool)) {
        for (_, items, is_shared) in self.slices_from(0) {
            for item in items {
                visit(item.as_dyn(), is_shared);
            }
        }
    }

    fn is_any_shared(&self) -> bool {
        Chunks::is_any_shared(self)
    }

    fn is_shared_at(&self, index: usize) -> bool {
        Chunks::is_shared_at(self, index)
    }

    fn have_no_other_handles(&self) -> bool {
        self.slices_from(0).all(|(_, items, is_shared)| {
            !is_shared && items.iter().all(|item| item.typed().strong_count() == 1)
        })
    }

    fn position(&self, child: &dyn DynNode, everywhere: bool) -> Option<Found> {
        let child_address = child.address();
        let is_it = |other: &T| address(other) == child_address;
        let hint = child.header().index_hint();
        match self.find_in(hint, is_it) {
            Some(index) => Some(Found { index, hint }),
            None if everywhere => {
                let (index, hint) = self.find(is_it)?;
                Some(Found { index, hint })
            }
            None => None,
        }
    }

    fn beside(&self, child: &dyn DynNode, step: Step) -> Beside<AnyRc> {
        let child_address = child.address();
        let is_it = |other: &T| address(other) == child_address;
        let is_next = matches!(step, Step::Next);
        match Chunks::beside(self, child.header().index_hint(), is_it, is_next) {
            Some(place) => Beside::found(self.at(place).map(|item| item.as_dyn().to_untyped())),
            None => Beside::Unknown,
        }
    }

    fn next_needing_finalization(&self, search: &mut ChildSearch) -> Option<AnyRc> {
        self.slices_from(search.index).find_map(|(first, items, is_shared)| {
            let needs_it = |item: &T| item.typed().header().needs_finalization();
            let offset = items.iter().position(needs_it)?;
            search.index = first + offset;
            search.has_readers |= is_shared;
            search.is_last = false;
            Some(items[offset].as_dyn().to_untyped())
        })
    }
}

impl LongForm for LongHandles {
    fn len(&self) -> usize {
        (**self).len()
    }

    fn copy(&self) -> Box<dyn LongForm> {
        Box::new(match self {
            LongHandles::Handles(chunks) => LongHandles::Handles(chunks.clone()),
            LongHandles::Entries(chunks) => LongHandles::Entries(chunks.copy()),
        })
    }
}

impl Deref for LongHandles {
    type Target = dyn Reading + 'static;

    fn deref(&self) -> &(dyn Reading + 'static) {
        match self {
            LongHandles::Handles(chunks) => chunks,
            LongHandles::Entries(chunks) => &**chunks,
        }
    }
}

impl LongHandles {
    #[inline(never)]
    fn over(list: &dyn DynHandles) -> Box<dyn LongForm> {
        let mut handles = Vec::new();
        dyn_handles::push_all_to(list, &mut handles);
        LongHandles::of(handles)
    }

    #[inline(never)]
    fn of(handles: Vec<AnyRc>) -> Box<dyn LongForm> {
        Box::new(LongHandles::Handles(Chunks::new(handles, set_hint)))
    }

    /// Calls `visit` with each handle of a list, which is no map.
    #[inline(never)]
    fn for_each_handle(&self, visit: &mut dyn FnMut(&AnyRc)) {
        if let LongHandles::Handles(chunks) = self {
            for (_, handles, _) in chunks.slices_from(0) {
                handles.iter().for_each(&mut *visit);
            }
        }
    }

    /// The handles of a list, which is no map.
    fn handles_mut(&mut self) -> &mut Chunks<AnyRc> {
        match self {
            LongHandles::Handles(chunks) => chunks,
            LongHandles::Entries(_) => unreachable!("a map changes its entries itself"),
        }
    }

    /// Where the child at this address is in the chunk that its index hint names. `None` for a map.
    #[inline(never)]
    pub(crate) fn place_of(&self, child: *const (), hint: usize) -> Option<Place> {
        let LongHandles::Handles(chunks) = self else { return None };
        chunks.place_in(hint, |other| other.as_std().address() == child)
    }

    /// Removes the child at this place. The caller holds it, so nothing dies here.
    #[inline(never)]
    pub(crate) fn remove_at(&mut self, place: Place) {
        drop(self.handles_mut().remove_at(place));
    }

    #[inline(never)]
    pub(crate) fn remove(&mut self, index: usize) -> Option<AnyRc> {
        self.handles_mut().remove(index)
    }

    #[inline(never)]
    pub(crate) fn insert(&mut self, index: usize, child: AnyRc) {
        self.handles_mut().insert(index, child);
    }

    #[inline(never)]
    pub(crate) fn replace(&mut self, index: usize, child: AnyRc) -> Option<AnyRc> {
        self.handles_mut().replace(index, child)
    }

    #[inline(never)]
    pub(crate) fn push(&mut self, child: AnyRc) {
        self.handles_mut().push(child);
    }
}

fn set_hint(handle: &AnyRc, hint: usize) {
    handle.as_std().header().set_index_hint(hint);
}

#[inline(never)]
pub(crate) fn handles(list: &dyn LongForm) -> Option<&LongHandles> {
    (list as &dyn Any).downcast_ref()
}

/// Whether each of the handles is the only one to its node, and no reader shares any.
#[inline(never)]
pub(crate) fn have_no_other_handles(list: &dyn LongForm) -> bool {
    handles(list).is_some_and(|handles| handles.have_no_other_handles())
}

/// As [`DynOwn::next_needing_finalization`](crate::kernel::dyn_link::DynOwn), but sets only whether a
/// reader holds the chunk that the child is in.
#[cold]
#[inline(never)]
pub(crate) fn next_needing_finalization(
    list: &dyn LongForm,
    search: &mut ChildSearch,
) -> Option<StdRc<dyn DynNode>> {
    let child = handles(list)?.next_needing_finalization(search)?;
    Some(StdRc::clone(child.as_std()))
}

#[inline(never)]
pub(crate) fn handles_mut(list: &mut dyn LongForm) -> Option<&mut LongHandles> {
    (list as &mut dyn Any).downcast_mut()
}

/// The chunks, before a change that would move so many handles of a `Vec`: if the list is in chunks,
/// or goes into them now.
#[inline(never)]
pub(crate) fn chunks_for_change(
    list: &mut dyn DynHandles,
    shift: usize,
) -> Option<&mut LongHandles> {
    if is_worth_chunks(list, shift) {
        let chunks = LongHandles::over(list);
        list.put(chunks);
    }
    list.chunks_mut()
}

/// Puts children in the place of `removed` children from `index` on. The list goes into chunks, whose
/// code is compiled once. The caller holds all these children. O(√n) for each, and at most O(n), if
/// the list is in chunks already; else O(n).
pub(crate) fn place(list: &mut dyn DynHandles, index: usize, removed: usize, children: &[AnyRc]) {
    let are_few = list.chunks().is_some_and(|chunks| {
        let changed = removed.max(children.len());
        changed <= 1 || changed <= chunks.len().isqrt()
    });
    if are_few {
        if let Some(chunks) = list.chunks_mut() {
            return place_in(chunks, index, removed, children);
        }
    }
    let mut handles = Vec::new();
    dyn_handles::push_all_to(list, &mut handles);
    let end = (index + removed).min(handles.len());
    drop(handles.splice(index.min(end)..end, children.iter().cloned()));
    list.put(LongHandles::of(handles));
}

fn place_in(chunks: &mut LongHandles, index: usize, removed: usize, children: &[AnyRc]) {
    for (offset, child) in children.iter().enumerate() {
        if offset < removed {
            drop(chunks.replace(index + offset, child.clone()));
        } else {
            chunks.insert(index + offset, child.clone());
        }
    }
    for _ in children.len()..removed {
        drop(chunks.remove(index + children.len()));
    }
}

fn is_worth_chunks(list: &dyn DynHandles, shift: usize) -> bool {
    let Some(len) = list.flat_len().filter(|_| shift > MAX_SHIFT) else { return false };
    let shifted = SHIFTED.get() + shift;
    let is_worth = shifted / SHIFTS > len;
    // What other lists have moved stays counted.
    SHIFTED.set(if is_worth { shifted.saturating_sub(SHIFTS * len) } else { shifted });
    is_worth
}

impl<H: AsDynHandle> SmallVec<H> {
    /// As [`chunks_for_change`].
    pub(crate) fn chunks_for_change(&mut self, shift: usize) -> Option<&mut LongHandles> {
        chunks_for_change(self, shift)
    }

    /// Makes a list in chunks a `Vec`. O(n).
    pub(crate) fn leave_chunks(&mut self, restore: Restore<H>) {
        let Some(chunks) = self.chunks() else { return };
        let mut items = Vec::with_capacity(chunks.len());
        chunks.for_each_handle(&mut |handle| {
            set_hint(handle, items.len());
            items.extend(restore(handle));
        });
        *self = SmallVec::Many(items);
    }

    /// As [`leave_chunks`](Self::leave_chunks), if the list has become short.
    pub(crate) fn leave_chunks_if_short(&mut self, restore: Restore<H>) {
        if self.len() < MIN_LEN {
            self.leave_chunks(restore);
        }
    }
}

impl<H> SmallVec<H> {
    /// The handle at `index`.
    #[inline]
    pub(crate) fn get_restored(&self, index: usize, restore: Restore<H>) -> Option<H>
    where
        H: Clone,
    {
        match self.flat() {
            Some(items) => items.get(index).cloned(),
            None => self.get_from_chunks(index, restore),
        }
    }

    #[cold]
    #[inline(never)]
    pub(crate) fn get_from_chunks(&self, index: usize, restore: Restore<H>) -> Option<H> {
        let SmallVec::Long(list) = self else { return None };
        restore(&handles(&**list)?.get(index)?)
    }
}
