//! Computes the [`TypeInfo`] of a node type.

use std::any::TypeId;

use crate::kernel::link_fields::LinkFields;
use crate::kernel::node_fields::{DataFields, NodeFields};
use crate::kernel::type_info::TypeInfo;
use crate::model::live_node::LiveNode;

/// Whether the `Drop` of a node's data may run user code.
#[inline]
pub(crate) fn data_drops<N: LiveNode>() -> bool {
    // The types of the fields have no name, so the compiler learns them from the function.
    fn of<'a, N: 'a, P: NodeFields<'a>>(_: impl Fn(&'a N) -> P) -> bool {
        <P::Data as DataFields>::DROPS
    }
    of(N::fields)
}

/// The facts about a node type.
pub(crate) fn describe<N: LiveNode>() -> &'static TypeInfo {
    fn of<N: LiveNode, P: NodeFields<'static>>(_: impl Fn(&'static N) -> P) -> &'static TypeInfo {
        const {
            &TypeInfo {
                id: TypeId::of::<N::Plain>,
                name: first_word(N::NAMES),
                names: N::NAMES,
                link_count: P::Links::COUNT,
                first_owning: P::Links::FIRST_OWNING,
                first_shared: P::Links::FIRST_SHARED,
                data_drops: P::Data::DROPS,
                link_info: P::Links::link_info,
            }
        }
    }
    of(N::fields)
}

const fn first_word(words: &'static str) -> &'static str {
    let mut length = 0;
    while length < words.len() && words.as_bytes()[length] != b' ' {
        length += 1;
    }
    words.split_at(length).0
}
