//! [`NodeFields`]: the fields of a node, sorted into header, links and data.

use std::marker::PhantomData;
use std::mem::needs_drop;

use crate::kernel::header::Header;
use crate::kernel::link_fields::{Joined, LinkFields};

/// The fields of a node: what `LiveNode::fields` returns. `Copy`, so that the compiler knows that they
/// have no drop: else each function of a node has code to drop them when it unwinds.
#[doc(hidden)]
pub trait NodeFields<'a>: Copy {
    /// The link fields.
    type Links: LinkFields<'a>;

    /// The data fields.
    type Data: DataFields;

    /// The node's marks.
    fn header(&self) -> &'a Header;

    /// The link fields.
    fn links(&self) -> Self::Links;
}

/// The data fields of a node.
#[doc(hidden)]
pub trait DataFields: Copy {
    /// Whether the `Drop` of the data may run user code.
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

/// The data of a node enum: `D` has the types of the data in all variants.
impl<D> DataFields for PhantomData<D> {
    const DROPS: bool = needs_drop::<D>();
}
