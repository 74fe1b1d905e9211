//! [`LinkFields`]: all links of a node, each with its own type.
//!
//! The module `dyn_link` explains which questions go straight to the fields, and why.

use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::kernel::dyn_link::{DynLink, Finder, Link, OwnerState, Release, TargetCensus};
use crate::kernel::dyn_node::DynNode;
use crate::kernel::link_kind::LinkKind;
use crate::kernel::snapshot::BesideHint;
use crate::kernel::type_info::LinkInfo;

/// The link fields of a node, in the order of their numbers.
#[doc(hidden)]
pub trait LinkFields<'a>: Copy {
    const COUNT: usize;

    /// The number of the first owning link; where there is none, of the first shared link, or the
    /// count.
    const FIRST_OWNING: usize;

    /// The number of the first shared link, or the count where there is none.
    const FIRST_SHARED: usize;

    /// Whether one of the links always has a child.
    const HAS_REQUIRED: bool;

    /// Whether one of the links is a saved reference.
    const HAS_SAVED: bool;

    /// Whether one of the links is weak.
    const HAS_WEAK: bool;

    fn link_info(number: usize) -> Option<LinkInfo>;

    fn view(self, number: usize) -> Option<DynLink<'a>>;

    /// As [`Link::move_in`], for all links.
    fn move_in<N: DynNode>(self, node: &StdRc<N>, may_have_children: bool);

    /// As [`Link::point_to`], for all links.
    fn point_to<O: DynNode>(self, owner: &StdWeak<O>);

    /// As [`DynNode::owner_state`].
    fn owner_state(self) -> OwnerState;

    /// Whether the back-link leads to the node at this address, and that still exists.
    fn leads_to_owner(self, address: *const ()) -> bool;

    /// As [`DynNode::clear_back_links`].
    fn clear_back_links(self);

    fn has_children(self) -> bool;

    /// As [`DynNode::release_child`].
    fn release_child(self, child: *const (), index_hint: usize) -> Release;

    /// As [`DynNode::find_beside_hint`].
    fn find_beside_hint(self, child: &mut BesideHint<'_>) -> bool;

    /// As [`DynNode::show_targets`]. `first` is the number of the first link.
    fn show_targets(self, first: usize, census: &mut TargetCensus);

    /// As [`DynSaved::resolve_new`], for all saved references. `first` is the number of the first link.
    fn resolve_new(self, first: usize, finder: &Finder) -> bool;
}

/// The types of links, as a tuple: for the links in all variants of a node enum. (The compiler checks
/// types faster than references to them, each of which has a lifetime to infer.)
#[doc(hidden)]
pub trait LinkTypes {
    const COUNT: usize;
    const HAS_REQUIRED: bool;
    const HAS_SAVED: bool;
    const HAS_WEAK: bool;

    fn link_info(number: usize) -> Option<LinkInfo>;
}

macro_rules! tuple {
    ($count:literal: $($link:ident $number:tt)*) => {
        impl<$($link: Link),*> LinkTypes for ($($link,)*) {
            const COUNT: usize = $count;
            const HAS_REQUIRED: bool = false $(|| $link::IS_REQUIRED)*;
            const HAS_SAVED: bool = false $(|| $link::IS_SAVED)*;
            const HAS_WEAK: bool = has_weak(&[$($link::KIND),*]);

            #[inline]
            fn link_info(number: usize) -> Option<LinkInfo> {
                match number {
                    $($number => $link::link_info(),)*
                    _ => None,
                }
            }
        }

        impl<'a, $($link: Link),*> LinkFields<'a> for ($(&'a $link,)*) {
            const COUNT: usize = $count;
            const FIRST_OWNING: usize = first_of(OWNING, &[$($link::KIND),*]);
            const FIRST_SHARED: usize = first_of(SHARED, &[$($link::KIND),*]);
            const HAS_REQUIRED: bool = false $(|| $link::IS_REQUIRED)*;
            const HAS_SAVED: bool = false $(|| $link::IS_SAVED)*;
            const HAS_WEAK: bool = has_weak(&[$($link::KIND),*]);

            #[inline]
            fn link_info(number: usize) -> Option<LinkInfo> {
                match number {
                    $($number => $link::link_info(),)*
                    _ => None,
                }
            }

            #[inline]
            fn view(self, number: usize) -> Option<DynLink<'a>> {
                match number {
                    $($number => self.$number.view(),)*
                    _ => None,
                }
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn move_in<Node: DynNode>(self, node: &StdRc<Node>, may_have_children: bool) {
                $(self.$number.move_in(node, may_have_children);)*
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn point_to<Owner: DynNode>(self, owner: &StdWeak<Owner>) {
                $(self.$number.point_to::<Owner>(owner);)*
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn owner_state(self) -> OwnerState {
                $(
                    match self.$number.owner_state() {
                        OwnerState::None => {}
                        owner => return owner,
                    }
                )*
                OwnerState::None
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn leads_to_owner(self, address: *const ()) -> bool {
                false $(|| self.$number.leads_to_owner(address))*
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn clear_back_links(self) {
                $(self.$number.clear();)*
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn has_children(self) -> bool {
                false $(|| self.$number.has_children())*
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn release_child(self, child: *const (), index_hint: usize) -> Release {
                $(
                    match self.$number.release_child(child, index_hint) {
                        Release::NotHere => {}
                        found => return found,
                    }
                )*
                Release::NotHere
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn find_beside_hint(self, child: &mut BesideHint<'_>) -> bool {
                false $(|| self.$number.find_beside_hint(child))*
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn show_targets(self, first: usize, census: &mut TargetCensus) {
                $(self.$number.show_targets(first + $number, census);)*
            }

            #[inline]
            fn resolve_new(self, first: usize, finder: &Finder) -> bool {
                let mut is_resolved = true;
                $(
                    if let Some(link) = self.$number.saved() {
                        finder.begin_link(first + $number);
                        is_resolved &= link.resolve_new(finder);
                    }
                )*
                is_resolved
            }
        }
    };
}

tuple!(1: A 0);
tuple!(2: A 0 B 1);
tuple!(3: A 0 B 1 C 2);
tuple!(4: A 0 B 1 C 2 D 3);
tuple!(5: A 0 B 1 C 2 D 3 E 4);
tuple!(6: A 0 B 1 C 2 D 3 E 4 F 5);
tuple!(7: A 0 B 1 C 2 D 3 E 4 F 5 G 6);
tuple!(8: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7);

/// No links.
impl<'a> LinkFields<'a> for () {
    const COUNT: usize = 0;
    const FIRST_OWNING: usize = 0;
    const FIRST_SHARED: usize = 0;
    const HAS_REQUIRED: bool = false;
    const HAS_SAVED: bool = false;
    const HAS_WEAK: bool = false;

    #[inline]
    fn link_info(_: usize) -> Option<LinkInfo> {
        None
    }

    #[inline]
    fn view(self, _: usize) -> Option<DynLink<'a>> {
        None
    }

    fn move_in<N: DynNode>(self, _: &StdRc<N>, _: bool) {}

    fn point_to<O: DynNode>(self, _: &StdWeak<O>) {}

    fn owner_state(self) -> OwnerState {
        OwnerState::None
    }

    fn leads_to_owner(self, _: *const ()) -> bool {
        false
    }

    fn clear_back_links(self) {}

    fn has_children(self) -> bool {
        false
    }

    fn release_child(self, _: *const (), _: usize) -> Release {
        Release::NotHere
    }

    fn find_beside_hint(self, _: &mut BesideHint<'_>) -> bool {
        false
    }

    fn show_targets(self, _: usize, _: &mut TargetCensus) {}

    fn resolve_new(self, _: usize, _: &Finder) -> bool {
        true
    }
}

/// No links.
impl LinkTypes for () {
    const COUNT: usize = 0;
    const HAS_REQUIRED: bool = false;
    const HAS_SAVED: bool = false;
    const HAS_WEAK: bool = false;

    #[inline]
    fn link_info(_: usize) -> Option<LinkInfo> {
        None
    }
}

/// Two tuples, for nodes with more fields than fit in one.
#[derive(Clone, Copy)]
pub struct Joined<A, B>(pub A, pub B);

impl<'a, A: LinkFields<'a>, B: LinkFields<'a>> LinkFields<'a> for Joined<A, B> {
    const COUNT: usize = A::COUNT + B::COUNT;
    const FIRST_OWNING: usize =
        if A::FIRST_OWNING < A::COUNT { A::FIRST_OWNING } else { A::COUNT + B::FIRST_OWNING };
    const FIRST_SHARED: usize =
        if A::FIRST_SHARED < A::COUNT { A::FIRST_SHARED } else { A::COUNT + B::FIRST_SHARED };
    const HAS_REQUIRED: bool = A::HAS_REQUIRED || B::HAS_REQUIRED;
    const HAS_SAVED: bool = A::HAS_SAVED || B::HAS_SAVED;
    const HAS_WEAK: bool = A::HAS_WEAK || B::HAS_WEAK;

    #[inline]
    fn link_info(number: usize) -> Option<LinkInfo> {
        match number.checked_sub(A::COUNT) {
            None => A::link_info(number),
            Some(number) => B::link_info(number),
        }
    }

    #[inline]
    fn view(self, number: usize) -> Option<DynLink<'a>> {
        match number.checked_sub(A::COUNT) {
            None => self.0.view(number),
            Some(number) => self.1.view(number),
        }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn move_in<N: DynNode>(self, node: &StdRc<N>, may_have_children: bool) {
        self.0.move_in(node, may_have_children);
        self.1.move_in(node, may_have_children);
    }

    fn point_to<O: DynNode>(self, owner: &StdWeak<O>) {
        self.0.point_to::<O>(owner);
        self.1.point_to::<O>(owner);
    }

    fn owner_state(self) -> OwnerState {
        match self.0.owner_state() {
            OwnerState::None => self.1.owner_state(),
            owner => owner,
        }
    }

    fn leads_to_owner(self, address: *const ()) -> bool {
        self.0.leads_to_owner(address) || self.1.leads_to_owner(address)
    }

    fn clear_back_links(self) {
        self.0.clear_back_links();
        self.1.clear_back_links();
    }

    fn has_children(self) -> bool {
        self.0.has_children() || self.1.has_children()
    }

    fn release_child(self, child: *const (), index_hint: usize) -> Release {
        match self.0.release_child(child, index_hint) {
            Release::NotHere => self.1.release_child(child, index_hint),
            found => found,
        }
    }

    fn find_beside_hint(self, child: &mut BesideHint<'_>) -> bool {
        self.0.find_beside_hint(child) || self.1.find_beside_hint(child)
    }

    fn show_targets(self, first: usize, census: &mut TargetCensus) {
        self.0.show_targets(first, census);
        self.1.show_targets(first + A::COUNT, census);
    }

    fn resolve_new(self, first: usize, finder: &Finder) -> bool {
        let is_resolved = self.0.resolve_new(first, finder);
        self.1.resolve_new(first + A::COUNT, finder) && is_resolved
    }
}

impl<A: LinkTypes, B: LinkTypes> LinkTypes for Joined<A, B> {
    const COUNT: usize = A::COUNT + B::COUNT;
    const HAS_REQUIRED: bool = A::HAS_REQUIRED || B::HAS_REQUIRED;
    const HAS_SAVED: bool = A::HAS_SAVED || B::HAS_SAVED;
    const HAS_WEAK: bool = A::HAS_WEAK || B::HAS_WEAK;

    #[inline]
    fn link_info(number: usize) -> Option<LinkInfo> {
        match number.checked_sub(A::COUNT) {
            None => A::link_info(number),
            Some(number) => B::link_info(number),
        }
    }
}

/// The number of the first link with this rank or a higher one.
const fn first_of(rank: u8, kinds: &[Option<LinkKind>]) -> usize {
    let mut number = 0;
    while number < kinds.len() && !matches!(kinds[number], Some(kind) if rank_of(kind) >= rank) {
        number += 1;
    }
    number
}

const fn has_weak(kinds: &[Option<LinkKind>]) -> bool {
    let mut number = 0;
    while number < kinds.len() {
        if matches!(kinds[number], Some(LinkKind::Weak)) {
            return true;
        }
        number += 1;
    }
    false
}

/// The rank of a kind. The links of a node are ordered by rank.
const fn rank_of(kind: LinkKind) -> u8 {
    match kind {
        LinkKind::Back | LinkKind::Weak => 0,
        LinkKind::Own => OWNING,
        LinkKind::Shared | LinkKind::Traced => SHARED,
    }
}

const OWNING: u8 = 1;
const SHARED: u8 = 2;

/// Takes the place of a link that `#[cfg]` has removed, so that the others keep their numbers.
pub struct NoLink;

impl Link for NoLink {
    const KIND: Option<LinkKind> = None;

    #[inline]
    fn view(&self) -> Option<DynLink<'_>> {
        None
    }

    #[inline]
    fn link_info() -> Option<LinkInfo> {
        None
    }
}
