//! [`Place::put`], which takes any handle.

use crate::change::attach;
use crate::kernel::any::AnyRc;
use crate::kernel::attach_error::AttachError;
use crate::kernel::place::Place;
use crate::model::handle::Handle;

impl Place {
    /// Puts a node here: at the index, or at the end of a list that has become shorter. A node that
    /// has an owner is moved here; then the index is that in the result. The node may be of any
    /// type: whether the link holds this type is checked at run time. The child of a
    /// [required](crate::Own#required-children) link is replaced, and has no owner from then on.
    /// Putting a node where it is already changes nothing.
    ///
    /// O(1) in an option. A list goes into [chunks](crate::Own#long-lists), however short it is:
    /// O(√n) for n siblings, and O(n) if it was not in chunks. Add the cost of
    /// [leaving](crate::Node::detach) the old owner, and of the check for cycles if the node has
    /// children: O(min(depth, size)), for a node with `size` nodes below it.
    ///
    /// ```
    /// use kinfolk::{AnyRc, AttachErrorKind, Graph, Handle, Node};
    ///
    /// /// Takes any node out, and returns a function that puts it back.
    /// fn take_out(node: AnyRc) -> impl FnOnce() {
    ///     let place = node.place();
    ///     node.detach();
    ///     move || {
    ///         if let Some(place) = place {
    ///             place.put(node).expect("nothing else has changed");
    ///         }
    ///     }
    /// }
    ///
    /// # #[derive(Graph)]
    /// # #[graph(back(column: Column))]
    /// # struct Card {}
    /// # #[derive(Graph)]
    /// # struct Column { #[graph(own)] cards: Vec<Card> }
    /// let column = Column { cards: vec![Card {}, Card {}] }.into_graph();
    /// let card = column.cards.first().unwrap();
    /// let place = card.place().unwrap();
    /// let undo = take_out(card.to_any());
    /// assert_eq!(column.cards.len(), 1);
    /// undo();
    /// assert_eq!(column.cards.first(), Some(card));
    ///
    /// let error = place.put(column.clone()).unwrap_err();
    /// assert_eq!(error.kind(), AttachErrorKind::WrongType);
    /// assert_eq!(
    ///     error.to_string(),
    ///     "cannot attach a `Column` at `Column.cards`: its children are of the type `Card`",
    /// );
    /// ```
    ///
    /// # Errors
    /// [`AttachError`], which holds the node, if
    /// * the link does not hold nodes of this type (`WrongType`),
    /// * the node is the owner or one of its ancestors (`Cycle`),
    /// * the link is an option that has another child (`Occupied`),
    /// * or another link [requires](crate::Own#required-children) the node (`Required`).
    ///
    /// Nothing has changed then.
    #[expect(clippy::needless_pass_by_value, reason = "the place keeps the node, as a link does")]
    pub fn put(&self, node: impl Handle) -> Result<(), AttachError<AnyRc>> {
        attach::put(self, node.to_any())
    }
}
