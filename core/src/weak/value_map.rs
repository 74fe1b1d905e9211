//! [`WeakValueMap`], and its iterators.

use std::borrow::Borrow;
use std::convert::Infallible;
use std::fmt;
use std::hash::{BuildHasher, Hash, RandomState};
use std::iter::FusedIterator;
use std::marker::PhantomData;
use std::rc::Rc as StdRc;
use std::vec;

use crate::death::membership::CollectionOwner;
use crate::kernel::dyn_handle::Internal;
use crate::model::as_handle::AsHandle;
use crate::model::graph::Graph;
use crate::model::into_handle::IntoHandle;
use crate::weak::by_key::{ByKey, Found, Inserted};

/// A map from keys to nodes that does not keep the nodes alive: an entry goes when its node dies.
///
/// It is a registry where nodes are found by a name, without an end to their lives that somebody has to tell
/// it. `T` is a struct or a union; keys are as in a [`HashMap`](std::collections::HashMap). A node may be there
/// under several keys.
///
/// What always holds of it, and what it costs, is told [in its module](crate::weak).
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
/// /// Images that are shown anywhere, each once in memory.
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
    entries: CollectionOwner<ByKey<K, T>>,
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
        WeakValueMap { entries: CollectionOwner::default(), hasher }
    }

    /// The number of nodes that can be found here: of those that are alive. O(1).
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none. O(1).
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The entries that are there now: a snapshot. Yields those whose node is still alive when their turn
    /// comes, each key with the node's handle, in no particular order. O(n) at its start.
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

    /// Keeps the entries for which `keep` says so.
    ///
    /// It is asked about a snapshot, and is free to change this map; what it decided is then applied to what is
    /// still here. If it panics, nothing is taken out. O(n).
    pub fn retain(&self, keep: impl FnMut(&K, &T::Handle) -> bool) {
        let rejected = self.entries.rejected(keep);
        for entry in &rejected {
            // The key is dropped last, with the snapshot.
            self.entries.remove(entry.id);
        }
    }

    /// Makes room for so many more entries at once. O(n) for n entries then.
    pub fn reserve(&self, additional: usize) {
        self.entries.reserve(additional);
    }

    /// Gives memory back that the entries do not need. O(n).
    pub fn shrink_to_fit(&self) {
        self.entries.shrink_to_fit();
    }

    /// Takes all entries out, in one step, and yields those whose node is still alive when their turn
    /// comes. O(n).
    pub fn drain(&self) -> Drain<K, T> {
        Drain { entries: self.entries.take_all().into_iter() }
    }

    /// Takes all entries out. O(n).
    pub fn clear(&self) {
        drop(self.drain());
    }
}

impl<K: Eq + Hash, T: Graph, S: BuildHasher> WeakValueMap<K, T, S> {
    /// Puts a node there, and gives the node that was there under that key. It takes the handle by reference, since
    /// it does not keep it.
    ///
    /// As with `HashMap`, the old key stays when there is an equal one. O(1).
    pub fn insert(&self, key: K, node: &impl AsHandle<T::Declared>) -> Option<T::Handle> {
        let hash = self.hasher.hash_one(&key);
        let Inserted { before, key, .. } = self.entries.as_rc().insert(hash, key, node);
        let node_before = before.as_ref().and_then(|before| before.node.upgrade());
        drop((before, key));
        node_before
    }

    /// The node under this key. O(1).
    pub fn get<Q>(&self, key: &Q) -> Option<T::Handle>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.entries.node_under(self.hasher.hash_one(key), key)
    }

    /// Whether there is a node under this key. O(1).
    pub fn contains_key<Q>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.find(key).is_some()
    }

    /// The node under this key; or else the one that `make` gives, as a handle or a plain value, which is put
    /// there.
    ///
    /// If `make` itself puts a node there under this key, that one stays, and is given back. If it panics, nothing
    /// has happened. O(1).
    #[must_use = "the map does not keep the node alive"]
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
    /// # Errors
    ///
    /// That of `make`; then nothing is put there.
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
    /// fn number(known: &WeakValueMap<String, Number>, text: &str) -> Result<Rc<Number>, ParseIntError> {
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
        let hash = self.hasher.hash_one(&key);
        if let Some(node) = self.entries.node_under(hash, &key) {
            drop((key, make));
            return Ok(node);
        }
        let new = make()?.into_incoming(Internal).handle;
        match self.entries.as_rc().insert_if_absent(hash, key, &new) {
            Ok(_) => Ok(new),
            Err((found, key)) => {
                let node = found.node.upgrade().unwrap_or_else(|| new.clone());
                drop((found, key, new));
                Ok(node)
            }
        }
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
        drop(found);
        node
    }

    /// Puts nodes there, each as [`insert`](Self::insert) does. O(k) for k nodes.
    pub fn extend(&self, entries: impl IntoIterator<Item = (K, T::Handle)>) {
        for (key, node) in entries {
            self.insert(key, &node);
        }
    }

    fn find<Q>(&self, key: &Q) -> Option<Found<K, T>>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.entries.find(self.hasher.hash_one(key), key)
    }
}

impl<K, T: Graph, S: Default> Default for WeakValueMap<K, T, S> {
    fn default() -> Self {
        Self::with_hasher(S::default())
    }
}

/// Another map of the same nodes. O(n).
impl<K, T: Graph, S: Clone> Clone for WeakValueMap<K, T, S> {
    fn clone(&self) -> Self {
        let copy = Self::with_hasher(self.hasher.clone());
        for entry in self.entries.snapshot() {
            if let Some(node) = entry.node.upgrade() {
                copy.entries.as_rc().add(entry.id.hash, entry.key, &node);
            }
        }
        copy
    }
}

/// Equal when they have the same nodes under the same keys. O(n).
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

/// The entries of a [`WeakValueMap`], as they were when this was made: see [`WeakValueMap::iter`].
pub struct Iter<'a, K: 'static, T: Graph> {
    entries: vec::IntoIter<Found<K, T>>,
    map: PhantomData<&'a WeakValueMap<K, T>>,
}

impl<K, T: Graph> Iter<'_, K, T> {
    pub(crate) fn over(entries: Vec<Found<K, T>>) -> Self {
        Iter { entries: entries.into_iter(), map: PhantomData }
    }
}

impl<K, T: Graph> Iterator for Iter<'_, K, T> {
    type Item = (StdRc<K>, T::Handle);

    fn next(&mut self) -> Option<Self::Item> {
        self.entries.find_map(|entry| Some((entry.key, entry.node.upgrade()?)))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.entries.len()))
    }
}

/// The keys of a [`WeakValueMap`]: see [`WeakValueMap::keys`].
pub struct Keys<'a, K: 'static, T: Graph> {
    entries: Iter<'a, K, T>,
}

impl<'a, K, T: Graph> Keys<'a, K, T> {
    pub(crate) fn of(entries: Iter<'a, K, T>) -> Self {
        Keys { entries }
    }
}

impl<K, T: Graph> Iterator for Keys<'_, K, T> {
    type Item = StdRc<K>;

    fn next(&mut self) -> Option<StdRc<K>> {
        let (key, node) = self.entries.next()?;
        drop(node);
        Some(key)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.entries.size_hint()
    }
}

/// The nodes of a [`WeakValueMap`]: see [`WeakValueMap::values`].
pub struct Values<'a, K: 'static, T: Graph> {
    entries: Iter<'a, K, T>,
}

impl<'a, K, T: Graph> Values<'a, K, T> {
    pub(crate) fn of(entries: Iter<'a, K, T>) -> Self {
        Values { entries }
    }
}

impl<K, T: Graph> Iterator for Values<'_, K, T> {
    type Item = T::Handle;

    fn next(&mut self) -> Option<T::Handle> {
        let (key, node) = self.entries.next()?;
        drop(key);
        Some(node)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.entries.size_hint()
    }
}

/// What was in a [`WeakValueMap`]: see [`WeakValueMap::drain`].
pub struct Drain<K: 'static, T: Graph> {
    entries: vec::IntoIter<Found<K, T>>,
}

impl<K, T: Graph> Iterator for Drain<K, T> {
    type Item = (StdRc<K>, T::Handle);

    fn next(&mut self) -> Option<Self::Item> {
        self.entries.find_map(|entry| Some((entry.key, entry.node.upgrade()?)))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.entries.len()))
    }
}

iterators! {
    Iter [K, T: Graph] ['_, K, T]
    Keys [K, T: Graph] ['_, K, T]
    Values [K, T: Graph] ['_, K, T]
    Drain [K, T: Graph] [K, T]
}
