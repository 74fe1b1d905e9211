//! Reading the list.

use crate::kernel::dyn_handle::Internal;
use crate::links::iter::Iter;
use crate::links::own::Own;
use crate::links::snapshot::Snapshot;
use crate::model::as_handle::AsHandle;
use crate::model::graph::{Graph, NodeType};

/// An owning link to a list of children. Its operations are named as `Vec`'s are, and all of them
/// take `&self`. To borrow the children, call [`read`](Own::read): write `list.read()[0]` for
/// `list[0]`.
///
/// ```
/// use kinfolk::Graph;
///
/// #[derive(Graph)]
/// #[graph(back(parent: Folder))]
/// struct Folder {
///     name: &'static str,
///     #[graph(own)]
///     folders: Vec<Folder>,
/// }
/// # fn folder(name: &'static str) -> Folder { Folder { name, folders: vec![] } }
///
/// let root = folder("root").into_graph();
/// root.folders.extend([folder("b"), folder("a")]);
/// root.folders.sort_by_key(|folder| folder.name);
///
/// // Move children while iterating over them: each is visited once.
/// let attic = folder("attic").into_graph();
/// for folder in &root.folders {
///     attic.folders.push(folder);
/// }
/// assert!(root.folders.is_empty());
/// let names: Vec<_> = attic.folders.read().iter().map(|folder| folder.name).collect();
/// assert_eq!(names, ["a", "b"]);
/// ```
impl<O: NodeType, T: Graph> Own<O, Vec<T>> {
    /// The number of children. O(1).
    pub fn len(&self) -> usize {
        self.children.len()
    }

    /// Whether there are no children. O(1).
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether this node is among the children. Costs as much as [`position`](Own::position).
    pub fn contains(&self, child: &impl AsHandle<T::Declared>) -> bool {
        self.position(child).is_some()
    }

    /// The index of this node among the children, if it is one.
    ///
    /// O(1) if the node has another owner or none, if it is the first or the last child, or if it
    /// stands where it was last put or found. Otherwise O(d), where d is how far it has moved
    /// since. O(n) if the node is in another link of the same owner.
    pub fn position(&self, child: &impl AsHandle<T::Declared>) -> Option<usize> {
        self.index_of(AsHandle::handle(child, Internal).dyn_node())
    }

    /// The child at `index`. O(1).
    pub fn get(&self, index: usize) -> Option<T::Handle> {
        self.children.get(index)
    }

    /// The first child. O(1).
    pub fn first(&self) -> Option<T::Handle> {
        self.children.with(|items| items.first().cloned())
    }

    /// The last child. O(1).
    pub fn last(&self) -> Option<T::Handle> {
        self.children.with(|items| items.last().cloned())
    }

    /// A snapshot of the children, as an iterator over handles. It visits each child that is there
    /// now once, whatever you attach, move or remove meanwhile. O(1), and O(1) for each step.
    ///
    /// To move all children to another list, use `other.extend(list.drain())`, which is O(n).
    /// Moving them one by one is O(n) each, because the remaining children move up.
    pub fn iter(&self) -> Iter<'_, T::Handle> {
        self.read().into_iter()
    }

    /// A snapshot of the children, as a slice: the fastest way to read them. O(1).
    ///
    /// ```
    /// # use kinfolk::Graph;
    /// # #[derive(Graph)]
    /// # #[graph(back(book: Book))]
    /// # struct Page { words: usize }
    /// # #[derive(Graph)]
    /// # struct Book { #[graph(own)] pages: Vec<Page> }
    /// let book = Book { pages: vec![Page { words: 300 }, Page { words: 280 }] }.into_graph();
    /// assert_eq!(book.pages.read().iter().map(|page| page.words).sum::<usize>(), 580);
    /// assert_eq!(book.pages.read()[1].words, 280);
    /// ```
    pub fn read(&self) -> Snapshot<'_, T::Handle> {
        Snapshot::over(self.children.snapshot())
    }
}

impl<'a, O: NodeType, T: Graph> IntoIterator for &'a Own<O, Vec<T>> {
    type Item = T::Handle;
    type IntoIter = Iter<'a, T::Handle>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
