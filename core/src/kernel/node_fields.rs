//! [`Parts`]: the fields of a node, by what they are to the library.

use std::any::TypeId;
use std::mem::needs_drop;

use crate::kernel::dyn_node::Description;
use crate::kernel::header::{Header, HeaderOf};
use crate::kernel::link_fields::{Joined, LinkTuple};
use crate::model::graph::NodeType;
use crate::model::live_node::LiveNode;

/// What [`LiveNode::parts`] gives.
#[doc(hidden)]
pub trait Parts<'a> {
    /// The link fields.
    type Links: LinkTuple<'a>;

    /// The data fields.
    type Data: DataTuple;

    /// The library's own part.
    fn header(&self) -> &'a Header;

    /// The link fields.
    fn links(&self) -> Self::Links;
}

impl<'a, T: NodeType, L: LinkTuple<'a>, D: DataTuple> Parts<'a> for (&'a HeaderOf<T>, L, D) {
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
pub trait DataTuple {
    /// Whether there may be code of the user's in the `Drop` of the data.
    const DROPS: bool;
}

macro_rules! data_tuple {
    ($($data:ident)*) => {
        impl<$($data),*> DataTuple for ($(&$data,)*) {
            const DROPS: bool = false $(|| needs_drop::<$data>())*;
        }
    };
}

data_tuple!();
data_tuple!(A);
data_tuple!(A B);
data_tuple!(A B C);
data_tuple!(A B C D);
data_tuple!(A B C D E);
data_tuple!(A B C D E F);
data_tuple!(A B C D E F G);
data_tuple!(A B C D E F G H);

impl<A: DataTuple, B: DataTuple> DataTuple for Joined<A, B> {
    const DROPS: bool = A::DROPS || B::DROPS;
}

/// Whether there may be code of the user's in the `Drop` of the data of a node.
#[inline]
pub(crate) fn data_drops<N: LiveNode>() -> bool {
    // The types of the parts have no name; the function is given so that the compiler knows them.
    fn of<'a, N: 'a, P: Parts<'a>>(_: impl Fn(&'a N) -> P) -> bool {
        <P::Data as DataTuple>::DROPS
    }
    of(N::parts)
}

/// What is known of the type without a node.
pub(crate) fn describe<N: LiveNode>() -> &'static Description {
    fn of<N: LiveNode, P: Parts<'static>>(_: impl Fn(&'static N) -> P) -> &'static Description {
        const {
            &Description {
                id: TypeId::of::<N::Plain>,
                name: first_word(N::NAMES),
                names: N::NAMES,
                link_count: P::Links::COUNT,
                first_owning: P::Links::FIRST_OWNING,
                first_shared: P::Links::FIRST_SHARED,
                data_drops: P::Data::DROPS,
                link_type: P::Links::link_type,
            }
        }
    }
    of(N::parts)
}

const fn first_word(words: &'static str) -> &'static str {
    let mut length = 0;
    while length < words.len() && words.as_bytes()[length] != b' ' {
        length += 1;
    }
    words.split_at(length).0
}
