//! The operations of an owning link over a required child.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::ptr;

use crate::change::log;
use crate::kernel::any;
use crate::kernel::attach_error::{AttachError, or_panic};
use crate::kernel::dyn_handle::{AsDynHandle, DynHandle};
use crate::kernel::internal::Internal;
use crate::kernel::released_keys;
use crate::links::own::Own;
use crate::links::own::attach::Admitted;
use crate::links::own::container::ALWAYS_THERE;
use crate::model::graph::{BackTo, Graph, NodeType};
use crate::model::into_handle::IntoHandle;

/// An owning link to a required child, over `T` or `Box<T>`. The child is always there: from when
/// its owner is made until the hooks have run with which the owner dies. It can be replaced, and
/// nothing else takes it away.
///
/// ```
/// use kinfolk::{AttachErrorKind, Graph, Node};
///
/// #[derive(Graph)]
/// struct Window {
///     #[graph(own)]
///     menu: Menu,
/// }
///
/// #[derive(Graph)]
/// #[graph(back(window: Window))]
/// struct Menu {
///     title: &'static str,
/// }
///
/// let window = Window { menu: Menu { title: "File" } }.into_graph();
/// let menu = window.menu.get();
/// assert_eq!(menu.window.get(), Some(window.clone()));
///
/// // Another window cannot take it, nor can it leave.
/// let other = Window { menu: Menu { title: "Help" } }.into_graph();
/// let error = other.menu.try_replace(menu.clone()).unwrap_err();
/// assert_eq!(error.kind(), AttachErrorKind::Required);
/// assert_eq!(
///     error.to_string(),
///     "cannot take this `Menu` from `Window.menu`, which needs a child; \
///      replace it there first: `.menu.replace(other)` returns it",
/// );
/// assert!(menu.try_detach().is_err());
///
/// // The two can change places, or another child can take its place.
/// window.menu.swap(&other.menu);
/// assert_eq!((window.menu.get().title, other.menu.get().title), ("Help", "File"));
/// let file = other.menu.replace(Menu { title: "Edit" });
/// assert_eq!((file, menu.window.get()), (menu.clone(), None));
/// ```
///
/// To put the child of a required child in the place of its owner, replace it first where it is. The
/// guide shows [how trees are rewritten](crate::guide::modelling#rewriting-a-tree).
impl<O: NodeType, T: Graph> Own<O, T> {
    /// The child's handle. O(1).
    #[expect(clippy::missing_panics_doc, reason = "the child is always there")]
    pub fn get(&self) -> T::Handle {
        self.children.get().expect(ALWAYS_THERE)
    }

    /// The child's handle, lent: `match &*link.read()` matches the handle of a union. O(1).
    ///
    /// It shows the child that was there when you called this, and holds it.
    pub fn read(&self) -> ReadChild<'_, T::Handle> {
        ReadChild { child: self.get(), link: PhantomData }
    }

    /// Puts a child in the place of the one that is there, and returns the old one, which has no
    /// owner from then on. Replacing a child by itself changes nothing, and returns it.
    ///
    /// O(1) for a plain value. For a handle, add the cost of [leaving](crate::Node::detach) the old
    /// owner, and of the check for cycles if the child has children: O(min(depth, size)), for a
    /// child with `size` nodes below it.
    ///
    /// # Panics
    /// If the child is the owner or one of its ancestors, or if another link
    /// [requires](Own#required-children) it; [`try_replace`](Self::try_replace) returns the error
    /// instead.
    #[track_caller]
    pub fn replace(&self, child: impl IntoHandle<T::Declared>) -> T::Handle
    where
        T: BackTo<O>,
    {
        or_panic(self.try_replace(child))
    }

    /// As [`replace`](Self::replace), but returns an error instead of panicking.
    ///
    /// # Errors
    /// [`AttachError`] if the child is the owner or one of its ancestors, or if another link
    /// [requires](Own#required-children) it. Nothing has changed then, and the error holds the child.
    pub fn try_replace(
        &self,
        child: impl IntoHandle<T::Declared>,
    ) -> Result<T::Handle, AttachError<T::Handle>>
    where
        T: BackTo<O>,
    {
        let child = IntoHandle::into_incoming(child, Internal).handle;
        match self.admit(&child) {
            Ok(Admitted::New) => (),
            Ok(Admitted::Here(_)) => return Ok(child),
            Err(obstacle) => return Err(AttachError::refused(child, obstacle)),
        }
        let before = self.put(child);
        before.as_dyn().dyn_node().clear_back_links();
        if log::is_open() {
            log::set(self, Some(before.as_dyn()));
        } else {
            released_keys::drop_all();
        }
        Ok(before)
    }

    /// Lets the child change places with that of another required link, whose owner may be of any
    /// type. Swapping a link with itself changes nothing.
    ///
    /// O(1), and the check for cycles for each child that has children:
    /// O(min(depth, size)), for a child with `size` nodes below it.
    ///
    /// # Panics
    /// If one of the children is the owner of the other or one of its ancestors;
    /// [`try_swap`](Self::try_swap) returns the error instead.
    #[track_caller]
    pub fn swap<P: NodeType, U>(&self, other: &Own<P, U>)
    where
        T: BackTo<O>,
        U: Graph<Handle = T::Handle> + BackTo<P>,
    {
        or_panic(self.try_swap(other));
    }

    /// As [`swap`](Self::swap), but returns an error instead of panicking.
    ///
    /// # Errors
    /// [`AttachError`] if one of the children is the owner of the other or one of its ancestors. The
    /// error holds that child. Nothing has changed then.
    pub fn try_swap<P: NodeType, U>(&self, other: &Own<P, U>) -> Result<(), AttachError<T::Handle>>
    where
        T: BackTo<O>,
        U: Graph<Handle = T::Handle> + BackTo<P>,
    {
        if ptr::addr_eq(self, other) {
            return Ok(());
        }
        let (mine, others) = (self.get(), other.get());
        // If neither child is above the other link, neither is above its own new place either.
        if let Some(cycle) = self.cycle_closed_by(&others) {
            return Err(AttachError::refused(others, cycle));
        }
        if let Some(cycle) = other.cycle_closed_by(&mine) {
            return Err(AttachError::refused(mine, cycle));
        }
        any::note_released();
        // Both handles are held here, so nothing dies.
        drop((self.put(others.clone()), other.put(mine.clone())));
        self.set_owner_of(&others);
        other.set_owner_of(&mine);
        if log::is_open() {
            log::swapped((self, 0), (other, 0));
            log::finish();
        }
        Ok(())
    }

    /// Puts a child in, and returns the one that was there. The caller sets the back-links.
    fn put(&self, child: T::Handle) -> T::Handle {
        child.typed().header().set_index_hint(0);
        self.children.replace(child).expect(ALWAYS_THERE)
    }
}

/// The handle of a required child, lent: returned by [`Own::read`](crate::Own::read).
///
/// It shows the child that was there when it was made, and holds it. It borrows the owner, so it
/// cannot outlive the handle through which it was made.
pub struct ReadChild<'a, H> {
    child: H,
    link: PhantomData<&'a H>,
}

impl<H> Deref for ReadChild<'_, H> {
    type Target = H;

    fn deref(&self) -> &H {
        &self.child
    }
}

impl<H: fmt::Debug> fmt::Debug for ReadChild<'_, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.child.fmt(f)
    }
}
