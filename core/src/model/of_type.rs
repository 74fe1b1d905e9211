//! [`OfType`] as an iterator. This is not in `walk`, because it downcasts nodes, and the typed
//! handles stand above that floor.

use std::iter::FusedIterator;

use crate::kernel::any::AnyRc;
use crate::model::graph::Graph;
use crate::walk::iter::OfType;

impl<I: Iterator<Item = AnyRc>, T: Graph> Iterator for OfType<I, T> {
    type Item = T::Handle;

    fn next(&mut self) -> Option<T::Handle> {
        self.walk.find_map(|node| node.downcast::<T>())
    }
}

impl<I: FusedIterator<Item = AnyRc>, T: Graph> FusedIterator for OfType<I, T> {}
