//! The untyped view of a node: one reflective way to reach its links.
//!
//! Everything that must work across node types (finding an owner, leaving it, walking, checking)
//! is written once against these traits, not once for each type.

use std::any::{Any, TypeId};
use std::rc::Rc as StdRc;

use crate::any::AnyRc;
use crate::children::Children;
use crate::collect::candidates::Candidates;
use crate::collect::search::Search;
use crate::header::Header;
use crate::schema::LinkKind;

/// What the derive implements for a generated node, beside its typed face.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a live node",
    label = "only the node types that `#[derive(Graph)]` generates are nodes"
)]
pub trait Object: Any {
    /// The library's own part.
    fn header(&self) -> &Header;

    /// What is known of the type.
    fn description(&self) -> &'static Description;

    /// The link at `index`, counted as in [`Description::links`]. A link that is configured away
    /// leaves a gap.
    fn link(&self, index: usize) -> Option<LinkView<'_>>;

    /// Where the node's back-link points; if several are declared, the one that is set.
    fn last_owner(&self) -> LastOwner {
        LastOwner::Nobody
    }

    /// Forgets the owner, on the child's side only.
    fn clear_back_links(&self) {}

    /// Whether the node owns any.
    fn has_children(&self) -> bool {
        false
    }

    /// Shows what the node owns, then what it shares.
    fn show_targets(&self, _: &mut Search) {}

    /// Lets go of what a dead node shared. All of it is held elsewhere, so that nothing dies in here.
    fn cut(&self, _: &mut Candidates) {}

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
            LinkView::Back(_) | LinkView::Shared(_) | LinkView::Weak => None,
        })
    }

    pub(crate) fn back_links(&self) -> impl Iterator<Item = &dyn BackLink> {
        self.links().filter_map(|(_, link)| match link {
            LinkView::Back(link) => Some(link),
            LinkView::Own(_) | LinkView::Shared(_) | LinkView::Weak => None,
        })
    }

    pub(crate) fn owner(&self) -> Option<AnyRc> {
        match self.last_owner() {
            LastOwner::Alive(owner) => AnyRc::upgrade(owner),
            LastOwner::Nobody | LastOwner::Dead => None,
        }
    }

    /// For a node that may have outlived its owner.
    #[cold]
    pub(crate) fn forget_dead_owner(&self) {
        let is_dead = match self.last_owner() {
            LastOwner::Nobody => false,
            LastOwner::Dead => true,
            LastOwner::Alive(owner) => owner.header().is_dead(),
        };
        if is_dead {
            self.clear_back_links();
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
}

/// A node's place in its owner.
pub(crate) struct Place<'a> {
    /// The link's number, as in [`Description::links`].
    pub(crate) number: usize,
    pub(crate) link: &'a dyn OwningLink,
    pub(crate) index: usize,
}

/// What is known of a node type without a node.
pub struct Description {
    /// The declared type.
    pub id: fn() -> TypeId,
    /// The declared type's name.
    pub name: &'static str,
    /// The names of the link fields, in the order in which [`Object::link`] counts them.
    pub links: &'static [&'static str],
    /// Where among the links the shared ones begin, which are the last.
    pub first_shared: usize,
    /// [`NodeType::DATA_DROPS`](crate::NodeType::DATA_DROPS)
    pub data_drops: bool,
    /// [`NodeType::link_type`](crate::NodeType::link_type)
    pub link_type: fn(usize) -> Option<LinkType>,
}

impl Description {
    pub(crate) fn id(&self) -> TypeId {
        (self.id)()
    }
}

/// A link field of a node.
pub trait Link {
    /// The link by its kind.
    fn view(&self) -> LinkView<'_>;

    /// The link's type.
    fn link_type() -> LinkType
    where
        Self: Sized;
}

/// What a link's type says.
pub struct LinkType {
    /// What the link does.
    pub kind: LinkKind,
    /// Whether it is over a `Vec`.
    pub is_list: bool,
    /// Adds the node types that the link can lead to.
    pub targets: fn(&mut Vec<&'static Description>),
}

/// A link field by its kind.
pub enum LinkView<'a> {
    /// An [`Own`](crate::Own).
    Own(&'a dyn OwningLink),
    /// A [`Back`](crate::Back).
    Back(&'a dyn BackLink),
    /// A [`Shared`](crate::Shared).
    Shared(&'a dyn SharedLink),
    /// A [`WeakLink`](crate::WeakLink), which says nothing about the structure.
    Weak,
}

/// A link that holds its targets, of any types.
pub trait StrongLink: Any {
    fn is_empty(&self) -> bool;

    /// The node at this place.
    fn target(&self, index: usize) -> Option<AnyRc>;

    /// Whether a reader holds the targets, too.
    fn is_lent(&self) -> bool;

    /// Shows the targets that are there now. `number` is the link's.
    fn show(&self, number: usize, search: &mut Search);
}

/// An [`Own`](crate::Own) of any types.
pub trait OwningLink: StrongLink {
    /// Where the child stands, if that is at an end, or not further than `radius` from the place
    /// where it was last seen.
    fn position(&self, child: &dyn Object, radius: usize) -> Option<usize>;

    /// The children that are there now.
    fn children(&self) -> Children;

    /// The first child from `start` on that waits for its end, or has one below it that does.
    fn next_pending(&self, start: usize) -> Option<(usize, AnyRc)>;

    /// Gives up the link to the child at `index`, which exists. The child's back-link is the caller's
    /// business, and the caller holds the child, so that nothing dies in here.
    fn release(&self, index: usize);
}

/// A [`Shared`](crate::Shared) of any types.
pub trait SharedLink: StrongLink {
    /// Lets go of all targets of a node that is dead. They are held elsewhere.
    fn cut(&self, candidates: &mut Candidates);
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
