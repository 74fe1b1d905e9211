//! The code that the iterators and `retain` of all weak collections share.

use std::vec;

/// An entry of a snapshot, with a weak handle to its node.
pub(crate) trait WeakEntry {
    /// The strong handle to the node.
    type Handle;
    /// The entry with the strong handle in place of the weak one, as iterators yield it.
    type Live;

    fn upgrade(&self) -> Option<Self::Handle>;

    fn into_live(self) -> Option<Self::Live>;
}

/// Yields the entries of a snapshot whose node is still alive when their turn comes.
pub(crate) struct LiveEntries<E> {
    entries: vec::IntoIter<E>,
}

impl<E> LiveEntries<E> {
    pub(crate) fn of(snapshot: Vec<E>) -> Self {
        LiveEntries { entries: snapshot.into_iter() }
    }
}

impl<E: WeakEntry> Iterator for LiveEntries<E> {
    type Item = E::Live;

    fn next(&mut self) -> Option<E::Live> {
        self.entries.find_map(E::into_live)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.entries.len()))
    }
}

/// The entries of a snapshot that are alive and for which `keep`, which is user code, returns
/// `false`.
pub(crate) fn rejected<E: WeakEntry>(
    mut snapshot: Vec<E>,
    mut keep: impl FnMut(&E, &E::Handle) -> bool,
) -> Vec<E> {
    snapshot.retain(|entry| entry.upgrade().is_some_and(|node| !keep(entry, &node)));
    snapshot
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

            fn next(&mut self) -> Option<Self::Item> {
                self.entries.next()$(.map($part))?
            }

            fn size_hint(&self) -> (usize, Option<usize>) {
                self.entries.size_hint()
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
