//! Reading the list.

use crate::kernel::internal::Internal;
use crate::links::iter::Iter;
use crate::links::own::Own;
use crate::links::snapshot::Snapshot;
use crate::model::as_handle::AsHandle;
use crate::model::graph::{Graph, NodeType};
use crate::model::repr::Repr;

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
///
/// # Long lists
///
/// A list is a `Vec` of handles at first. An insertion or a removal moves the handles after it,
/// which is quick for a few hundred. A list in which this has often moved more than that goes into
/// *chunks*. Then each operation at one child costs O(√n) for n children: inserting, removing,
/// moving, `get`, `position`, `next_sibling` and the like. This is so wherever a cost is given as
/// O(√n) below; it is amortised, with the change to chunks included.
///
/// A list goes into chunks, too, when [`Place::put`](crate::Place::put) or
/// [`replace_with`](crate::Handle::replace_with) put a node there, whose type they learn at run time.
///
/// A list in chunks becomes a `Vec` again when it has become short, when an operation goes through
/// all children anyway, such as [`sort_by`](Own::sort_by), and when you [`read`](Own::read) it. So in
/// a list of many thousand children that you change all the time, use [`get`](Own::get) and
/// [`iter`](Own::iter), which leave the chunks as they are.
///
/// A list that has lost most of its children gives back the memory.
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
    /// since, and O(√n) in a [long list](#long-lists).
    pub fn position(&self, child: &impl AsHandle<T::Declared>) -> Option<usize> {
        self.index_of(AsHandle::handle(child, Internal).dyn_node())
    }

    /// The child at `index`. O(1); O(√n) in a [long list](#long-lists) that is in chunks.
    pub fn get(&self, index: usize) -> Option<T::Handle> {
        self.children.get_child(index, T::Repr::from_any)
    }

    /// The first child. O(1).
    pub fn first(&self) -> Option<T::Handle> {
        self.get(0)
    }

    /// The last child. O(1).
    pub fn last(&self) -> Option<T::Handle> {
        self.get(self.len().checked_sub(1)?)
    }

    /// A snapshot of the children, as an iterator over handles. It visits each child that is there
    /// now once, whatever you attach, move or remove meanwhile. O(1), and O(1) for each step.
    ///
    /// It holds these children until you drop it, and does not borrow the list, so you can return it
    /// from a function:
    ///
    /// ```
    /// # use kinfolk::{Graph, Rc};
    /// # #[derive(Graph)]
    /// # #[graph(back(book: Book))]
    /// # struct Page {}
    /// # #[derive(Graph)]
    /// # struct Book { #[graph(own)] pages: Vec<Page> }
    /// fn pages(book: Rc<Book>) -> impl DoubleEndedIterator<Item = Rc<Page>> {
    ///     book.pages.iter()
    /// }
    ///
    /// let book = Book { pages: vec![Page {}, Page {}] }.into_graph();
    /// // The book dies, so the pages have no owner.
    /// assert!(pages(book).all(|page| page.book.get().is_none()));
    /// ```
    ///
    /// While the iterator is alive, the first change copies the list, O(n). Of a
    /// [long list](#long-lists) in chunks, it copies one chunk, O(√n).
    ///
    /// To move all children to another list, use [`append`](Own::append), which is O(n). Moving them
    /// one by one costs O(√n) each.
    pub fn iter(&self) -> Iter<T::Handle> {
        Iter::over(self.children.snapshot(), T::Repr::from_any)
    }

    /// A snapshot of the children, as a slice: the fastest way to read them. O(1); O(n) if this is a
    /// [long list](#long-lists) that was changed in the middle since you last read it.
    ///
    /// While it is alive, also from the head of an `if let` to its end, a change copies the list: O(n).
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
        Snapshot::over(self.children.flat_snapshot(T::Repr::from_any))
    }
}

impl<O: NodeType, T: Graph> IntoIterator for &Own<O, Vec<T>> {
    type Item = T::Handle;
    type IntoIter = Iter<T::Handle>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
