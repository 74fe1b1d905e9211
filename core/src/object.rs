//! The untyped view of a node: one reflective way to reach its links.
//!
//! Everything that must work across node types (finding an owner, leaving it, walking, checking)
//! is written once against these traits, not once for each type.

use std::any::Any;
use std::rc::Rc as StdRc;

use crate::any::AnyRc;
use crate::children::Children;
use crate::header::Header;

/// What the derive implements for a generated node, beside its typed face.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a live node",
    label = "only the node types that `#[derive(Graph)]` generates are nodes"
)]
pub trait Object: Any {
    /// The library's own part.
    fn header(&self) -> &Header;

    /// The names of the type and its links.
    fn description(&self) -> &'static Description;

    /// The link at `index`, counted as in [`Description::links`]. A link that is configured away
    /// leaves a gap.
    fn link(&self, index: usize) -> Option<LinkView<'_>>;

    /// The plain value, boxed, of a node type that has `to_plain`.
    fn copy(&self, _: &mut crate::plain::Copying) -> Option<Box<dyn Any>> {
        None
    }

    /// Runs the type's hook. `this` is the node's own handle.
    fn finalize(&self, _this: &AnyRc) {}
}

impl dyn Object {
    /// Where the node lives: its identity.
    pub(crate) fn address(&self) -> *const () {
        std::ptr::from_ref(self).cast()
    }

    pub(crate) fn links(&self) -> impl Iterator<Item = (usize, LinkView<'_>)> {
        let count = self.description().links.len();
        (0..count).filter_map(|index| Some((index, self.link(index)?)))
    }

    pub(crate) fn owning_links(&self) -> impl Iterator<Item = (usize, &dyn OwningLink)> {
        self.links().filter_map(|(index, link)| match link {
            LinkView::Own(link) => Some((index, link)),
            LinkView::Back(_) | LinkView::Weak => None,
        })
    }

    pub(crate) fn back_links(&self) -> impl Iterator<Item = &dyn BackLink> {
        self.links().filter_map(|(_, link)| match link {
            LinkView::Back(link) => Some(link),
            LinkView::Own(_) | LinkView::Weak => None,
        })
    }

    pub(crate) fn owner(&self) -> Option<AnyRc> {
        self.back_links().find_map(BackLink::owner)
    }

    /// As [`owner`](Self::owner), whether it may be given to the user or not.
    pub(crate) fn last_owner(&self) -> LastOwner {
        let mut owners = self.back_links().map(BackLink::last_owner);
        owners.find(|owner| !matches!(owner, LastOwner::Nobody)).unwrap_or(LastOwner::Nobody)
    }

    /// For a node that has outlived its owner.
    #[cold]
    pub(crate) fn forget_dead_owner(&self) {
        for link in self.back_links() {
            if matches!(link.last_owner(), LastOwner::Dead) {
                link.clear();
            }
        }
    }

    /// Where the owner has this node.
    pub(crate) fn place_in<'a>(&self, owner: &'a dyn Object) -> Option<Place<'a>> {
        // Ever further from where it was last seen, in all links, so that none is searched in vain
        // from end to end while the node is near that place in another.
        [8, 256, 8192, usize::MAX].into_iter().find_map(|radius| {
            owner.owning_links().find_map(|(number, link)| {
                let index = link.position(self, radius)?;
                Some(Place { number, link, index })
            })
        })
    }

    pub(crate) fn has_children(&self) -> bool {
        self.owning_links().any(|(_, link)| !link.is_empty())
    }

    /// Forgets the owner, on the child's side only.
    pub(crate) fn clear_back_links(&self) {
        for link in self.back_links() {
            link.clear();
        }
    }
}

/// A node's place in its owner.
pub(crate) struct Place<'a> {
    /// The link's number, as in [`Description::links`].
    pub(crate) number: usize,
    pub(crate) link: &'a dyn OwningLink,
    pub(crate) index: usize,
}

/// A node type's names, for messages.
pub struct Description {
    /// The declared type's name.
    pub name: &'static str,
    /// The names of the link fields, in the order in which [`Object::link`] counts them.
    pub links: &'static [&'static str],
    /// [`NodeType::DATA_DROPS`](crate::NodeType::DATA_DROPS)
    pub data_drops: bool,
}

/// A link field of a node.
pub trait Link {
    /// The link by its kind.
    fn view(&self) -> LinkView<'_>;
}

/// A link field by its kind.
pub enum LinkView<'a> {
    /// An [`Own`](crate::Own).
    Own(&'a dyn OwningLink),
    /// A [`Back`](crate::Back).
    Back(&'a dyn BackLink),
    /// A [`WeakLink`](crate::WeakLink), which says nothing about the structure.
    Weak,
}

/// An [`Own`](crate::Own) of any types.
pub trait OwningLink: Any {
    fn is_empty(&self) -> bool;

    /// Where the child stands, if that is at an end, or not further than `radius` from the place
    /// where it was last seen.
    fn position(&self, child: &dyn Object, radius: usize) -> Option<usize>;

    fn child(&self, index: usize) -> Option<AnyRc>;

    /// The children that are there now.
    fn children(&self) -> Children;

    /// The first child from `start` on that waits for its end, or has one below it that does.
    fn next_pending(&self, start: usize) -> Option<(usize, AnyRc)>;

    /// Whether a reader holds the children, too.
    fn is_lent(&self) -> bool;

    /// Gives up the link to the child at `index`, which exists. The child's back-link is the caller's
    /// business, and the caller holds the child, so that nothing dies in here.
    fn release(&self, index: usize);
}

/// A [`Back`](crate::Back) of any type.
pub trait BackLink {
    fn owner(&self) -> Option<AnyRc>;

    fn last_owner(&self) -> LastOwner;

    fn clear(&self);
}

/// What a back-link points at.
pub enum LastOwner {
    /// Nothing.
    Nobody,
    /// An owner that is gone.
    Dead,
    /// One that is there, though it may be part of a dying set.
    Alive(StdRc<dyn Object>),
}
