//! The operations of a shared link to one node.

use std::slice;

use crate::collect::collect_if_due;
use crate::kernel::dyn_handle::Internal;
use crate::links::shared::Shared;
use crate::model::graph::{Graph, NodeType};
use crate::model::into_handle::IntoHandle;

/// A shared link to at most one node, named as `Option`'s and `Cell`'s operations are.
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
impl<O: NodeType, T: Graph> Shared<O, T> {
    /// The node's handle. O(1).
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

    /// Points the link at this node, and gives back the one that it held before. O(1), and O(depth) for
    /// the first time on a node.
    pub fn set(&self, target: impl IntoHandle<T::Declared>) -> Option<T::Handle> {
        let target = target.into_incoming(Internal).handle;
        self.note_targets(slice::from_ref(&target));
        let before = self.targets.replace(target);
        collect_if_due();
        before
    }

    /// Takes the node out. O(1).
    pub fn take(&self) -> Option<T::Handle> {
        let before = self.targets.take();
        self.note_removal();
        before
    }
}
