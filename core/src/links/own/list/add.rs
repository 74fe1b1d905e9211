//! Adding and replacing children.

use std::mem::ManuallyDrop;

use crate::change::log::{self, Scope};
use crate::kernel::attach_error::{AttachError, or_panic};
use crate::kernel::dyn_handle::AsDynHandle;
use crate::kernel::internal::Internal;
use crate::kernel::released_keys;
use crate::links::own::Own;
use crate::links::own::attach::Admitted;
use crate::model::graph::{BackTo, Graph, NodeType};
use crate::model::incoming::{Incoming, Origin};
use crate::model::into_handle::IntoHandle;

/// Adding children. A child is a plain value, which becomes a node, or a handle. A node that has an
/// owner is moved here.
impl<O: NodeType, T: Graph> Own<O, Vec<T>> {
    /// Appends a child. A child that is in this list already moves to the end.
    ///
    /// O(1) for a plain value. For a handle, add the cost of [leaving](crate::Node::detach) the old
    /// owner, and of the check for cycles if the child has children: O(min(depth, size)), for a
    /// child with `size` nodes below it.
    ///
    /// # Panics
    /// If the child is the owner or one of its ancestors, or is [required](Own#required-children)
    /// elsewhere; [`try_push`](Self::try_push) returns the error instead.
    #[inline]
    #[track_caller]
    pub fn push(&self, child: impl IntoHandle<T::Declared>)
    where
        T: BackTo<O>,
    {
        or_panic(self.try_push(child));
    }

    /// Inserts a child at `index`, which is at most the length. A child that is in this list already
    /// moves: it then stands at `index` of the result, and the length means the end then, too. To
    /// put a child beside a sibling, use [`insert_before`](Self::insert_before).
    ///
    /// O(n - index), and at most O(√n) in a [long list](#long-lists); and the cost of
    /// [`push`](Self::push).
    ///
    /// # Panics
    /// If `index` is too large, or if the child is the owner or one of its ancestors, or is
    /// [required](Own#required-children) elsewhere; [`try_insert`](Self::try_insert) returns the
    /// error instead.
    #[track_caller]
    pub fn insert(&self, index: usize, child: impl IntoHandle<T::Declared>)
    where
        T: BackTo<O>,
    {
        or_panic(self.try_insert(index, child));
    }

    /// As [`push`](Self::push), and returns the new child's handle.
    ///
    /// In a list of a union, the handle is the union's enum. To keep a handle of the variant's own
    /// type, make the node first, by [`into_graph`](Graph::into_graph), and push a clone.
    ///
    /// ```
    /// # use kinfolk::Graph;
    /// # #[derive(Graph)]
    /// # #[graph(back(book: Book))]
    /// # struct Page {}
    /// # #[derive(Graph)]
    /// # struct Book { #[graph(own)] pages: Vec<Page> }
    /// # let book = Book { pages: vec![] }.into_graph();
    /// let page = book.pages.add(Page {});
    /// assert_eq!(page.book.get(), Some(book));
    /// ```
    ///
    /// # Panics
    /// As [`push`](Self::push); [`try_add`](Self::try_add) returns the error instead.
    #[inline]
    #[track_caller]
    pub fn add(&self, child: impl IntoHandle<T::Declared>) -> T::Handle
    where
        T: BackTo<O>,
    {
        or_panic(self.try_add(child))
    }

    /// Puts a child in the place of another, and returns the other, which has no owner from then
    /// on. A child that is in this list already leaves its old index, so the list gets shorter: to
    /// let two children change places, use [`swap`](Self::swap). Replacing a child by itself changes
    /// nothing, and returns it.
    ///
    /// O(1), or O(√n) in a [long list](#long-lists) that is in chunks; and the cost of
    /// [`push`](Self::push). A child that is in this list already also costs what
    /// [`remove`](Self::remove) costs at its old index.
    ///
    /// # Panics
    /// If `index` is out of bounds, or if the child is the owner or one of its ancestors, or is
    /// [required](Own#required-children) elsewhere; [`try_replace`](Self::try_replace) returns the
    /// error instead.
    #[track_caller]
    #[must_use = "to drop the child that was there, `drop` it"]
    pub fn replace(&self, index: usize, child: impl IntoHandle<T::Declared>) -> T::Handle
    where
        T: BackTo<O>,
    {
        or_panic(self.try_replace(index, child))
    }

    /// As [`push`](Self::push), but returns an error instead of panicking.
    ///
    /// # Errors
    /// [`AttachError`] if the child is the owner or one of its ancestors, or is
    /// [required](Own#required-children) elsewhere. Nothing has changed then, and the error holds
    /// the child.
    #[inline]
    pub fn try_push(
        &self,
        child: impl IntoHandle<T::Declared>,
    ) -> Result<(), AttachError<T::Handle>>
    where
        T: BackTo<O>,
    {
        self.push_incoming(IntoHandle::into_incoming(child, Internal))
    }

    /// As [`insert`](Self::insert), but returns an error instead of panicking.
    ///
    /// # Errors
    /// [`AttachError`] if `index` is too large, or if the child is the owner or one of its
    /// ancestors, or is [required](Own#required-children) elsewhere. Nothing has changed then, and
    /// the error holds the child.
    pub fn try_insert(
        &self,
        index: usize,
        child: impl IntoHandle<T::Declared>,
    ) -> Result<(), AttachError<T::Handle>>
    where
        T: BackTo<O>,
    {
        let child = IntoHandle::into_incoming(child, Internal).handle;
        let len = self.len();
        if index > len {
            return Err(self.refuse_index(child, "insert", index, len + 1));
        }
        match self.admit(&child) {
            Ok(Admitted::New) => self.put_admitted(index, child),
            Ok(Admitted::Here(from)) => self.move_to(from, index.min(len - 1)),
            Err(obstacle) => return Err(AttachError::refused(child, obstacle)),
        }
        Ok(())
    }

    /// Puts a child that was admitted at `index`, which is at most the length, and ends the operation.
    pub(super) fn put_admitted(&self, index: usize, child: T::Handle) {
        let logged = log::is_open().then(|| child.as_dyn().to_untyped());
        if index == self.len() {
            self.children.push_child(child);
        } else {
            self.children.insert_child(index, child);
        }
        match logged {
            Some(child) => log::came_at(self, index, child),
            None => released_keys::drop_all(),
        }
    }

    /// As [`add`](Self::add), but returns an error instead of panicking.
    ///
    /// # Errors
    /// As [`try_push`](Self::try_push).
    #[inline]
    pub fn try_add(
        &self,
        child: impl IntoHandle<T::Declared>,
    ) -> Result<T::Handle, AttachError<T::Handle>>
    where
        T: BackTo<O>,
    {
        let incoming = IntoHandle::into_incoming(child, Internal);
        let child = incoming.handle.clone();
        self.push_incoming(incoming)?;
        Ok(child)
    }

    /// As [`replace`](Self::replace), but returns an error instead of panicking.
    ///
    /// # Errors
    /// [`AttachError`] if `index` is out of bounds, or if the child is the owner or one of its
    /// ancestors, or is [required](Own#required-children) elsewhere. Nothing has changed then, and
    /// the error holds the child.
    pub fn try_replace(
        &self,
        index: usize,
        child: impl IntoHandle<T::Declared>,
    ) -> Result<T::Handle, AttachError<T::Handle>>
    where
        T: BackTo<O>,
    {
        let child = IntoHandle::into_incoming(child, Internal).handle;
        let Some(before) = self.get(index) else {
            return Err(self.refuse_index(child, "replace", index, self.len()));
        };
        let _operation = Scope::open();
        match self.admit(&child) {
            Ok(Admitted::Here(here)) if here == index => return Ok(before),
            Ok(Admitted::Here(here)) => {
                self.swap(here, index);
                drop(self.remove_child(here));
            }
            Ok(Admitted::New) => {
                self.children.replace_child(index, child);
                before.as_dyn().dyn_node().clear_back_links();
                if log::is_open() {
                    log::changed(self, index, Some(before.as_dyn().to_untyped()));
                }
            }
            Err(obstacle) => return Err(AttachError::refused(child, obstacle)),
        }
        released_keys::drop_all();
        Ok(before)
    }

    /// The error for an index that is not below `end`. If the child would be refused anyway, the
    /// error says why, because another index would not help.
    fn refuse_index(
        &self,
        child: T::Handle,
        operation: &'static str,
        index: usize,
        end: usize,
    ) -> AttachError<T::Handle> {
        match self.obstacle_to(&child) {
            Some(obstacle) => AttachError::refused(child, obstacle),
            None => AttachError::out_of_bounds(child, operation, index, end),
        }
    }

    // Callers know the origin.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(in crate::links::own) fn push_incoming(
        &self,
        child: Incoming<T::Handle>,
    ) -> Result<(), AttachError<T::Handle>>
    where
        T: BackTo<O>,
    {
        match child.origin {
            Origin::New { needs_finalization } => {
                self.push_new(child.handle, needs_finalization);
                Ok(())
            }
            Origin::Existing => self.push_existing(child.handle),
        }
    }

    /// Appends a node that was just made: it has no owner and closes no cycle.
    #[inline]
    fn push_new(&self, child: T::Handle, needs_finalization: bool)
    where
        T: BackTo<O>,
    {
        // Tested first: a test after the push would keep more alive until then.
        if log::is_open() {
            return self.push_new_logged(child, needs_finalization);
        }
        let child = ManuallyDrop::new(child);
        self.set_back(&child);
        if needs_finalization {
            self.mark_above(child.as_dyn());
        }
        self.children.push_new_child(child);
    }

    // Must not unwind: see the note in crate::store.
    #[cold]
    #[inline(never)]
    extern "C" fn push_new_logged(&self, child: T::Handle, needs_finalization: bool)
    where
        T: BackTo<O>,
    {
        self.own_new(&child, needs_finalization);
        self.push_logged(child);
    }

    /// Appends a child, records that, and ends the operation.
    // By other functions than those that push while no log is open: these are inlined, as long as
    // nothing else calls them.
    #[cold]
    #[inline(never)]
    fn push_logged(&self, child: T::Handle) {
        let (index, logged) = (self.len(), child.as_dyn().to_untyped());
        self.children.push_logged_child(child);
        log::came_at(self, index, logged);
    }

    #[inline(never)]
    fn push_existing(&self, child: T::Handle) -> Result<(), AttachError<T::Handle>>
    where
        T: BackTo<O>,
    {
        match self.admit(&child) {
            Ok(Admitted::New) => {
                if log::is_open() {
                    self.push_logged(child);
                } else {
                    self.children.push_child(child);
                    released_keys::drop_all();
                }
            }
            Ok(Admitted::Here(from)) => self.move_to(from, self.len() - 1),
            Err(obstacle) => return Err(AttachError::refused(child, obstacle)),
        }
        Ok(())
    }
}
