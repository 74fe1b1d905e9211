//! The operations of an owning link over a `BTreeMap`.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeBounds;

use crate::kernel::internal::Internal;
use crate::links::keyed::container::KeyedBy;
use crate::links::keyed::error::{KeyedError, or_panic};
use crate::links::keyed::iter::{DrainEntries, Entries, Keys, Values};
use crate::links::keyed::key::Key;
use crate::links::keyed::range::range;
use crate::links::keyed::storage::KeyedStorage;
use crate::links::own::Own;
use crate::links::own::keyed::operations::{example, own_map_operations};
use crate::links::own::keyed::remove::disown;
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

/// The operations that need an order of the keys.
impl<O: NodeType, K: Ord + fmt::Debug + 'static, T: Graph> Own<O, BTreeMap<K, T>> {
    /// The child with the smallest key, and the key. O(1).
    pub fn first(&self) -> Option<(Key<K>, T::Handle)> {
        Some(self.children.get(0)?.into_pair())
    }

    /// The child with the largest key, and the key. O(√n).
    pub fn last(&self) -> Option<(Key<K>, T::Handle)> {
        Some(self.children.get(self.len().checked_sub(1)?)?.into_pair())
    }

    /// The keys in a range, with their children, as [`iter`](Self::iter) shows them.
    /// O(log n + √n).
    ///
    /// ```
    /// use std::collections::BTreeMap;
    /// use kinfolk::Graph;
    ///
    /// #[derive(Graph)]
    /// #[graph(back(calendar: Calendar))]
    /// struct Day {}
    ///
    /// #[derive(Graph)]
    /// struct Calendar {
    ///     #[graph(own)]
    ///     days: BTreeMap<u32, Day>,
    /// }
    ///
    /// let calendar = Calendar { days: (1..=31).map(|day| (day, Day {})).collect() }.into_graph();
    /// let keys: Vec<u32> = calendar.days.range(10..13).map(|(day, _)| *day).collect();
    /// assert_eq!(keys, [10, 11, 12]);
    /// ```
    ///
    /// # Panics
    /// If the range starts after its end, or if it starts and ends at the same key and excludes it
    /// at both ends.
    #[track_caller]
    pub fn range<Q: Ord + ?Sized>(&self, keys: impl RangeBounds<Q>) -> Entries<K, T::Handle>
    where
        K: Borrow<Q>,
    {
        range(self.children.snapshot(), &keys)
    }
}
