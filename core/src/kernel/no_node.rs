//! A weak handle to nothing.

use std::any::Any;
use std::rc::Weak as StdWeak;

use crate::kernel::any::AnyRc;
use crate::kernel::copying::Copying;
use crate::kernel::dyn_link::{DynLink, OwnerState};
use crate::kernel::dyn_node::DynNode;
use crate::kernel::header::Header;
use crate::kernel::type_info::TypeInfo;

/// Gives an untyped weak handle to nothing its type; there is never one.
enum NoNode {}

impl DynNode for NoNode {
    fn header(&self) -> &Header {
        match *self {}
    }

    fn type_info(&self) -> &'static TypeInfo {
        match *self {}
    }

    fn link(&self, _: usize) -> Option<DynLink<'_>> {
        match *self {}
    }

    fn owner_state(&self) -> OwnerState {
        match *self {}
    }

    fn has_children(&self) -> bool {
        match *self {}
    }

    fn release_child(&self, _: *const (), _: usize) -> bool {
        match *self {}
    }

    fn copy(&self, _: &mut Copying) -> Option<Box<dyn Any>> {
        match *self {}
    }

    fn finalize(&self, _: &AnyRc) {
        match *self {}
    }
}

/// The untyped weak handle to nothing.
pub(crate) fn no_node() -> StdWeak<dyn DynNode> {
    StdWeak::<NoNode>::new()
}
