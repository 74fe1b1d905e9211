//! [`Back`]: the back-link.

use std::cell::Cell;
use std::fmt;
use std::mem;
use std::rc::Weak as StdWeak;

use crate::kernel::dyn_link::{DynLink, Link, OwnerState};
use crate::kernel::dyn_node::DynNode;
use crate::kernel::link_kind::LinkKind;
use crate::kernel::type_info::LinkInfo;
use crate::kernel::weak_handle::WeakHandle;
use crate::model::graph::Graph;
use crate::model::live_node::EmptyLink;
use crate::model::repr::{Repr, WeakOf};

/// A back-link: the field of a node that knows its owner, generated for `#[graph(back(..))]`.
///
/// It is weak, so it keeps nothing alive. kinfolk maintains it: it is set exactly as long as an
/// owning link of an `O` holds the node. `O` is a struct or, for a child that can have owners of
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
    owner: Cell<WeakOf<O>>,
    /// The last field: rustc asks the last field of a struct whether the size of the struct is
    /// known. For the weak handle, it would have to find out its type first.
    _last: (),
}

impl<O: Graph> Back<O> {
    /// The owner, if an `O` owns the node. O(1); up to O(depth) in hooks, attached finalizers and
    /// the `Drop` of data.
    #[doc(alias = "upgrade")]
    #[inline]
    pub fn get(&self) -> Option<O::Handle> {
        let weak = self.owner.replace(WeakHandle::none());
        let owner = weak.find();
        self.put_back(weak);
        WeakOf::<O>::if_alive(owner?)
    }

    /// Puts the weak handle into the cell, after it was taken out for reading.
    #[inline]
    fn put_back(&self, owner: WeakOf<O>) {
        // The cell holds a dangling handle until here; `forget` spares the compiler the code to
        // drop one.
        mem::forget(self.owner.replace(owner));
    }
}

impl<O: Graph> Link for Back<O> {
    const KIND: Option<LinkKind> = Some(LinkKind::Back);

    #[inline]
    fn view(&self) -> Option<DynLink<'_>> {
        Some(DynLink::Back(self.owner_state()))
    }

    #[inline]
    fn link_info() -> Option<LinkInfo> {
        let targets = O::Repr::node_types;
        Some(LinkInfo {
            kind: LinkKind::Back,
            is_list: false,
            key_type: None,
            keyed: None,
            is_required: false,
            targets,
        })
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn point_to<N: DynNode>(&self, owner: &StdWeak<N>) {
        self.owner.set(WeakHandle::of_node_or_none(owner));
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn owner_state(&self) -> OwnerState {
        let owner = self.owner.replace(WeakHandle::none());
        let answer = owner.owner_state();
        self.put_back(owner);
        answer
    }

    #[inline]
    fn leads_to_owner(&self, address: *const ()) -> bool {
        let owner = self.owner.replace(WeakHandle::none());
        let answer = !owner.is_gone() && owner.address() == address;
        self.put_back(owner);
        answer
    }

    #[inline]
    fn clear(&self) {
        self.owner.set(WeakHandle::none());
    }
}

impl<N, O: Graph> EmptyLink<N> for Back<O> {
    #[inline]
    fn empty(_: usize) -> Self {
        Back { owner: Cell::new(WeakHandle::none()), _last: () }
    }
}

/// Prints the owner's handle: its type and address, and none of its contents.
impl<O: Graph> fmt::Debug for Back<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}
