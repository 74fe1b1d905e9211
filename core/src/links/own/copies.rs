//! The owning links of the copy of a node: `duplicate`.

use crate::kernel::originals::{OriginalLink, Originals};
use crate::links::host::Host;
use crate::links::own::child_copies::ChildCopies;
use crate::links::own::container::{CopyContainer, OwnContainer};
use crate::links::own::{ChildStorage, Own};
use crate::model::build::BuildContext;
use crate::model::graph::NodeType;
use crate::model::live_node::NewNode;

/// An owning link whose children are to be copied. If their type lacks `to_plain`, `copies` is that of
/// [`NoCopies`]: the compiler reports this where `to_plain` copies the link, and not here, too.
pub struct Children<'a, L>(pub &'a L);

impl<O: NodeType, C: CopyContainer> Children<'_, Own<O, C>> {
    /// The link of the copy of its node, with the copies of the children.
    #[inline]
    pub fn copies<N>(&self, new: &mut NewNode<'_, N>, originals: &Originals) -> Own<O, C> {
        self.0.copy_live(originals, new.context())
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

impl<O: NodeType, C: OwnContainer> Own<O, C> {
    fn with_children(children: C::Storage) -> Self {
        Own { host: Host::unknown(), children: ChildStorage::new(children), _last: () }
    }
}

impl<O: NodeType, C: CopyContainer> Own<O, C> {
    #[inline]
    fn copy_live(&self, originals: &Originals, context: &mut BuildContext) -> Self {
        let children = match originals.next_link() {
            None if !C::KEEPS_HASHER => C::Storage::default(),
            link => self.copy_children(link, originals, context),
        };
        Self::with_children(children)
    }

    /// Not inlined, so that the code that copies a node without children stays in one piece.
    #[inline(never)]
    fn copy_children(
        &self,
        link: Option<&OriginalLink>,
        originals: &Originals,
        context: &mut BuildContext,
    ) -> C::Storage {
        let Some(link) = link else {
            return C::copies(&self.children, ChildCopies::none(originals, context));
        };
        let before = originals.enter(link);
        let children = C::copies(&self.children, ChildCopies::of(link, originals, context));
        originals.leave(before);
        children
    }
}
