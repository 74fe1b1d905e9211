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
