//! The operations of a shared link over a `HashMap`.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher, Hash};

use crate::change::log::Scope;
use crate::kernel::internal::Internal;
use crate::links::keyed::error::{KeyedError, or_panic};
use crate::links::keyed::iter::{DrainEntries, Entries, Keys, Values};
use crate::links::keyed::key::Key;
use crate::links::keyed::operations::{example, map_operations};
use crate::links::keyed::search::SearchBy;
use crate::links::keyed::storage::KeyedStorage;
use crate::links::shared::Shared;
use crate::links::shared::keyed::operations::shared_map_operations;
use crate::model::as_handle::AsHandle;
use crate::model::graph::{Graph, NodeType};
use crate::model::into_handle::IntoHandle;

shared_map_operations! {
    impl[
        K: Hash + Eq + fmt::Debug + 'static, T: Graph, S: BuildHasher + Default + 'static
    ] HashMap<K, T, S>;
    lookup[K: Borrow<Q>, Q: Hash + Eq + ?Sized];
    name "HashMap" from "std::collections";
    find "O(1)";
    change "O(1), amortised"
}
