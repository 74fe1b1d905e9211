//! The weak link to one node.

use crate::change::log;
use crate::change::targets::{ALL, end};
use crate::kernel::any::if_alive;
use crate::kernel::internal::Internal;
use crate::links::saved::one::{Clearable, SavingOne};
use crate::links::weak_link::WeakLink;
use crate::model::as_handle::AsHandle;
use crate::model::graph::{Graph, NodeType};
use crate::model::weak::Weak;

/// A weak link to one node.
///
/// ```
/// use kinfolk::Graph;
///
/// #[derive(Graph)]
/// #[graph(weak(next: Page))]
/// struct Page {}
///
/// let [a, b] = [Page {}, Page {}].map(Graph::into_graph);
/// a.next.set(&b);
/// assert_eq!(a.next.replace(&a), Some(b));
/// assert_eq!(a.next.take(), Some(a.clone()));
/// assert!(a.next.is_none());
/// ```
impl<O: NodeType, T: Graph, S: SavingOne> WeakLink<O, T, S> {
    /// The target, if the link is set and the target is alive. O(1).
    pub fn get(&self) -> Option<T::Handle> {
        let target = self.targets.with(|target| target.as_ref()?.strong());
        if target.is_none() {
            self.forget_gone();
        }
        if_alive(target?)
    }

    /// Whether the link is set and the target is alive. O(1).
    pub fn is_some(&self) -> bool {
        self.get().is_some()
    }

    /// Whether the link is unset, or the target dead. O(1).
    pub fn is_none(&self) -> bool {
        !self.is_some()
    }

    /// Sets the link to this node. O(1).
    pub fn set(&self, target: &impl AsHandle<T::Declared>) {
        self.put(target);
    }

    /// Sets the link to this node, and returns the target that it had, if that is alive. O(1).
    pub fn replace(&self, target: &impl AsHandle<T::Declared>) -> Option<T::Handle> {
        self.put(target)?.upgrade()
    }

    /// Unsets the link, and returns the target that it had, if that is alive. O(1).
    pub fn take(&self) -> Option<T::Handle>
    where
        S: Clearable,
    {
        self.empty()?.upgrade()
    }

    /// Unsets the link. O(1).
    pub fn clear(&self)
    where
        S: Clearable,
    {
        self.empty();
    }

    #[inline]
    fn put(&self, target: &impl AsHandle<T::Declared>) -> Option<Weak<T>> {
        let id = S::new_id(|| AsHandle::handle(target, Internal).dyn_node());
        let target = Weak::of(target);
        if log::is_open() { self.put_logged(target, id) } else { self.put_now(target, id) }
    }

    #[inline]
    fn put_now(&self, target: Weak<T>, id: S::New) -> Option<Weak<T>> {
        let _old = S::note_target(&self.ids, id);
        self.targets.replace(target)
    }

    #[cold]
    #[inline(never)]
    fn put_logged(&self, target: Weak<T>, id: S::New) -> Option<Weak<T>> {
        let changing = self.changing(ALL);
        let before = self.put_now(target, id);
        drop(end(changing, &[1]));
        before
    }

    #[inline]
    fn empty(&self) -> Option<Weak<T>>
    where
        S: Clearable,
    {
        let changing = self.changing(ALL);
        let _old = S::note_cleared(&self.ids);
        let before = self.targets.take();
        drop(end(changing, &[1]));
        before
    }

    /// Empties the link if its target is gone: a weak handle keeps the memory of its node allocated.
    #[cold]
    fn forget_gone(&self) {
        if self.targets.with(|target| target.as_ref().is_some_and(Weak::is_gone)) {
            self.targets.take();
        }
    }
}
