//! [`ChildCopies`]: the copies of the children of a link.

use std::collections::HashMap;
use std::{slice, vec};

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_handle::{AsDynHandle, DynHandle, address};
use crate::kernel::originals::{OriginalLink, Originals};
use crate::kernel::snapshot::DynSnapshot;
use crate::model::build::BuildContext;
use crate::model::duplicate::typed_copy;
use crate::model::to_plain::ToPlain;
use crate::store::hash::BuildFoldedHash;
use crate::store::small_vec::SmallVec;

/// The copies of the children of a link, which are made one by one.
pub struct ChildCopies<'a, H> {
    originals: &'a Originals,
    context: &'a mut BuildContext,
    count: usize,
    source: Source<'a, H>,
}

/// Where the copies come from.
enum Source<'a, H> {
    /// From the children in a list.
    List(slice::Iter<'a, H>),
    /// From the only child.
    One(Option<&'a AnyRc>),
    /// From the children in another form.
    Others(vec::IntoIter<AnyRc>),
    /// They are made.
    Made(vec::IntoIter<AnyRc>, &'a DynSnapshot),
}

impl<'a, H: AsDynHandle> ChildCopies<'a, H> {
    pub(super) fn none(originals: &'a Originals, context: &'a mut BuildContext) -> Self {
        ChildCopies { originals, context, count: 0, source: Source::List([].iter()) }
    }

    pub(super) fn of(
        link: &'a OriginalLink,
        originals: &'a Originals,
        context: &'a mut BuildContext,
    ) -> Self {
        let children = &link.children;
        let count = children.len();
        let source = match (originals.take_piece(link), children.as_list()) {
            (Some(made), _) => {
                if made.iter().any(|copy| copy.as_std().header().needs_finalization()) {
                    context.note_need();
                }
                Source::Made(made.into_iter(), children)
            }
            (None, Some(list)) => Source::List(list.iter()),
            (None, None) => match children {
                DynSnapshot::One(child) => Source::One(Some(child)),
                _ => Source::Others(children.to_vec().into_iter()),
            },
        };
        ChildCopies { originals, context, count, source }
    }

    pub(crate) fn len(&self) -> usize {
        self.count
    }

    /// The copy of the next child.
    #[inline]
    pub(crate) fn next<T: ToPlain<Handle = H>>(&mut self) -> Option<H> {
        match &mut self.source {
            Source::List(children) => {
                Some(T::copy_live(children.next()?, self.originals, self.context))
            }
            Source::One(child) => {
                let child = typed_copy::<T>(child.take()?);
                Some(T::copy_live(&child, self.originals, self.context))
            }
            Source::Others(children) => {
                let child = typed_copy::<T>(&children.next()?);
                Some(T::copy_live(&child, self.originals, self.context))
            }
            Source::Made(made, _) => Some(typed_copy::<T>(&made.next()?)),
        }
    }

    /// All copies, to be found by the addresses of the children.
    pub(crate) fn by_address<T: ToPlain<Handle = H>>(mut self) -> CopiesByAddress<H> {
        let mut all = self.addresses();
        for (_, copy) in &mut all {
            *copy = self.next::<T>();
        }
        CopiesByAddress { all, next: 0, indices: None }
    }

    fn addresses(&self) -> Vec<(*const (), Option<H>)> {
        let of_any = |child: &AnyRc| (child.as_std().address(), None);
        match &self.source {
            Source::List(children) => {
                children.as_slice().iter().map(|child| (address(child), None)).collect()
            }
            Source::One(child) => child.iter().copied().map(of_any).collect(),
            Source::Others(children) => children.as_slice().iter().map(of_any).collect(),
            Source::Made(_, children) => children.to_vec().iter().map(of_any).collect(),
        }
    }
}

/// The copies of the children of a link.
pub(crate) struct CopiesByAddress<H> {
    all: Vec<(*const (), Option<H>)>,
    /// The index that is probably asked for next.
    next: usize,
    indices: Option<HashMap<*const (), usize, BuildFoldedHash>>,
}

impl<H> CopiesByAddress<H> {
    /// The copy of the child at this address, if it was a child of this link when the copy began. Ask
    /// for each once. Asking in order is fastest.
    pub(crate) fn take(&mut self, child: *const ()) -> Option<H> {
        let is_next = self.all.get(self.next).is_some_and(|(address, _)| *address == child);
        let index = if is_next { self.next } else { self.search(child)? };
        self.next = index + 1;
        self.all[index].1.take()
    }

    fn search(&mut self, child: *const ()) -> Option<usize> {
        let addresses = || self.all.iter().map(|(address, _)| *address).zip(0..).collect();
        self.indices.get_or_insert_with(addresses).get(&child).copied()
    }
}

/// The copies as the items of a list.
pub(crate) fn list_of_copies<T: ToPlain>(
    mut copies: ChildCopies<'_, T::Handle>,
) -> SmallVec<T::Handle> {
    // One or two are stored in place, without a buffer.
    if copies.len() > 2 {
        let mut all = Vec::with_capacity(copies.len());
        while let Some(copy) = copies.next::<T>() {
            copy.typed().header().init_index_hint(all.len());
            all.push(copy);
        }
        return SmallVec::Many(all);
    }
    let Some(first) = copies.next::<T>() else { return SmallVec::empty() };
    let Some(second) = copies.next::<T>() else { return SmallVec::One(first) };
    second.typed().header().init_index_hint(1);
    SmallVec::Two([first, second])
}
