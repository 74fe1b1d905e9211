//! Attaching several children at once: all of them, or none.

use std::collections::{HashMap, HashSet};
use std::ops::{Range, RangeBounds};
use std::ptr;

use crate::change::detach::release;
use crate::change::log::{self, Scope};
use crate::kernel::any;
use crate::kernel::attach_error::{AttachError, or_panic};
use crate::kernel::dyn_handle::{AsDynHandle, DynHandle, address};
use crate::kernel::dyn_link::OwnerState;
use crate::kernel::internal::Internal;
use crate::kernel::released_keys;
use crate::links::own::Own;
use crate::links::own::list::remove::{disown, untyped};
use crate::model::graph::{BackTo, Graph, NodeType};
use crate::model::incoming::{Incoming, Origin};
use crate::model::into_handle::IntoHandle;
use crate::model::repr::Repr;
use crate::store::cow_list::ListSnapshot;
use crate::store::hash::BuildFoldedHash;
use crate::store::small_vec::SmallVec;

/// Several children at once. If one of them is refused, nothing changes, and none is lost: the
/// `try_` forms return all of them. An iterator that you give runs to its end before anything is
/// checked or changed.
///
/// ```
/// # use kinfolk::Graph;
/// # #[derive(Graph)]
/// # #[graph(back(parent: Folder))]
/// # struct Folder { name: &'static str, #[graph(own)] folders: Vec<Folder> }
/// # fn folder(name: &'static str) -> Folder { Folder { name, folders: vec![] } }
/// # fn names(of: &kinfolk::Rc<Folder>) -> String { of.folders.iter().map(|f| f.name).collect() }
/// let root = folder("root").into_graph();
/// root.folders.extend(["a", "b", "c", "d"].map(folder));
///
/// // Put "x" in the place of "b" and "c".
/// let removed = root.folders.splice(1..3, [folder("x")]);
/// assert_eq!((names(&root).as_str(), removed.len()), ("axd", 2));
///
/// // Group all children below a new one. Not by `drain`, which would lose them if one is refused.
/// let group = folder("group").into_graph();
/// group.folders.append(&root.folders);
/// root.folders.push(group.clone());
/// assert_eq!((names(&root).as_str(), names(&group).as_str()), ("group", "axd"));
/// ```
impl<O: NodeType, T: Graph> Own<O, Vec<T>> {
    /// Appends children in order, as if each were [pushed](Self::push). If one is refused, none is
    /// moved.
    ///
    /// O(k) for k plain values. For handles, add the cost of leaving the old owner and of the check
    /// for cycles, for each. To move a whole list, use [`append`](Self::append): then leaving costs
    /// O(1) for each, and no child is lost if one is refused.
    ///
    /// # Panics
    /// If one of the children is the owner or one of its ancestors, or is
    /// [required](Own#required-children) elsewhere; [`try_extend`](Self::try_extend) returns the
    /// error instead.
    #[track_caller]
    pub fn extend<I>(&self, children: I)
    where
        I: IntoIterator<Item: IntoHandle<T::Declared>>,
        T: BackTo<O>,
    {
        or_panic(self.try_extend(children));
    }

    /// Moves all children of another list to the end of this one, in order. The other list may have
    /// an owner of any type. Appending a list to itself changes nothing.
    ///
    /// O(k) for k children, and the check for cycles for each that has children:
    /// O(min(depth, size)), for a child with `size` nodes below it.
    ///
    /// # Panics
    /// If one of the children is the owner of this list or one of its ancestors;
    /// [`try_append`](Self::try_append) returns the error instead. Nothing has moved then.
    #[track_caller]
    pub fn append<P: NodeType>(&self, other: &Own<P, Vec<T>>)
    where
        T: BackTo<O>,
    {
        or_panic(self.try_append(other));
    }

    /// Puts children in the place of a range of children, and returns those of the range in order.
    /// They have no owner from then on.
    ///
    /// The range is one of the list before the call. Children that are in this list already move,
    /// from inside of the range or from outside; those from inside are not returned. A child that
    /// you give twice stands where you give it last. If the iterator changes this list, the
    /// children of the range that are left are replaced where the first of them stands then.
    ///
    /// O(k + r + m) for k new children, r removed ones and m that stand after them; in a
    /// [long list](#long-lists), at most O(√n) for each of the k + r. For handles, add the cost of
    /// leaving the old owner and of the check for cycles, for each. If the iterator changes this
    /// list, O(n) more.
    ///
    /// # Panics
    /// If the range is out of bounds, before it asks for a child. If one of the children is the
    /// owner or one of its ancestors, or is [required](Own#required-children) elsewhere;
    /// [`try_splice`](Self::try_splice) returns the error instead.
    #[track_caller]
    pub fn splice<I>(&self, range: impl RangeBounds<usize>, children: I) -> Vec<T::Handle>
    where
        I: IntoIterator<Item: IntoHandle<T::Declared>>,
        T: BackTo<O>,
    {
        or_panic(self.try_splice(range, children))
    }

    /// Makes these the children of this list, in this order. Other children are removed, and those
    /// that nothing else holds die, one after the other, in order. A child that you give twice
    /// stands where you give it last.
    ///
    /// O(n + k) for n old children and k new ones. For handles of children of other lists, add the
    /// cost of leaving the old owner and of the check for cycles, for each.
    ///
    /// ```
    /// # use kinfolk::Graph;
    /// # #[derive(Graph)]
    /// # #[graph(back(book: Book))]
    /// # struct Page { number: usize }
    /// # #[derive(Graph)]
    /// # struct Book { #[graph(own)] pages: Vec<Page> }
    /// let book = Book { pages: (0..6).map(|number| Page { number }).collect() }.into_graph();
    /// let odd = book.pages.iter().filter(|page| page.number % 2 == 1);
    /// book.pages.set_all(odd.rev());
    /// let numbers: Vec<_> = book.pages.iter().map(|page| page.number).collect();
    /// assert_eq!(numbers, [5, 3, 1]);
    /// ```
    ///
    /// # Panics
    /// If one of the children is the owner or one of its ancestors, or is
    /// [required](Own#required-children) elsewhere; [`try_set_all`](Self::try_set_all) returns the
    /// error instead.
    #[track_caller]
    pub fn set_all<I>(&self, children: I)
    where
        I: IntoIterator<Item: IntoHandle<T::Declared>>,
        T: BackTo<O>,
    {
        or_panic(self.try_set_all(children));
    }

    /// As [`extend`](Self::extend), but returns an error instead of panicking: it attaches all
    /// children or none.
    ///
    /// # Errors
    /// [`AttachError`] if one of the children is the owner or one of its ancestors, or is
    /// [required](Own#required-children) elsewhere. Nothing has changed then, and the error holds
    /// all the children.
    pub fn try_extend<I>(&self, children: I) -> Result<(), AttachError<T::Handle>>
    where
        I: IntoIterator<Item: IntoHandle<T::Declared>>,
        T: BackTo<O>,
    {
        let checked = self.check_all(children)?;
        let operation = Scope::open();
        if operation.is_some() {
            // One record for all.
            drop(self.attach_all(self.len(), checked, Vec::new()));
            return Ok(());
        }
        if checked.len() > 2 {
            self.children.change(|items| items.reserve(checked.len()));
        }
        for child in checked {
            // The moves so far have given this link's host no new ancestor, so no child is refused
            // now.
            self.push_incoming(child)?;
        }
        Ok(())
    }

    /// As [`append`](Self::append), but returns an error instead of panicking: it moves all children
    /// or none.
    ///
    /// # Errors
    /// [`AttachError`] if one of the children is the owner of this list or one of its ancestors. The
    /// error holds that child, and all children are where they were.
    pub fn try_append<P: NodeType>(
        &self,
        other: &Own<P, Vec<T>>,
    ) -> Result<(), AttachError<T::Handle>>
    where
        T: BackTo<O>,
    {
        if ptr::addr_eq(self, other) {
            return Ok(());
        }
        let children = other.children.flat_snapshot(T::Repr::from_any);
        if let Some((index, obstacle)) = self.first_refused(children.iter()) {
            return Err(AttachError::refused(children[index].clone(), obstacle));
        }
        // The children stay in the other list until the next line, so nothing dies here.
        drop(children);
        let children = other.children.take_all();
        any::note_released();
        let _operation = Scope::open();
        if log::is_open() {
            log::removed_all(other, 0, &untyped(&children));
        }
        for child in &children {
            self.set_owner_of(child);
        }
        let (index, count) = (self.len(), children.len());
        self.children.insert_children(index, children, T::Repr::from_any);
        if log::is_open() {
            log::all_came(self, index, count);
        }
        Ok(())
    }

    /// As [`splice`](Self::splice), but returns an error instead of panicking: it attaches all
    /// children or none.
    ///
    /// # Errors
    /// As [`try_extend`](Self::try_extend).
    ///
    /// # Panics
    /// If the range is out of bounds, before it asks for a child.
    #[track_caller]
    pub fn try_splice<I>(
        &self,
        range: impl RangeBounds<usize>,
        children: I,
    ) -> Result<Vec<T::Handle>, AttachError<T::Handle>>
    where
        I: IntoIterator<Item: IntoHandle<T::Declared>>,
        T: BackTo<O>,
    {
        let range = self.children.check_range("splice", &range, "children");
        let before = self.children.snapshot();
        let checked = self.check_all(children)?;
        if self.children.is_unchanged_since(&before) {
            // The list holds the same children, so nothing dies here.
            drop(before);
            let _operation = Scope::open();
            let (index, taken) = (range.start, self.take_range(range));
            return Ok(self.attach_all(index, checked, taken));
        }
        let _operation = Scope::open();
        let (index, taken) = self.take_left(&before, range);
        let taken = self.attach_all(index, checked, taken);
        // Children that the iterator has removed may die here, when the list is in order.
        drop(before);
        Ok(taken)
    }

    /// As [`set_all`](Self::set_all), but returns an error instead of panicking: it attaches all
    /// children or none.
    ///
    /// # Errors
    /// As [`try_extend`](Self::try_extend).
    pub fn try_set_all<I>(&self, children: I) -> Result<(), AttachError<T::Handle>>
    where
        I: IntoIterator<Item: IntoHandle<T::Declared>>,
        T: BackTo<O>,
    {
        let checked = self.check_all(children)?;
        let _operation = Scope::open();
        let taken = self.take_range(0..self.len());
        drop(self.attach_all(0, checked, taken));
        Ok(())
    }

    /// Removes the children of a range, which is in bounds.
    fn take_range(&self, range: Range<usize>) -> Vec<T::Handle> {
        let index = range.start;
        let taken = disown(self.children.take_range(range, T::Repr::from_any));
        if log::is_open() {
            log::removed_all(self, index, &untyped(&taken));
        }
        taken
    }

    /// The children of a call, if all can be attached; else the error, which holds them all. Nothing
    /// has changed yet.
    fn check_all<I>(&self, children: I) -> Result<Vec<Incoming<T::Handle>>, AttachError<T::Handle>>
    where
        I: IntoIterator<Item: IntoHandle<T::Declared>>,
    {
        // The iterator is user code, so it ends before anything is checked.
        let mut incoming: Vec<_> =
            children.into_iter().map(|child| IntoHandle::into_incoming(child, Internal)).collect();
        let existing = incoming.iter().filter(|child| matches!(child.origin, Origin::Existing));
        let Some((refused, obstacle)) = self.first_refused(existing.map(|child| &child.handle))
        else {
            return Ok(incoming);
        };
        let is_existing = |child: &Incoming<_>| matches!(child.origin, Origin::Existing);
        let mut existing = (0..incoming.len()).filter(|index| is_existing(&incoming[*index]));
        let index = existing.nth(refused).unwrap_or_default();
        let after = incoming.split_off(index + 1).into_iter().map(|child| child.handle).collect();
        let child = incoming.remove(index).handle;
        let before = incoming.into_iter().map(|child| child.handle).collect();
        Err(AttachError::refused(child, obstacle).with_others(before, after))
    }

    /// Removes those children of a range of this snapshot that are still here. Returns them, and the
    /// index at which the first child of the range, or else after it, stood that is still here.
    fn take_left(
        &self,
        before: &ListSnapshot<T::Handle>,
        range: Range<usize>,
    ) -> (usize, Vec<T::Handle>) {
        self.children.leave_chunks(T::Repr::from_any);
        let old = |index| before.items()?.get_restored(index, T::Repr::from_any);
        let now = self.children.snapshot();
        let indices = now.iter().enumerate().map(|(index, child)| (address(child), index));
        let indices: HashMap<_, _, BuildFoldedHash> = indices.collect();
        let index_of = |child: &T::Handle| indices.get(&address(child)).copied();
        let after = range.start..before.items().map_or(0, SmallVec::len);
        let index = after.filter_map(old).find_map(|child| index_of(&child)).unwrap_or(now.len());
        let mut taken: Vec<_> = range.filter_map(old).collect();
        taken.retain(|child| index_of(child).is_some());
        let addresses: HashSet<_, BuildFoldedHash> = taken.iter().map(address).collect();
        let gone_before = now[..index].iter().filter(|child| addresses.contains(&address(*child)));
        let index = index - gone_before.count();
        let is_left = |child: &&T::Handle| !addresses.contains(&address(*child));
        let left = now.iter().filter(is_left).cloned().collect();
        // `before` and `taken` hold the children that leave, so nothing dies here.
        drop(self.children.replace(left));
        self.set_index_hints();
        let taken = disown(taken);
        if log::is_open() {
            let gone = now.iter().enumerate().filter(|(_, child)| !is_left(child));
            let (indices, gone): (Vec<_>, Vec<_>) =
                gone.map(|(i, child)| (i, child.clone())).unzip();
            log::removed_at(self, &indices, &untyped(&gone));
        }
        (index, taken)
    }

    /// Attaches children that have been checked, at this index. Those that are in this list leave
    /// their places. Returns those of `taken`, which were just removed from this list and have no
    /// owner, that are not among them.
    fn attach_all(
        &self,
        mut index: usize,
        checked: Vec<Incoming<T::Handle>>,
        mut taken: Vec<T::Handle>,
    ) -> Vec<T::Handle>
    where
        T: BackTo<O>,
    {
        let addresses: Vec<_> = checked.iter().map(|child| address(&child.handle)).collect();
        let is_last = are_last(&addresses);
        let mut children = Vec::with_capacity(checked.len());
        for (Incoming { handle, origin }, is_last) in checked.into_iter().zip(is_last) {
            if !is_last {
                continue;
            }
            match origin {
                Origin::New { needs_finalization } => self.own_new(&handle, needs_finalization),
                Origin::Existing => {
                    if self.take_from_owner(&handle).is_some_and(|old| old < index) {
                        index -= 1;
                    }
                    self.set_owner_of(&handle);
                }
            }
            children.push(handle);
        }
        let count = children.len();
        self.children.insert_children(index, children, T::Repr::from_any);
        if log::is_open() {
            log::all_came(self, index, count);
        }
        released_keys::drop_all();
        taken.retain(|child| matches!(child.typed().dyn_node().owner_state(), OwnerState::None));
        taken
    }

    /// Takes a child out of its owner's link. Returns its index, if it was in this list.
    fn take_from_owner(&self, child: &T::Handle) -> Option<usize> {
        let node = child.typed().dyn_node();
        let index = self.index_of(node);
        match index {
            Some(index) => {
                drop(self.children.remove_child(index, T::Repr::from_any));
                if log::is_open() {
                    log::removed_from(self, index, None, child.as_dyn());
                }
            }
            None => {
                let owner = node.owner()?;
                release(node, &owner);
            }
        }
        index
    }
}

/// For each of these addresses, whether it does not come again.
fn are_last(addresses: &[*const ()]) -> Vec<bool> {
    let mut are_last = vec![true; addresses.len()];
    if addresses.len() > 1 {
        let mut seen =
            HashSet::with_capacity_and_hasher(addresses.len(), BuildFoldedHash::default());
        for (address, is_last) in addresses.iter().zip(&mut are_last).rev() {
            *is_last = seen.insert(*address);
        }
    }
    are_last
}
