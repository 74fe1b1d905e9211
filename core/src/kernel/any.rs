//! [`AnyRc`] and [`AnyWeak`]: handles to a node of any type.

use std::any::Any;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::death;
use crate::kernel::dyn_handle::AsDynHandle;
use crate::kernel::dyn_node::{DynNode, no_node};

/// A strong handle to a node of any type. Walks over nodes of several types yield it.
///
/// You get one from [`Handle::to_any`](crate::Handle::to_any), from `From`, and from the walks of
/// [`Node`](crate::Node). It has the operations of [`Node`](crate::Node) and of
/// [`Handle`](crate::Handle). [`downcast`](AnyRc::downcast) restores the type. `Eq` and [`Hash`]
/// compare by identity.
///
/// ```
/// use kinfolk::{AnyRc, Graph, Rc};
///
/// #[derive(Graph)]
/// struct Page {}
///
/// #[derive(Graph)]
/// struct Book {}
///
/// let page = Page {}.into_graph();
/// let any = AnyRc::from(page.clone());
/// assert_eq!(any.type_name(), "Page");
/// assert!(any.is::<Page>() && !any.is::<Book>());
/// assert_eq!(any.downcast::<Page>(), Some(page));
/// ```
// rustc quotes this line when the handle is sent to another thread.
#[derive(Clone)]
pub struct AnyRc /* belongs to one thread: send the plain value instead */ {
    node: StdRc<dyn DynNode>,
}

impl AnyRc {
    pub(crate) fn from_std(node: StdRc<dyn DynNode>) -> Self {
        AnyRc { node }
    }

    /// The handle to a node that was reached through a weak handle, unless the node is dead.
    #[inline]
    pub(crate) fn upgrade(node: StdRc<dyn DynNode>) -> Option<Self> {
        death::is_alive(&*node, StdRc::strong_count(&node)).then(|| AnyRc::from_std(node))
    }

    pub(crate) fn as_std(&self) -> &StdRc<dyn DynNode> {
        &self.node
    }

    pub(crate) fn as_any(&self) -> &dyn Any {
        &*self.node
    }

    /// The name of the declared type, without its path: `"Folder"`. O(1).
    pub fn type_name(&self) -> &'static str {
        self.node.type_info().name
    }

    /// Whether both handles hold the same node, like `==`. O(1).
    #[must_use]
    pub fn ptr_eq(this: &Self, other: &Self) -> bool {
        this.node.address() == other.node.address()
    }

    /// A weak handle to the node. O(1).
    #[must_use = "a weak handle does nothing by itself"]
    pub fn downgrade(this: &Self) -> AnyWeak {
        AnyWeak { node: StdRc::downgrade(&this.node) }
    }

    /// The number of strong handles to the node, counting its owner's link. O(1).
    #[must_use]
    pub fn strong_count(this: &Self) -> usize {
        StdRc::strong_count(&this.node)
    }
}

/// The handle to a node that was reached through a weak handle, unless the node is dead.
#[inline]
pub(crate) fn if_alive<H: AsDynHandle>(handle: H) -> Option<H> {
    if death::is_in_progress() { if_alive_during_death(handle) } else { Some(handle) }
}

// If the node is dead, this is never its last handle: the link of its dead owner has one.
#[cold]
#[inline(never)]
fn if_alive_during_death<H: AsDynHandle>(handle: H) -> Option<H> {
    let dyn_handle = handle.as_dyn();
    let is_alive = death::is_alive(dyn_handle.dyn_node(), dyn_handle.strong_count());
    is_alive.then_some(handle)
}

/// The drop of the last strong handle begins the node's death: its hook runs, then it is dropped.
impl Drop for AnyRc {
    #[inline]
    fn drop(&mut self) {
        if StdRc::strong_count(&self.node) == 1 {
            self.before_drop_of_last();
        }
    }
}

impl AnyRc {
    #[cold]
    #[inline(never)]
    fn before_drop_of_last(&self) {
        let header = self.node.header();
        if header.needs_dying_set() {
            death::run_dying_set(self, header);
        }
        if self.node.type_info().data_drops && StdRc::strong_count(&self.node) == 1 {
            death::begin_drop();
        }
    }
}

/// Call this when a link has released a node: its handle may be user code's now.
#[inline]
pub(crate) fn note_released() {
    death::note_released();
}

/// Whether a release must be noted, by [`note_released`] or in the change log.
#[inline]
pub(crate) fn is_release_noted() -> bool {
    death::is_release_noted()
}

impl PartialEq for AnyRc {
    fn eq(&self, other: &Self) -> bool {
        AnyRc::ptr_eq(self, other)
    }
}

impl Eq for AnyRc {}

impl Hash for AnyRc {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.node.address().hash(state);
    }
}

/// Prints the type's name and the node's address, as in `Folder(0x55d0c8b3a2d0)`.
impl fmt::Debug for AnyRc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug_node(&*self.node, f)
    }
}

pub(crate) fn debug_node(node: &dyn DynNode, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{}({:p})", node.type_info().full_name(), node.address())
}

/// A weak handle to a node of any type.
///
/// ```
/// use kinfolk::{AnyRc, Graph};
///
/// #[derive(Graph)]
/// struct Page {}
///
/// let page = AnyRc::from(Page {}.into_graph());
/// let weak = AnyRc::downgrade(&page);
/// assert_eq!(weak.upgrade(), Some(page));
/// assert_eq!(weak.upgrade(), None);
/// ```
// rustc quotes this line when the handle is sent to another thread.
#[derive(Clone)]
pub struct AnyWeak /* belongs to one thread: send the plain value instead */ {
    pub(super) node: StdWeak<dyn DynNode>,
}

impl AnyWeak {
    /// A weak handle that never upgrades. O(1), and allocates nothing.
    #[must_use]
    pub fn new() -> Self {
        AnyWeak { node: no_node() }
    }

    /// A strong handle to the node, if it is alive: see [`Weak::upgrade`](crate::Weak::upgrade).
    #[must_use = "this returns a strong handle, and changes nothing"]
    pub fn upgrade(&self) -> Option<AnyRc> {
        AnyRc::upgrade(self.node.upgrade()?)
    }

    /// Whether both point to the same node, or neither to any, like `==`. O(1).
    #[must_use]
    pub fn ptr_eq(&self, other: &Self) -> bool {
        self.address() == other.address()
    }

    pub(crate) fn address(&self) -> *const () {
        self.node.as_ptr().cast()
    }
}

impl Default for AnyWeak {
    fn default() -> Self {
        AnyWeak::new()
    }
}

impl PartialEq for AnyWeak {
    fn eq(&self, other: &Self) -> bool {
        self.ptr_eq(other)
    }
}

impl Eq for AnyWeak {}

impl Hash for AnyWeak {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.address().hash(state);
    }
}

/// Prints `(Weak)`, like std's.
impl fmt::Debug for AnyWeak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(Weak)")
    }
}
