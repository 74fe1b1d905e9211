//! [`KeyedContainer`]: the maps that an owning link can be declared over.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::{BuildHasher, Hash};

#[cfg(feature = "indexmap")]
use indexmap::IndexMap;

use crate::links::keyed::search::SearchBy;
use crate::links::keyed::storage::KeyedStorage;
use crate::links::own::container::OwnContainer;
use crate::model::graph::Graph;

/// The maps that an owning link can be declared over: `BTreeMap<K, T>`, `HashMap<K, T, S>` and, with
/// the feature `indexmap`, `IndexMap<K, T, S>`, where `T` derives [`Graph`].
pub trait KeyedContainer:
    OwnContainer<Storage: KeyedStorage<Key = Self::Key> + SearchBy<Self::Key>>
{
    /// The keys.
    type Key: fmt::Debug + 'static;
}

impl<K: Ord + fmt::Debug + 'static, T: Graph> KeyedContainer for BTreeMap<K, T> {
    type Key = K;
}

impl<K, T, S> KeyedContainer for HashMap<K, T, S>
where
    K: Hash + Eq + fmt::Debug + 'static,
    T: Graph,
    S: BuildHasher + 'static,
{
    type Key = K;
}

#[cfg(feature = "indexmap")]
impl<K, T, S> KeyedContainer for IndexMap<K, T, S>
where
    K: Hash + Eq + fmt::Debug + 'static,
    T: Graph,
    S: BuildHasher + 'static,
{
    type Key = K;
}

/// A key of a sorted map.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the key of a `BTreeMap` of nodes",
    label = "the key `{Self}` needs `Ord` and `Debug`",
    note = "`Ord` sorts the keys, and paths and errors print them by `Debug`: put `#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]` on `{Self}`; in generic code, the bound is `Ord + std::fmt::Debug + 'static`"
)]
#[doc(hidden)]
pub trait SortedKey: Ord + fmt::Debug + 'static {}

#[diagnostic::do_not_recommend]
impl<K: Ord + fmt::Debug + 'static> SortedKey for K {}

/// A key of a hash map.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the key of a hash map of nodes",
    label = "the key `{Self}` needs `Hash`, `Eq` and `Debug`",
    note = "`Hash` and `Eq` find the keys, and paths and errors print them by `Debug`: put `#[derive(Debug, PartialEq, Eq, Hash)]` on `{Self}`; in generic code, the bound is `std::hash::Hash + Eq + std::fmt::Debug + 'static`"
)]
#[doc(hidden)]
pub trait HashedKey: Hash + Eq + fmt::Debug + 'static {}

#[diagnostic::do_not_recommend]
impl<K: Hash + Eq + fmt::Debug + 'static> HashedKey for K {}
