//! [`WeakKeyMap`], and its iterators.

use std::convert::Infallible;
use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc as StdRc;

use crate::model::as_handle::AsHandle;
use crate::model::graph::Graph;
use crate::model::weak::Weak;
use crate::weak::by_node::{ByNode, Entry};
use crate::weak::collection_owner::CollectionOwner;
use crate::weak::iter::{self, LiveEntries, first, iterators, second};

/// A map from nodes to values that does not keep the nodes alive: when a node dies, its entry is
/// removed, and the value is dropped.
///
/// Use it for side data: data about nodes that their own type has no field for, such as the layout
/// of a document or its undo history. Nodes are compared by identity. `T` is a struct or an enum.
///
/// The map hands out values as [`std::rc::Rc`], since they may leave it at any time. To change a
/// value, put it in a cell (a counter in a [`Cell`](std::cell::Cell), a struct or a list in a
/// [`RefCell`](std::cell::RefCell)), or [`insert`](WeakKeyMap::insert) another value. If you still
/// hold a value when its node dies, the value is dropped with your last `Rc`.
///
/// [The module](crate::weak) lists the guarantees and the costs.
///
/// ```
/// use std::cell::Cell;
///
/// use kinfolk::Graph;
/// use kinfolk::weak::WeakKeyMap;
///
/// #[derive(Graph)]
/// struct Page {}
///
/// let visits = WeakKeyMap::<Page, Cell<u32>>::new();
/// let visit = |page| {
///     let count = visits.get_or_insert_with(page, || Cell::new(0));
///     count.set(count.get() + 1);
/// };
///
/// let [first, second] = [Page {}, Page {}].map(Graph::into_graph);
/// visit(&first);
/// visit(&second);
/// visit(&second);
/// assert_eq!(visits.get(&second).unwrap().get(), 2);
///
/// drop(second);
/// assert_eq!(visits.len(), 1);
/// ```
pub struct WeakKeyMap<T: Graph, V: 'static> {
    table: CollectionOwner<ByNode<T, StdRc<V>>>,
}

impl<T: Graph, V> WeakKeyMap<T, V> {
    /// An empty map. O(1).
    #[must_use]
    pub fn new() -> Self {
        WeakKeyMap { table: CollectionOwner::default() }
    }

    /// The number of nodes with a value. All of them are alive. O(1).
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Whether no node has a value. O(1).
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Sets the node's value, and returns the previous one. O(1).
    pub fn insert(&self, node: &impl AsHandle<T::Declared>, value: V) -> Option<StdRc<V>> {
        self.table.as_rc().insert(node, StdRc::new(value))
    }

    /// The node's value. O(1).
    pub fn get(&self, node: &impl AsHandle<T::Declared>) -> Option<StdRc<V>> {
        self.table.get(node)
    }

    /// Whether the node has a value. O(1).
    #[inline]
    pub fn contains_key(&self, node: &impl AsHandle<T::Declared>) -> bool {
        self.table.contains(node)
    }

    /// The node's value. If it has none, calls `make` and sets the value to its result.
    ///
    /// If `make` itself sets the node's value, that value stays and is returned. If `make` panics,
    /// nothing has changed. O(1).
    pub fn get_or_insert_with(
        &self,
        node: &impl AsHandle<T::Declared>,
        make: impl FnOnce() -> V,
    ) -> StdRc<V> {
        let Ok(value) = self.try_get_or_insert_with(node, || Ok::<_, Infallible>(make()));
        value
    }

    /// Like [`get_or_insert_with`](Self::get_or_insert_with), where `make` may fail. O(1).
    ///
    /// # Errors
    ///
    /// The error of `make`. Then the node gets no value.
    pub fn try_get_or_insert_with<E>(
        &self,
        node: &impl AsHandle<T::Declared>,
        make: impl FnOnce() -> Result<V, E>,
    ) -> Result<StdRc<V>, E> {
        if let Some(value) = self.get(node) {
            drop(make);
            return Ok(value);
        }
        let new = StdRc::new(make()?);
        if let Some(value) = self.get(node) {
            drop(new);
            return Ok(value);
        }
        self.table.as_rc().insert(node, new.clone());
        Ok(new)
    }

    /// Removes the node's value, and returns it. O(1).
    pub fn remove(&self, node: &impl AsHandle<T::Declared>) -> Option<StdRc<V>> {
        self.table.remove(node)
    }

    /// Iterates over a snapshot of the entries, in no particular order. Yields each node that is
    /// still alive when its turn comes, with its value at the time of the call. O(1) at its start; the
    /// first change of the map while the iterator exists copies the entries, O(n).
    pub fn iter(&self) -> Iter<'_, T, V> {
        Iter { entries: LiveEntries::lent(self.table.snapshot()), map: PhantomData }
    }

    /// Iterates over the nodes, as [`iter`](Self::iter) does, and as quickly.
    pub fn keys(&self) -> Keys<'_, T, V> {
        Keys { entries: self.iter() }
    }

    /// Iterates over the values, as [`iter`](Self::iter) does, and as quickly.
    pub fn values(&self) -> Values<'_, T, V> {
        Values { entries: self.iter() }
    }

    /// Removes the values for which `keep` returns `false`.
    ///
    /// `keep` is called with the entries of a snapshot, and may change the map. After the last
    /// call, each rejected value is removed if its node still has it. If `keep` panics, nothing is
    /// removed. O(n).
    pub fn retain(&self, mut keep: impl FnMut(&T::Handle, &V) -> bool) {
        let snapshot = self.table.snapshot();
        let rejected = iter::rejected(
            &snapshot,
            |entry, node| keep(node, &entry.value),
            |_, entry| (entry.member.node.clone(), entry.value.clone()),
        );
        drop(snapshot);
        let remove = |(node, value): &(Weak<T>, StdRc<V>)| {
            self.table.remove_if(node, |now| StdRc::ptr_eq(now, value))
        };
        let _removed: Vec<_> = rejected.iter().map(remove).collect();
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
    pub fn drain(&self) -> Drain<T, V> {
        Drain { entries: LiveEntries::of(self.table.take_all()) }
    }

    /// Removes all entries, drops the values, and frees the memory. O(n).
    pub fn clear(&self) {
        drop(self.drain());
    }

    /// Sets the values of nodes, each as [`insert`](Self::insert) does. O(k) for k nodes.
    pub fn extend(&self, entries: impl IntoIterator<Item = (T::Handle, V)>) {
        for (node, value) in entries {
            self.insert(&node, value);
        }
    }
}

impl<T: Graph, V> Default for WeakKeyMap<T, V> {
    fn default() -> Self {
        Self::new()
    }
}

/// Makes another map of the same nodes, with clones of the values. O(n).
impl<T: Graph, V: Clone> Clone for WeakKeyMap<T, V> {
    fn clone(&self) -> Self {
        let copy = Self::new();
        for (node, value) in self {
            copy.insert(&node, V::clone(&value));
        }
        copy
    }
}

/// Two maps are equal if they have the same nodes with equal values. O(n).
impl<T: Graph, V: PartialEq> PartialEq for WeakKeyMap<T, V> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len()
            && self.iter().all(|(node, value)| other.get(&node).is_some_and(|it| *it == *value))
    }
}

impl<T: Graph, V: Eq> Eq for WeakKeyMap<T, V> {}

impl<T: Graph, V: fmt::Debug> fmt::Debug for WeakKeyMap<T, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

impl<T: Graph, V> Extend<(T::Handle, V)> for WeakKeyMap<T, V> {
    fn extend<I: IntoIterator<Item = (T::Handle, V)>>(&mut self, entries: I) {
        WeakKeyMap::extend(self, entries);
    }
}

impl<T: Graph, V> FromIterator<(T::Handle, V)> for WeakKeyMap<T, V> {
    fn from_iter<I: IntoIterator<Item = (T::Handle, V)>>(entries: I) -> Self {
        let map = Self::new();
        map.extend(entries);
        map
    }
}

impl<T: Graph, V, const N: usize> From<[(T::Handle, V); N]> for WeakKeyMap<T, V> {
    fn from(entries: [(T::Handle, V); N]) -> Self {
        entries.into_iter().collect()
    }
}

impl<'a, T: Graph, V> IntoIterator for &'a WeakKeyMap<T, V> {
    type Item = (T::Handle, StdRc<V>);
    type IntoIter = Iter<'a, T, V>;

    fn into_iter(self) -> Iter<'a, T, V> {
        self.iter()
    }
}

/// The entries of a [`WeakKeyMap`] at the time of the call: see [`WeakKeyMap::iter`].
pub struct Iter<'a, T: Graph, V: 'static> {
    entries: LiveEntries<Entry<T, StdRc<V>>>,
    map: PhantomData<&'a WeakKeyMap<T, V>>,
}

/// The nodes of a [`WeakKeyMap`]: see [`WeakKeyMap::keys`].
pub struct Keys<'a, T: Graph, V: 'static> {
    entries: Iter<'a, T, V>,
}

/// The values of a [`WeakKeyMap`]: see [`WeakKeyMap::values`].
pub struct Values<'a, T: Graph, V: 'static> {
    entries: Iter<'a, T, V>,
}

/// The removed entries of a [`WeakKeyMap`]: see [`WeakKeyMap::drain`].
pub struct Drain<T: Graph, V: 'static> {
    entries: LiveEntries<Entry<T, StdRc<V>>>,
}

iterators! {
    Iter [T: Graph, V] ['_, T, V] yields (T::Handle, StdRc<V>);
    Keys [T: Graph, V] ['_, T, V] yields T::Handle, by first;
    Values [T: Graph, V] ['_, T, V] yields StdRc<V>, by second;
    Drain [T: Graph, V] [T, V] yields (T::Handle, StdRc<V>);
}
