//! The operations of an owning link over an option.

use crate::change::log;
use crate::kernel::attach_error::{AttachError, or_panic};
use crate::kernel::dyn_handle::{AsDynHandle, DynHandle};
use crate::kernel::internal::Internal;
use crate::kernel::released_keys;
use crate::links::own::Own;
use crate::links::own::attach::Admitted;
use crate::model::graph::{BackTo, Graph, NodeType};
use crate::model::into_handle::IntoHandle;

/// An owning link to at most one child. Its operations are named as `Option`'s and `Cell`'s are.
///
/// ```
/// use kinfolk::Graph;
///
/// #[derive(Graph)]
/// #[graph(back(page: Page))]
/// struct Footer {
///     text: &'static str,
/// }
///
/// #[derive(Graph)]
/// struct Page {
///     #[graph(own)]
///     footer: Option<Footer>,
/// }
///
/// let page = Page { footer: None }.into_graph();
/// assert_eq!(page.footer.set(Footer { text: "1" }), None);
/// let old = page.footer.set(Footer { text: "i" }).unwrap();
/// assert_eq!(old.text, "1");
/// assert_eq!(old.page.get(), None);
/// assert_eq!(page.footer.get().unwrap().page.get(), Some(page));
/// ```
impl<O: NodeType, T: Graph> Own<O, Option<T>> {
    /// The child's handle. O(1).
    pub fn get(&self) -> Option<T::Handle> {
        self.children.get()
    }

    /// Whether there is a child. O(1).
    pub fn is_some(&self) -> bool {
        self.children.with(Option::is_some)
    }

    /// Whether there is no child. O(1).
    pub fn is_none(&self) -> bool {
        !self.is_some()
    }

    /// Whether there is a child for which `matches` returns `true`. O(1).
    ///
    /// ```
    /// # use kinfolk::Graph;
    /// # #[derive(Graph)] #[graph(back(page: Page))] struct Footer { text: &'static str }
    /// # #[derive(Graph)] struct Page { #[graph(own)] footer: Option<Footer> }
    /// let page = Page { footer: Some(Footer { text: "1" }) }.into_graph();
    /// assert!(page.footer.is_some_and(|footer| footer.text == "1"));
    /// ```
    pub fn is_some_and(&self, matches: impl FnOnce(T::Handle) -> bool) -> bool {
        self.get().is_some_and(matches)
    }

    /// Sets the child, and returns the old one, which has no owner from then on. Setting the child
    /// that is there already changes nothing, and returns it.
    ///
    /// O(1) for a plain value. For a handle, add the cost of [leaving](crate::Node::detach) the old
    /// owner, and of the check for cycles if the child has children: O(min(depth, size)), for a
    /// child with `size` nodes below it.
    ///
    /// # Panics
    /// If the child is the owner or one of its ancestors, or is [required](Own#required-children)
    /// elsewhere; [`try_set`](Self::try_set) returns the error instead.
    #[track_caller]
    pub fn set(&self, child: impl IntoHandle<T::Declared>) -> Option<T::Handle>
    where
        T: BackTo<O>,
    {
        or_panic(self.try_set(child))
    }

    /// As [`set`](Self::set), for callers that use the old child.
    ///
    /// # Panics
    /// As [`set`](Self::set); [`try_replace`](Self::try_replace) returns the error instead.
    #[track_caller]
    #[must_use = "to drop the child that was there, use `set`"]
    pub fn replace(&self, child: impl IntoHandle<T::Declared>) -> Option<T::Handle>
    where
        T: BackTo<O>,
    {
        or_panic(self.try_set(child))
    }

    /// As [`replace`](Self::replace), but returns an error instead of panicking.
    ///
    /// # Errors
    /// As [`try_set`](Self::try_set).
    pub fn try_replace(
        &self,
        child: impl IntoHandle<T::Declared>,
    ) -> Result<Option<T::Handle>, AttachError<T::Handle>>
    where
        T: BackTo<O>,
    {
        self.try_set(child)
    }

    /// As [`set`](Self::set), but returns an error instead of panicking.
    ///
    /// # Errors
    /// [`AttachError`] if the child is the owner or one of its ancestors, or is
    /// [required](Own#required-children) elsewhere. Nothing has changed then, and the error holds
    /// the child.
    pub fn try_set(
        &self,
        child: impl IntoHandle<T::Declared>,
    ) -> Result<Option<T::Handle>, AttachError<T::Handle>>
    where
        T: BackTo<O>,
    {
        let child = IntoHandle::into_incoming(child, Internal).handle;
        match self.admit(&child) {
            Ok(Admitted::New) => (),
            Ok(Admitted::Here(_)) => return Ok(Some(child)),
            Err(obstacle) => return Err(AttachError::refused(child, obstacle)),
        }
        child.typed().header().set_index_hint(0);
        let before = self.children.replace(child);
        if let Some(before) = &before {
            before.as_dyn().dyn_node().clear_back_links();
        }
        if log::is_open() {
            log::set(self, before.as_ref().map(AsDynHandle::as_dyn));
        } else {
            released_keys::drop_all();
        }
        Ok(before)
    }

    /// Removes the child and returns it. It has no owner from then on. O(1).
    pub fn take(&self) -> Option<T::Handle> {
        let child = self.children.take()?;
        child.as_dyn().dyn_node().clear_back_links();
        if log::is_open() {
            log::removed(self, 0, child.as_dyn());
        }
        Some(child)
    }
}
