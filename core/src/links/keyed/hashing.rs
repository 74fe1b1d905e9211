//! [`Hashing`]: how a map by hash keeps its hasher.

use std::collections::HashMap;
use std::hash::BuildHasher;

#[cfg(feature = "indexmap")]
use indexmap::IndexMap;

/// The part of a map that has its hasher.
pub trait Hashing: Sized + 'static {
    type Hasher: BuildHasher;

    fn hasher(&self) -> &Self::Hasher;

    /// For a map that is not made from a plain one. This runs user code.
    fn of_new_map() -> Option<Self>;
}

/// The plain map, without its entries.
impl<K: 'static, T: 'static, S: BuildHasher + 'static> Hashing for HashMap<K, T, S> {
    type Hasher = S;

    fn hasher(&self) -> &S {
        HashMap::hasher(self)
    }

    fn of_new_map() -> Option<Self> {
        None
    }
}

/// The plain map, without its entries.
#[cfg(feature = "indexmap")]
impl<K: 'static, T: 'static, S: BuildHasher + 'static> Hashing for IndexMap<K, T, S> {
    type Hasher = S;

    fn hasher(&self) -> &S {
        IndexMap::hasher(self)
    }

    fn of_new_map() -> Option<Self> {
        None
    }
}

/// The hasher of a map that begins without entries.
pub struct ByDefault<S>(S);

impl<S: BuildHasher + Default + 'static> Hashing for ByDefault<S> {
    type Hasher = S;

    fn hasher(&self) -> &S {
        &self.0
    }

    fn of_new_map() -> Option<Self> {
        Some(ByDefault(S::default()))
    }
}
