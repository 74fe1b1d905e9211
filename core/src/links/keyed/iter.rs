//! The iterators over the keys and nodes of a link over a map.

use std::fmt;
use std::iter::FusedIterator;
use std::vec;

use crate::kernel::dyn_handle::AsDynHandle;
use crate::links::keyed::entries::Snapshot;
use crate::links::keyed::entry::Entry;
use crate::links::keyed::forms;
use crate::links::keyed::key::Key;
use crate::store::chunks::{Chunks, Place};
use crate::store::small_vec::SmallVec;

/// The keys of a link over a map, each with its node: what was there when the iterator was made. A
/// change while it is alive copies the map, O(n), or O(√n) of a large `BTreeMap`.
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct Entries<K, H> {
    seen: Snapshot<K, H>,
    next: usize,
    end: usize,
    /// Where the next entry is in chunks, once one has been taken from there.
    place: Option<Place>,
}

impl<K: 'static, H: AsDynHandle> Entries<K, H> {
    pub(crate) fn over(entries: Snapshot<K, H>) -> Self {
        let end = entries.items().map_or(0, SmallVec::len);
        Entries::of_range(entries, 0, end)
    }

    /// Over the entries at these indices, which are in bounds.
    pub(crate) fn of_range(entries: Snapshot<K, H>, start: usize, end: usize) -> Self {
        Entries { seen: entries, next: start, end, place: None }
    }

    #[inline]
    fn next_entry(&mut self) -> Option<&Entry<K, H>> {
        if self.next >= self.end {
            return None;
        }
        let index = self.next;
        self.next += 1;
        let items = self.seen.items()?;
        if let Some(items) = items.flat() {
            return items.get(index);
        }
        let chunks = forms::chunks(items)?;
        let place = self.place.unwrap_or_else(|| chunks.place_of_index(index));
        let (entry, next) = chunks.step(place)?;
        self.place = Some(next);
        Some(entry)
    }

    #[inline]
    fn last_entry(&mut self) -> Option<&Entry<K, H>> {
        if self.next >= self.end {
            return None;
        }
        self.end -= 1;
        forms::get(self.seen.items()?, self.end)
    }

    fn fold_entries<A>(self, start: A, mut fold: impl FnMut(A, &Entry<K, H>) -> A) -> A {
        let Some(items) = self.seen.items() else { return start };
        let (next, end) = (self.next, self.end);
        if let Some(items) = items.flat() {
            return items[next..end].iter().fold(start, fold);
        }
        let slices = forms::chunks(items).into_iter();
        let slices = slices.flat_map(|chunks: &Chunks<_>| chunks.slices_from(next));
        let mut folded = start;
        for (first, items, _) in slices.take_while(|(first, ..)| *first < end) {
            let items = &items[..items.len().min(end - first)];
            for entry in items {
                folded = fold(folded, entry);
            }
        }
        folded
    }

    fn skip_entries(&mut self, count: usize) {
        self.next = self.end.min(self.next.saturating_add(count));
        self.place = None;
    }
}

impl<K, H> Clone for Entries<K, H> {
    fn clone(&self) -> Self {
        Entries { seen: self.seen.clone(), ..*self }
    }
}

/// The keys of a link over a map: those that were there when the iterator was made.
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct Keys<K, H>(Entries<K, H>);

/// The nodes of a link over a map: those that were there when the iterator was made.
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct Values<K, H>(Entries<K, H>);

impl<K: 'static, H: AsDynHandle> Entries<K, H> {
    pub(crate) fn into_keys(self) -> Keys<K, H> {
        Keys(self)
    }

    pub(crate) fn into_values(self) -> Values<K, H> {
        Values(self)
    }
}

impl<K, H> Clone for Keys<K, H> {
    fn clone(&self) -> Self {
        Keys(self.0.clone())
    }
}

impl<K, H> Clone for Values<K, H> {
    fn clone(&self) -> Self {
        Values(self.0.clone())
    }
}

macro_rules! iterator {
    ($name:ident, $item:ty, $take:expr, $($entries:tt)*) => {
        impl<K: 'static, H: AsDynHandle> Iterator for $name<K, H> {
            type Item = $item;

            #[inline]
            fn next(&mut self) -> Option<$item> {
                (self$($entries)*).next_entry().map($take)
            }

            fn size_hint(&self) -> (usize, Option<usize>) {
                let len = (self$($entries)*).end - (self$($entries)*).next;
                (len, Some(len))
            }

            fn nth(&mut self, n: usize) -> Option<$item> {
                (self$($entries)*).skip_entries(n);
                self.next()
            }

            // `for_each`, `sum` and the like call this, and need no test for the end at each step.
            #[inline]
            fn fold<A, F: FnMut(A, $item) -> A>(self, start: A, mut fold: F) -> A {
                (self$($entries)*).fold_entries(start, |folded, entry| fold(folded, $take(entry)))
            }
        }

        impl<K: 'static, H: AsDynHandle> DoubleEndedIterator for $name<K, H> {
            fn next_back(&mut self) -> Option<$item> {
                (self$($entries)*).last_entry().map($take)
            }
        }

        impl<K: 'static, H: AsDynHandle> ExactSizeIterator for $name<K, H> {}

        impl<K: 'static, H: AsDynHandle> FusedIterator for $name<K, H> {}

        impl<K: 'static, H: AsDynHandle> fmt::Debug for $name<K, H>
        where
            $item: fmt::Debug,
        {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_list().entries(self.clone()).finish()
            }
        }
    };
}

iterator!(Entries, (Key<K>, H), Entry::pair,);
iterator!(Keys, Key<K>, Entry::key, .0);
iterator!(Values, H, Entry::handle, .0);

/// The keys and nodes that were removed from a link over a map. Those that you leave are dropped
/// with it.
pub struct DrainEntries<K, H> {
    entries: vec::IntoIter<Entry<K, H>>,
}

impl<K, H> DrainEntries<K, H> {
    pub(crate) fn over(entries: Vec<Entry<K, H>>) -> Self {
        DrainEntries { entries: entries.into_iter() }
    }
}

impl<K, H> Iterator for DrainEntries<K, H> {
    type Item = (Key<K>, H);

    fn next(&mut self) -> Option<(Key<K>, H)> {
        self.entries.next().map(Entry::into_pair)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.entries.size_hint()
    }
}

impl<K, H> DoubleEndedIterator for DrainEntries<K, H> {
    fn next_back(&mut self) -> Option<(Key<K>, H)> {
        self.entries.next_back().map(Entry::into_pair)
    }
}

impl<K, H> ExactSizeIterator for DrainEntries<K, H> {}

impl<K, H> FusedIterator for DrainEntries<K, H> {}

impl<K, H> fmt::Debug for DrainEntries<K, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DrainEntries").field("len", &self.entries.len()).finish()
    }
}
