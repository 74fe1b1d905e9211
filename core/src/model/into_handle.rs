//! [`IntoHandle`]: what may be given where a child is taken.

use crate::kernel::dyn_handle::Internal;
use crate::model::graph::{Graph, NodeType};
use crate::model::incoming::Incoming;
use crate::model::rc::Rc;
use crate::model::repr::Repr;

/// What can be given where a child of type `T` is taken: a plain `T`, or a handle to one.
///
/// A plain value becomes a node on the way in. For a union, that is the union's plain enum, its
/// generated enum, and the plain value or the handle of each variant. The derive alone implements
/// this trait.
///
/// In code that is generic over the child's type, `T: NodeType` says that it is a struct: then a `T` can be given, or
/// an `Rc<T>`. With `T: Graph`, which may be a union or a box as well, give its handle, from
/// [`into_graph`](Graph::into_graph). Either way an owner asks for [`BackTo`](crate::BackTo):
///
/// ```
/// use kinfolk::{BackTo, Graph, NodeType, Own};
///
/// fn push_all<O: NodeType, T: NodeType + BackTo<O>>(list: &Own<O, Vec<T>>, children: Vec<T>) {
///     children.into_iter().for_each(|child| list.push(child));
/// }
///
/// fn push_any<O: NodeType, T: Graph + BackTo<O>>(list: &Own<O, Vec<T>>, child: T) {
///     list.push(child.into_graph());
/// }
/// ```
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
    label = "neither a plain `{T}` nor a handle to one by value",
    note = "give the plain value, or the handle by value: `handle.clone()` keeps yours; a union takes what its variants wrap, too",
    note = "not in an `Option`: `take()` empties a link; nor in std's `Rc`: `into_graph()` makes a `kinfolk::Rc`",
    note = "`&self` in a method of a node is no handle: let it be a function that takes `this: &kinfolk::Rc<..>`"
)]
pub trait IntoHandle<T: Graph> {
    #[doc(hidden)]
    fn into_incoming(self, _: Internal) -> Incoming<T::Handle>;
}

// An error is to speak of the trait that users know, and not to list who implements the other one.
#[diagnostic::do_not_recommend]
#[doc(hidden)]
impl<T: Graph, C: IntoIncoming<T>> IntoHandle<T> for C {
    #[doc(hidden)]
    #[inline]
    fn into_incoming(self, _: Internal) -> Incoming<T::Handle> {
        IntoIncoming::into_incoming(self)
    }
}

/// What [`IntoHandle`] is about. The derive implements it for what a union takes.
#[doc(hidden)]
pub trait IntoIncoming<T: Graph> {
    /// As a handle, to a new node if it is a plain value.
    fn into_incoming(self) -> Incoming<T::Handle>;
}

impl<T: Graph> IntoIncoming<T> for T {
    #[inline]
    fn into_incoming(self) -> Incoming<T::Handle> {
        T::Repr::build_root(self)
    }
}

impl<T: NodeType> IntoIncoming<T> for Rc<T> {
    fn into_incoming(self) -> Incoming<Rc<T>> {
        Incoming::existing(self)
    }
}

impl<T: Graph> IntoIncoming<T> for Box<T> {
    fn into_incoming(self) -> Incoming<T::Handle> {
        T::Repr::build_root(*self)
    }
}
