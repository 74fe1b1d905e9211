//! [`SavedIds`]: the ids without a node of a saved reference of any type.

use std::any::Any;
use std::rc::Rc as StdRc;

/// The ids without a node of a saved reference.
#[derive(Clone, Default)]
pub struct SavedIds {
    /// One id, or the list of ids of the plain value. `None` if each id has its node.
    pub(crate) ids: Option<StdRc<dyn Any>>,
    /// The places in a list of targets.
    pub(crate) places: Vec<IdPlace>,
}

impl SavedIds {
    /// Whether the same ids stand in the same places.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let are_ids_same = match (&self.ids, &other.ids) {
            (Some(one), Some(other)) => StdRc::ptr_eq(one, other),
            (None, None) => true,
            _ => false,
        };
        are_ids_same && self.places == other.places
    }
}

/// The place of an id without a node in a list of targets.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct IdPlace {
    /// The number of targets before it.
    pub(crate) before: usize,
    /// Its index in the ids of the plain value.
    pub(crate) id: usize,
}

/// Notes that all targets have been removed for which this is `false`.
pub(crate) fn retain(places: &mut [IdPlace], kept: &[bool]) {
    let (mut seen, mut left) = (0, 0);
    for place in places {
        left += kept[seen..place.before].iter().filter(|kept| **kept).count();
        seen = place.before;
        place.before = left;
    }
}
