//! The owning links of the copy of a node: `duplicate`.

use crate::kernel::originals::{OriginalLink, Originals};
use crate::links::own::Own;
use crate::links::own::child_copies::ChildCopies;
use crate::links::own::container::{CopyContainer, OwnContainer};
use crate::model::build::Making;
use crate::model::graph::NodeType;
use crate::model::live_node::NewNode;

/// An owning link whose children are to be copied. If their type lacks `to_plain`, `copies` is that of
/// [`NoCopies`]: the compiler reports this where `to_plain` copies the link, and not here, too.
pub struct Children<'a, L>(pub &'a L);

impl<O: NodeType, C: CopyContainer> Children<'_, Own<O, C>> {
    /// The link of the copy of its node, with the copies of the children.
    #[inline]
    pub fn copies<N>(&self, new: &mut NewNode<'_, N>, originals: &Originals) -> Own<O, C> {
        self.0.copy_live(originals, &mut new.making)
    }
}

#[doc(hidden)]
pub trait NoCopies<L> {
    fn copies<N>(&self, new: &mut NewNode<'_, N>, originals: &Originals) -> L;
}

impl<O: NodeType, C: OwnContainer> NoCopies<Own<O, C>> for Children<'_, Own<O, C>> {
    fn copies<N>(&self, _: &mut NewNode<'_, N>, _: &Originals) -> Own<O, C> {
        Own::with_children(C::Storage::default())
    }
}

impl<O: NodeType, C: CopyContainer> Own<O, C> {
    #[inline]
    fn copy_live(&self, originals: &Originals, new: &mut Making<'_>) -> Self {
        let children = match originals.next_link() {
            None if !C::KEEPS_HASHER => C::Storage::default(),
            link => self.copy_children(link, originals, new),
        };
        Self::with_children(children)
    }

    /// Not inlined, so that the code that copies a node without children stays in one piece.
    #[inline(never)]
    fn copy_children(
        &self,
        link: Option<&OriginalLink>,
        originals: &Originals,
        new: &mut Making<'_>,
    ) -> C::Storage {
        let Some(link) = link else {
            return C::copies(&self.children, ChildCopies::none(originals, new.context));
        };
        new.begin_children();
        let before = originals.enter(link);
        let children = C::copies(&self.children, ChildCopies::of(link, originals, new.context));
        originals.leave(before);
        children
    }
}
