//! The operations of a shared link over a list that name a node, or several nodes.

use std::ops::{Range, RangeBounds};
use std::{mem, ptr};

use crate::change::log::Scope;
use crate::change::targets::{ALL, end};
use crate::collect::collect_if_due;
use crate::kernel::attach_error::{AttachError, or_panic};
use crate::kernel::internal::Internal;
use crate::kernel::snapshot::Step;
use crate::links::saved::list::SavingList;
use crate::links::shared::Shared;
use crate::model::as_handle::AsHandle;
use crate::model::graph::{Graph, NodeType};
use crate::model::into_handle::IntoHandle;

/// Beside a node, and several nodes at once. Where a node is in the list more than once, looking for
/// it finds the first occurrence. An iterator that you give runs to its end before anything changes.
///
/// ```
/// # use kinfolk::{Graph, Rc};
/// # #[derive(Graph)]
/// # #[graph(shared(pub members: Vec<Person>))]
/// # struct Project {}
/// # #[derive(Graph)]
/// # struct Person { name: &'static str }
/// # fn names(of: &Rc<Project>) -> String { of.members.iter().map(|p| p.name).collect() }
/// let project = Project {}.into_graph();
/// project.members.extend(["a", "b", "c"].map(|name| Person { name }));
/// let b = project.members.get(1).unwrap();
/// project.members.insert_before(&b, Person { name: "x" });
/// assert_eq!(project.members.next(&b).unwrap().name, "c");
/// project.members.splice(..2, [b]);
/// assert_eq!(names(&project), "bbc");
/// ```
impl<O: NodeType, T: Graph, S: SavingList> Shared<O, Vec<T>, S> {
    /// The node after the first occurrence of this one. O(n).
    pub fn next(&self, target: &impl AsHandle<T::Declared>) -> Option<T::Handle> {
        self.get(Step::Next.from(self.position(target)?))
    }

    /// The node before the first occurrence of this one. O(n).
    pub fn previous(&self, target: &impl AsHandle<T::Declared>) -> Option<T::Handle> {
        self.get(Step::Previous.from(self.position(target)?))
    }

    /// Inserts a node before the first occurrence of another. O(n), and the cost of
    /// [`push`](Self::push).
    ///
    /// # Panics
    /// If the other node is not in the list; [`try_insert_before`](Self::try_insert_before) returns
    /// the error instead.
    #[track_caller]
    pub fn insert_before(
        &self,
        sibling: &impl AsHandle<T::Declared>,
        target: impl IntoHandle<T::Declared>,
    ) {
        or_panic(self.try_insert_before(sibling, target));
    }

    /// Inserts a node after the first occurrence of another. O(n), and the cost of
    /// [`push`](Self::push).
    ///
    /// # Panics
    /// If the other node is not in the list; [`try_insert_after`](Self::try_insert_after) returns
    /// the error instead.
    #[track_caller]
    pub fn insert_after(
        &self,
        sibling: &impl AsHandle<T::Declared>,
        target: impl IntoHandle<T::Declared>,
    ) {
        or_panic(self.try_insert_after(sibling, target));
    }

    /// As [`insert_before`](Self::insert_before), but returns an error instead of panicking.
    ///
    /// # Errors
    /// [`AttachError`] if the other node is not in the list. Nothing has changed then, and the error
    /// holds the node.
    pub fn try_insert_before(
        &self,
        sibling: &impl AsHandle<T::Declared>,
        target: impl IntoHandle<T::Declared>,
    ) -> Result<(), AttachError<T::Handle>> {
        self.insert_beside("insert_before", sibling, 0, target)
    }

    /// As [`insert_after`](Self::insert_after), but returns an error instead of panicking.
    ///
    /// # Errors
    /// As [`try_insert_before`](Self::try_insert_before).
    pub fn try_insert_after(
        &self,
        sibling: &impl AsHandle<T::Declared>,
        target: impl IntoHandle<T::Declared>,
    ) -> Result<(), AttachError<T::Handle>> {
        self.insert_beside("insert_after", sibling, 1, target)
    }

    fn insert_beside(
        &self,
        operation: &'static str,
        sibling: &impl AsHandle<T::Declared>,
        distance: usize,
        target: impl IntoHandle<T::Declared>,
    ) -> Result<(), AttachError<T::Handle>> {
        let target = IntoHandle::into_incoming(target, Internal).handle;
        let Some(index) = self.position(sibling) else {
            let sibling = AsHandle::handle(sibling, Internal).dyn_node();
            return Err(AttachError::not_here(target, operation, sibling));
        };
        self.try_insert(index + distance, target)
    }

    /// Moves all nodes of another list to the end of this one, in order. The other list may have a
    /// holder of any type. Appending a list to itself changes nothing. O(k) for k nodes, and the cost
    /// of [`push`](Self::push) for each.
    pub fn append<P: NodeType, R: SavingList>(&self, other: &Shared<P, Vec<T>, R>) {
        if !ptr::addr_eq(self, other) {
            let changing = other.changing(ALL);
            let targets = other.targets.take_all();
            R::note_removed(&other.ids, 0..targets.len());
            // These nodes are held, so what this does to the other list drops none.
            other.after_removal();
            // It ends with the change of this list.
            let _scope = end(changing, &[0]);
            let range = self.len()..usize::MAX;
            let (none, scope) = self.put_in(range, targets, Extend::extend);
            drop((none, scope));
        }
    }

    /// Puts nodes in the place of a range of nodes, and returns those of the range in order. If the
    /// iterator changes this list, the range is one of the list that it leaves, cut off at its end.
    ///
    /// O(k + m) for k new nodes and m from the start of the range on, and the cost of
    /// [`push`](Self::push) for each of the k.
    ///
    /// # Panics
    /// If the range is out of bounds, before it asks for a node.
    #[track_caller]
    pub fn splice<I>(&self, range: impl RangeBounds<usize>, targets: I) -> Vec<T::Handle>
    where
        I: IntoIterator<Item: IntoHandle<T::Declared>>,
    {
        let range = self.targets.check_range("splice", &range, "nodes");
        let targets = collect::<T, I>(targets);
        let end = range.end.min(self.len());
        let range = range.start.min(end)..end;
        let (removed, scope) = self.put_in(range.clone(), targets, |items, targets| {
            S::note_removed(&self.ids, range.clone());
            S::note_inserted(&self.ids, range.start, targets.len());
            items.splice(range, targets).collect()
        });
        drop(scope);
        removed
    }

    /// Makes these the nodes of this list, in this order. Those that nothing else holds then die,
    /// one after the other, in order. O(n + k) for n old nodes and k new ones, and the cost of
    /// [`push`](Self::push) for each of the k.
    pub fn set_all<I>(&self, targets: I)
    where
        I: IntoIterator<Item: IntoHandle<T::Declared>>,
    {
        let targets = collect::<T, I>(targets);
        let mut old = None;
        let (removed, scope) = self.put_in(0..usize::MAX, targets, |items, targets| {
            old = Some(S::take(&self.ids));
            mem::replace(items, targets)
        });
        drop((removed, old, scope));
    }

    /// Calls `change`, which puts these nodes in the place of those in the range. The caller drops what
    /// is returned in this order.
    fn put_in<R>(
        &self,
        range: Range<usize>,
        targets: Vec<T::Handle>,
        change: impl FnOnce(&mut Vec<T::Handle>, Vec<T::Handle>) -> R,
    ) -> (R, Option<Scope>) {
        let count = targets.len();
        let changing = self.changing(range);
        if !targets.is_empty() {
            self.before_insert(&targets);
        }
        let removed = self.targets.edit(|items| change(items, targets));
        self.after_removal_from_list();
        let scope = end(changing, &[count]);
        collect_if_due();
        (removed, scope)
    }
}

/// The nodes of a call. The iterator is user code, so it ends before anything changes.
pub(super) fn collect<T, I>(targets: I) -> Vec<T::Handle>
where
    T: Graph,
    I: IntoIterator<Item: IntoHandle<T::Declared>>,
{
    let incoming = |target| IntoHandle::into_incoming(target, Internal).handle;
    targets.into_iter().map(incoming).collect()
}
