//! [`Rc`]: the strong handle to a node of a known type.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::death;
use crate::kernel::dyn_handle::DynHandle;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::header::Header;
use crate::kernel::internal::Internal;
use crate::model::graph::{Graph, NodeType};
use crate::model::handle::HandleRatherThanNode;
use crate::model::live_node;
use crate::model::weak::Weak;
use crate::store::not_send::NotSend;

/// A strong handle to the live node of a `T`. It is named by the declared type: an `Rc<Folder>`
/// holds a `FolderNode`, and derefs to it.
///
/// | to | use |
/// |---|---|
/// | make a node from a plain value | [`Rc::new`], or [`into_graph`](Graph::into_graph); `Rc::default()` for the default |
/// | read and change its links and data | the node's fields: see [`Own`](crate::Own), [`Back`](crate::Back), [`WeakLink`](crate::WeakLink), [`Shared`](crate::Shared) |
/// | find the owner, leave it, walk | the methods of [`Node`](crate::Node): `owner`, `detach`, `children`, `descendants_of`, .. |
/// | get the root, or a handle of any type | the methods of [`Handle`](crate::Handle): `root`, `to_any`, .. |
/// | attach the node | give the handle to a link: it is an [`IntoHandle`](crate::IntoHandle) |
/// | look for the node, or set a weak link to it | give `&handle`: it is an [`AsHandle`](crate::AsHandle) |
/// | keep it without keeping it alive | [`Rc::downgrade`] |
/// | compare | `==`, and [`Rc::ptr_eq`]: two handles are equal when they hold the same node |
/// | get the plain value back | the node's `to_plain`, with `#[graph(to_plain)]` |
///
/// It is a thin newtype over [`std::rc::Rc`]: it has the same size, and a clone is as cheap. It
/// lacks the operations that would take a node out of its graph: `try_unwrap`, `get_mut`,
/// `into_raw`. As with std's, its functions are associated ones, called as `Rc::ptr_eq(&a, &b)`, so
/// that they hide no method of the node.
///
/// `Eq` and [`Hash`] compare by identity. To compare data, compare the plain values.
/// [`Debug`](fmt::Debug) prints no data. So a handle is a sound key of a `HashMap` or a `HashSet`,
/// whatever the node's cells contain. Clippy's `mutable_key_type` cannot know that, so set
/// `ignore-interior-mutability = ["kinfolk::Rc"]` in your `clippy.toml`.
///
/// ```
/// use kinfolk::{Graph, Rc};
///
/// #[derive(Graph)]
/// struct Page {
///     text: String,
/// }
///
/// let page: Rc<Page> = Page { text: "Once".into() }.into_graph();
/// let same = Rc::clone(&page);
/// let twin = Page { text: "Once".into() }.into_graph();
///
/// assert_eq!(page, same);
/// assert_ne!(page, twin);
/// assert_eq!(page.text, twin.text);
/// ```
pub struct Rc<T: NodeType> {
    node: NotSend<StdRc<T::Node>>,
}

impl<T: NodeType> Rc<T> {
    /// Turns a plain value, and all that it owns, into live nodes: [`Graph::into_graph`] under
    /// std's name. O(n) for n nodes.
    ///
    /// ```
    /// use kinfolk::{Graph, Rc};
    ///
    /// #[derive(Graph)]
    /// struct Page {
    ///     text: String,
    /// }
    ///
    /// let page = Rc::new(Page { text: "Once".into() });
    /// assert_eq!(page.text, "Once");
    /// ```
    #[must_use = "a new node that nothing holds dies at once"]
    pub fn new(plain: T) -> Self {
        plain.into_graph()
    }

    pub(crate) fn from_std(node: StdRc<T::Node>) -> Self {
        Rc { node: NotSend(node) }
    }

    pub(crate) fn as_std(&self) -> &StdRc<T::Node> {
        &self.node.0
    }

    /// Whether both handles hold the same node, like `==`. O(1).
    ///
    /// ```
    /// # use kinfolk::{Graph, Rc};
    /// # #[derive(Graph)]
    /// # struct Page {}
    /// let page = Rc::new(Page {});
    /// assert!(Rc::ptr_eq(&page, &page.clone()));
    /// ```
    pub fn ptr_eq(this: &Self, other: &Self) -> bool {
        StdRc::ptr_eq(&this.node.0, &other.node.0)
    }

    /// A weak handle to the node. O(1).
    ///
    /// ```
    /// # use kinfolk::{Graph, Rc};
    /// # #[derive(Graph)]
    /// # struct Page {}
    /// let page = Rc::new(Page {});
    /// let weak = Rc::downgrade(&page);
    /// assert_eq!(weak.upgrade(), Some(page));
    /// ```
    #[must_use = "a weak handle does nothing by itself"]
    pub fn downgrade(this: &Self) -> Weak<T> {
        Weak::over(StdRc::downgrade(&this.node.0))
    }

    /// The number of strong handles to the node. It counts the owner's link, and while the node's
    /// hook runs, the handles of the library. O(1).
    ///
    /// ```
    /// use kinfolk::{Graph, Rc};
    ///
    /// #[derive(Graph)]
    /// #[graph(back(book: Book))]
    /// struct Page {}
    ///
    /// #[derive(Graph)]
    /// struct Book {
    ///     #[graph(own)]
    ///     pages: Vec<Page>,
    /// }
    ///
    /// let book = Book { pages: vec![Page {}] }.into_graph();
    /// let page = book.pages.get(0).unwrap();
    /// assert_eq!(Rc::strong_count(&page), 2);
    /// assert_eq!(page.book.get(), Some(book));
    /// ```
    pub fn strong_count(this: &Self) -> usize {
        StdRc::strong_count(&this.node.0)
    }

    /// The node's address, valid as long as you hold a strong handle. O(1).
    pub fn as_ptr(this: &Self) -> *const T::Node {
        StdRc::as_ptr(&this.node.0)
    }
}

impl<T: NodeType> Deref for Rc<T> {
    type Target = T::Node;

    fn deref(&self) -> &T::Node {
        &self.node.0
    }
}

impl<T: NodeType> Clone for Rc<T> {
    fn clone(&self) -> Self {
        Rc { node: NotSend(StdRc::clone(&self.node.0)) }
    }
}

/// The drop of the last strong handle begins the node's death: its hook runs, then it is dropped.
impl<T: NodeType> Drop for Rc<T> {
    #[inline]
    fn drop(&mut self) {
        // The count comes first: the drop changes it anyway, and the header may be in another cache
        // line.
        if StdRc::strong_count(&self.node.0) == 1 {
            if self.node.0.header().needs_dying_set() {
                T::run_dying_set(self);
            }
            if live_node::data_drops::<T::Node>() && StdRc::strong_count(&self.node.0) == 1 {
                death::begin_drop();
            }
        }
    }
}

/// Functions of the handle that are compiled with the declared type: see
/// [`kernel::dyn_node`](crate::kernel::dyn_node).
trait InUnitOfType: NodeType {
    // Must not unwind: see the note in crate::store. The drop of a handle is everywhere.
    #[cold]
    #[inline(never)]
    extern "C" fn run_dying_set(node: &Rc<Self>) {
        death::run_dying_set(node, node.node.0.header());
    }

    #[inline(never)]
    fn untyped_handle(node: &Rc<Self>) -> &(dyn DynHandle + 'static) {
        node
    }
}

impl<T: NodeType> InUnitOfType for T {}

impl<T: NodeType> From<T> for Rc<T> {
    /// As [`Graph::into_graph`].
    fn from(plain: T) -> Self {
        Graph::into_graph(plain)
    }
}

/// A new node, made from the plain value's default.
///
/// ```
/// use kinfolk::{Graph, Rc};
///
/// #[derive(Default, Graph)]
/// struct Page {
///     text: String,
/// }
///
/// let page = Rc::<Page>::default();
/// assert_eq!(page.text, "");
/// ```
impl<T: NodeType + Default> Default for Rc<T> {
    fn default() -> Self {
        Rc::new(T::default())
    }
}

impl<T: NodeType> PartialEq for Rc<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(self, other)
    }
}

impl<T: NodeType> Eq for Rc<T> {}

impl<T: NodeType> Hash for Rc<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Rc::as_ptr(self).hash(state);
    }
}

/// Prints the type's name and the node's address, as in `Folder(0x55d0c8b3a2d0)`.
impl<T: NodeType> fmt::Debug for Rc<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::kernel::any::debug_node(&**self, f)
    }
}

impl<T: NodeType> fmt::Pointer for Rc<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Pointer::fmt(&Rc::as_ptr(self), f)
    }
}

impl<T: NodeType> DynHandle for Rc<T> {
    #[inline]
    fn header(&self) -> &Header {
        self.node.0.header()
    }

    #[inline]
    fn address(&self) -> *const () {
        Rc::as_ptr(self).cast()
    }

    #[inline]
    fn clear_back_links_unnoted(&self, _: Internal) {
        self.node.0.dyn_clear_back_links(Internal);
    }

    #[inline]
    fn dyn_node(&self) -> &dyn DynNode {
        &**self
    }

    #[inline]
    fn to_std(&self) -> StdRc<dyn DynNode> {
        self.as_std().clone()
    }

    fn strong_count(&self) -> usize {
        Rc::strong_count(self)
    }
}

impl<T: NodeType> HandleRatherThanNode for Rc<T> {
    type Weak = StdWeak<T::Node>;
    type Typed = Self;

    #[inline]
    fn typed(&self) -> &Self {
        self
    }

    #[inline]
    fn untyped(&self) -> &(dyn DynHandle + 'static) {
        self
    }

    #[inline]
    fn untyped_apart(&self) -> &(dyn DynHandle + 'static) {
        T::untyped_handle(self)
    }
}
