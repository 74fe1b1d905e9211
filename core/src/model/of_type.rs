//! [`OfType`]: the nodes of one type in a walk. This is not in `walk`, because it downcasts nodes,
//! and the typed handles stand above that floor.

use std::fmt;
use std::iter::FusedIterator;
use std::mem;
use std::rc::Rc as StdRc;

use crate::kernel::dyn_handle::{AsDynHandle, DynHandle};
use crate::kernel::place::Place;
use crate::model::graph::Graph;
use crate::store::small_vec::SmallVec;
use crate::walk::{Ancestors, Children, Descendants};

/// The nodes of a walk that are a `T`, as typed handles: returned by `of` of each walk, by
/// [`Node::ancestors_of`](crate::Node::ancestors_of) and by
/// [`Node::descendants_of`](crate::Node::descendants_of).
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct OfType<I, T: Graph> {
    /// The list that the walk is in, if it is one of `T`, where the walk needs no cast. `None` while
    /// that is not known. Before the walk, so that it is dropped before the nodes that own it.
    list: Option<StdRc<SmallVec<T::Handle>>>,
    walk: I,
}

impl<I, T: Graph> OfType<I, T> {
    pub(crate) fn new(walk: I) -> Self {
        OfType { list: None, walk }
    }
}

impl<I: Clone, T: Graph> Clone for OfType<I, T> {
    fn clone(&self) -> Self {
        OfType::new(self.walk.clone())
    }
}

impl<I: fmt::Debug, T: Graph> fmt::Debug for OfType<I, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OfType").field(&self.walk).finish()
    }
}

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

macro_rules! iterators_down {
    ($($walk:ident)*) => {
        $(impl<T: Graph> Iterator for OfType<$walk<'_>, T> {
            type Item = T::Handle;

            #[inline]
            fn next(&mut self) -> Option<T::Handle> {
                match self.next_in_list() {
                    Some(node) => Some(node),
                    None => self.next_in_any_list(),
                }
            }
        }

        impl<T: Graph> OfType<$walk<'_>, T> {
            #[inline]
            fn next_in_list(&mut self) -> Option<T::Handle> {
                let Some(list) = &self.list else { return None };
                let node = self.walk.next_in(list)?;
                let enters = self.walk.enters(node.typed().dyn_node());
                if enters || self.walk.is_at_end_of_list() {
                    self.leave_list(&node, enters);
                }
                Some(node)
            }

            #[inline(never)]
            fn leave_list(&mut self, node: &T::Handle, enters: bool) {
                self.list = None;
                self.walk.leave_list(node.as_dyn(), enters);
                mem::forget(mem::replace(&mut self.list, self.walk.list_of()));
            }

            #[inline(never)]
            fn next_in_any_list(&mut self) -> Option<T::Handle> {
                loop {
                    self.list = self.walk.list_of();
                    if let Some(node) = self.next_in_list() {
                        return Some(node);
                    }
                    if let Some(node) = self.walk.next()?.downcast::<T>() {
                        return Some(node);
                    }
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
                self.list = None;
                self.walk.by_ref().rev().find_map(|node| node.downcast::<T>())
            }
        }

        impl<T: Graph> FusedIterator for OfType<$walk<'_>, T> {})*
    };
}

backwards!(Ancestors Children Descendants);
