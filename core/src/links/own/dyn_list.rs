//! [`ChildList`]: a list of children, whatever the type of its owner.

use crate::kernel::any::AnyRc;
use crate::kernel::attach_error::AttachError;
use crate::kernel::dyn_handle::AsDynHandle;
use crate::links::iter::Drain;
use crate::links::own::Own;
use crate::links::snapshot::Snapshot;
use crate::model::graph::{BackTo, Graph, NodeType};
use crate::model::handle::Handle;
use crate::model::incoming::Incoming;
use crate::model::repr::Repr;
use crate::model::sealed::SealedChildList;

/// A list of children of type `T`, whatever the type of its owner: a `&dyn ChildList<Block>` may be
/// an `Own<Page, Vec<Block>>` or an `Own<Quote, Vec<Block>>`.
///
/// It has the operations of [`Own`] that code for lists of any owner needs. They take handles. All
/// of them cost what those of [`Own`] cost.
///
/// The trait is sealed: `Own<O, Vec<T>>` has it for every `O` that can own a `T`.
///
/// ```
/// use kinfolk::links::ChildList;
/// use kinfolk::prelude::*;
///
/// #[derive(Graph)]
/// #[graph(back(page: Page), back(quote: Quote))]
/// struct Block {}
///
/// #[derive(Graph)]
/// struct Page { #[graph(own)] blocks: Vec<Block> }
///
/// #[derive(Graph)]
/// struct Quote { #[graph(own)] blocks: Vec<Block> }
///
/// fn move_to_front(list: &dyn ChildList<Block>, block: &Rc<Block>) {
///     list.try_insert(0, block.clone()).expect("a block owns nothing");
/// }
///
/// let page = Page { blocks: vec![Block {}, Block {}] }.into_graph();
/// let quote = Quote { blocks: vec![Block {}] }.into_graph();
/// let last = page.blocks.last().unwrap();
/// for list in [&page.blocks as &dyn ChildList<Block>, &quote.blocks] {
///     move_to_front(list, &last);
///     assert_eq!(list.position(&last), Some(0));
/// }
/// assert_eq!(last.owner(), Some(quote.to_any()));
/// ```
pub trait ChildList<T: Graph>: SealedChildList<T> {
    /// The number of children. O(1).
    fn len(&self) -> usize;

    /// Whether there are no children. O(1).
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The child at `index`. Costs as much as [`Own::get`].
    fn get(&self, index: usize) -> Option<T::Handle>;

    /// The index of this node among the children. Costs as much as [`Own::position`].
    fn position(&self, child: &T::Handle) -> Option<usize>;

    /// Whether this node is among the children. Costs as much as [`Own::position`].
    fn contains(&self, child: &T::Handle) -> bool {
        self.position(child).is_some()
    }

    /// The children, lent as a slice. Costs as much as [`Own::read`].
    fn snapshot(&self) -> Snapshot<'_, T::Handle>;

    /// Appends a child. Costs as much as [`Own::push`].
    ///
    /// # Errors
    /// As [`Own::try_push`].
    fn try_push(&self, child: T::Handle) -> Result<(), AttachError<T::Handle>>;

    /// Inserts a child at `index`. Costs as much as [`Own::insert`].
    ///
    /// # Errors
    /// As [`Own::try_insert`].
    fn try_insert(&self, index: usize, child: T::Handle) -> Result<(), AttachError<T::Handle>>;

    /// Puts a child before a sibling. Costs as much as [`Own::insert_before`].
    ///
    /// # Errors
    /// As [`Own::try_insert_before`].
    fn try_insert_before(
        &self,
        sibling: &T::Handle,
        child: T::Handle,
    ) -> Result<(), AttachError<T::Handle>>;

    /// Removes the child at `index` and returns it. Costs as much as [`Own::remove`].
    ///
    /// # Panics
    /// If `index` is out of bounds.
    fn remove(&self, index: usize) -> T::Handle;

    /// Removes all children, and returns them in order. O(n).
    fn detach_all(&self) -> Drain<T::Handle>;

    /// The node that the list is part of. O(1).
    fn owner(&self) -> AnyRc;
}

impl<O: NodeType, T: Graph + BackTo<O>> ChildList<T> for Own<O, Vec<T>> {
    fn len(&self) -> usize {
        Own::<O, Vec<T>>::len(self)
    }

    fn get(&self, index: usize) -> Option<T::Handle> {
        self.children.get_child(index, T::Repr::from_any)
    }

    fn position(&self, child: &T::Handle) -> Option<usize> {
        self.index_of(child.as_dyn().dyn_node())
    }

    fn snapshot(&self) -> Snapshot<'_, T::Handle> {
        self.read()
    }

    fn try_push(&self, child: T::Handle) -> Result<(), AttachError<T::Handle>> {
        self.push_incoming(Incoming::existing(child))
    }

    fn try_insert(&self, index: usize, child: T::Handle) -> Result<(), AttachError<T::Handle>> {
        Own::<O, Vec<T>>::try_insert(self, index, child)
    }

    fn try_insert_before(
        &self,
        sibling: &T::Handle,
        child: T::Handle,
    ) -> Result<(), AttachError<T::Handle>> {
        let sibling = sibling.as_dyn().dyn_node();
        self.insert_beside("insert_before", sibling, 0, Incoming::existing(child))
    }

    #[track_caller]
    fn remove(&self, index: usize) -> T::Handle {
        Own::<O, Vec<T>>::remove(self, index)
    }

    fn detach_all(&self) -> Drain<T::Handle> {
        self.drain()
    }

    fn owner(&self) -> AnyRc {
        Own::owner(self).to_any()
    }
}

impl<O: NodeType, T: Graph + BackTo<O>> SealedChildList<T> for Own<O, Vec<T>> {}
