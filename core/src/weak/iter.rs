//! The code that the iterators and `retain` of all weak collections share.

use std::rc::Rc as StdRc;
use std::vec;

use crate::model::graph::Graph;
use crate::store::slab::{Slab, SlotNumber};
use crate::weak::table::TableEntry;

/// An entry of a table, as iterators see it.
pub(crate) trait WeakEntry: TableEntry {
    /// The entry with the strong handle in place of the weak one, as iterators yield it.
    type Live;
    /// Memory that iterators keep from one entry to the next.
    type Spare: Default;

    fn live(&self, spare: &mut Self::Spare) -> Option<Self::Live>;
}

/// Yields the entries of a snapshot whose node is still alive when their turn comes.
pub(crate) struct LiveEntries<E: WeakEntry> {
    source: Source<E>,
    spare: E::Spare,
}

enum Source<E> {
    /// Entries that are in no table.
    Taken(vec::IntoIter<E>),
    /// The entries of a table.
    Lent {
        entries: StdRc<Slab<E>>,
        /// The index of the next slot.
        next: usize,
        /// How many entries are left.
        left: usize,
    },
}

impl<E: WeakEntry> LiveEntries<E> {
    pub(crate) fn of(taken: Vec<E>) -> Self {
        LiveEntries { source: Source::Taken(taken.into_iter()), spare: E::Spare::default() }
    }

    #[inline]
    pub(crate) fn lent(entries: StdRc<Slab<E>>) -> Self {
        let left = entries.len();
        LiveEntries { source: Source::Lent { entries, next: 0, left }, spare: E::Spare::default() }
    }
}

impl<E: WeakEntry> Iterator for LiveEntries<E> {
    type Item = E::Live;

    #[inline]
    fn next(&mut self) -> Option<E::Live> {
        let spare = &mut self.spare;
        match &mut self.source {
            // Each entry is dropped before a handle is returned.
            Source::Taken(entries) => entries.find_map(|entry| {
                let live = entry.live(spare);
                drop(entry);
                live
            }),
            Source::Lent { entries, next, left } => {
                while let Some((after, entry)) = entries.next_from(*next) {
                    (*next, *left) = (after, *left - 1);
                    let live = entry.live(spare);
                    if live.is_some() {
                        return live;
                    }
                }
                // Now the table can change without a copy.
                self.source = Source::Taken(Vec::new().into_iter());
                None
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = match &self.source {
            Source::Taken(entries) => entries.len(),
            Source::Lent { left, .. } => *left,
        };
        (0, Some(left))
    }

    /// `sum`, `for_each`, `count` and many others call this. It reads the slots in one go.
    #[inline]
    fn fold<A, F: FnMut(A, E::Live) -> A>(self, start: A, mut add: F) -> A {
        let mut spare = self.spare;
        match self.source {
            Source::Taken(entries) => entries.fold(start, |so_far, entry| {
                let live = entry.live(&mut spare);
                drop(entry);
                match live {
                    Some(live) => add(so_far, live),
                    None => so_far,
                }
            }),
            Source::Lent { entries, next, .. } => {
                entries.iter_from(next).fold(start, |so_far, entry| match entry.live(&mut spare) {
                    Some(live) => add(so_far, live),
                    None => so_far,
                })
            }
        }
    }
}

/// The entries of a snapshot that are alive and for which `keep`, which is user code, returns
/// `false`. `make` makes the results.
pub(crate) fn rejected<E: TableEntry, R>(
    snapshot: &Slab<E>,
    mut keep: impl FnMut(&E, &<E::Node as Graph>::Handle) -> bool,
    make: impl Fn(SlotNumber, &E) -> R,
) -> Vec<R> {
    let mut is_rejected =
        |entry: &E| entry.member().node.upgrade().is_some_and(|node| !keep(entry, &node));
    let rejected = snapshot.iter().filter(|(_, entry)| is_rejected(entry));
    rejected.map(|(slot, entry)| make(slot, entry)).collect()
}

/// Drops the second part before it returns the first: see "Dropping before returning" in the parent
/// module.
pub(crate) fn first<A, B>((first, second): (A, B)) -> A {
    drop(second);
    first
}

/// Drops the first part before it returns the second.
pub(crate) fn second<A, B>((first, second): (A, B)) -> B {
    drop(first);
    second
}

/// Implements the traits of iterators whose field `entries` is an iterator. With a function after
/// `by`, that function makes the item from an item of `entries`.
macro_rules! iterators {
    ($(
        $name:ident [$($parameters:tt)*] [$($arguments:tt)*] yields $item:ty $(, by $part:expr)?;
    )*) => {$(
        impl<$($parameters)*> Iterator for $name<$($arguments)*> {
            type Item = $item;

            #[inline]
            fn next(&mut self) -> Option<Self::Item> {
                self.entries.next()$(.map($part))?
            }

            fn size_hint(&self) -> (usize, Option<usize>) {
                self.entries.size_hint()
            }

            #[inline]
            fn fold<A, F: FnMut(A, Self::Item) -> A>(self, start: A, add: F) -> A {
                self.entries$(.map($part))?.fold(start, add)
            }
        }

        impl<$($parameters)*> std::iter::FusedIterator for $name<$($arguments)*> {}

        /// `Iter(..)`. It does not print the entries, since these may print the iterator in turn.
        impl<$($parameters)*> std::fmt::Debug for $name<$($arguments)*> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_tuple(stringify!($name)).finish_non_exhaustive()
            }
        }
    )*};
}

pub(crate) use iterators;
