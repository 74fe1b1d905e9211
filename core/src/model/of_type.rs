//! `of` of the walks, and [`OfType`] as an iterator. This is not in `walk`, because it downcasts
//! nodes, and the typed handles stand above that floor.

use std::iter::FusedIterator;

use crate::kernel::place::Place;
use crate::model::graph::Graph;
use crate::walk::{Ancestors, Children, Descendants, OfType};

macro_rules! walks {
    ($($walk:ident)*) => {
        $(impl $walk<'_> {
            /// Only the nodes that are a `T`, typed. `T` is a struct or an enum. O(1) for each node
            /// of the walk.
            pub fn of<T: Graph>(self) -> OfType<Self, T> {
                OfType::new(self)
            }
        })*
    };
}

walks!(Ancestors Children Descendants);

impl<'a, T: Graph> OfType<Descendants<'a>, T> {
    /// As [`Descendants::follow`](crate::walk::Descendants::follow).
    pub fn follow<'b>(self, follow: impl Fn(&Place) -> bool + 'b) -> OfType<Descendants<'b>, T>
    where
        'a: 'b,
    {
        OfType::new(self.walk.follow(follow))
    }
}

impl<T: Graph> Iterator for OfType<Ancestors<'_>, T> {
    type Item = T::Handle;

    fn next(&mut self) -> Option<T::Handle> {
        self.walk.find_map(|node| node.downcast::<T>())
    }
}

/// Most children of type `T` are in lists of `T`. There the walk needs no cast.
macro_rules! iterators_down {
    ($($walk:ident)*) => {
        $(impl<T: Graph> Iterator for OfType<$walk<'_>, T> {
            type Item = T::Handle;

            #[inline]
            fn next(&mut self) -> Option<T::Handle> {
                match self.walk.next_of() {
                    Some(node) => Some(node),
                    None => self.walk.find_map(|node| node.downcast::<T>()),
                }
            }
        })*
    };
}

iterators_down!(Children Descendants);

macro_rules! backwards {
    ($($walk:ident)*) => {
        $(impl<T: Graph> DoubleEndedIterator for OfType<$walk<'_>, T> {
            fn next_back(&mut self) -> Option<T::Handle> {
                self.walk.by_ref().rev().find_map(|node| node.downcast::<T>())
            }
        }

        impl<T: Graph> FusedIterator for OfType<$walk<'_>, T> {})*
    };
}

backwards!(Ancestors Children Descendants);
