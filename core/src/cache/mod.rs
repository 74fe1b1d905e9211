//! [`Cache`]: nodes that are kept as long as there is room.

mod kept;
mod pressure;
mod stats;

use std::borrow::Borrow;
use std::cell::RefCell;
use std::convert::Infallible;
use std::fmt;
use std::hash::{BuildHasher, Hash, RandomState};

pub use pressure::{Pressure, UnknownPressure};
pub use stats::Stats;

use crate::cache::kept::{Kept, Strong};
use crate::death::membership::{CollectionOwner, EntryId};
use crate::kernel::dyn_handle::Internal;
use crate::model::graph::Graph;
use crate::model::into_handle::IntoHandle;
use crate::weak::by_key::{ByKey, Found, Inserted};
use crate::weak::value_map::{Iter, Keys, Values};

/// A cache of nodes by keys: strong for what was used last, weak for the rest.
///
/// A budget says how much of it is kept alive: a number of nodes ([`new`](Cache::new)), or the sum of what a
/// function says that each weighs ([`with_weight`](Cache::with_weight)). When there is more, the cache lets go of
/// the nodes that were not used for the longest time. **What it has let go of is still found as long as somebody
/// else holds it**, so nobody ever gets a second copy of what is in memory; it is freed when nobody does. (To hold a part
/// of a tree is not to hold its root.)
///
/// To use a node is to look it up, by [`get`](Cache::get) or [`get_or_insert_with`](Cache::get_or_insert_with), to
/// put it there, or to [`pin`](Cache::pin) it. One that was let go of and is used again is kept again. (So a hook that
/// uses its dying node brings it back; [`peek`](Cache::peek) does not.)
///
/// A node may be there under several keys; then it counts, and weighs, once for each.
///
/// As with the [weak collections](crate::weak), all methods take `&self` and can be called from anywhere, hooks
/// and the weight function too; an entry goes when its node dies; iterating is over a snapshot. Each
/// operation on one entry is O(1) on average.
///
/// The strong handles in here are plain data as far as [`collect`](crate::collect()) can see. A cache in the data of
/// a node that keeps that very node, or one that owns or shares it, is a leak.
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
/// open("icon.png"); // nobody but the cache holds this one
/// assert_eq!(images.weight(), 16);
///
/// open("background.png"); // 14 more: the cache lets go of both
/// assert_eq!(images.weight(), 14);
/// assert_eq!(open("logo.png"), logo); // not decoded again, since it is held here
///
/// let stats = images.stats();
/// assert_eq!((stats.misses(), stats.recovered()), (3, 1));
/// assert_eq!((stats.evicted(), stats.freed()), (3, 2));
/// ```
pub struct Cache<K: 'static, T: Graph, S = RandomState> {
    entries: CollectionOwner<ByKey<K, T>>,
    hasher: S,
    /// Each weighs one if there is none.
    weight: Option<Weight<T>>,
    kept: RefCell<Kept<T::Handle>>,
}

type Weight<T> = Box<dyn Fn(&<T as Graph>::Handle) -> usize>;

impl<K, T: Graph> Cache<K, T> {
    /// An empty cache that keeps up to so many nodes alive. O(1).
    #[must_use]
    pub fn new(budget: usize) -> Self {
        Self::with_hasher(budget, RandomState::new())
    }

    /// An empty cache that keeps nodes alive that together weigh up to `budget`, each as much as `weight`
    /// says. O(1).
    ///
    /// A node is weighed when the cache begins to keep it: when it is put there, and when it is used after it was
    /// let go of. One that weighs more than all that is not pinned may weigh is not kept, and nothing is let go of for
    /// it: it is found as long as somebody else holds it. To have a node weighed again that has grown, put it there
    /// again.
    ///
    /// The function's type does not tell what the nodes are, so name it:
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
    /// let library = Library { texts: Cache::<_, Text>::with_weight(1_000_000, |it| it.text.len()) };
    /// library.texts.insert("first".into(), Text { text: "Once".into() });
    /// assert_eq!(library.texts.weight(), 4);
    /// ```
    #[must_use]
    pub fn with_weight(budget: usize, weight: impl Fn(&T::Handle) -> usize + 'static) -> Self {
        Self::with_weight_and_hasher(budget, weight, RandomState::new())
    }
}

impl<K, T: Graph, S> Cache<K, T, S> {
    /// As [`new`](Cache::new), with keys hashed by `hasher`.
    #[must_use]
    pub fn with_hasher(budget: usize, hasher: S) -> Self {
        let kept = RefCell::new(Kept::new(budget));
        Cache { entries: CollectionOwner::default(), hasher, weight: None, kept }
    }

    /// As [`with_weight`](Cache::with_weight), with keys hashed by `hasher`.
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

    /// The number of nodes that can be found here, whoever keeps them alive. O(1).
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none. O(1).
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of nodes that the cache keeps alive, the pinned ones among them. O(1).
    pub fn kept(&self) -> usize {
        self.kept.borrow().len()
    }

    /// What those weigh that the cache keeps alive, the pinned ones among them. O(1).
    pub fn weight(&self) -> usize {
        self.kept.borrow().weight()
    }

    /// Up to what weight nodes are kept alive. O(1).
    pub fn budget(&self) -> usize {
        self.kept.borrow().budget
    }

    /// Sets another budget, and lets go of what is too much for it. O(1), and O(k) for k nodes that it lets go of.
    pub fn set_budget(&self, budget: usize) {
        self.kept.borrow_mut().budget = budget;
        self.shrink_to(budget);
    }

    /// What has happened so far. O(1).
    pub fn stats(&self) -> Stats {
        let kept = self.kept.borrow();
        let here = self.entries.len() as u64 + kept.taken_out;
        Stats { freed: self.entries.inserted() - here, ..kept.stats }
    }

    /// Lets go of nodes, those first that were not used for the longest time, until what is kept weighs no more than
    /// `budget`, or nothing but pinned nodes weighs anything. The cache's own budget stays. O(k) for k nodes that it
    /// lets go of.
    pub fn shrink_to(&self, budget: usize) {
        let excess = self.kept.borrow_mut().take_excess(budget);
        drop(excess);
    }

    /// Lets go of all nodes that nobody but the cache holds, except for pinned ones, and says how many that were. These
    /// are what memory is gained by at once; what is in use stays, and stays kept. O(n) for n nodes that are kept.
    ///
    /// A node whose owner is freed by this counts as held when it is looked at.
    pub fn release_unused(&self) -> usize {
        let unused = self.kept.borrow_mut().take_unused();
        unused.len()
    }

    /// Shrinks the cache by this rule, if the memory of this machine, or what of it this process may use, gets short, and
    /// says how short it is:
    ///
    /// | pressure | what is kept |
    /// |---|---|
    /// | [`Low`](Pressure::Low) | as before |
    /// | [`Medium`](Pressure::Medium) | [up to](Cache::shrink_to) half of the budget |
    /// | [`Critical`](Pressure::Critical) | pinned nodes, and those that weigh nothing |
    ///
    /// The budget stays, so the cache grows again as it is used. [`Pressure::now`] says where the answer comes from.
    /// Call it now and then, between pieces of work; it reads some small files of the kernel's.
    ///
    /// # Errors
    ///
    /// If the pressure cannot be known. Then nothing is let go of.
    pub fn shrink_under_pressure(&self) -> Result<Pressure, UnknownPressure> {
        let pressure = Pressure::now()?;
        self.shrink_under(pressure);
        Ok(pressure)
    }

    /// As [`shrink_under_pressure`](Cache::shrink_under_pressure), for who knows the pressure from elsewhere.
    pub fn shrink_under(&self, pressure: Pressure) {
        match pressure {
            Pressure::Low => {}
            Pressure::Medium => self.shrink_to(self.budget() / 2),
            Pressure::Critical => self.shrink_to(0),
        }
    }

    /// The entries that are there now, as of [`WeakValueMap::iter`](crate::weak::WeakValueMap::iter). Uses
    /// none of them.
    pub fn iter(&self) -> Iter<'_, K, T> {
        Iter::over(self.entries.snapshot())
    }

    /// The keys, as [`iter`](Self::iter) yields them.
    pub fn keys(&self) -> Keys<'_, K, T> {
        Keys::of(self.iter())
    }

    /// The nodes, as [`iter`](Self::iter) yields them.
    pub fn values(&self) -> Values<'_, K, T> {
        Values::of(self.iter())
    }

    /// Keeps the entries for which `keep` says so, as
    /// [`WeakValueMap::retain`](crate::weak::WeakValueMap::retain). Uses none of them. O(n).
    pub fn retain(&self, keep: impl FnMut(&K, &T::Handle) -> bool) {
        let rejected = self.entries.rejected(keep);
        let removed = rejected.iter().filter_map(|entry| {
            let removed = self.entries.remove(entry.id)?;
            self.forget(removed.id)
        });
        // They are let go of last.
        drop(removed.collect::<Vec<_>>());
    }

    /// Takes all entries out, pinned ones too, and lets go of all nodes. O(n).
    pub fn clear(&self) {
        let entries = self.entries.take_all();
        let mut kept = self.kept.borrow_mut();
        kept.taken_out += entries.len() as u64;
        let nodes = kept.take_all();
        drop(kept);
        drop((entries, nodes));
    }

    fn weigh(&self, node: &T::Handle) -> usize {
        self.weight.as_ref().map_or(1, |weight| weight(node))
    }

    /// After something has been kept. One by one, for each may have code of the user's to run.
    fn evict(&self) {
        loop {
            let evicted = self.kept.borrow_mut().evict_one();
            if evicted.is_none() {
                return;
            }
        }
    }

    /// As [`begin_to_keep`](Self::begin_to_keep), if the entry is still there when the node has been weighed.
    fn keep_again(&self, id: EntryId, node: &T::Handle) {
        let weight = self.weigh(node);
        if self.entries.has(id) {
            self.begin_to_keep(id, node, weight);
        }
    }

    /// Keeps the node of an entry, which is there, if there is room.
    fn begin_to_keep(&self, id: EntryId, node: &T::Handle, weight: usize) {
        let strong = Strong { node: node.clone(), weight };
        let rest = self.kept.borrow_mut().keep(id.number, strong);
        drop(rest);
        self.evict();
    }

    /// No longer keeps the node of an entry that was taken out.
    fn forget(&self, id: EntryId) -> Option<Strong<T::Handle>> {
        let mut kept = self.kept.borrow_mut();
        kept.taken_out += 1;
        kept.take(id.number)
    }
}

impl<K: Eq + Hash, T: Graph, S: BuildHasher> Cache<K, T, S> {
    /// The node under this key, which is used by this. O(1).
    pub fn get<Q>(&self, key: &Q) -> Option<T::Handle>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.look_up(self.hasher.hash_one(key), key)
    }

    /// The node under this key, which is not used by this: as if nobody had looked. O(1).
    pub fn peek<Q>(&self, key: &Q) -> Option<T::Handle>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.entries.node_under(self.hasher.hash_one(key), key)
    }

    /// Whether there is a node under this key, which is not used by this. O(1).
    pub fn contains_key<Q>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.find(key).is_some()
    }

    /// The node under this key; or else the one that `make` gives, as a handle or a plain value, which is put
    /// there. Either is used by this.
    ///
    /// If `make` itself puts a node there under this key, that one stays, and is given back. If it panics, nothing
    /// has happened. O(1).
    pub fn get_or_insert_with<C: IntoHandle<T>>(
        &self,
        key: K,
        make: impl FnOnce() -> C,
    ) -> T::Handle {
        let Ok(node) = self.try_get_or_insert_with(key, || Ok::<_, Infallible>(make()));
        node
    }

    /// As [`get_or_insert_with`](Self::get_or_insert_with), where `make` may fail.
    ///
    /// ```
    /// use std::path::{Path, PathBuf};
    /// use std::{fs, io};
    ///
    /// use kinfolk::cache::Cache;
    /// use kinfolk::{Graph, Rc};
    ///
    /// #[derive(Graph)]
    /// struct Text {
    ///     text: String,
    /// }
    ///
    /// fn open(texts: &Cache<PathBuf, Text>, path: &Path) -> io::Result<Rc<Text>> {
    ///     texts.try_get_or_insert_with(path.into(), || -> io::Result<_> {
    ///         Ok(Text { text: fs::read_to_string(path)? })
    ///     })
    /// }
    ///
    /// let texts = Cache::new(10);
    /// assert!(open(&texts, Path::new("/no/such/file")).is_err());
    /// assert!(texts.is_empty());
    /// ```
    ///
    /// # Errors
    ///
    /// That of `make`; then nothing is put there.
    pub fn try_get_or_insert_with<C: IntoHandle<T>, E>(
        &self,
        key: K,
        make: impl FnOnce() -> Result<C, E>,
    ) -> Result<T::Handle, E> {
        let hash = self.hasher.hash_one(&key);
        if let Some(node) = self.look_up(hash, &key) {
            drop((key, make));
            return Ok(node);
        }
        let new = make()?.into_incoming(Internal).handle;
        let weight = self.weigh(&new);
        match self.entries.as_rc().insert_if_absent(hash, key, &new) {
            Ok(id) => {
                self.begin_to_keep(id, &new, weight);
                Ok(new)
            }
            Err((found, key)) => {
                let node = found.node.upgrade().unwrap_or_else(|| new.clone());
                let is_kept = self.kept.borrow_mut().use_again(found.id.number);
                if !is_kept {
                    self.keep_again(found.id, &node);
                }
                drop((found, key, new));
                Ok(node)
            }
        }
    }

    /// Puts a node there, which is used by this, and gives the node that was there under that key. A pin of
    /// that one goes with it. It takes a handle by value, or a plain value, since the cache keeps it. O(1).
    ///
    /// Where there is no room for it, as with a budget of 0, a plain value becomes a node that nobody holds, and is freed
    /// at once.
    pub fn insert(&self, key: K, node: impl IntoHandle<T>) -> Option<T::Handle> {
        let node = node.into_incoming(Internal).handle;
        let hash = self.hasher.hash_one(&key);
        let weight = self.weigh(&node);
        let before = self.put(hash, key, &node, weight);
        drop(node);
        before
    }

    /// Takes out the node under this key, and gives it. O(1).
    pub fn remove<Q>(&self, key: &Q) -> Option<T::Handle>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        let found = self.find(key)?;
        let node = found.node.upgrade();
        self.entries.remove(found.id);
        let kept = self.forget(found.id);
        drop((kept, found));
        node
    }

    /// Keeps the node under this key alive, whatever the budget, until it is [unpinned](Cache::unpin), and says
    /// whether there is one. It is used by this.
    ///
    /// What is pinned counts for the budget, so there is less room for the rest: where the pinned nodes fill it, nothing
    /// else is kept that weighs anything. Pinning twice is pinning once: who needs a node for a while can as well hold
    /// its handle. O(1).
    pub fn pin<Q>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        let Some(found) = self.find(key) else { return false };
        if !self.kept.borrow_mut().pin(found.id.number) {
            let Some(node) = found.node.upgrade() else { return false };
            let weight = self.weigh(&node);
            if !self.entries.has(found.id) {
                return false;
            }
            let rest = self.kept.borrow_mut().keep_pinned(found.id.number, Strong { node, weight });
            drop(rest);
        }
        self.evict();
        true
    }

    /// Leaves the node under this key to the budget again, and says whether it was pinned. If it was, it is used by
    /// this. O(1).
    pub fn unpin<Q>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        let was_pinned = match self.find(key) {
            Some(found) => self.kept.borrow_mut().unpin(found.id.number),
            None => false,
        };
        self.evict();
        was_pinned
    }

    /// Whether the node under this key is pinned. It is not used by this. O(1).
    pub fn is_pinned<Q>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.find(key).is_some_and(|found| self.kept.borrow().is_pinned(found.id.number))
    }

    fn find<Q>(&self, key: &Q) -> Option<Found<K, T>>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.entries.find(self.hasher.hash_one(key), key)
    }

    fn look_up<Q>(&self, hash: u64, key: &Q) -> Option<T::Handle>
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        let Some(found) = self.entries.find(hash, key) else {
            self.kept.borrow_mut().stats.misses += 1;
            return None;
        };
        let node = found.node.upgrade()?;
        let mut kept = self.kept.borrow_mut();
        if kept.use_again(found.id.number) {
            kept.stats.hits += 1;
        } else {
            kept.stats.recovered += 1;
            drop(kept);
            self.keep_again(found.id, &node);
        }
        drop(found);
        Some(node)
    }

    fn put(&self, hash: u64, key: K, node: &T::Handle, weight: usize) -> Option<T::Handle> {
        // From here on nothing of the user's runs before all is in its place.
        let Inserted { id, before, key } = self.entries.as_rc().insert(hash, key, node);
        let was_kept = before.as_ref().and_then(|before| self.forget(before.id));
        let node_before = before.as_ref().and_then(|before| before.node.upgrade());
        self.begin_to_keep(id, node, weight);
        drop((was_kept, before, key));
        node_before
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
    type Item = (std::rc::Rc<K>, T::Handle);
    type IntoIter = Iter<'a, K, T>;

    fn into_iter(self) -> Iter<'a, K, T> {
        self.iter()
    }
}
