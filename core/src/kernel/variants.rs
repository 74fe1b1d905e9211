//! The links of a node enum, whose fields depend on its variant.
//!
//! The links of each variant are numbered by themselves: first the back-links and weak links of the
//! enum, then the values and the links of the variant, then the shared links of the enum. So a walk
//! that passes a node asks only for links that the node has, and each variant has a [`TypeInfo`] of
//! its own, with the number of its links and their names. The [`TypeInfo`] of the type as a whole has
//! the links of all variants, one after the other.
//!
//! The links of the variants are reached by a visitor: the derive writes one `match`, with one call
//! in each arm. (One type for the links of all variants, an enum over their tuples, would take the
//! compiler a time that grows with the cube of the number of variants.)
//!
//! [`TypeInfo`]: crate::kernel::type_info::TypeInfo

use std::marker::PhantomData;
use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::kernel::dyn_link::{DynLink, Finder, OwnerState, Release, TargetCensus};
use crate::kernel::dyn_node::DynNode;
use crate::kernel::link_fields::{LinkFields, LinkTypes};
use crate::kernel::snapshot::BesideHint;
use crate::kernel::type_info::LinkInfo;

/// The node of a node enum. The derive implements it.
#[doc(hidden)]
pub trait Variants: 'static {
    /// For each variant its name, with the type's, and the names of its links, separated by spaces:
    /// `"Expr::Binary parent left right"`.
    const VARIANTS: &'static [&'static str];

    /// Shows the visitor the links of the node's variant.
    fn visit<'a, V: VariantVisitor<'a>>(&'a self, visitor: V) -> V::Output;
}

/// A question to the links of a variant.
#[doc(hidden)]
pub trait VariantVisitor<'a> {
    type Output;

    /// `I` is the index of the variant. `links` are only the links in its fields.
    fn variant<const I: usize, L: LinkFields<'a>>(self, links: L) -> Self::Output;
}

/// The links of a node enum: `before` those of the variant come the back-links and weak links, and
/// `after` them the shared links. `L` is the tuple of the types of the links in the fields of
/// all variants.
pub struct EnumLinks<'a, N, B, A, L> {
    node: &'a N,
    before: B,
    after: A,
    of_variants: PhantomData<L>,
}

/// The links of this node enum.
#[inline]
pub fn enum_links<N, B, A, L>(
    node: &N,
    before: B,
    after: A,
    of_variants: PhantomData<L>,
) -> EnumLinks<'_, N, B, A, L> {
    EnumLinks { node, before, after, of_variants }
}

impl<N, B: Copy, A: Copy, L> Clone for EnumLinks<'_, N, B, A, L> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<N, B: Copy, A: Copy, L> Copy for EnumLinks<'_, N, B, A, L> {}

impl<'a, N, B, A, L> LinkFields<'a> for EnumLinks<'a, N, B, A, L>
where
    N: Variants,
    B: LinkFields<'a>,
    A: LinkFields<'a>,
    L: LinkTypes,
{
    // The numbers and `link_info` are about the type as a whole.
    const COUNT: usize = Self::FIRST_SHARED + A::COUNT;
    const FIRST_OWNING: usize = B::COUNT;
    const FIRST_SHARED: usize = B::COUNT + L::COUNT;
    const HAS_REQUIRED: bool = L::HAS_REQUIRED;
    const HAS_SAVED: bool = L::HAS_SAVED;
    const HAS_WEAK: bool = B::HAS_WEAK || L::HAS_WEAK;

    #[inline]
    fn link_info(number: usize) -> Option<LinkInfo> {
        let Some(of_variants) = number.checked_sub(B::COUNT) else { return B::link_info(number) };
        match of_variants.checked_sub(L::COUNT) {
            None => L::link_info(of_variants),
            Some(shared) => A::link_info(shared),
        }
    }

    // The others are about the node.
    #[inline]
    fn view(self, number: usize) -> Option<DynLink<'a>> {
        match number.checked_sub(B::COUNT) {
            None => self.before.view(number),
            Some(number) => self.node.visit(View { number, after: self.after }),
        }
    }

    #[inline]
    fn move_in<M: DynNode>(self, node: &StdRc<M>, may_have_children: bool) {
        self.before.move_in(node, may_have_children);
        self.node.visit(MoveIn { node, may_have_children });
        self.after.move_in(node, may_have_children);
    }

    #[inline]
    fn point_to<O: DynNode>(self, owner: &StdWeak<O>) {
        self.before.point_to::<O>(owner);
    }

    #[inline]
    fn owner_state(self) -> OwnerState {
        self.before.owner_state()
    }

    #[inline]
    fn leads_to_owner(self, address: *const ()) -> bool {
        self.before.leads_to_owner(address)
    }

    #[inline]
    fn clear_back_links(self) {
        self.before.clear_back_links();
    }

    #[inline]
    fn has_children(self) -> bool {
        self.node.visit(HasChildren)
    }

    #[inline]
    fn release_child(self, child: *const (), index_hint: usize) -> Release {
        self.node.visit(ReleaseChild { child, index_hint })
    }

    #[inline]
    fn find_beside_hint(self, child: &mut BesideHint<'_>) -> bool {
        self.node.visit(FindBesideHint(child))
    }

    fn show_targets(self, first: usize, census: &mut TargetCensus) {
        self.node.visit(ShowTargets { first: first + B::COUNT, census, after: self.after });
    }

    fn resolve_new(self, first: usize, finder: &Finder) -> bool {
        self.node.visit(ResolveNew { first: first + B::COUNT, finder })
    }
}

/// [`LinkFields::view`]
struct View<A> {
    number: usize,
    after: A,
}

impl<'a, A: LinkFields<'a>> VariantVisitor<'a> for View<A> {
    type Output = Option<DynLink<'a>>;

    #[inline]
    fn variant<const I: usize, L: LinkFields<'a>>(self, links: L) -> Option<DynLink<'a>> {
        match self.number.checked_sub(L::COUNT) {
            None => links.view(self.number),
            Some(shared) => self.after.view(shared),
        }
    }
}

/// [`LinkFields::move_in`]
struct MoveIn<'n, M> {
    node: &'n StdRc<M>,
    may_have_children: bool,
}

impl<'a, M: DynNode> VariantVisitor<'a> for MoveIn<'_, M> {
    type Output = ();

    #[inline]
    fn variant<const I: usize, L: LinkFields<'a>>(self, links: L) {
        links.move_in(self.node, self.may_have_children);
    }
}

/// [`LinkFields::has_children`]
struct HasChildren;

impl<'a> VariantVisitor<'a> for HasChildren {
    type Output = bool;

    #[inline]
    fn variant<const I: usize, L: LinkFields<'a>>(self, links: L) -> bool {
        links.has_children()
    }
}

/// [`LinkFields::release_child`]
struct ReleaseChild {
    child: *const (),
    index_hint: usize,
}

impl<'a> VariantVisitor<'a> for ReleaseChild {
    type Output = Release;

    #[inline]
    fn variant<const I: usize, L: LinkFields<'a>>(self, links: L) -> Release {
        links.release_child(self.child, self.index_hint)
    }
}

/// [`LinkFields::find_beside_hint`]
struct FindBesideHint<'s, 'n>(&'s mut BesideHint<'n>);

impl<'a> VariantVisitor<'a> for FindBesideHint<'_, '_> {
    type Output = bool;

    #[inline]
    fn variant<const I: usize, L: LinkFields<'a>>(self, links: L) -> bool {
        links.find_beside_hint(self.0)
    }
}

/// [`LinkFields::show_targets`]
struct ShowTargets<'c, A> {
    first: usize,
    census: &'c mut TargetCensus,
    after: A,
}

impl<'a, A: LinkFields<'a>> VariantVisitor<'a> for ShowTargets<'_, A> {
    type Output = ();

    #[inline]
    fn variant<const I: usize, L: LinkFields<'a>>(self, links: L) {
        links.show_targets(self.first, self.census);
        self.after.show_targets(self.first + L::COUNT, self.census);
    }
}

/// [`LinkFields::resolve_new`]
struct ResolveNew<'f> {
    first: usize,
    finder: &'f Finder,
}

impl<'a> VariantVisitor<'a> for ResolveNew<'_> {
    type Output = bool;

    #[inline]
    fn variant<const I: usize, L: LinkFields<'a>>(self, links: L) -> bool {
        links.resolve_new(self.first, self.finder)
    }
}
