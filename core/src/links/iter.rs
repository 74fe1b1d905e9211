//! [`Iter`] and [`Drain`]: the handles of a list, by value.

use std::fmt;
use std::iter::FusedIterator;
use std::vec;

use crate::kernel::long_list::Restore;
use crate::store::cow_list::ListSnapshot;

/// The handles in a list, by value: returned by [`Own::iter`](crate::Own::iter),
/// [`Shared::iter`](crate::Shared::iter) and [`WeakLink::iter`](crate::WeakLink::iter).
///
/// It yields the handles that were there when it was made, whatever happens to the list. It holds
/// these nodes, like any handle, and does not borrow the node that the list is in: you can return
/// it, keep it, and drop that node.
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct Iter<H> {
    items: ListSnapshot<H>,
    next: usize,
    end: usize,
    /// For a list in chunks.
    restore: Restore<H>,
}

impl<H> Iter<H> {
    pub(crate) fn over(items: ListSnapshot<H>, restore: Restore<H>) -> Self {
        let end = if let Some(items) = items.items() { items.len() } else { 0 };
        Iter { items, next: 0, end, restore }
    }

    /// As [`over`](Self::over), for handles that are not in chunks.
    pub(crate) fn over_slice(items: ListSnapshot<H>) -> Self {
        Iter::over(items, |_| None)
    }

    /// The handles that are left, if they are a slice.
    fn flat_rest(&self) -> Option<&[H]> {
        match self.items.items() {
            Some(items) => items.flat().map(|items| &items[self.next..self.end]),
            None => Some(&[]),
        }
    }

    /// The handle at `index`, which is below `end`.
    #[inline]
    fn get(&self, index: usize) -> Option<H>
    where
        H: Clone,
    {
        let items = self.items.items()?;
        match items.flat() {
            Some(items) => Some(items[index].clone()),
            None => items.get_from_chunks(index, self.restore),
        }
    }
}

impl<H: Clone> Iterator for Iter<H> {
    type Item = H;

    fn next(&mut self) -> Option<H> {
        if self.next == self.end {
            return None;
        }
        let handle = self.get(self.next);
        self.next += 1;
        handle
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.end - self.next, Some(self.end - self.next))
    }

    fn nth(&mut self, n: usize) -> Option<H> {
        self.next = self.end.min(self.next.saturating_add(n));
        self.next()
    }

    // `for_each`, `sum` and the like call this, and need no test for the end at each step.
    #[inline]
    fn fold<A, F: FnMut(A, H) -> A>(self, start: A, mut fold: F) -> A {
        if let Some(rest) = self.flat_rest() {
            return rest.iter().fold(start, |folded, handle| fold(folded, handle.clone()));
        }
        let mut folded = start;
        for handle in self {
            folded = fold(folded, handle);
        }
        folded
    }
}

impl<H: Clone> DoubleEndedIterator for Iter<H> {
    fn next_back(&mut self) -> Option<H> {
        if self.next == self.end {
            return None;
        }
        self.end -= 1;
        self.get(self.end)
    }
}

impl<H: Clone> ExactSizeIterator for Iter<H> {}

impl<H: Clone> FusedIterator for Iter<H> {}

impl<H> Clone for Iter<H> {
    fn clone(&self) -> Self {
        Iter { items: self.items.clone(), ..*self }
    }
}

impl<H: fmt::Debug> fmt::Debug for Iter<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(rest) = self.flat_rest() {
            return f.debug_tuple("Iter").field(&rest).finish();
        }
        let get = |index| self.items.items()?.get_from_chunks(index, self.restore);
        let rest: Vec<H> = (self.next..self.end).filter_map(get).collect();
        f.debug_tuple("Iter").field(&rest).finish()
    }
}

/// The handles that were removed from a list: returned by [`Own::drain`](crate::Own::drain) and
/// [`Shared::drain`](crate::Shared::drain).
///
/// The list is empty as soon as `drain` returns, and children have no owner from then on. Dropping
/// this drops the handles that it has not yielded.
#[derive(Debug)]
pub struct Drain<H> {
    handles: vec::IntoIter<H>,
}

impl<H: Clone> Drain<H> {
    pub(crate) fn over(handles: Vec<H>) -> Self {
        Drain { handles: handles.into_iter() }
    }
}

impl<H> Iterator for Drain<H> {
    type Item = H;

    fn next(&mut self) -> Option<H> {
        self.handles.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.handles.size_hint()
    }
}

impl<H> DoubleEndedIterator for Drain<H> {
    fn next_back(&mut self) -> Option<H> {
        self.handles.next_back()
    }
}

impl<H> ExactSizeIterator for Drain<H> {}

impl<H> FusedIterator for Drain<H> {}
