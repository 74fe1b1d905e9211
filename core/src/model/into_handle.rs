//! [`IntoHandle`]: arguments that become a child.

use crate::kernel::internal::Internal;
use crate::model::graph::{Graph, NodeType};
use crate::model::incoming::Incoming;
use crate::model::rc::Rc;
use crate::model::repr::Repr;
use crate::model::sealed::SealedIntoHandle;

/// A value that can become a child of type `T`: a plain `T`, or a handle to one.
///
/// A plain value becomes a node on the way in. For a union, you can give the plain enum, the
/// generated enum, and the plain value or the handle of each variant.
///
/// The trait is sealed: the derive implements it.
///
/// In code that is generic over the child's type, `T: NodeType` means that it is a struct: then you
/// can give a `T` or an `Rc<T>`. With `T: Graph`, which may be a union or a box as well, give its
/// handle, from [`into_graph`](Graph::into_graph). Either way the owner needs
/// [`BackTo`](crate::BackTo):
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
    message = "`{Self}` cannot be put where `{T}` is taken",
    label = "expected a plain `{T}`, or a handle to its node by value",
    note = "if this is a reference to a handle, write `handle.clone()`: the link keeps a handle, and so do you",
    note = "if this is an `Option`, leave `Some` out: `set(child)` fills a link, and `take()` empties it",
    note = "if this is a `std::rc::Rc`, give the plain value: `into_graph()` makes a `kinfolk::Rc`",
    note = "`&self` in a method of a node is no handle: write a function that takes `this: &kinfolk::Rc<..>`"
)]
pub trait IntoHandle<T: Graph>: SealedIntoHandle<T> {
    #[doc(hidden)]
    fn into_incoming(this: Self, _: Internal) -> Incoming<T::Handle>
    where
        Self: Sized;
}

// Errors should name `IntoHandle`, which users know, and not list the types with `IntoIncoming`.
#[diagnostic::do_not_recommend]
#[doc(hidden)]
impl<T: Graph, C: IntoIncoming<T>> IntoHandle<T> for C {
    #[doc(hidden)]
    #[inline]
    fn into_incoming(this: Self, _: Internal) -> Incoming<T::Handle> {
        IntoIncoming::into_incoming(this)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Graph, C: IntoIncoming<T>> SealedIntoHandle<T> for C {}

/// Implemented for every type that is an [`IntoHandle`]; by the derive for the arguments of a
/// union.
#[doc(hidden)]
pub trait IntoIncoming<T: Graph> {
    /// The handle: of a new node, if `self` is a plain value.
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
