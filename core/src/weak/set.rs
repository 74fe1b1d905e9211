//! [`WeakSet`], and its iterators.

use std::fmt;
use std::iter::FusedIterator;
use std::marker::PhantomData;
use std::ops::{BitAnd, BitOr, BitXor, Sub};
use std::vec;

use crate::death::membership::CollectionOwner;
use crate::model::as_handle::AsHandle;
use crate::model::graph::Graph;
use crate::model::weak::Weak;
use crate::weak::by_node::ByNode;

/// A set of nodes that does not keep them alive: a registry. A node leaves it when it dies.
///
/// Nodes are told apart by identity. `T` is a struct or a union. It has the set operations of
/// [`HashSet`](std::collections::HashSet), as methods and as operators. To change a set by another one, use
/// [`extend`](WeakSet::extend) and [`retain`](WeakSet::retain): `a.retain(|node| b.contains(node))`.
///
/// What always holds of it, and what it costs, is told [in its module](crate::weak).
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
/// // `second` was given away above, and so the window is gone.
/// assert_eq!(visible, unsaved);
/// ```
pub struct WeakSet<T: Graph> {
    nodes: CollectionOwner<ByNode<T, ()>>,
}

impl<T: Graph> WeakSet<T> {
    /// An empty set. O(1).
    #[must_use]
    pub fn new() -> Self {
        WeakSet { nodes: CollectionOwner::default() }
    }

    /// The number of nodes, all of them alive. O(1).
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is none. O(1).
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether this node is there. O(1).
    #[inline]
    pub fn contains(&self, node: &impl AsHandle<T::Declared>) -> bool {
        self.nodes.contains(node)
    }

    /// Puts a node there, and says whether it was not there before. O(1).
    pub fn insert(&self, node: &impl AsHandle<T::Declared>) -> bool {
        self.nodes.as_rc().insert(node, ()).is_none()
    }

    /// Takes a node out, and says whether it was there. O(1).
    pub fn remove(&self, node: &impl AsHandle<T::Declared>) -> bool {
        self.nodes.remove(node).is_some()
    }

    /// The nodes that are there now: a snapshot. Yields those that are still alive when their turn comes, in no
    /// particular order. O(n) at its start.
    pub fn iter(&self) -> Iter<'_, T> {
        Iter::over(self.nodes.snapshot())
    }

    /// Keeps the nodes for which `keep` says so.
    ///
    /// It is asked about a snapshot, and is free to change this set; what it decided is then applied to what is
    /// still here. If it panics, nothing is taken out. O(n).
    pub fn retain(&self, mut keep: impl FnMut(&T::Handle) -> bool) {
        let mut rejected = self.nodes.snapshot();
        rejected.retain(|(node, ())| node.upgrade().is_some_and(|node| !keep(&node)));
        for (node, ()) in rejected {
            self.nodes.remove_if(&node, |()| true);
        }
    }

    /// Makes room for so many more nodes at once. O(n) for n nodes then.
    pub fn reserve(&self, additional: usize) {
        self.nodes.reserve(additional);
    }

    /// Gives memory back that the nodes do not need. O(n).
    pub fn shrink_to_fit(&self) {
        self.nodes.shrink_to_fit();
    }

    /// Takes all nodes out, in one step, and yields those that are still alive when their turn comes. O(n).
    ///
    /// This is how to work off a set that the work adds to:
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
        Drain { nodes: self.nodes.take_all().into_iter() }
    }

    /// Takes all nodes out. O(n).
    pub fn clear(&self) {
        drop(self.drain());
    }

    /// Puts nodes there, each as [`insert`](Self::insert) does. O(k) for k nodes.
    pub fn extend(&self, nodes: impl IntoIterator<Item = T::Handle>) {
        for node in nodes {
            self.insert(&node);
        }
    }

    /// The nodes that are in both: a snapshot, as of [`iter`](Self::iter). O(n) at its start.
    pub fn intersection<'a>(&'a self, other: &'a Self) -> Iter<'a, T> {
        let mut nodes = self.nodes.snapshot();
        nodes.retain(|(node, ())| other.nodes.has(node));
        Iter::over(nodes)
    }

    /// The nodes that are here, and not in the other: a snapshot, as of [`iter`](Self::iter). O(n) at its
    /// start.
    pub fn difference<'a>(&'a self, other: &'a Self) -> Iter<'a, T> {
        Iter::over(self.without(other))
    }

    /// The nodes that are in one of both, each once: a snapshot, as of [`iter`](Self::iter). O(n + m) at its
    /// start.
    pub fn union<'a>(&'a self, other: &'a Self) -> Iter<'a, T> {
        let mut nodes = other.without(self);
        nodes.extend(self.nodes.snapshot());
        Iter::over(nodes)
    }

    /// The nodes that are in just one of both: a snapshot, as of [`iter`](Self::iter). O(n + m) at its start.
    pub fn symmetric_difference<'a>(&'a self, other: &'a Self) -> Iter<'a, T> {
        let mut nodes = other.without(self);
        nodes.extend(self.without(other));
        Iter::over(nodes)
    }

    /// The nodes that are here, and not in the other.
    fn without(&self, other: &Self) -> Vec<(Weak<T>, ())> {
        let mut nodes = self.nodes.snapshot();
        nodes.retain(|(node, ())| !other.nodes.has(node));
        nodes
    }

    /// Whether no node is in both. O(n).
    pub fn is_disjoint(&self, other: &Self) -> bool {
        self.intersection(other).next().is_none()
    }

    /// Whether all nodes are in the other, too. O(n).
    pub fn is_subset(&self, other: &Self) -> bool {
        self.difference(other).next().is_none()
    }

    /// Whether all nodes of the other are here, too. O(n) for n nodes of the other.
    pub fn is_superset(&self, other: &Self) -> bool {
        other.is_subset(self)
    }
}

impl<T: Graph> Default for WeakSet<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// Another set of the same nodes. O(n).
impl<T: Graph> Clone for WeakSet<T> {
    fn clone(&self) -> Self {
        self.iter().collect()
    }
}

/// Equal when they have the same nodes. O(n).
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

/// The [`union`](WeakSet::union), as a set that is weak, too.
impl<T: Graph> BitOr for &WeakSet<T> {
    type Output = WeakSet<T>;

    fn bitor(self, other: Self) -> WeakSet<T> {
        self.union(other).collect()
    }
}

/// The [`intersection`](WeakSet::intersection), as a set that is weak, too.
impl<T: Graph> BitAnd for &WeakSet<T> {
    type Output = WeakSet<T>;

    fn bitand(self, other: Self) -> WeakSet<T> {
        self.intersection(other).collect()
    }
}

/// The [`symmetric_difference`](WeakSet::symmetric_difference), as a set that is weak, too.
impl<T: Graph> BitXor for &WeakSet<T> {
    type Output = WeakSet<T>;

    fn bitxor(self, other: Self) -> WeakSet<T> {
        self.symmetric_difference(other).collect()
    }
}

/// The [`difference`](WeakSet::difference), as a set that is weak, too.
impl<T: Graph> Sub for &WeakSet<T> {
    type Output = WeakSet<T>;

    fn sub(self, other: Self) -> WeakSet<T> {
        self.difference(other).collect()
    }
}

fn next<T: Graph>(nodes: &mut vec::IntoIter<(Weak<T>, ())>) -> Option<T::Handle> {
    nodes.find_map(|(node, ())| node.upgrade())
}

/// The nodes of one or two [`WeakSet`]s, as they were when this was made: see [`WeakSet::iter`].
pub struct Iter<'a, T: Graph> {
    nodes: vec::IntoIter<(Weak<T>, ())>,
    set: PhantomData<&'a WeakSet<T>>,
}

impl<T: Graph> Iter<'_, T> {
    fn over(nodes: Vec<(Weak<T>, ())>) -> Self {
        Iter { nodes: nodes.into_iter(), set: PhantomData }
    }
}

impl<T: Graph> Iterator for Iter<'_, T> {
    type Item = T::Handle;

    fn next(&mut self) -> Option<T::Handle> {
        next(&mut self.nodes)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.nodes.len()))
    }
}

/// What was in a [`WeakSet`]: see [`WeakSet::drain`].
pub struct Drain<T: Graph> {
    nodes: vec::IntoIter<(Weak<T>, ())>,
}

impl<T: Graph> Iterator for Drain<T> {
    type Item = T::Handle;

    fn next(&mut self) -> Option<T::Handle> {
        next(&mut self.nodes)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.nodes.len()))
    }
}

iterators! {
    Iter [T: Graph] ['_, T]
    Drain [T: Graph] [T]
}
