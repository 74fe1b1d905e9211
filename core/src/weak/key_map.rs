//! [`WeakKeyMap`], and its iterators.

use std::convert::Infallible;
use std::fmt;
use std::iter::FusedIterator;
use std::marker::PhantomData;
use std::rc::Rc as StdRc;
use std::vec;

use crate::death::membership::CollectionOwner;
use crate::model::as_handle::AsHandle;
use crate::model::graph::Graph;
use crate::model::weak::Weak;
use crate::weak::by_node::ByNode;

/// A map from nodes to values that does not keep the nodes alive: side data. A value is dropped when its
/// node dies.
///
/// It tells of nodes what their own type has no field for: what a layout or an undo history knows of a document,
/// say. Nodes are told apart by identity. `T` is a struct or a union.
///
/// Values are handed out as [`std::rc::Rc`], since they may leave the map at any time. So what is to be changed is in a
/// cell: a counter in a [`Cell`](std::cell::Cell), a struct or a list in a [`RefCell`](std::cell::RefCell); or else
/// [`insert`](WeakKeyMap::insert) another value. A value that somebody still holds when its node dies is dropped when
/// they let go of it.
///
/// What always holds of it, and what it costs, is told [in its module](crate::weak).
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
    entries: CollectionOwner<ByNode<T, StdRc<V>>>,
}

impl<T: Graph, V> WeakKeyMap<T, V> {
    /// An empty map. O(1).
    #[must_use]
    pub fn new() -> Self {
        WeakKeyMap { entries: CollectionOwner::default() }
    }

    /// The number of nodes with a value, all of them alive. O(1).
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none. O(1).
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Gives a node a value, and gives back the one before. O(1).
    pub fn insert(&self, node: &impl AsHandle<T::Declared>, value: V) -> Option<StdRc<V>> {
        self.entries.as_rc().insert(node, StdRc::new(value))
    }

    /// The node's value. O(1).
    pub fn get(&self, node: &impl AsHandle<T::Declared>) -> Option<StdRc<V>> {
        self.entries.get(node)
    }

    /// Whether the node has a value. O(1).
    #[inline]
    pub fn contains_key(&self, node: &impl AsHandle<T::Declared>) -> bool {
        self.entries.contains(node)
    }

    /// The node's value; or else the one that `make` gives, from now on.
    ///
    /// If `make` itself gives the node a value, that one stays. If it panics, nothing has happened. O(1).
    pub fn get_or_insert_with(
        &self,
        node: &impl AsHandle<T::Declared>,
        make: impl FnOnce() -> V,
    ) -> StdRc<V> {
        let Ok(value) = self.try_get_or_insert_with(node, || Ok::<_, Infallible>(make()));
        value
    }

    /// As [`get_or_insert_with`](Self::get_or_insert_with), where `make` may fail.
    ///
    /// # Errors
    ///
    /// That of `make`; then the node is given no value.
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
        self.entries.as_rc().insert(node, new.clone());
        Ok(new)
    }

    /// Takes the node's value out, and gives it. O(1).
    pub fn remove(&self, node: &impl AsHandle<T::Declared>) -> Option<StdRc<V>> {
        self.entries.remove(node)
    }

    /// The nodes with a value now: a snapshot. Yields those that are still alive when their turn comes, each
    /// with the value that it had, in no particular order. O(n) at its start.
    pub fn iter(&self) -> Iter<'_, T, V> {
        Iter { entries: self.entries.snapshot().into_iter(), map: PhantomData }
    }

    /// The nodes, as [`iter`](Self::iter) yields them.
    pub fn keys(&self) -> Keys<'_, T, V> {
        Keys { entries: self.iter() }
    }

    /// The values, as [`iter`](Self::iter) yields them.
    pub fn values(&self) -> Values<'_, T, V> {
        Values { entries: self.iter() }
    }

    /// Keeps the entries for which `keep` says so.
    ///
    /// It is asked about a snapshot, and is free to change this map; what it decided is then applied to the
    /// nodes that still have the same value. If it panics, nothing is taken out. O(n).
    pub fn retain(&self, mut keep: impl FnMut(&T::Handle, &V) -> bool) {
        let mut rejected = self.entries.snapshot();
        rejected.retain(|(node, value)| match node.upgrade() {
            Some(node) => !keep(&node, value),
            None => false,
        });
        let remove = |(node, value): &(Weak<T>, StdRc<V>)| {
            self.entries.remove_if(node, |now| StdRc::ptr_eq(now, value))
        };
        let _removed: Vec<_> = rejected.iter().map(remove).collect();
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
    pub fn drain(&self) -> Drain<T, V> {
        Drain { entries: self.entries.take_all().into_iter() }
    }

    /// Takes all entries out, and drops the values. O(n).
    pub fn clear(&self) {
        drop(self.drain());
    }

    /// Gives nodes values, each as [`insert`](Self::insert) does. O(k) for k nodes.
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

/// Another map of the same nodes, with copies of the values. O(n).
impl<T: Graph, V: Clone> Clone for WeakKeyMap<T, V> {
    fn clone(&self) -> Self {
        let copy = Self::new();
        for (node, value) in self {
            copy.insert(&node, V::clone(&value));
        }
        copy
    }
}

/// Equal when the same nodes have equal values. O(n).
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

fn next<T: Graph, V>(entries: &mut vec::IntoIter<(Weak<T>, V)>) -> Option<(T::Handle, V)> {
    entries.find_map(|(node, value)| Some((node.upgrade()?, value)))
}

/// The entries of a [`WeakKeyMap`], as they were when this was made: see [`WeakKeyMap::iter`].
pub struct Iter<'a, T: Graph, V: 'static> {
    entries: vec::IntoIter<(Weak<T>, StdRc<V>)>,
    map: PhantomData<&'a WeakKeyMap<T, V>>,
}

impl<T: Graph, V> Iterator for Iter<'_, T, V> {
    type Item = (T::Handle, StdRc<V>);

    fn next(&mut self) -> Option<Self::Item> {
        next(&mut self.entries)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.entries.len()))
    }
}

/// The nodes of a [`WeakKeyMap`]: see [`WeakKeyMap::keys`].
pub struct Keys<'a, T: Graph, V: 'static> {
    entries: Iter<'a, T, V>,
}

impl<T: Graph, V> Iterator for Keys<'_, T, V> {
    type Item = T::Handle;

    fn next(&mut self) -> Option<T::Handle> {
        let (node, value) = self.entries.next()?;
        drop(value);
        Some(node)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.entries.size_hint()
    }
}

/// The values of a [`WeakKeyMap`]: see [`WeakKeyMap::values`].
pub struct Values<'a, T: Graph, V: 'static> {
    entries: Iter<'a, T, V>,
}

impl<T: Graph, V> Iterator for Values<'_, T, V> {
    type Item = StdRc<V>;

    fn next(&mut self) -> Option<StdRc<V>> {
        let (node, value) = self.entries.next()?;
        drop(node);
        Some(value)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.entries.size_hint()
    }
}

/// What was in a [`WeakKeyMap`]: see [`WeakKeyMap::drain`].
pub struct Drain<T: Graph, V: 'static> {
    entries: vec::IntoIter<(Weak<T>, StdRc<V>)>,
}

impl<T: Graph, V> Iterator for Drain<T, V> {
    type Item = (T::Handle, StdRc<V>);

    fn next(&mut self) -> Option<Self::Item> {
        next(&mut self.entries)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.entries.len()))
    }
}

iterators! {
    Iter [T: Graph, V] ['_, T, V]
    Keys [T: Graph, V] ['_, T, V]
    Values [T: Graph, V] ['_, T, V]
    Drain [T: Graph, V] [T, V]
}
