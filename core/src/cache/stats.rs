//! [`Stats`]: the counts of a cache's hits, misses and evictions.

/// The counts of hits, misses and evictions of a [`Cache`](crate::cache::Cache) since it was made.
///
/// Get them by [`Cache::stats`](crate::cache::Cache::stats).
///
/// ```
/// use kinfolk::Graph;
/// use kinfolk::cache::Cache;
///
/// #[derive(Graph)]
/// struct Page {}
///
/// let pages = Cache::<&str, Page>::new(1);
/// pages.insert("first", Page {});
/// let first = pages.get("first").unwrap(); // a hit
/// pages.insert("second", Page {}); // evicts the first
/// pages.get("first"); // recovered, since `first` holds it; evicts the second, which is freed
/// pages.get("second"); // a miss
///
/// let stats = pages.stats();
/// assert_eq!((stats.hits(), stats.recovered(), stats.misses()), (1, 1, 1));
/// assert_eq!((stats.evicted(), stats.freed()), (2, 1));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    pub(super) hits: u64,
    pub(super) recovered: u64,
    pub(super) misses: u64,
    pub(super) evicted: u64,
    pub(super) freed: u64,
}

impl Stats {
    /// The number of look-ups that found a node that the cache kept. O(1).
    pub fn hits(&self) -> u64 {
        self.hits
    }

    /// The number of look-ups that found a node that the cache did not keep, but something else
    /// kept alive. O(1).
    pub fn recovered(&self) -> u64 {
        self.recovered
    }

    /// The number of look-ups that found nothing. O(1).
    pub fn misses(&self) -> u64 {
        self.misses
    }

    /// The number of evictions, for the budget or by a method that shrinks the cache. An evicted
    /// node still has its entry. A node that was never kept, since there was no room for it, does
    /// not count. O(1).
    pub fn evicted(&self) -> u64 {
        self.evicted
    }

    /// The number of entries that were removed because their nodes died. O(1).
    pub fn freed(&self) -> u64 {
        self.freed
    }
}
