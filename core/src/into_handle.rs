//! [`IntoHandle`]: what may be given where a child is taken.

use crate::graph::{Graph, NodeType};
use crate::rc::Rc;

/// What can be given where a child of type `T` is taken: a plain `T`, or a handle to one.
///
/// A plain value becomes a node on the way in. For a union, that is the union's plain enum, its
/// generated enum, and the plain value or the handle of each variant. The derive alone implements
/// this trait.
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
/// let book = Book { pages: vec![] }.into_graph();
/// book.pages.push(Page {});
/// let page: Rc<Page> = Page {}.into_graph();
/// book.pages.push(page.clone());
/// assert_eq!(book.pages.last(), Some(page));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be put where a `{T}` is taken",
    label = "neither a plain `{T}` nor a handle to one",
    note = "give the plain value, or the handle by value: `handle.clone()` keeps yours"
)]
pub trait IntoHandle<T: Graph> {
    #[doc(hidden)]
    fn into_arrival(self) -> Arrival<T::Handle>;
}

/// A child on its way in.
pub struct Arrival<H> {
    pub(crate) handle: H,
    /// Made on the way from a plain value: it has no owner, and closes no cycle.
    pub(crate) fresh: bool,
}

impl<H> Arrival<H> {
    /// Made just now from a plain value.
    pub fn fresh(handle: H) -> Self {
        Arrival { handle, fresh: true }
    }

    /// Given as a handle.
    pub fn known(handle: H) -> Self {
        Arrival { handle, fresh: false }
    }
}

impl<T: Graph> IntoHandle<T> for T {
    fn into_arrival(self) -> Arrival<T::Handle> {
        Arrival::fresh(self.into_graph())
    }
}

impl<T: NodeType> IntoHandle<T> for Rc<T> {
    fn into_arrival(self) -> Arrival<Rc<T>> {
        Arrival::known(self)
    }
}

impl<T: Graph> IntoHandle<T> for Box<T> {
    fn into_arrival(self) -> Arrival<T::Handle> {
        Arrival::fresh(self.into_graph())
    }
}
