//! Siblings: putting a child beside one, and finding the one beside a child.

use crate::kernel::attach_error::{AttachError, or_panic};
use crate::kernel::dyn_handle::AsDynHandle;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::internal::Internal;
use crate::kernel::snapshot::{Beside, Step};
use crate::links::own::Own;
use crate::links::own::attach::Admitted;
use crate::model::as_handle::AsHandle;
use crate::model::graph::{BackTo, Graph, NodeType};
use crate::model::incoming::{Incoming, Origin};
use crate::model::into_handle::IntoHandle;
use crate::model::repr::Repr;

/// Siblings. In [`insert`](Own::insert), an index counts in the result, so "before that sibling" is
/// another index when the child stands before the sibling in this list. These operations need no
/// index.
///
/// ```
/// # use kinfolk::Graph;
/// # #[derive(Graph)]
/// # #[graph(back(book: Book))]
/// # struct Page { number: usize }
/// # #[derive(Graph)]
/// # struct Book { #[graph(own)] pages: Vec<Page> }
/// let book = Book { pages: (1..=3).map(|number| Page { number }).collect() }.into_graph();
/// let [one, three] = [0, 2].map(|index| book.pages.get(index).unwrap());
///
/// book.pages.insert_before(&three, one.clone());
/// book.pages.insert_after(&three, Page { number: 4 });
/// let numbers: Vec<_> = book.pages.iter().map(|page| page.number).collect();
/// assert_eq!(numbers, [2, 1, 3, 4]);
///
/// assert_eq!(book.pages.next(&one), Some(three.clone()));
/// assert_eq!(book.pages.previous(&three), Some(one));
/// ```
impl<O: NodeType, T: Graph> Own<O, Vec<T>> {
    /// The child after this one. `None` if there is none, or if the node is no child of this list.
    ///
    /// O(1) if the child stands where it was last put or found, as it does in a walk from child to
    /// child. Else it costs as much as [`position`](Own::position).
    #[inline]
    pub fn next(&self, child: &impl AsHandle<T::Declared>) -> Option<T::Handle> {
        self.beside(AsHandle::handle(child, Internal).dyn_node(), Step::Next)
    }

    /// The child before this one. `None` if there is none, or if the node is no child of this list.
    /// Costs as much as [`next`](Own::next).
    #[inline]
    pub fn previous(&self, child: &impl AsHandle<T::Declared>) -> Option<T::Handle> {
        self.beside(AsHandle::handle(child, Internal).dyn_node(), Step::Previous)
    }

    /// Puts a child before a sibling, wherever the child was. If the child is the sibling itself,
    /// this changes nothing.
    ///
    /// Costs as much as [`position`](Self::position) of the sibling and [`insert`](Self::insert) of
    /// the child.
    ///
    /// # Panics
    /// If the sibling is not in this list, or if the child is the owner or one of its ancestors, or
    /// is [required](Own#required-children) elsewhere;
    /// [`try_insert_before`](Self::try_insert_before) returns the error instead.
    #[track_caller]
    pub fn insert_before(
        &self,
        sibling: &impl AsHandle<T::Declared>,
        child: impl IntoHandle<T::Declared>,
    ) where
        T: BackTo<O>,
    {
        or_panic(self.try_insert_before(sibling, child));
    }

    /// Puts a child after a sibling, as [`insert_before`](Self::insert_before) does before one.
    ///
    /// # Panics
    /// As [`insert_before`](Self::insert_before); [`try_insert_after`](Self::try_insert_after)
    /// returns the error instead.
    #[track_caller]
    pub fn insert_after(
        &self,
        sibling: &impl AsHandle<T::Declared>,
        child: impl IntoHandle<T::Declared>,
    ) where
        T: BackTo<O>,
    {
        or_panic(self.try_insert_after(sibling, child));
    }

    /// As [`insert_before`](Self::insert_before), but returns an error instead of panicking.
    ///
    /// # Errors
    /// [`AttachError`] if the sibling is not in this list, or if the child is the owner or one of
    /// its ancestors, or is [required](Own#required-children) elsewhere. Nothing has changed then,
    /// and the error holds the child.
    pub fn try_insert_before(
        &self,
        sibling: &impl AsHandle<T::Declared>,
        child: impl IntoHandle<T::Declared>,
    ) -> Result<(), AttachError<T::Handle>>
    where
        T: BackTo<O>,
    {
        let child = IntoHandle::into_incoming(child, Internal);
        let sibling = AsHandle::handle(sibling, Internal).dyn_node();
        self.insert_beside("insert_before", sibling, 0, child)
    }

    /// As [`insert_after`](Self::insert_after), but returns an error instead of panicking.
    ///
    /// # Errors
    /// As [`try_insert_before`](Self::try_insert_before).
    pub fn try_insert_after(
        &self,
        sibling: &impl AsHandle<T::Declared>,
        child: impl IntoHandle<T::Declared>,
    ) -> Result<(), AttachError<T::Handle>>
    where
        T: BackTo<O>,
    {
        let child = IntoHandle::into_incoming(child, Internal);
        let sibling = AsHandle::handle(sibling, Internal).dyn_node();
        self.insert_beside("insert_after", sibling, 1, child)
    }

    #[inline]
    fn beside(&self, child: &dyn DynNode, step: Step) -> Option<T::Handle> {
        match self.children.beside(child, step, T::Repr::from_any) {
            Beside::Node(beside) => Some(beside),
            Beside::None => None,
            Beside::Unknown => self.find_beside(child, step),
        }
    }

    #[cold]
    #[inline(never)]
    fn find_beside(&self, child: &dyn DynNode, step: Step) -> Option<T::Handle> {
        let index = self.index_of(child)?;
        self.children.get_noted(step.from(index), T::Repr::from_any)
    }

    /// Puts a child at so many indices after the sibling's.
    pub(in crate::links::own) fn insert_beside(
        &self,
        operation: &'static str,
        sibling: &dyn DynNode,
        distance: usize,
        Incoming { handle: child, origin }: Incoming<T::Handle>,
    ) -> Result<(), AttachError<T::Handle>>
    where
        T: BackTo<O>,
    {
        let Some(place) = self.index_of(sibling) else {
            // If the child would be refused anyway, another sibling would not help.
            return Err(match self.obstacle_to(&child) {
                Some(obstacle) => AttachError::refused(child, obstacle),
                None => AttachError::not_here(child, operation, sibling),
            });
        };
        let index = place + distance;
        match origin {
            Origin::New { needs_finalization } => self.own_new(&child, needs_finalization),
            Origin::Existing => match self.admit(&child) {
                Ok(Admitted::New) => (),
                Ok(Admitted::Here(from)) => {
                    if from != place {
                        self.move_to(from, if from < index { index - 1 } else { index });
                    }
                    return Ok(());
                }
                Err(obstacle) => return Err(AttachError::refused(child, obstacle)),
            },
        }
        self.put_admitted(index, child);
        Ok(())
    }

    /// Makes this node the owner of a node that was just made, and which the caller puts among the
    /// children.
    pub(super) fn own_new(&self, child: &T::Handle, needs_finalization: bool)
    where
        T: BackTo<O>,
    {
        self.set_back(child);
        if needs_finalization {
            self.mark_above(child.as_dyn());
        }
    }
}
