//! [`DynId`]: an id of any type, by which saved references name a node.

use std::any::Any;
use std::collections::hash_map::RandomState;
use std::fmt::Debug;
use std::hash::{BuildHasher, Hash};

/// An id of any type.
#[doc(hidden)]
pub trait DynId: Any + Debug {
    /// Its hash.
    fn hash_by(&self, state: &RandomState) -> u64;

    /// Whether it is the same id, of the same type.
    fn is_same(&self, other: &dyn DynId) -> bool;
}

impl<I: Eq + Hash + Debug + 'static> DynId for I {
    fn hash_by(&self, state: &RandomState) -> u64 {
        state.hash_one(self)
    }

    fn is_same(&self, other: &dyn DynId) -> bool {
        (other as &dyn Any).downcast_ref() == Some(self)
    }
}

/// Lends the id of a node.
pub(crate) type LendId = for<'a> fn(&'a dyn Any) -> Option<&'a dyn DynId>;
