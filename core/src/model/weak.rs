//! [`Weak`]: the handle that does not keep its node alive.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::rc::Weak as StdWeak;

use crate::kernel::dyn_handle::Internal;
use crate::model::as_handle::AsHandle;
use crate::model::graph::Graph;
use crate::model::repr::{Repr, Target, WeakTarget};
use crate::store::not_send::NotSend;

/// A weak handle to a node of a `T`: it does not keep the node alive, and
/// [`upgrade`](Weak::upgrade) gives the strong handle as long as something else does.
///
/// `T` is a struct or a union, so a `Weak<Entry>` is the weak twin of a union's enum. The weak
/// handle to a struct's node is one word, as std's is; to a union's node it is two.
///
/// Get one by [`Rc::downgrade`](crate::Rc::downgrade), or by `downgrade` of a union's enum. `Eq` and
/// [`Hash`] go by identity, and a handle whose node has died is equal to its own clones still.
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
    target: NotSend<StdWeak<Target<T>>>,
}

impl<T: Graph> Weak<T> {
    /// A weak handle to nothing: it never upgrades. O(1), and allocates nothing.
    #[must_use]
    pub fn new() -> Self {
        Weak::from_std(Target::<T>::none())
    }

    pub(crate) fn from_std(target: StdWeak<Target<T>>) -> Self {
        Weak { target: NotSend(target) }
    }

    /// To a node that is a `T`, by any handle to it.
    pub(crate) fn of(node: &impl AsHandle<T::Declared>) -> Self {
        Weak::from_std(node.weak(Internal).target.0)
    }

    /// The node's strong handle, if the node is alive. While a node dies, it and all that dies with it
    /// are alive as long as hooks run, and dead from then on, all at once: see
    /// [Life and death of a node](crate::guide::deaths).
    ///
    /// O(1); in hooks, attached finalizers and the `Drop` of data up to O(depth).
    #[must_use = "this gives a strong handle, and changes nothing"]
    #[inline]
    pub fn upgrade(&self) -> Option<T::Handle> {
        T::Repr::upgrade(self.target.0.upgrade()?)
    }

    /// Whether both point at the same node, or both at nothing, as `==` does. O(1).
    #[must_use]
    pub fn ptr_eq(&self, other: &Self) -> bool {
        self.address() == other.address()
    }

    /// Where the node lives, or has lived.
    pub(crate) fn address(&self) -> *const () {
        self.target.0.as_ptr().cast()
    }
}

impl<T: Graph> Clone for Weak<T> {
    fn clone(&self) -> Self {
        Weak::from_std(self.target.0.clone())
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

/// `(Weak)`, as std's prints.
impl<T: Graph> fmt::Debug for Weak<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(Weak)")
    }
}
