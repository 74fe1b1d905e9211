//! The operations of an owning link over a list.

use std::cmp::Ordering;
use std::fmt;
use std::iter::FusedIterator;
use std::marker::PhantomData;
use std::ops::Deref;

use crate::kernel::attach_error::{AttachError, or_panic};
use crate::kernel::dyn_handle::AsDynHandle;
use crate::kernel::dyn_handle::Internal;
use crate::links::own::Own;
use crate::links::own::attach::Admitted;
use crate::model::as_handle::AsHandle;
use crate::model::graph::{BackTo, Graph, NodeType};
use crate::model::incoming::Incoming;
use crate::model::incoming::Origin;
use crate::model::into_handle::IntoHandle;
use crate::store::cow_list::{ListSnapshot, out_of_bounds};

/// An owning link to a list of children, named as `Vec`'s operations are. All of them take `&self`;
/// what borrows is [`read`](Own::read), so `list.read()[0]` stands for `list[0]`.
///
/// ```
/// use kinfolk::Graph;
///
/// #[derive(Graph)]
/// #[graph(back(parent: Folder))]
/// struct Folder {
///     name: &'static str,
///     #[graph(own)]
///     folders: Vec<Folder>,
/// }
/// # fn folder(name: &'static str) -> Folder { Folder { name, folders: vec![] } }
///
/// let root = folder("root").into_graph();
/// root.folders.extend([folder("b"), folder("a")]);
/// root.folders.sort_by_key(|folder| folder.name);
///
/// // Moving children while iterating over them: each comes once.
/// let attic = folder("attic").into_graph();
/// for folder in &root.folders {
///     attic.folders.push(folder);
/// }
/// assert!(root.folders.is_empty());
/// let names: Vec<_> = attic.folders.read().iter().map(|folder| folder.name).collect();
/// assert_eq!(names, ["a", "b"]);
/// ```
impl<O: NodeType, T: Graph> Own<O, Vec<T>> {
    /// The number of children. O(1).
    pub fn len(&self) -> usize {
        self.children.len()
    }

    /// Whether there are no children. O(1).
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether this node is among the children. Costs as [`position`](Own::position).
    pub fn contains(&self, child: &impl AsHandle<T::Declared>) -> bool {
        self.position(child).is_some()
    }

    /// Where this node stands among the children. O(1) if it is not here, at the ends, and as long as
    /// it stands where it was last put or found; else O(d), where d is by how many places it has moved
    /// since.
    pub fn position(&self, child: &impl AsHandle<T::Declared>) -> Option<usize> {
        self.place_of(child.handle(Internal).dyn_node())
    }

    /// The child at `index`. O(1).
    pub fn get(&self, index: usize) -> Option<T::Handle> {
        self.children.get(index)
    }

    /// The first child. O(1).
    pub fn first(&self) -> Option<T::Handle> {
        self.children.with(|items| items.first().cloned())
    }

    /// The last child. O(1).
    pub fn last(&self) -> Option<T::Handle> {
        self.children.with(|items| items.last().cloned())
    }

    /// The children that are there now, as handles: a snapshot. Whatever is attached, moved or
    /// removed while it is alive, each child that was there when it came is visited once. O(1), and
    /// O(1) a step.
    ///
    /// To move all children to another list, `other.extend(list.drain())` is O(n); one by one they
    /// are O(n) each, since those that stay move up.
    pub fn iter(&self) -> Iter<'_, T::Handle> {
        self.read().into_iter()
    }

    /// Lends the children that are there now, as a slice: the fastest way to read them. O(1).
    ///
    /// ```
    /// # use kinfolk::Graph;
    /// # #[derive(Graph)]
    /// # #[graph(back(book: Book))]
    /// # struct Page { words: usize }
    /// # #[derive(Graph)]
    /// # struct Book { #[graph(own)] pages: Vec<Page> }
    /// let book = Book { pages: vec![Page { words: 300 }, Page { words: 280 }] }.into_graph();
    /// assert_eq!(book.pages.read().iter().map(|page| page.words).sum::<usize>(), 580);
    /// assert_eq!(book.pages.read()[1].words, 280);
    /// ```
    pub fn read(&self) -> Snapshot<'_, T::Handle> {
        Snapshot::over(self.children.snapshot())
    }

    /// Puts a child at the end. One that is in this list already moves to the end.
    ///
    /// O(1) for a plain value. A handle costs, besides, what it takes to leave the owner that it
    /// had, and O(depth) if it has children.
    ///
    /// # Panics
    /// If the child is the owner or one of its ancestors; [`try_push`](Self::try_push) gives the
    /// error.
    #[inline]
    #[track_caller]
    pub fn push(&self, child: impl IntoHandle<T::Declared>)
    where
        T: BackTo<O>,
    {
        or_panic(self.try_push(child));
    }

    /// Puts a child at `index`. One that is in this list already moves, and stands at `index` of
    /// the result, so that then the largest index is `len - 1`.
    ///
    /// O(n - index), and as [`push`](Self::push).
    ///
    /// # Panics
    /// If `index` is too large, or if the child is the owner or one of its ancestors;
    /// [`try_insert`](Self::try_insert) gives the error.
    #[track_caller]
    pub fn insert(&self, index: usize, child: impl IntoHandle<T::Declared>)
    where
        T: BackTo<O>,
    {
        or_panic(self.try_insert(index, child));
    }

    /// Puts children at the end, in their order, as if each were [pushed](Self::push); but if one
    /// is refused, none is moved.
    ///
    /// O(k) for k plain values. Handles cost, besides, what it takes each to leave the owner that it
    /// had: those from the front of a list of n are O(n) each, so take a whole list over by
    /// `extend(list.drain())`.
    ///
    /// # Panics
    /// If one of the children is the owner or one of its ancestors;
    /// [`try_extend`](Self::try_extend) gives the error.
    #[track_caller]
    pub fn extend<I>(&self, children: I)
    where
        I: IntoIterator<Item: IntoHandle<T::Declared>>,
        T: BackTo<O>,
    {
        or_panic(self.try_extend(children));
    }

    /// As [`push`](Self::push), and gives the new child's handle. In a list of a union that is the
    /// union's enum; to keep a handle to the variant's own type, make the node first, by
    /// [`into_graph`](Graph::into_graph), and push a clone.
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
    /// As [`push`](Self::push); [`try_add`](Self::try_add) gives the error.
    #[inline]
    #[track_caller]
    pub fn add(&self, child: impl IntoHandle<T::Declared>) -> T::Handle
    where
        T: BackTo<O>,
    {
        or_panic(self.try_add(child))
    }

    /// As [`push`](Self::push), with the error as a value.
    ///
    /// # Errors
    /// [`AttachError`] if the child is the owner or one of its ancestors; nothing has changed, and
    /// the error gives the child back.
    #[inline]
    pub fn try_push(
        &self,
        child: impl IntoHandle<T::Declared>,
    ) -> Result<(), AttachError<T::Handle>>
    where
        T: BackTo<O>,
    {
        self.try_push_arrival(child.into_incoming(Internal))
    }

    /// As [`add`](Self::add), with the error as a value.
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
        let arrival = child.into_incoming(Internal);
        let child = arrival.handle.clone();
        self.try_push_arrival(arrival)?;
        Ok(child)
    }

    /// As [`insert`](Self::insert), with the error as a value.
    ///
    /// # Errors
    /// [`AttachError`] if `index` is too large, or if the child is the owner or one of its
    /// ancestors; nothing has changed, and the error gives the child back.
    pub fn try_insert(
        &self,
        index: usize,
        child: impl IntoHandle<T::Declared>,
    ) -> Result<(), AttachError<T::Handle>>
    where
        T: BackTo<O>,
    {
        let child = child.into_incoming(Internal).handle;
        let len = self.len();
        if index >= len {
            // One that is here already has one place less to go to.
            let is_here = self.place_of(child.as_dyn().dyn_node()).is_some();
            let last = len - usize::from(is_here);
            if index > last {
                return Err(self.refuse_index(child, index, last + 1));
            }
        }
        match self.admit(&child) {
            Ok(Admitted::New) if index == len => self.push_admitted(child),
            Ok(Admitted::New) => {
                child.as_dyn().dyn_node().header().set_index_hint(index);
                self.children.edit(|items| items.insert(index, child));
            }
            Ok(Admitted::Here(from)) => self.move_to(from, index),
            Err(path) => return Err(AttachError::cycle(child, path)),
        }
        Ok(())
    }

    /// If the child would close a cycle, too, that is the error: no other index would help.
    fn refuse_index(
        &self,
        child: T::Handle,
        index: usize,
        places: usize,
    ) -> AttachError<T::Handle> {
        match self.cycle_closed_by(&child) {
            Some(path) => AttachError::cycle(child, path),
            None => AttachError::out_of_bounds(child, index, places),
        }
    }

    /// As [`extend`](Self::extend), with the error as a value. All or nothing.
    ///
    /// # Errors
    /// [`AttachError`] if one of the children is the owner or one of its ancestors; nothing has
    /// changed, and the error gives all of them back.
    pub fn try_extend<I>(&self, children: I) -> Result<(), AttachError<T::Handle>>
    where
        I: IntoIterator<Item: IntoHandle<T::Declared>>,
        T: BackTo<O>,
    {
        // The iterator is the user's code: it comes to its end before anything is looked at.
        let arrivals: Vec<_> =
            children.into_iter().map(|child| child.into_incoming(Internal)).collect();
        let mut admitted = Vec::with_capacity(arrivals.len());
        let mut arrivals = arrivals.into_iter();
        while let Some(Incoming { handle, origin }) = arrivals.next() {
            let cycle = match origin {
                Origin::New { .. } => None,
                Origin::Existing => self.cycle_closed_by(&handle),
            };
            if let Some(path) = cycle {
                let before =
                    admitted.into_iter().map(|arrival: Incoming<_>| arrival.handle).collect();
                let after = arrivals.map(|arrival| arrival.handle).collect();
                return Err(AttachError::cycle(handle, path).among(before, after));
            }
            admitted.push(Incoming { handle, origin });
        }
        if admitted.len() > 2 {
            self.children.edit(|items| items.reserve(admitted.len()));
        }
        for arrival in admitted {
            // Moving those before it has given it no new ancestor, so it is not refused.
            self.try_push_arrival(arrival)?;
        }
        Ok(())
    }

    #[inline]
    fn try_push_arrival(&self, arrival: Incoming<T::Handle>) -> Result<(), AttachError<T::Handle>>
    where
        T: BackTo<O>,
    {
        match arrival.origin {
            Origin::New { needs_finalization } => {
                self.push_fresh(arrival.handle, needs_finalization);
                Ok(())
            }
            Origin::Existing => self.try_push_known(arrival.handle),
        }
    }

    #[inline(never)]
    fn try_push_known(&self, child: T::Handle) -> Result<(), AttachError<T::Handle>>
    where
        T: BackTo<O>,
    {
        match self.admit(&child) {
            Ok(Admitted::New) => self.push_admitted(child),
            Ok(Admitted::Here(from)) => self.move_to(from, self.len() - 1),
            Err(path) => return Err(AttachError::cycle(child, path)),
        }
        Ok(())
    }

    /// Puts a node that has just been made at the end: it has no owner, and closes no cycle.
    #[inline]
    fn push_fresh(&self, child: T::Handle, needs_finalization: bool)
    where
        T: BackTo<O>,
    {
        self.set_back(&child);
        if needs_finalization {
            self.mark_owner_of(child.as_dyn().dyn_node());
        }
        self.children.push_with_place(|place| {
            child.as_dyn().dyn_node().header().init_index_hint(place);
            child
        });
    }

    #[inline]
    fn push_admitted(&self, child: T::Handle) {
        self.children.push_with_place(|place| {
            child.as_dyn().dyn_node().header().set_index_hint(place);
            child
        });
    }

    /// Puts a child in the place of another, and gives that one back: it has no owner from then on.
    /// One that is in this list already leaves its place. Replacing a child by itself changes
    /// nothing, and gives it back.
    ///
    /// O(1), and as [`push`](Self::push).
    ///
    /// # Panics
    /// If `index` is out of bounds, or if the child is the owner or one of its ancestors;
    /// [`try_replace`](Self::try_replace) gives the error.
    #[track_caller]
    #[must_use = "to drop the child that was there, `drop` it"]
    pub fn replace(&self, index: usize, child: impl IntoHandle<T::Declared>) -> T::Handle
    where
        T: BackTo<O>,
    {
        or_panic(self.try_replace(index, child))
    }

    /// As [`replace`](Self::replace), with the error as a value.
    ///
    /// # Errors
    /// [`AttachError`] if `index` is out of bounds, or if the child is the owner or one of its
    /// ancestors; nothing has changed, and the error gives the child back.
    pub fn try_replace(
        &self,
        index: usize,
        child: impl IntoHandle<T::Declared>,
    ) -> Result<T::Handle, AttachError<T::Handle>>
    where
        T: BackTo<O>,
    {
        let child = child.into_incoming(Internal).handle;
        let Some(before) = self.get(index) else {
            return Err(self.refuse_index(child, index, self.len()));
        };
        match self.admit(&child) {
            Ok(Admitted::Here(here)) if here == index => return Ok(before),
            Ok(Admitted::Here(here)) => self.children.edit(|items| {
                items.swap(here, index);
                items.remove(here);
            }),
            Ok(Admitted::New) => {
                child.as_dyn().dyn_node().header().set_index_hint(index);
                self.children.rearrange(|items| items[index] = child);
            }
            Err(path) => return Err(AttachError::cycle(child, path)),
        }
        before.as_dyn().dyn_node().clear_back_links();
        Ok(before)
    }

    /// Takes out the last child. O(1).
    pub fn pop(&self) -> Option<T::Handle> {
        self.len().checked_sub(1).map(|last| self.take_out(last))
    }

    /// Takes out the child at `index`; those after it move up. O(n - index).
    ///
    /// # Panics
    /// If `index` is out of bounds.
    #[track_caller]
    pub fn remove(&self, index: usize) -> T::Handle {
        let len = self.len();
        if index >= len {
            out_of_bounds("remove", index, len, "children");
        }
        self.take_out(index)
    }

    /// Takes out the child at `index`, and puts the last one in its place. O(1).
    ///
    /// # Panics
    /// If `index` is out of bounds.
    #[track_caller]
    pub fn swap_remove(&self, index: usize) -> T::Handle {
        let len = self.len();
        if index >= len {
            out_of_bounds("swap_remove", index, len, "children");
        }
        self.swap(index, len - 1);
        self.take_out(len - 1)
    }

    fn take_out(&self, index: usize) -> T::Handle {
        let child = self.children.remove(index);
        child.as_dyn().dyn_node().clear_back_links();
        child
    }

    /// Takes out all children, at once, and gives them in their order. O(n).
    pub fn drain(&self) -> Drain<T::Handle> {
        Drain::of(cut_loose(self.children.take_all()))
    }

    /// Takes out all children; those that are not held die, one after the other, in their order.
    /// O(n).
    pub fn clear(&self) {
        drop(self.drain());
    }

    /// Takes out the children from `len` on; does nothing if there are not so many. O(1), and O(1)
    /// for each child that is taken out.
    pub fn truncate(&self, len: usize) {
        if len < self.len() {
            drop(cut_loose(self.children.edit(|items| items.split_off(len))));
        }
    }

    /// Keeps the children for which `keep` says so.
    ///
    /// It is asked about a snapshot, and is free to change the graph, this list too; what it
    /// decided is then applied to what is still here. If it panics, nothing is taken out. O(n).
    pub fn retain(&self, keep: impl FnMut(&T::Handle) -> bool) {
        let mut rejected = self.children.reject(keep);
        let removed = self.children.take_out(&mut rejected);
        self.note_places();
        drop((cut_loose(removed), rejected));
    }

    /// Swaps two children. O(1).
    ///
    /// # Panics
    /// If an index is out of bounds.
    #[track_caller]
    pub fn swap(&self, a: usize, b: usize) {
        let len = self.len();
        if let Some(&index) = [a, b].iter().find(|&&index| index >= len) {
            out_of_bounds("swap", index, len, "children");
        }
        self.children.rearrange(|items| {
            items.swap(a, b);
            note_place(items, a);
            note_place(items, b);
        });
    }

    /// Moves a child from one place to another; those between move over by one. O(|to - from|).
    ///
    /// # Panics
    /// If an index is out of bounds.
    #[track_caller]
    pub fn move_to(&self, from: usize, to: usize) {
        let len = self.len();
        if let Some(&index) = [from, to].iter().find(|&&index| index >= len) {
            out_of_bounds("move_to", index, len, "children");
        }
        if from != to {
            self.children.move_to(from, to);
            self.children.with(|items| note_place(items, to));
        }
    }

    /// Turns the order around. O(n).
    pub fn reverse(&self) {
        self.children.rearrange(<[_]>::reverse);
        self.note_places();
    }

    /// Sorts the children, keeping the order of equal ones, as `[T]::sort_by` does.
    ///
    /// `compare` is asked about a snapshot, and is free to change the graph, this list too; the
    /// order is then applied to what is still here, and what has come meanwhile stands at the end.
    /// If it panics, nothing has moved. O(n log n).
    pub fn sort_by(&self, mut compare: impl FnMut(&T::Handle, &T::Handle) -> Ordering) {
        self.sort_with(|children| children.sort_by(&mut compare));
    }

    /// Sorts the children by a key, as [`sort_by`](Self::sort_by) does.
    pub fn sort_by_key<K: Ord>(&self, mut key: impl FnMut(&T::Handle) -> K) {
        self.sort_with(|children| children.sort_by_key(&mut key));
    }

    fn sort_with(&self, sort: impl FnOnce(&mut [T::Handle])) {
        let (sorted, others) = self.children.sorted(sort);
        let replaced = self.children.replace(sorted);
        self.note_places();
        // What `sort` has removed may die here, now that the list is in order.
        drop((replaced, others));
    }

    fn note_places(&self) {
        self.children.with(|items| (0..items.len()).for_each(|index| note_place(items, index)));
    }
}

/// Forgets the owner of children that have just been taken out of its list. They are given back, to
/// be dropped when the graph is in order.
fn cut_loose<H: AsDynHandle>(children: Vec<H>) -> Vec<H> {
    for child in &children {
        child.as_dyn().dyn_node().clear_back_links();
    }
    children
}

/// Remembers where a child stands, for [`DynSnapshot::position`](crate::kernel::snapshot::DynSnapshot::position).
fn note_place<H: AsDynHandle>(items: &[H], index: usize) {
    items[index].as_dyn().dyn_node().header().set_index_hint(index);
}

impl<'a, O: NodeType, T: Graph> IntoIterator for &'a Own<O, Vec<T>> {
    type Item = T::Handle;
    type IntoIter = Iter<'a, T::Handle>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The children of a list, lent as a slice: the answer of [`Own::read`].
///
/// It shows what was there when it came, whatever happens to the list. It borrows the node, so it
/// cannot outlive the handle that it came from.
pub struct Snapshot<'a, H> {
    items: ListSnapshot<H>,
    node: PhantomData<&'a H>,
}

impl<H> Snapshot<'_, H> {
    pub(crate) fn over(items: ListSnapshot<H>) -> Self {
        Snapshot { items, node: PhantomData }
    }
}

impl<H> Deref for Snapshot<'_, H> {
    type Target = [H];

    fn deref(&self) -> &[H] {
        &self.items
    }
}

/// The handles by value, as [`Own::iter`] gives them.
impl<'a, H: Clone> IntoIterator for Snapshot<'a, H> {
    type Item = H;
    type IntoIter = Iter<'a, H>;

    fn into_iter(self) -> Iter<'a, H> {
        let end = self.items.len();
        Iter { items: self.items, next: 0, end, node: PhantomData }
    }
}

impl<'a, H> IntoIterator for &'a Snapshot<'_, H> {
    type Item = &'a H;
    type IntoIter = std::slice::Iter<'a, H>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<H: fmt::Debug> fmt::Debug for Snapshot<'_, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// The handles of a list's children, as they were when it came: the answer of [`Own::iter`] and
/// [`WeakLink::iter`](crate::WeakLink::iter).
///
/// It borrows the node, so it cannot outlive the handle that it came from.
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct Iter<'a, H> {
    items: ListSnapshot<H>,
    next: usize,
    end: usize,
    node: PhantomData<&'a H>,
}

impl<H> Iter<'_, H> {
    pub(crate) fn over(items: Vec<H>) -> Self {
        let end = items.len();
        Iter { items: items.into(), next: 0, end, node: PhantomData }
    }

    fn rest(&self) -> &[H] {
        &self.items[self.next..self.end]
    }
}

impl<H: Clone> Iterator for Iter<'_, H> {
    type Item = H;

    fn next(&mut self) -> Option<H> {
        if self.next == self.end {
            return None;
        }
        let child = self.items[self.next].clone();
        self.next += 1;
        Some(child)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.end - self.next, Some(self.end - self.next))
    }

    fn nth(&mut self, n: usize) -> Option<H> {
        self.next = self.end.min(self.next.saturating_add(n));
        self.next()
    }

    /// What `for_each`, `sum` and the like go by: without looking for the end at each step.
    #[inline]
    fn fold<A, F: FnMut(A, H) -> A>(self, start: A, mut fold: F) -> A {
        self.rest().iter().fold(start, |folded, child| fold(folded, child.clone()))
    }
}

impl<H: Clone> DoubleEndedIterator for Iter<'_, H> {
    fn next_back(&mut self) -> Option<H> {
        let child = self.rest().last()?.clone();
        self.end -= 1;
        Some(child)
    }
}

impl<H: Clone> ExactSizeIterator for Iter<'_, H> {}

impl<H: Clone> FusedIterator for Iter<'_, H> {}

impl<H> Clone for Iter<'_, H> {
    fn clone(&self) -> Self {
        Iter { items: self.items.clone(), ..*self }
    }
}

impl<H: fmt::Debug> fmt::Debug for Iter<'_, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Iter").field(&self.rest()).finish()
    }
}

/// The children that were taken out of a list: the answer of [`Own::drain`].
///
/// They have no owner any more. Those that are left when it is dropped die then, unless they are
/// held elsewhere.
#[derive(Debug)]
pub struct Drain<H> {
    children: std::vec::IntoIter<H>,
}

impl<H: Clone> Drain<H> {
    pub(crate) fn of(items: Vec<H>) -> Self {
        Drain { children: items.into_iter() }
    }
}

impl<H> Iterator for Drain<H> {
    type Item = H;

    fn next(&mut self) -> Option<H> {
        self.children.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.children.size_hint()
    }
}

impl<H> DoubleEndedIterator for Drain<H> {
    fn next_back(&mut self) -> Option<H> {
        self.children.next_back()
    }
}

impl<H> ExactSizeIterator for Drain<H> {}

impl<H> FusedIterator for Drain<H> {}
