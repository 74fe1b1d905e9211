//! [`HeaderOf`]: the header as a field of a node.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use crate::death;
use crate::kernel::header::Header;
use crate::kernel::link_fields::LinkFields;
use crate::kernel::live_count;
use crate::kernel::node_fields::{DataFields, NodeFields};
use crate::model::graph::NodeType;
use crate::model::live_node;

/// The header as the last field of a node of type `T`: when it is dropped, all other fields have
/// been dropped.
///
/// A node exists only in a handle: its drop ends what the drop of the last handle began. So no
/// derive but ours can make a header: it is neither `Default` nor `Clone`, and it has no `new`,
/// which another derive might call for each field.
pub struct HeaderOf<T: NodeType> {
    header: Header,
    node: PhantomData<T>,
}

impl<T: NodeType> HeaderOf<T> {
    /// The header of a node that is being built.
    #[inline]
    pub fn for_build() -> Self {
        if live_count::COUNTS {
            live_count::begin(live_node::describe::<T::Node>());
        }
        HeaderOf { header: Header::new(), node: PhantomData }
    }
}

impl<T: NodeType> Deref for HeaderOf<T> {
    type Target = Header;

    fn deref(&self) -> &Header {
        &self.header
    }
}

impl<T: NodeType> Drop for HeaderOf<T> {
    #[inline]
    fn drop(&mut self) {
        if live_count::COUNTS {
            live_count::end(live_node::describe::<T::Node>());
        }
        if live_node::data_drops::<T::Node>() {
            death::end_drop();
        }
    }
}

/// Lets `derive(Debug)` on a node print its fields.
impl<T: NodeType> fmt::Debug for HeaderOf<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("..")
    }
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
