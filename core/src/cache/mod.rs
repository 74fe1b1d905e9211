//! A cache of nodes by keys: it keeps nodes alive as long as there is room.
//!
//! The module exists with the feature `cache`. [`Cache`] is the cache, [`Stats`] counts its hits
//! and misses, and [`Pressure`] is how short memory is. The guide's chapter on
//! [the cache](crate::guide::cache) is an introduction.

// How a cache works
//
// * A cache has the table of a `WeakValueMap`, with all nodes that it can find; and beside the
//   entries, by their slots, the nodes that it keeps alive (`kept`). Those that are not pinned are a
//   list, the least recently used first, which is linked by slots. So `kept` runs no user code,
//   neither a hash nor a comparison nor a drop, and may be borrowed while it works.
// * An entry that is removed loses its kept node before. When the table moves its entries, to give
//   back memory, the kept nodes move with them. So after user code has run, a slot is looked up
//   again by the id of the entry.
// * A kept node cannot die. So its entry has no membership (`death::membership`), by which a dying node
//   finds its entries, before it is evicted; and has none at all if it dies by that.
// * Whatever runs user code (the weight function, and dropping a key or the last handle to a node)
//   runs while nothing is borrowed. So user code may call the cache, and after a node has been
//   weighed, its entry may be gone.
// * Freed nodes are not counted when they die. Their number is computed: the number of insertions,
//   less the entries that are there, less the entries that were removed.

mod budget;
mod kept;
mod look_up;
mod pins;
mod pressure;
mod stats;

use std::cell::{RefCell, RefMut};
use std::fmt;
use std::hash::RandomState;
use std::rc::Rc as StdRc;

pub use pressure::{Pressure, UnknownPressure};
pub use stats::Stats;

use crate::cache::kept::KeptNodes;
use crate::model::graph::Graph;
use crate::weak::by_key::ByKey;
use crate::weak::collection_owner::CollectionOwner;
use crate::weak::value_map::{Iter, Keys, Values};

/// A cache of nodes by keys: strong for the nodes that were used last, weak for the others.
///
/// A budget limits the nodes that the cache keeps alive: by their number ([`new`](Cache::new)), or
/// by the sum of their weights, which a function computes ([`with_weight`](Cache::with_weight)).
/// When the kept nodes exceed the budget, the cache *evicts* the least recently used ones: it drops
/// its strong handles to them. **It still finds an evicted node as long as something else keeps the
/// node alive**, so you never get a second copy of a node that is in memory. When nothing else
/// does, the node is freed. (A handle to a part of a tree does not keep the root alive.)
///
/// You use a node by looking it up with [`get`](Cache::get) or
/// [`get_or_insert_with`](Cache::get_or_insert_with), by inserting it, or by
/// [pinning](Cache::pin) it. The cache keeps an evicted node again when you use it. (So a hook that
/// uses its dying node brings the node back to life; [`peek`](Cache::peek) does not.)
///
/// A node under several keys counts, and weighs, once for each key.
///
/// As with the [weak collections](crate::weak), all methods take `&self`, and you may call them
/// from anywhere, including hooks and the weight function. An entry is removed when its node dies.
/// Iterators are over a snapshot. Each operation on one entry is O(1) on average, and amortised:
/// each insertion pays for one eviction. The tables shrink when less than an eighth of them is in
/// use.
///
/// [`collect`](crate::collect()) does not see the strong handles in a cache, as it sees no handles
/// in plain data. If a cache in the data of a node keeps that node alive, or a node that holds that
/// node by an owning or a shared link, the graph leaks.
///
/// ```
/// use kinfolk::cache::Cache;
/// use kinfolk::{Graph, Rc};
///
/// #[derive(Graph)]
/// struct Image {
///     pixels: Vec<u8>,
/// }
///
/// fn decode(path: &str) -> Image {
///     Image { pixels: path.bytes().collect() }
/// }
///
/// let images = Cache::<String, Image>::with_weight(20, |image| image.pixels.len());
/// let open = |path: &str| -> Rc<Image> {
///     images.get_or_insert_with(path.into(), || decode(path))
/// };
///
/// let logo = open("logo.png");
/// open("icon.png"); // only the cache holds this one
/// assert_eq!(images.weight(), 16);
///
/// open("background.png"); // 14 more: the cache evicts both
/// assert_eq!(images.weight(), 14);
/// assert_eq!(open("logo.png"), logo); // not decoded again, since `logo` holds it
///
/// let stats = images.stats();
/// assert_eq!((stats.misses(), stats.recovered()), (3, 1));
/// assert_eq!((stats.evicted(), stats.freed()), (3, 2));
/// ```
pub struct Cache<K: 'static, T: Graph, S = RandomState> {
    table: CollectionOwner<Table<K, T>>,
    hasher: S,
    /// Without a function, each node weighs 1.
    weight: Option<WeightFn<T>>,
}

type Table<K, T> = ByKey<K, T, RefCell<KeptNodes<<T as Graph>::Handle>>>;

type WeightFn<T> = Box<dyn Fn(&<T as Graph>::Handle) -> usize>;

impl<K, T: Graph> Cache<K, T> {
    /// An empty cache that keeps at most `budget` nodes alive. O(1).
    #[must_use]
    pub fn new(budget: usize) -> Self {
        Self::with_hasher(budget, RandomState::new())
    }

    /// An empty cache that keeps nodes alive whose weights are at most `budget` together. `weight`
    /// computes the weight of a node. O(1).
    ///
    /// A node is weighed when the cache begins to keep it: when you insert it, and when you use it
    /// after it was evicted. If it weighs more than the budget less the weight of the pinned nodes,
    /// the cache does not keep it and evicts nothing for it: the cache finds the node as long as
    /// something else keeps it alive. If a node has grown, insert it again to have it weighed
    /// again.
    ///
    /// The compiler cannot infer the node type from `weight`, so name it:
    ///
    /// ```
    /// use kinfolk::Graph;
    /// use kinfolk::cache::Cache;
    ///
    /// #[derive(Graph)]
    /// struct Text {
    ///     text: String,
    /// }
    ///
    /// struct Library {
    ///     texts: Cache<String, Text>,
    /// }
    ///
    /// let texts = Cache::<_, Text>::with_weight(1_000_000, |it| it.text.len());
    /// let library = Library { texts };
    /// library.texts.insert("first".into(), Text { text: "Once".into() });
    /// assert_eq!(library.texts.weight(), 4);
    /// ```
    #[must_use]
    pub fn with_weight(budget: usize, weight: impl Fn(&T::Handle) -> usize + 'static) -> Self {
        Self::with_weight_and_hasher(budget, weight, RandomState::new())
    }
}

impl<K, T: Graph, S> Cache<K, T, S> {
    /// Like [`new`](Cache::new), with keys hashed by `hasher`. O(1).
    #[must_use]
    pub fn with_hasher(budget: usize, hasher: S) -> Self {
        let cache = Cache { table: CollectionOwner::default(), hasher, weight: None };
        cache.kept_nodes().budget = budget;
        cache
    }

    /// Like [`with_weight`](Cache::with_weight), with keys hashed by `hasher`. O(1).
    #[must_use]
    pub fn with_weight_and_hasher(
        budget: usize,
        weight: impl Fn(&T::Handle) -> usize + 'static,
        hasher: S,
    ) -> Self {
        let mut cache = Self::with_hasher(budget, hasher);
        cache.weight = Some(Box::new(weight));
        cache
    }

    /// The number of nodes that the cache can find, whether it keeps them alive or not. O(1).
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Whether the cache can find no node. O(1).
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The counts of hits, misses, evictions and so on until now. O(1).
    pub fn stats(&self) -> Stats {
        let kept = self.kept_nodes();
        let not_freed = self.table.len() as u64 + kept.removed;
        Stats { freed: self.table.inserted() - not_freed, ..kept.stats }
    }

    /// Iterates over a snapshot of the entries, as
    /// [`WeakValueMap::iter`](crate::weak::WeakValueMap::iter) does, and as quickly. This does not
    /// use the nodes.
    pub fn iter(&self) -> Iter<'_, K, T> {
        Iter::over(self.table.snapshot())
    }

    /// Iterates over the keys, as [`iter`](Self::iter) does, and as quickly.
    pub fn keys(&self) -> Keys<'_, K, T> {
        self.iter().keys()
    }

    /// Iterates over the nodes, as [`iter`](Self::iter) does, and as quickly.
    pub fn values(&self) -> Values<'_, K, T> {
        self.iter().nodes()
    }

    /// Removes the entries for which `keep` returns `false`, as
    /// [`WeakValueMap::retain`](crate::weak::WeakValueMap::retain) does. This does not use the
    /// nodes. O(n).
    pub fn retain(&self, keep: impl FnMut(&K, &T::Handle) -> bool) {
        // All are removed before the first is dropped.
        let mut kept = Vec::new();
        self.table.retain(keep, |slot| kept.extend(self.stop_keeping(slot)));
    }

    /// Removes all entries, the pinned ones too, drops the handles to all kept nodes, and frees the
    /// memory of the cache's tables. O(n).
    pub fn clear(&self) {
        let entries = self.table.take_all();
        let mut kept = self.kept_nodes();
        kept.removed += entries.len() as u64;
        let nodes = kept.take_all();
        drop(kept);
        drop((entries, nodes));
    }
}

impl<K, T: Graph, S> Cache<K, T, S> {
    fn kept_nodes(&self) -> RefMut<'_, KeptNodes<T::Handle>> {
        self.table.beside.borrow_mut()
    }
}

impl<K, T: Graph, S> Drop for Cache<K, T, S> {
    fn drop(&mut self) {
        self.clear();
    }
}

impl<K: fmt::Debug, T: Graph, S> fmt::Debug for Cache<K, T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

impl<'a, K, T: Graph, S> IntoIterator for &'a Cache<K, T, S> {
    type Item = (StdRc<K>, T::Handle);
    type IntoIter = Iter<'a, K, T>;

    fn into_iter(self) -> Iter<'a, K, T> {
        self.iter()
    }
}
