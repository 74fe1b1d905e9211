//! [`WeakValueMap`], and its iterators.

use std::borrow::Borrow;
use std::convert::Infallible;
use std::fmt;
use std::hash::{BuildHasher, Hash, RandomState};
use std::marker::PhantomData;
use std::rc::Rc as StdRc;

use crate::kernel::internal::Internal;
use crate::model::as_handle::AsHandle;
use crate::model::graph::Graph;
use crate::model::into_handle::IntoHandle;
use crate::store::slab::Slab;
use crate::weak::by_key::{ByKey, Entry, GetOrInsert, Insertion};
use crate::weak::collection_owner::CollectionOwner;
use crate::weak::iter::{LiveEntries, first, iterators, second};

/// A map from keys to nodes that does not keep the nodes alive: an entry is removed when its node
/// dies.
///
/// Use it to find nodes by name or number, as in an index or a registry. You need not call it when
/// a node dies. `T` is a struct or an enum. Keys work as in a
/// [`HashMap`](std::collections::HashMap). A node may be under several keys.
///
/// [The module](crate::weak) lists the guarantees and the costs.
///
/// ```
/// use kinfolk::weak::WeakValueMap;
/// use kinfolk::{Graph, Rc};
///
/// #[derive(Graph)]
/// struct Image {
///     path: String,
/// }
///
/// /// The images that are shown, each once in memory.
/// struct Images {
///     shown: WeakValueMap<String, Image>,
/// }
///
/// impl Images {
///     fn open(&self, path: &str) -> Rc<Image> {
///         self.shown.get_or_insert_with(path.into(), || Image { path: path.into() })
///     }
/// }
///
/// let images = Images { shown: WeakValueMap::new() };
/// let logo = images.open("logo.png");
/// assert_eq!(images.open("logo.png"), logo);
///
/// drop(logo);
/// assert!(images.shown.is_empty());
/// ```
pub struct WeakValueMap<K: 'static, T: Graph, S = RandomState> {
    table: CollectionOwner<ByKey<K, T>>,
    hasher: S,
}

impl<K, T: Graph> WeakValueMap<K, T> {
    /// An empty map. O(1).
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl<K, T: Graph, S> WeakValueMap<K, T, S> {
    /// An empty map whose keys are hashed by `hasher`. O(1).
    #[must_use]
    pub fn with_hasher(hasher: S) -> Self {
        WeakValueMap { table: CollectionOwner::default(), hasher }
    }

    /// The number of entries. The nodes of all of them are alive. O(1).
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Whether there are no entries. O(1).
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Iterates over a snapshot of the entries, in no particular order. Yields the key and the
    /// node's handle of each entry whose node is still alive when its turn comes. O(1) at its start;
    /// the first change of the map while the iterator exists copies the entries, O(n).
    ///
    /// ```
    /// use kinfolk::Graph;
    /// use kinfolk::weak::WeakValueMap;
    ///
    /// #[derive(Graph)]
    /// struct Page {}
    ///
    /// let [first, second] = [Page {}, Page {}].map(Graph::into_graph);
    /// let pages = WeakValueMap::<String, Page>::from([
    ///     ("first".into(), first.clone()),
    ///     ("second".into(), second.clone()),
    /// ]);
    /// for (name, page) in &pages {
    ///     // The key is in a `std::rc::Rc`.
    ///     if *name == "first" {
    ///         pages.remove(&*name);
    ///         pages.insert(format!("the {name}"), &page);
    ///     }
    /// }
    /// let mut names: Vec<String> = pages.keys().map(|name| name.to_string()).collect();
    /// names.sort();
    /// assert_eq!(names, ["second", "the first"]);
    /// ```
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

    /// Removes the entries for which `keep` returns `false`.
    ///
    /// `keep` is called with the entries of a snapshot, and may change the map. After the last
    /// call, the rejected entries that are still there are removed. If `keep` panics, nothing is
    /// removed. O(n).
    pub fn retain(&self, keep: impl FnMut(&K, &T::Handle) -> bool) {
        self.table.retain(keep, |_| {});
    }

    /// How many entries fit in the memory that is reserved, at least. O(1).
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.table.capacity()
    }

    /// Reserves memory for at least `additional` more entries. O(n) for n entries afterwards.
    ///
    /// It stays reserved until you call [`shrink_to_fit`](Self::shrink_to_fit),
    /// [`shrink_to`](Self::shrink_to), [`clear`](Self::clear) or [`drain`](Self::drain). Other
    /// memory is freed when less than an eighth of it is in use.
    pub fn reserve(&self, additional: usize) {
        self.table.reserve(additional);
    }

    /// Frees the memory that the entries do not need. O(n).
    pub fn shrink_to_fit(&self) {
        self.shrink_to(0);
    }

    /// Frees the memory that the entries do not need, but keeps room for `capacity` entries. O(n).
    pub fn shrink_to(&self, capacity: usize) {
        self.table.shrink_to(capacity);
    }

    /// Removes all entries in one step, and iterates over them. Yields those whose node is still
    /// alive when their turn comes. O(n).
    pub fn drain(&self) -> Drain<K, T> {
        Drain { entries: LiveEntries::of(self.table.take_all()) }
    }

    /// Removes all entries, and frees the memory. O(n).
    pub fn clear(&self) {
        drop(self.drain());
    }

    fn table(&self) -> &StdRc<ByKey<K, T>> {
        self.table.as_rc()
    }
}

impl<K: Eq + Hash, T: Graph, S: BuildHasher> WeakValueMap<K, T, S> {
    /// Puts a node under `key`, and returns the previous node under that key. Takes the node's
    /// handle by reference, since the map does not keep it.
    ///
    /// If there is an equal key, that key stays, as in a `HashMap`. O(1).
    pub fn insert(&self, key: K, node: &impl AsHandle<T::Declared>) -> Option<T::Handle> {
        let Insertion { replaced, .. } = self.table().insert(self.hash_of(&key), key, node);
        let (_, previous, unused_key) = replaced?;
        drop(unused_key);
        previous
    }

    /// The node under this key. O(1).
    pub fn get<Q>(&self, key: &Q) -> Option<T::Handle>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.table.get(self.hash_of(key), key)
    }

    /// Whether there is a node under this key. O(1).
    pub fn contains_key<Q>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.table.find_slot(self.hash_of(key), key).is_some()
    }

    /// The node under this key. If there is none, calls `make` and inserts its result, a handle or
    /// a plain value.
    ///
    /// If `make` itself inserts a node under this key, that node stays and is returned. If `make`
    /// panics, nothing has changed. O(1).
    #[must_use = "the map does not keep the node alive"]
    pub fn get_or_insert_with<C: IntoHandle<T>>(
        &self,
        key: K,
        make: impl FnOnce() -> C,
    ) -> T::Handle {
        let Ok(node) = self.try_get_or_insert_with(key, || Ok::<_, Infallible>(make()));
        node
    }

    /// Like [`get_or_insert_with`](Self::get_or_insert_with), where `make` may fail. O(1).
    ///
    /// # Errors
    ///
    /// The error of `make`. Then nothing is inserted.
    ///
    /// ```
    /// use std::num::ParseIntError;
    ///
    /// use kinfolk::weak::WeakValueMap;
    /// use kinfolk::{Graph, Rc};
    ///
    /// #[derive(Graph)]
    /// struct Number {
    ///     value: u32,
    /// }
    ///
    /// type Numbers = WeakValueMap<String, Number>;
    ///
    /// fn number(known: &Numbers, text: &str) -> Result<Rc<Number>, ParseIntError> {
    ///     known.try_get_or_insert_with(text.into(), || -> Result<_, ParseIntError> {
    ///         Ok(Number { value: text.parse()? })
    ///     })
    /// }
    ///
    /// let known = WeakValueMap::new();
    /// let seven = number(&known, "7").unwrap();
    /// assert_eq!(number(&known, "7"), Ok(seven));
    /// assert!(number(&known, "seven").is_err() && !known.contains_key("seven"));
    /// ```
    pub fn try_get_or_insert_with<C: IntoHandle<T>, E>(
        &self,
        key: K,
        make: impl FnOnce() -> Result<C, E>,
    ) -> Result<T::Handle, E> {
        let hash = self.hash_of(&key);
        if let Some(node) = self.table.get(hash, &key) {
            drop((key, make));
            return Ok(node);
        }
        let new = IntoHandle::into_incoming(make()?, Internal).handle;
        let GetOrInsert { node, unused, .. } = self.table().get_or_insert(hash, key, new);
        drop(unused);
        Ok(node)
    }

    /// Removes the entry of this key, and returns its node. O(1).
    pub fn remove<Q>(&self, key: &Q) -> Option<T::Handle>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        let slot = self.table.find_slot(self.hash_of(key), key)?;
        let (node, key) = self.table.remove_slot(slot)?;
        drop(key);
        node
    }

    /// Inserts nodes, each as [`insert`](Self::insert) does. O(k) for k nodes.
    pub fn extend(&self, entries: impl IntoIterator<Item = (K, T::Handle)>) {
        for (key, node) in entries {
            self.insert(key, &node);
        }
    }

    fn hash_of<Q: Hash + ?Sized>(&self, key: &Q) -> u64 {
        self.hasher.hash_one(key)
    }
}

impl<K, T: Graph, S: Default> Default for WeakValueMap<K, T, S> {
    fn default() -> Self {
        Self::with_hasher(S::default())
    }
}

/// Makes another map with the same keys and nodes. O(n).
impl<K, T: Graph, S: Clone> Clone for WeakValueMap<K, T, S> {
    fn clone(&self) -> Self {
        let copy = Self::with_hasher(self.hasher.clone());
        copy.table().add_all(self.table());
        copy
    }
}

/// Two maps are equal if they have the same nodes under the same keys. O(n).
impl<K: Eq + Hash, T: Graph, S: BuildHasher> PartialEq for WeakValueMap<K, T, S> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len()
            && self.iter().all(|(key, node)| other.get(&*key).as_ref() == Some(&node))
    }
}

impl<K: Eq + Hash, T: Graph, S: BuildHasher> Eq for WeakValueMap<K, T, S> {}

impl<K: fmt::Debug, T: Graph, S> fmt::Debug for WeakValueMap<K, T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

impl<K: Eq + Hash, T: Graph, S: BuildHasher> Extend<(K, T::Handle)> for WeakValueMap<K, T, S> {
    fn extend<I: IntoIterator<Item = (K, T::Handle)>>(&mut self, entries: I) {
        WeakValueMap::extend(self, entries);
    }
}

impl<K, T, S> FromIterator<(K, T::Handle)> for WeakValueMap<K, T, S>
where
    K: Eq + Hash,
    T: Graph,
    S: BuildHasher + Default,
{
    fn from_iter<I: IntoIterator<Item = (K, T::Handle)>>(entries: I) -> Self {
        let map = Self::default();
        map.extend(entries);
        map
    }
}

impl<K: Eq + Hash, T: Graph, const N: usize> From<[(K, T::Handle); N]> for WeakValueMap<K, T> {
    fn from(entries: [(K, T::Handle); N]) -> Self {
        entries.into_iter().collect()
    }
}

impl<'a, K, T: Graph, S> IntoIterator for &'a WeakValueMap<K, T, S> {
    type Item = (StdRc<K>, T::Handle);
    type IntoIter = Iter<'a, K, T>;

    fn into_iter(self) -> Iter<'a, K, T> {
        self.iter()
    }
}

/// The entries of a [`WeakValueMap`] at the time of the call: see [`WeakValueMap::iter`].
pub struct Iter<'a, K: 'static, T: Graph> {
    entries: LiveEntries<Entry<K, T>>,
    map: PhantomData<&'a WeakValueMap<K, T>>,
}

impl<'a, K, T: Graph> Iter<'a, K, T> {
    pub(crate) fn over(entries: StdRc<Slab<Entry<K, T>>>) -> Self {
        Iter { entries: LiveEntries::lent(entries), map: PhantomData }
    }

    pub(crate) fn keys(self) -> Keys<'a, K, T> {
        Keys { entries: self }
    }

    pub(crate) fn nodes(self) -> Values<'a, K, T> {
        Values { entries: self }
    }
}

/// The keys of a [`WeakValueMap`]: see [`WeakValueMap::keys`].
pub struct Keys<'a, K: 'static, T: Graph> {
    entries: Iter<'a, K, T>,
}

/// The nodes of a [`WeakValueMap`]: see [`WeakValueMap::values`].
pub struct Values<'a, K: 'static, T: Graph> {
    entries: Iter<'a, K, T>,
}

/// The removed entries of a [`WeakValueMap`]: see [`WeakValueMap::drain`].
pub struct Drain<K: 'static, T: Graph> {
    entries: LiveEntries<Entry<K, T>>,
}

iterators! {
    Iter [K, T: Graph] ['_, K, T] yields (StdRc<K>, T::Handle);
    Keys [K, T: Graph] ['_, K, T] yields StdRc<K>, by first;
    Values [K, T: Graph] ['_, K, T] yields T::Handle, by second;
    Drain [K, T: Graph] [K, T] yields (StdRc<K>, T::Handle);
}
