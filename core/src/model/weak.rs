//! [`Weak`]: a handle that does not keep its node alive.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::rc::Rc as StdRc;

use crate::death;
use crate::kernel::any::if_alive;
use crate::kernel::dyn_link::OwnerState;
use crate::kernel::internal::Internal;
use crate::kernel::weak_handle::WeakHandle;
use crate::model::as_handle::AsHandle;
use crate::model::graph::Graph;
use crate::model::repr::WeakOf;
use crate::store::not_send::NotSend;

/// A weak handle to the node of a `T`. It does not keep the node alive; while something else does,
/// [`upgrade`](Weak::upgrade) returns a strong handle.
///
/// `T` is a struct or an enum: `Weak<Entry>` is the weak twin of the enum `EntryRc`. A weak handle
/// to a struct's node is one word, like std's; to a union's node it is two.
///
/// You get one from [`Rc::downgrade`](crate::Rc::downgrade), or from `downgrade` of a union's enum.
/// `Eq` and [`Hash`] compare by identity. After the node's death, a handle is still equal to its
/// clones.
///
/// ```
/// use kinfolk::{Graph, Rc, Weak};
///
/// #[derive(Graph)]
/// struct Page {}
///
/// let page = Page {}.into_graph();
/// let weak: Weak<Page> = Rc::downgrade(&page);
/// assert_eq!(weak.upgrade(), Some(page.clone()));
/// drop(page);
/// assert_eq!(weak.upgrade(), None);
/// ```
pub struct Weak<T: Graph> {
    node: NotSend<WeakOf<T>>,
}

impl<T: Graph> Weak<T> {
    /// A weak handle that never upgrades. O(1), and allocates nothing.
    #[must_use]
    pub fn new() -> Self {
        Weak::over(WeakHandle::none())
    }

    pub(crate) fn over(node: WeakOf<T>) -> Self {
        Weak { node: NotSend(node) }
    }

    /// A weak handle to the node of any handle that can be a `T`.
    pub(crate) fn of(node: &impl AsHandle<T::Declared>) -> Self {
        Weak::over(AsHandle::weak(node, Internal).node.0)
    }

    /// A strong handle to the node, if it is alive.
    ///
    /// While a node dies, it and all that dies with it count as alive until their hooks have run.
    /// Then all of it is dead in one step: see [the chapter on deaths](crate::guide::deaths).
    ///
    /// O(1); in attached finalizers and the `Drop` of data, up to O(depth).
    #[must_use = "this returns a strong handle, and changes nothing"]
    #[inline]
    pub fn upgrade(&self) -> Option<T::Handle> {
        if_alive(self.strong()?)
    }

    /// The strong handle, if the node exists: it may be dead.
    #[inline]
    pub(crate) fn strong(&self) -> Option<T::Handle> {
        self.node.0.strong()
    }

    /// Whether both point to the same node, or neither to any, like `==`. O(1).
    #[must_use]
    pub fn ptr_eq(&self, other: &Self) -> bool {
        self.address() == other.address()
    }

    /// The node, if it exists.
    pub(crate) fn owner_state(&self) -> OwnerState {
        self.node.0.owner_state()
    }

    /// Whether [`upgrade`](Weak::upgrade) would return a handle.
    pub(crate) fn is_alive(&self) -> bool {
        if !death::is_in_progress() {
            return !self.is_gone();
        }
        match self.owner_state() {
            OwnerState::Alive(node) => death::would_upgrade(&*node, StdRc::strong_count(&node)),
            OwnerState::None | OwnerState::Dead => false,
        }
    }

    /// Whether the node has been dropped. Only the memory that it was in is left then. A node that
    /// dies, and still exists, is not gone.
    pub(crate) fn is_gone(&self) -> bool {
        self.node.0.is_gone()
    }

    /// The address of the node, dead or alive.
    pub(crate) fn address(&self) -> *const () {
        self.node.0.address()
    }
}

impl<T: Graph> Clone for Weak<T> {
    fn clone(&self) -> Self {
        Weak::over(self.node.0.again())
    }
}

impl<T: Graph> Default for Weak<T> {
    fn default() -> Self {
        Weak::new()
    }
}

impl<T: Graph> PartialEq for Weak<T> {
    fn eq(&self, other: &Self) -> bool {
        self.ptr_eq(other)
    }
}

impl<T: Graph> Eq for Weak<T> {}

impl<T: Graph> Hash for Weak<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.address().hash(state);
    }
}

/// Prints `(Weak)`, like std's.
impl<T: Graph> fmt::Debug for Weak<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(Weak)")
    }
}
