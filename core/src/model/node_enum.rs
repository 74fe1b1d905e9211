//! The facts about the variant of a node enum.

use std::any::TypeId;
use std::marker::PhantomData;

use crate::kernel::link_fields::LinkFields;
use crate::kernel::node_fields::{DataFields, NodeFields};
use crate::kernel::type_info::{LinkInfo, TypeInfo};
use crate::kernel::variants::{VariantVisitor, Variants};
use crate::model::live_node::{LiveNode, first_word, lend_id, resolve_new};

/// The facts about a node of a node enum: `LiveNode::type_info`.
pub fn variant_info<N: LiveNode + Variants>(node: &N) -> &'static TypeInfo {
    // The types of the fields have no name, so the compiler learns them from the function.
    fn of<'a, N, P>(node: &'a N, _: impl Fn(&'a N) -> P) -> &'static TypeInfo
    where
        N: LiveNode + Variants,
        P: NodeFields<'a>,
    {
        node.visit(GetInfo::<N, P>(PhantomData))
    }
    of(node, N::fields)
}

/// `P` are the fields of the node enum `N`.
struct GetInfo<N, P>(PhantomData<(N, P)>);

impl<'a, N: LiveNode + Variants, P: NodeFields<'a>> VariantVisitor<'a> for GetInfo<N, P> {
    type Output = &'static TypeInfo;

    fn variant<const I: usize, L: LinkFields<'a>>(self, _: L) -> &'static TypeInfo {
        const {
            &TypeInfo {
                id: TypeId::of::<N::Plain>,
                name: first_word(N::NAMES),
                names: N::VARIANTS[I],
                link_count: P::Links::COUNT - P::Links::FIRST_SHARED
                    + P::Links::FIRST_OWNING
                    + L::COUNT,
                first_owning: P::Links::FIRST_OWNING + L::FIRST_OWNING,
                // Traced values of the variant come before the shared links of the enum.
                first_shared: P::Links::FIRST_OWNING + L::FIRST_SHARED,
                data_drops: P::Data::DROPS,
                has_required: L::HAS_REQUIRED,
                resolve_new: if L::HAS_SAVED { Some(resolve_new::<N>) } else { None },
                has_weak: P::Links::HAS_WEAK,
                lend_id: lend_id::<N>(),
                link_info: Self::link_info::<L>,
            }
        }
    }
}

impl<'a, N, P: NodeFields<'a>> GetInfo<N, P> {
    /// The facts about the link with this number, in a variant with the links `L`.
    #[inline]
    fn link_info<L: LinkFields<'a>>(number: usize) -> Option<LinkInfo> {
        let Some(of_variant) = number.checked_sub(P::Links::FIRST_OWNING) else {
            return P::Links::link_info(number);
        };
        match of_variant.checked_sub(L::COUNT) {
            None => L::link_info(of_variant),
            Some(shared) => P::Links::link_info(P::Links::FIRST_SHARED + shared),
        }
    }
}
