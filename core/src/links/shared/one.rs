//! The operations of a shared link to one node.

use std::slice;

use crate::change::log;
use crate::change::targets::{ALL, end, end_insertion};
use crate::collect::collect_if_due;
use crate::death;
use crate::kernel::dyn_handle::AsDynHandle;
use crate::kernel::internal::Internal;
use crate::links::saved::one::{Clearable, SavingOne};
use crate::links::shared::Shared;
use crate::model::graph::{Graph, NodeType};
use crate::model::into_handle::IntoHandle;

/// A shared link to at most one node. Its operations are named as `Option`'s and `Cell`'s are.
///
/// ```
/// use kinfolk::{Graph, Rc};
///
/// #[derive(Graph)]
/// #[graph(shared(theme: Theme))]
/// struct Page {}
///
/// #[derive(Graph)]
/// struct Theme {
///     colour: &'static str,
/// }
///
/// let [left, right] = [Page {}.into_graph(), Page {}.into_graph()];
/// assert_eq!(left.theme.set(Theme { colour: "blue" }), None);
/// let blue = left.theme.get().unwrap();
/// right.theme.set(blue.clone());
/// assert_eq!(Rc::strong_count(&blue), 3);
///
/// assert_eq!(left.theme.take(), Some(blue.clone()));
/// assert_eq!(right.theme.get(), Some(blue));
/// ```
impl<O: NodeType, T: Graph, S: SavingOne> Shared<O, T, S> {
    /// The target's handle. O(1).
    pub fn get(&self) -> Option<T::Handle> {
        self.targets.get()
    }

    /// Whether the link is set. O(1).
    pub fn is_some(&self) -> bool {
        self.targets.with(Option::is_some)
    }

    /// Whether the link is not set. O(1).
    pub fn is_none(&self) -> bool {
        !self.is_some()
    }

    /// Whether the link is set, and `matches` returns `true` for the target. O(1).
    pub fn is_some_and(&self, matches: impl FnOnce(T::Handle) -> bool) -> bool {
        self.get().is_some_and(matches)
    }

    /// Sets the link to this node, and returns the old target. O(1); O(depth) if the link was
    /// unset, or if no shared link has held the target before.
    pub fn set(&self, target: impl IntoHandle<T::Declared>) -> Option<T::Handle> {
        let target = IntoHandle::into_incoming(target, Internal).handle;
        let id = S::new_id(|| target.as_dyn().dyn_node());
        if log::is_open() {
            return self.put_logged(target, id);
        }
        let before = self.put_now(target, id);
        collect_if_due();
        before
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "else the target is moved once more")]
    fn put_now(&self, target: T::Handle, id: S::New) -> Option<T::Handle> {
        let _old = S::note_target(&self.ids, id);
        self.before_insert(slice::from_ref(&target));
        let before = self.targets.replace(target);
        if before.is_some() {
            death::note_released();
        }
        before
    }

    #[cold]
    #[inline(never)]
    fn put_logged(&self, target: T::Handle, id: S::New) -> Option<T::Handle> {
        let changing = self.changing(ALL);
        let before = self.put_now(target, id);
        end_insertion(changing, &[1]);
        before
    }

    /// As [`set`](Self::set), for callers that use the old target.
    #[must_use = "to drop the node that was there, use `set`"]
    pub fn replace(&self, target: impl IntoHandle<T::Declared>) -> Option<T::Handle> {
        self.set(target)
    }

    /// Unsets the link, and returns the target. O(1).
    pub fn take(&self) -> Option<T::Handle>
    where
        S: Clearable,
    {
        let changing = self.changing(ALL);
        let _old = S::note_cleared(&self.ids);
        let before = self.targets.take();
        self.after_removal();
        drop(end(changing, &[0]));
        before
    }
}
