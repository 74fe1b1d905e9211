//! [`NodeFields`]: the fields of a node, by what they are to the library.

use std::any::TypeId;
use std::mem::needs_drop;

use crate::kernel::dyn_node::TypeInfo;
use crate::kernel::header::{Header, HeaderOf};
use crate::kernel::link_fields::{Joined, LinkFields};
use crate::model::graph::NodeType;
use crate::model::live_node::LiveNode;

/// What [`LiveNode::fields`] gives.
#[doc(hidden)]
pub trait NodeFields<'a> {
    /// The link fields.
    type Links: LinkFields<'a>;

    /// The data fields.
    type Data: DataFields;

    /// The library's own part.
    fn header(&self) -> &'a Header;

    /// The link fields.
    fn links(&self) -> Self::Links;
}

impl<'a, T: NodeType, L: LinkFields<'a>, D: DataFields> NodeFields<'a> for (&'a HeaderOf<T>, L, D) {
    type Links = L;
    type Data = D;

    #[inline]
    fn header(&self) -> &'a Header {
        self.0
    }

    #[inline]
    fn links(&self) -> L {
        self.1
    }
}

/// The data fields of a node.
#[doc(hidden)]
pub trait DataFields {
    /// Whether there may be code of the user's in the `Drop` of the data.
    const DROPS: bool;
}

macro_rules! data_fields {
    ($($data:ident)*) => {
        impl<$($data),*> DataFields for ($(&$data,)*) {
            const DROPS: bool = false $(|| needs_drop::<$data>())*;
        }
    };
}

data_fields!();
data_fields!(A);
data_fields!(A B);
data_fields!(A B C);
data_fields!(A B C D);
data_fields!(A B C D E);
data_fields!(A B C D E F);
data_fields!(A B C D E F G);
data_fields!(A B C D E F G H);

impl<A: DataFields, B: DataFields> DataFields for Joined<A, B> {
    const DROPS: bool = A::DROPS || B::DROPS;
}

/// Whether there may be code of the user's in the `Drop` of the data of a node.
#[inline]
pub(crate) fn data_drops<N: LiveNode>() -> bool {
    // The types of the parts have no name; the function is given so that the compiler knows them.
    fn of<'a, N: 'a, P: NodeFields<'a>>(_: impl Fn(&'a N) -> P) -> bool {
        <P::Data as DataFields>::DROPS
    }
    of(N::fields)
}

/// What is known of the type without a node.
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
