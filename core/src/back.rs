//! [`Back`]: the back-link.

use std::cell::Cell;
use std::fmt;
use std::mem;
use std::rc::Weak as StdWeak;

use crate::any::AnyRc;
use crate::graph::{Graph, NodeType};
use crate::handle::Handle;
use crate::live_node::EmptyLink;
use crate::object::{BackLink, LastOwner, Link, LinkType, LinkView};
use crate::schema::LinkKind;
use crate::shape::{Shape, Target};

/// A back-link: the field of a node that knows its owner, generated for `#[graph(back(..))]`.
///
/// It is weak, so it keeps nothing alive, and the library keeps it: it is set exactly as long as
/// an owning link of an `O` holds the node. `O` is a struct or, for a child that has owners of
/// several types, a union of them.
///
/// ```
/// use kinfolk::Graph;
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
/// assert_eq!(page.book.get(), Some(book.clone()));
/// drop(book);
/// assert_eq!(page.book.get(), None);
/// ```
pub struct Back<O: Graph> {
    owner: Cell<StdWeak<Target<O>>>,
}

impl<O: Graph> Back<O> {
    /// The owner, if an `O` owns the node. O(1); in hooks, attached finalizers and the `Drop` of data up to
    /// O(depth).
    pub fn get(&self) -> Option<O::Handle> {
        O::Shape::upgrade(self.look(StdWeak::upgrade)?)
    }

    /// Looks at the weak handle in place.
    #[inline]
    fn look<R>(&self, look: impl FnOnce(&StdWeak<Target<O>>) -> R) -> R {
        let owner = self.owner.replace(O::Shape::nobody());
        let answer = look(&owner);
        // It is nobody that is in the cell meanwhile, which the compiler cannot see.
        mem::forget(self.owner.replace(owner));
        answer
    }
}

impl<O: Graph> Link for Back<O> {
    const KIND: Option<LinkKind> = Some(LinkKind::Back);

    fn view(&self) -> Option<LinkView<'_>> {
        Some(LinkView::Back(self))
    }

    fn link_type() -> Option<LinkType> {
        let targets = O::Shape::node_types;
        Some(LinkType { kind: LinkKind::Back, is_list: false, targets })
    }

    #[inline]
    fn point_to<T: NodeType>(&self, owner: &StdWeak<T::Node>) {
        if let Some(owner) = O::Shape::weak_of::<T>(owner) {
            self.owner.set(owner);
        }
    }

    fn last_owner(&self) -> LastOwner {
        self.look(|owner| match owner.upgrade() {
            Some(owner) => LastOwner::Alive(O::Shape::to_object(owner)),
            None if owner.ptr_eq(&O::Shape::nobody()) => LastOwner::Nobody,
            None => LastOwner::Dead,
        })
    }

    fn clear(&self) {
        self.owner.set(O::Shape::nobody());
    }
}

impl<O: Graph> BackLink for Back<O> {
    fn owner(&self) -> Option<AnyRc> {
        Some(self.get()?.to_any())
    }
}

impl<N, O: Graph> EmptyLink<N> for Back<O> {
    fn empty(_: &StdWeak<N>, _: usize) -> Self {
        Back { owner: Cell::new(O::Shape::nobody()) }
    }
}

/// The owner's handle, which prints its type and address: a graph prints no further.
impl<O: Graph> fmt::Debug for Back<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}
