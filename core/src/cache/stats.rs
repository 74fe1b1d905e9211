//! [`Stats`]: what has happened in a cache.

/// What has happened in a [`Cache`](crate::cache::Cache) since it was made.
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
/// pages.insert("second", Page {}); // evicts the first one
/// pages.get("first"); // found weak, since it is held; evicts the second one, which is freed
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
    /// How often a node was looked up that the cache kept.
    pub fn hits(&self) -> u64 {
        self.hits
    }

    /// How often one was looked up that the cache had let go of, but that somebody else held.
    pub fn recovered(&self) -> u64 {
        self.recovered
    }

    /// How often one was looked up in vain.
    pub fn misses(&self) -> u64 {
        self.misses
    }

    /// How often the cache has let go of a node that it kept, and that stayed in it: for its budget, to shrink, or as
    /// unused. One that it never kept, since there was no room for it, does not count.
    pub fn evicted(&self) -> u64 {
        self.evicted
    }

    /// How many entries went since their nodes had died.
    pub fn freed(&self) -> u64 {
        self.freed
    }
}
