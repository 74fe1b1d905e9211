//! [`Splice`]: a change of a list, as a list widget needs it.

use crate::kernel::dyn_link::DynOwn;
use crate::kernel::internal::Internal;
use crate::links::own::Own;
use crate::model::graph::{Graph, NodeType};
use crate::model::handle::Handle;
use crate::model::sealed::SealedObservedList;

/// A part of a list that has other children than before. You get it from
/// [`Changes::splices`](crate::history::Changes::splices).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Splice<H> {
    /// The index of the first child that has come or gone, in the list to which the earlier splices
    /// have been applied.
    pub index: usize,
    /// The children that were there.
    pub removed: Vec<H>,
    /// The children that are there now.
    pub added: Vec<H>,
}

impl<H: Clone> Splice<H> {
    /// Applies the splice to a list like the one that has changed. O(n) for the children from the
    /// index on.
    ///
    /// # Panics
    /// If the list is shorter than the one that has changed was.
    pub fn apply_to(&self, mirror: &mut Vec<H>) {
        let replaced = self.index..self.index + self.removed.len();
        drop(mirror.splice(replaced, self.added.iter().cloned()));
    }
}

/// A list whose changes can be seen: [`Own<O, Vec<T>>`](Own). The trait is sealed.
#[diagnostic::on_unimplemented(
    message = "the changes of `{Self}` cannot be seen as splices",
    label = "expected an owning link over a `Vec`",
    note = "give the link of the node: `changes.splices(&node.list)`; of all other links, `changes.of(&node)` has the changes"
)]
pub trait ObservedList: SealedObservedList {
    /// The handle to an item.
    type Handle: Handle;

    /// The item's type.
    #[doc(hidden)]
    type Item: Graph<Handle = Self::Handle>;

    /// The list, without its type.
    #[doc(hidden)]
    fn dyn_link(this: &Self, _: Internal) -> &dyn DynOwn;
}

impl<O: NodeType, T: Graph> ObservedList for Own<O, Vec<T>> {
    type Handle = T::Handle;
    type Item = T;

    fn dyn_link(this: &Self, _: Internal) -> &dyn DynOwn {
        this
    }
}

impl<O: NodeType, T: Graph> SealedObservedList for Own<O, Vec<T>> {}
