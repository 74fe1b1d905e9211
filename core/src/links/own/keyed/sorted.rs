//! The operations of an owning link over a `BTreeMap`.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeBounds;

use crate::change::log::Scope;
use crate::kernel::internal::Internal;
use crate::links::keyed::error::{KeyedError, or_panic};
use crate::links::keyed::iter::{DrainEntries, Entries, Keys, Values};
use crate::links::keyed::key::Key;
use crate::links::keyed::operations::{example, map_operations, sorted_map_operations};
use crate::links::keyed::range::range;
use crate::links::keyed::search::SearchBy;
use crate::links::keyed::storage::KeyedStorage;
use crate::links::own::Own;
use crate::links::own::keyed::operations::own_map_operations;
use crate::model::as_handle::AsHandle;
use crate::model::graph::{BackTo, Graph, NodeType};
use crate::model::into_handle::IntoHandle;

own_map_operations! {
    impl[K: Ord + fmt::Debug + 'static, T: Graph] BTreeMap<K, T>;
    lookup[K: Borrow<Q>, Q: Ord + ?Sized];
    name "BTreeMap" from "std::collections";
    find "O(log n)";
    change "O(log n) comparisons, and O(√n) to move handles in memory";
    index "O(√n)"
}

sorted_map_operations!(Own, in children; kind own "child" "children");
