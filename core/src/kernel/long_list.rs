//! [`LongList`]: the children of a long list that is often changed in the middle.

use std::any::Any;
use std::cell::{Cell, OnceCell, RefCell};

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_handle::{AsDynHandle, DynHandle};
use crate::kernel::dyn_handles::Found;
use crate::kernel::dyn_node::DynNode;
use crate::store::chunks::Chunks;
use crate::store::small_vec::{LongForm, SmallVec};

// How a long list is stored
//
// A list of children is a `Vec` of handles at first, however long it is. Then a child's index hint
// is its index. An insertion or a removal far from the end shifts all handles after it. When such
// shifts have cost more than a while, the list becomes a `LongList`: untyped handles in chunks, so
// that this code is compiled once and not for each type of child. Then a child's index hint is the
// number of its chunk. All operations work on the chunks, except those that take O(n) anyway and
// those that lend a slice. These make it a `Vec` again ("flat"), O(n).
//
// A slice is lent through a shared reference. So a list that was in chunks is flat from then on, but
// is still a `LongList`, and the next change makes it a plain `Vec`. The handles move from one form
// to the other and are never in both, so the counts of handles stay right.

/// A removal or an insertion that shifts at most so many handles is left to `Vec`.
pub(crate) const MAX_SHIFT: usize = 512;

/// A list that has become so short is a `Vec` again.
const MIN_LEN: usize = 256;

/// How often all handles of a list may be shifted before it becomes a [`LongList`].
const SHIFTS: usize = 64;

thread_local! {
    /// How many handles have been shifted far since a list of this thread last became a
    /// [`LongList`].
    static SHIFTED: Cell<usize> = const { Cell::new(0) };
}

/// Gives an untyped handle its type back.
pub(crate) type Restore<H> = fn(&AnyRc) -> Option<H>;

/// The children of a long list.
struct LongList<H> {
    chunks: LongHandles,
    /// Set while `chunks` is empty.
    flat: OnceCell<Vec<H>>,
    restore: Restore<H>,
}

/// The untyped part of a [`LongList`].
pub(crate) struct LongHandles {
    /// `None` while the list is flat.
    chunks: RefCell<Option<Chunks<AnyRc>>>,
    /// Only a reader has this list; the link has a changed copy, and the index hints fit the copy.
    is_old: Cell<bool>,
}

impl LongHandles {
    fn new(chunks: Chunks<AnyRc>) -> Self {
        LongHandles { chunks: RefCell::new(Some(chunks)), is_old: Cell::new(false) }
    }

    /// Calls `inspect` with the chunks, if the list has the form of chunks. No user code may run in
    /// it.
    pub(crate) fn with<R>(&self, inspect: impl FnOnce(&Chunks<AnyRc>) -> R) -> Option<R> {
        self.chunks.borrow().as_ref().map(inspect)
    }

    /// As [`DynHandles::for_each`](crate::kernel::dyn_handles::DynHandles::for_each).
    pub(crate) fn for_each(&self, visit: &mut dyn FnMut(&dyn DynHandle, bool)) {
        self.with(|chunks| {
            for (_, handles, is_shared) in chunks.slices_from(0) {
                for handle in handles {
                    visit(handle, is_shared);
                }
            }
        });
    }

    /// Where the child at this address is in the chunk that its index hint names.
    pub(crate) fn place_of(&self, child: *const (), hint: usize) -> Option<(usize, usize)> {
        self.with(|chunks| chunks.place_in(hint, |other| other.as_std().address() == child))?
    }

    /// The first child at or after `start` that needs finalization: its index, its handle, and
    /// whether a reader's list shares it.
    pub(crate) fn next_needing_finalization(&self, start: usize) -> Option<(usize, AnyRc, bool)> {
        self.with(|chunks| {
            chunks.slices_from(start).find_map(|(first, handles, is_shared)| {
                let needs_it = |child: &AnyRc| child.as_std().header().needs_finalization();
                let offset = handles.iter().position(needs_it)?;
                Some((first + offset, handles[offset].clone(), is_shared))
            })
        })?
    }

    /// All handles in order, each with its index as index hint. The list has no chunks from then
    /// on.
    fn take_all(&self) -> Vec<AnyRc> {
        let handles = self.chunks.take().map_or_else(Vec::new, Chunks::into_vec);
        if !self.is_old.get() {
            handles.iter().enumerate().for_each(|(index, handle)| set_hint(handle, index));
        }
        handles
    }
}

fn set_hint(handle: &AnyRc, hint: usize) {
    handle.as_std().header().set_index_hint(hint);
}

impl<H: AsDynHandle> LongList<H> {
    fn restored(&self, handle: &AnyRc) -> H {
        (self.restore)(handle).expect("a child of the list's type")
    }
}

impl<H: AsDynHandle> LongForm<H> for LongList<H> {
    fn len(&self) -> usize {
        match self.flat.get() {
            Some(flat) => flat.len(),
            None => self.chunks.with(Chunks::len).unwrap_or_default(),
        }
    }

    fn get(&self, index: usize) -> Option<H> {
        match self.flat.get() {
            Some(flat) => flat.get(index).cloned(),
            None => {
                let handle = self.chunks.with(|chunks| chunks.get(index).cloned())??;
                Some(self.restored(&handle))
            }
        }
    }

    fn flat(&self) -> Option<&[H]> {
        self.flat.get().map(Vec::as_slice)
    }

    fn make_flat(&self) -> &[H] {
        self.flat.get_or_init(|| {
            let handles = self.chunks.take_all().into_iter();
            handles.map(|handle| self.restored(&handle)).collect()
        })
    }

    fn push(&mut self, child: H) {
        if let Some(flat) = self.flat.get_mut() {
            child.as_dyn().dyn_node().header().set_index_hint(flat.len());
            flat.push(child);
        } else if let Some(chunks) = self.chunks.chunks.get_mut() {
            chunks.push(child.as_dyn().to_untyped());
        }
    }

    fn into_vec(self: Box<Self>) -> Vec<H> {
        self.make_flat();
        self.flat.into_inner().unwrap_or_default()
    }

    fn copy_for_change(&self) -> Box<dyn LongForm<H>> {
        self.chunks.is_old.set(true);
        let chunks = self.chunks.with(Chunks::clone);
        let chunks = LongHandles { chunks: RefCell::new(chunks), is_old: Cell::new(false) };
        Box::new(LongList { chunks, flat: self.flat.clone(), restore: self.restore })
    }

    fn inside(&self) -> &dyn Any {
        &self.chunks
    }

    fn inside_mut(&mut self) -> &mut dyn Any {
        &mut self.chunks
    }
}

impl<H: AsDynHandle> SmallVec<H> {
    /// The chunks, if the list has this form now.
    #[inline]
    pub(crate) fn in_chunks(&self) -> Option<&LongHandles> {
        match self {
            SmallVec::Long(items) if items.flat().is_none() => items.inside().downcast_ref(),
            _ => None,
        }
    }

    /// The chunks, before a change that would shift so many handles of a `Vec`: if the list has this
    /// form, or gets it now.
    #[inline]
    pub(crate) fn chunks_for_change(
        &mut self,
        shift: usize,
        restore: Restore<H>,
    ) -> Option<&mut Chunks<AnyRc>> {
        match self {
            SmallVec::One(_) | SmallVec::Two(_) => None,
            SmallVec::Many(_) if shift <= MAX_SHIFT => None,
            SmallVec::Many(_) | SmallVec::Long(_) => self.chunks_of_long(shift, restore),
        }
    }

    #[cold]
    #[inline(never)]
    fn chunks_of_long(&mut self, shift: usize, restore: Restore<H>) -> Option<&mut Chunks<AnyRc>> {
        if matches!(self, SmallVec::Long(items) if items.flat().is_some()) {
            self.as_vec();
        }
        if let SmallVec::Many(items) = self {
            if !is_worth_chunks(shift, items.len()) {
                return None;
            }
            let handles = std::mem::take(items).into_iter();
            let handles = handles.map(|child| child.as_dyn().to_untyped()).collect();
            let chunks = LongHandles::new(Chunks::new(handles, set_hint));
            *self = SmallVec::Long(Box::new(LongList { chunks, flat: OnceCell::new(), restore }));
        }
        match self {
            SmallVec::Long(items) => {
                let inside = items.inside_mut().downcast_mut::<LongHandles>()?;
                inside.chunks.get_mut().as_mut()
            }
            SmallVec::One(_) | SmallVec::Two(_) | SmallVec::Many(_) => None,
        }
    }

    /// Makes the list a `Vec` again if it has become short. Call this after a removal from chunks.
    pub(crate) fn leave_chunks_if_short(&mut self) {
        if self.len() < MIN_LEN {
            self.as_vec();
        }
    }
}

fn is_worth_chunks(shift: usize, len: usize) -> bool {
    if shift <= MAX_SHIFT {
        return false;
    }
    let shifted = SHIFTED.get() + shift;
    let is_worth = shifted / SHIFTS > len;
    SHIFTED.set(if is_worth { 0 } else { shifted });
    is_worth
}

impl Chunks<AnyRc> {
    /// Finds a child in the chunk that its index hint names; and everywhere, if `everywhere`.
    pub(crate) fn position(&self, child: &dyn DynNode, everywhere: bool) -> Option<Found> {
        let address = child.address();
        let is_it = |other: &AnyRc| other.as_std().address() == address;
        let hint = child.header().index_hint();
        let index = self.find_in(hint, is_it);
        if index.is_none() && everywhere {
            let (index, hint) = self.find(is_it)?;
            return Some(Found { index, hint });
        }
        index.map(|index| Found { index, hint })
    }
}
