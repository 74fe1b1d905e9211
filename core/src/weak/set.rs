//! [`WeakSet`], and its iterators.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{BitAnd, BitOr, BitXor, Sub};

use crate::model::as_handle::AsHandle;
use crate::model::graph::Graph;
use crate::weak::by_node::{ByNode, Entry};
use crate::weak::collection_owner::CollectionOwner;
use crate::weak::iter::{self, LiveEntries, iterators};

/// A set of nodes that does not keep them alive: a node leaves the set when it dies.
///
/// Use it as a registry. Nodes are compared by identity. `T` is a struct or an enum. The set has
/// the set operations of [`HashSet`](std::collections::HashSet), as methods and as operators. To
/// change a set by another one, use [`extend`](WeakSet::extend) and [`retain`](WeakSet::retain):
/// `a.retain(|node| b.contains(node))`.
///
/// [The module](crate::weak) lists the guarantees and the costs.
///
/// ```
/// use kinfolk::Graph;
/// use kinfolk::weak::WeakSet;
///
/// #[derive(Graph)]
/// struct Window {
///     title: &'static str,
/// }
///
/// let [first, second] = ["Letter", "Help"].map(|title| Window { title }.into_graph());
/// let visible = WeakSet::<Window>::from([first.clone(), second.clone()]);
/// let unsaved = WeakSet::new();
/// unsaved.insert(&first);
/// assert!(unsaved.is_subset(&visible));
/// assert_eq!(visible.difference(&unsaved).next(), Some(second));
/// // The only handle to the second window was moved into `Some(second)`, so it is gone.
/// assert_eq!(visible, unsaved);
/// ```
pub struct WeakSet<T: Graph> {
    table: CollectionOwner<ByNode<T, ()>>,
}

impl<T: Graph> WeakSet<T> {
    /// An empty set. O(1).
    #[must_use]
    pub fn new() -> Self {
        WeakSet { table: CollectionOwner::default() }
    }

    /// The number of nodes. All of them are alive. O(1).
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Whether the set has no nodes. O(1).
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the set has this node. O(1).
    #[inline]
    pub fn contains(&self, node: &impl AsHandle<T::Declared>) -> bool {
        self.table.contains(node)
    }

    /// Inserts a node. Returns whether it was not in the set before. O(1).
    pub fn insert(&self, node: &impl AsHandle<T::Declared>) -> bool {
        self.table.as_rc().insert(node, ()).is_none()
    }

    /// Removes a node. Returns whether it was in the set. O(1).
    pub fn remove(&self, node: &impl AsHandle<T::Declared>) -> bool {
        self.table.remove(node).is_some()
    }

    /// Iterates over a snapshot of the nodes, in no particular order. Yields those that are still
    /// alive when their turn comes. O(1) at its start; the first change of the set while the iterator
    /// exists copies the set, O(n).
    pub fn iter(&self) -> Iter<'_, T> {
        Iter { entries: LiveEntries::lent(self.table.snapshot()), set: PhantomData }
    }

    /// Removes the nodes for which `keep` returns `false`.
    ///
    /// `keep` is called with the nodes of a snapshot, and may change the set. After the last call,
    /// the rejected nodes that are still there are removed. If `keep` panics, nothing is removed.
    /// O(n).
    pub fn retain(&self, mut keep: impl FnMut(&T::Handle) -> bool) {
        let snapshot = self.table.snapshot();
        let rejected =
            iter::rejected(&snapshot, |_, node| keep(node), |_, entry| entry.member.node.clone());
        drop(snapshot);
        for node in rejected {
            self.table.remove_if(&node, |()| true);
        }
    }

    /// How many nodes fit in the memory that is reserved, at least. O(1).
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.table.capacity()
    }

    /// Reserves memory for at least `additional` more nodes. O(n) for n nodes afterwards.
    ///
    /// It stays reserved until you call [`shrink_to_fit`](Self::shrink_to_fit),
    /// [`shrink_to`](Self::shrink_to), [`clear`](Self::clear) or [`drain`](Self::drain). Other
    /// memory is freed when less than an eighth of it is in use.
    pub fn reserve(&self, additional: usize) {
        self.table.reserve(additional);
    }

    /// Frees the memory that the nodes do not need. O(n).
    pub fn shrink_to_fit(&self) {
        self.shrink_to(0);
    }

    /// Frees the memory that the nodes do not need, but keeps room for `capacity` nodes. O(n).
    pub fn shrink_to(&self, capacity: usize) {
        self.table.shrink_to(capacity);
    }

    /// Removes all nodes in one step, and iterates over them. Yields those that are still alive
    /// when their turn comes. O(n).
    ///
    /// Use it for a work list to which the work itself adds nodes:
    ///
    /// ```
    /// use kinfolk::Graph;
    /// use kinfolk::weak::WeakSet;
    ///
    /// #[derive(Graph)]
    /// struct Cell {
    ///     value: std::cell::Cell<u32>,
    /// }
    ///
    /// let cells = [3, 0, 2].map(|value| Cell { value: value.into() }.into_graph());
    /// let changed = WeakSet::<Cell>::from(cells.clone());
    /// while !changed.is_empty() {
    ///     for cell in changed.drain() {
    ///         if cell.value.get() > 0 {
    ///             cell.value.set(cell.value.get() - 1);
    ///             changed.insert(&cell);
    ///         }
    ///     }
    /// }
    /// assert!(cells.iter().all(|cell| cell.value.get() == 0));
    /// ```
    pub fn drain(&self) -> Drain<T> {
        Drain { entries: LiveEntries::of(self.table.take_all()) }
    }

    /// Removes all nodes, and frees the memory. O(n).
    pub fn clear(&self) {
        drop(self.drain());
    }

    /// Inserts nodes, each as [`insert`](Self::insert) does. O(k) for k nodes.
    pub fn extend(&self, nodes: impl IntoIterator<Item = T::Handle>) {
        for node in nodes {
            self.insert(&node);
        }
    }

    /// Iterates over a snapshot of the nodes in both sets, as [`iter`](Self::iter) does. O(n) at
    /// its start.
    pub fn intersection<'a>(&'a self, other: &'a Self) -> Iter<'a, T> {
        Iter::over(self.entries(|entry| other.table.contains_weak(&entry.member.node)))
    }

    /// Iterates over a snapshot of the nodes in this set but not in `other`, as
    /// [`iter`](Self::iter) does. O(n) at its start.
    pub fn difference<'a>(&'a self, other: &'a Self) -> Iter<'a, T> {
        Iter::over(self.without(other))
    }

    /// Iterates over a snapshot of the nodes in either set, each once, as [`iter`](Self::iter)
    /// does. O(n + m) at its start.
    pub fn union<'a>(&'a self, other: &'a Self) -> Iter<'a, T> {
        let mut nodes = other.without(self);
        nodes.extend(self.entries(|_| true));
        Iter::over(nodes)
    }

    /// Iterates over a snapshot of the nodes in exactly one of both sets, as [`iter`](Self::iter)
    /// does. O(n + m) at its start.
    pub fn symmetric_difference<'a>(&'a self, other: &'a Self) -> Iter<'a, T> {
        let mut nodes = other.without(self);
        nodes.extend(self.without(other));
        Iter::over(nodes)
    }

    /// The nodes in this set but not in `other`.
    fn without(&self, other: &Self) -> Vec<Entry<T, ()>> {
        self.entries(|entry| !other.table.contains_weak(&entry.member.node))
    }

    fn entries(&self, accept: impl Fn(&Entry<T, ()>) -> bool) -> Vec<Entry<T, ()>> {
        let entries = self.table.snapshot();
        let accepted = entries.iter().filter(|(_, entry)| accept(entry));
        accepted.map(|(_, entry)| entry.clone()).collect()
    }

    /// Whether no node is in both sets. O(n).
    pub fn is_disjoint(&self, other: &Self) -> bool {
        self.intersection(other).next().is_none()
    }

    /// Whether all nodes of this set are in `other`. O(n).
    pub fn is_subset(&self, other: &Self) -> bool {
        self.difference(other).next().is_none()
    }

    /// Whether all nodes of `other` are in this set. O(n) for n nodes of `other`.
    pub fn is_superset(&self, other: &Self) -> bool {
        other.is_subset(self)
    }
}

impl<T: Graph> Default for WeakSet<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// Makes another set of the same nodes. O(n).
impl<T: Graph> Clone for WeakSet<T> {
    fn clone(&self) -> Self {
        self.iter().collect()
    }
}

/// Two sets are equal if they have the same nodes. O(n).
impl<T: Graph> PartialEq for WeakSet<T> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.is_subset(other)
    }
}

impl<T: Graph> Eq for WeakSet<T> {}

impl<T: Graph> fmt::Debug for WeakSet<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self).finish()
    }
}

impl<T: Graph> Extend<T::Handle> for WeakSet<T> {
    fn extend<I: IntoIterator<Item = T::Handle>>(&mut self, nodes: I) {
        WeakSet::extend(self, nodes);
    }
}

impl<T: Graph> FromIterator<T::Handle> for WeakSet<T> {
    fn from_iter<I: IntoIterator<Item = T::Handle>>(nodes: I) -> Self {
        let set = Self::new();
        set.extend(nodes);
        set
    }
}

impl<T: Graph, const N: usize> From<[T::Handle; N]> for WeakSet<T> {
    fn from(nodes: [T::Handle; N]) -> Self {
        nodes.into_iter().collect()
    }
}

impl<'a, T: Graph> IntoIterator for &'a WeakSet<T> {
    type Item = T::Handle;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

/// The [`union`](WeakSet::union), as a new weak set. O(n + m).
impl<T: Graph> BitOr for &WeakSet<T> {
    type Output = WeakSet<T>;

    fn bitor(self, other: Self) -> WeakSet<T> {
        self.union(other).collect()
    }
}

/// The [`intersection`](WeakSet::intersection), as a new weak set. O(n).
impl<T: Graph> BitAnd for &WeakSet<T> {
    type Output = WeakSet<T>;

    fn bitand(self, other: Self) -> WeakSet<T> {
        self.intersection(other).collect()
    }
}

/// The [`symmetric_difference`](WeakSet::symmetric_difference), as a new weak set. O(n + m).
impl<T: Graph> BitXor for &WeakSet<T> {
    type Output = WeakSet<T>;

    fn bitxor(self, other: Self) -> WeakSet<T> {
        self.symmetric_difference(other).collect()
    }
}

/// The [`difference`](WeakSet::difference), as a new weak set. O(n).
impl<T: Graph> Sub for &WeakSet<T> {
    type Output = WeakSet<T>;

    fn sub(self, other: Self) -> WeakSet<T> {
        self.difference(other).collect()
    }
}

/// The nodes of one or two [`WeakSet`]s at the time of the call: see [`WeakSet::iter`].
pub struct Iter<'a, T: Graph> {
    entries: LiveEntries<Entry<T, ()>>,
    set: PhantomData<&'a WeakSet<T>>,
}

impl<T: Graph> Iter<'_, T> {
    fn over(nodes: Vec<Entry<T, ()>>) -> Self {
        Iter { entries: LiveEntries::of(nodes), set: PhantomData }
    }
}

/// The removed nodes of a [`WeakSet`]: see [`WeakSet::drain`].
pub struct Drain<T: Graph> {
    entries: LiveEntries<Entry<T, ()>>,
}

iterators! {
    Iter [T: Graph] ['_, T] yields T::Handle;
    Drain [T: Graph] [T] yields T::Handle;
}
