//! [`Hints`]: whether a map sets the index hints of its nodes.

use crate::kernel::dyn_handle::{AsDynHandle, DynHandle};

/// Whether a map sets the index hints of its nodes.
pub trait Hints: 'static {
    fn set<E: AsDynHandle>(entry: &E, hint: usize);
}

/// The map owns its nodes: by the hint, it finds a child that leaves.
pub struct OfChildren;

/// The map shares its nodes: the hint is that of the owner's link.
pub struct OfTargets;

impl Hints for OfChildren {
    fn set<E: AsDynHandle>(entry: &E, hint: usize) {
        entry.typed().header().set_index_hint(hint);
    }
}

impl Hints for OfTargets {
    fn set<E: AsDynHandle>(entry: &E, hint: usize) {
        set_none(entry, hint);
    }
}

/// Sets no hint.
pub(crate) fn set_none<E>(_: &E, _: usize) {}
