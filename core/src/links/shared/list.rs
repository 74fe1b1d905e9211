//! The operations of a shared link over a list.

use std::cmp::Ordering;
use std::slice;

use crate::change::log::Scope;
use crate::change::targets::{self, ALL, end, end_insertion};
use crate::kernel::attach_error::{AttachError, or_panic};
use crate::kernel::dyn_handle::address;
use crate::kernel::internal::Internal;
use crate::links::iter::{Drain, Iter};
use crate::links::saved::list::SavingList;
use crate::links::shared::Shared;
use crate::links::shared::several::collect;
use crate::links::snapshot::Snapshot;
use crate::model::as_handle::AsHandle;
use crate::model::graph::{Graph, NodeType};
use crate::model::into_handle::IntoHandle;
use crate::model::repr::Repr;

/// A shared link to a list of nodes. Its operations are named as `Vec`'s are, and all of them take
/// `&self`. A node may be in the list more than once.
///
/// ```
/// use kinfolk::{Graph, Rc};
///
/// #[derive(Graph)]
/// #[graph(shared(pub members: Vec<Person>))]
/// struct Project {}
///
/// #[derive(Graph)]
/// struct Person {
///     name: &'static str,
/// }
///
/// let [engine, wings] = [Project {}.into_graph(), Project {}.into_graph()];
/// let ann = engine.members.add(Person { name: "Ann" });
/// engine.members.push(Person { name: "Bob" });
/// wings.members.extend(&engine.members);
/// assert_eq!(Rc::strong_count(&ann), 3);
///
/// engine.members.retain(|person| person.name != "Ann");
/// assert_eq!(wings.members.position(&ann), Some(0));
/// drop(wings);
/// assert_eq!(Rc::strong_count(&ann), 1);
/// ```
impl<O: NodeType, T: Graph, S: SavingList> Shared<O, Vec<T>, S> {
    /// The length of the list. A node that is in it twice counts twice. O(1).
    pub fn len(&self) -> usize {
        self.targets.len()
    }

    /// Whether the list is empty. O(1).
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether this node is in the list. O(n).
    pub fn contains(&self, target: &impl AsHandle<T::Declared>) -> bool {
        self.position(target).is_some()
    }

    /// The index of this node's first occurrence. O(n).
    pub fn position(&self, target: &impl AsHandle<T::Declared>) -> Option<usize> {
        let target = AsHandle::handle(target, Internal).dyn_node().address();
        self.targets.with(|items| items.iter().position(|item| address(item) == target))
    }

    /// The node at `index`. O(1).
    pub fn get(&self, index: usize) -> Option<T::Handle> {
        self.targets.get(index)
    }

    /// The first node. O(1).
    pub fn first(&self) -> Option<T::Handle> {
        self.targets.with(|items| items.first().cloned())
    }

    /// The last node. O(1).
    pub fn last(&self) -> Option<T::Handle> {
        self.targets.with(|items| items.last().cloned())
    }

    /// A snapshot of the nodes, as an iterator over handles. It holds these nodes until you drop it.
    /// O(1), and O(1) for each step.
    pub fn iter(&self) -> Iter<T::Handle> {
        self.read().into_iter()
    }

    /// A snapshot of the nodes, as a slice: the fastest way to read them. O(1).
    ///
    /// While it is alive, also from the head of an `if let` to its end, a change copies the list: O(n).
    pub fn read(&self) -> Snapshot<'_, T::Handle> {
        Snapshot::over(self.targets.snapshot())
    }

    /// Appends a node. O(1); O(depth) if the list was empty, or if no shared link has held the node
    /// before.
    pub fn push(&self, target: impl IntoHandle<T::Declared>) {
        self.add(target);
    }

    /// As [`push`](Self::push), and returns the node's handle.
    pub fn add(&self, target: impl IntoHandle<T::Declared>) -> T::Handle {
        let target = IntoHandle::into_incoming(target, Internal).handle;
        self.before_insert(slice::from_ref(&target));
        self.targets.push(target.clone());
        self.end_adding(1);
        target
    }

    /// Inserts a node at `index`. O(n - index), and the cost of [`push`](Self::push).
    ///
    /// # Panics
    /// If `index` is larger than the length; [`try_insert`](Self::try_insert) returns the error
    /// instead.
    #[track_caller]
    pub fn insert(&self, index: usize, target: impl IntoHandle<T::Declared>) {
        or_panic(self.try_insert(index, target));
    }

    /// As [`insert`](Self::insert), but returns an error instead of panicking.
    ///
    /// # Errors
    /// [`AttachError`] if `index` is larger than the length. Nothing has changed then, and the
    /// error holds the node.
    pub fn try_insert(
        &self,
        index: usize,
        target: impl IntoHandle<T::Declared>,
    ) -> Result<(), AttachError<T::Handle>> {
        let target = IntoHandle::into_incoming(target, Internal).handle;
        let len = self.len();
        if index > len {
            return Err(AttachError::out_of_bounds(target, "insert", index, len + 1));
        }
        let changing = self.changing(index..index);
        self.before_insert(slice::from_ref(&target));
        self.targets.edit(|items| items.insert(index, target));
        S::note_inserted(&self.ids, index, 1);
        end_insertion(changing, &[1]);
        Ok(())
    }

    /// Appends nodes, in order. O(k) for k nodes, and the cost of [`push`](Self::push) for each.
    pub fn extend<I>(&self, targets: I)
    where
        I: IntoIterator<Item: IntoHandle<T::Declared>>,
    {
        let targets = collect::<T, I>(targets);
        if !targets.is_empty() {
            let count = targets.len();
            self.before_insert(&targets);
            self.targets.edit(|items| items.extend(targets));
            self.end_adding(count);
        }
    }

    /// Puts a node in the place of another, and returns the other. O(1), and the cost of
    /// [`push`](Self::push).
    ///
    /// # Panics
    /// If `index` is out of bounds; [`try_replace`](Self::try_replace) returns the error instead.
    #[track_caller]
    #[must_use = "to drop the node that was there, `drop` it"]
    pub fn replace(&self, index: usize, target: impl IntoHandle<T::Declared>) -> T::Handle {
        or_panic(self.try_replace(index, target))
    }

    /// As [`replace`](Self::replace), but returns an error instead of panicking.
    ///
    /// # Errors
    /// [`AttachError`] if `index` is out of bounds. Nothing has changed then, and the error holds
    /// the node.
    pub fn try_replace(
        &self,
        index: usize,
        target: impl IntoHandle<T::Declared>,
    ) -> Result<T::Handle, AttachError<T::Handle>> {
        let target = IntoHandle::into_incoming(target, Internal).handle;
        let len = self.len();
        if index >= len {
            return Err(AttachError::out_of_bounds(target, "replace", index, len));
        }
        let changing = self.changing(index..index + 1);
        self.before_insert(slice::from_ref(&target));
        let before = self.targets.rearrange(|items| std::mem::replace(&mut items[index], target));
        self.after_removal();
        drop(end(changing, &[1]));
        Ok(before)
    }

    /// Removes the last node and returns it. O(1).
    pub fn pop(&self) -> Option<T::Handle> {
        self.len().checked_sub(1).map(|last| self.remove(last))
    }

    /// Removes the node at `index` and returns it. The nodes after it move up. O(n - index).
    ///
    /// # Panics
    /// If `index` is out of bounds.
    #[track_caller]
    pub fn remove(&self, index: usize) -> T::Handle {
        self.targets.check_index("remove", index, "nodes");
        let changing = self.changing(index..index + 1);
        let removed = self.targets.remove(index);
        S::note_removed(&self.ids, index..index + 1);
        self.after_removal_from_list();
        drop(end(changing, &[0]));
        removed
    }

    /// Removes the node at `index` and returns it. The last node takes its place. O(1).
    ///
    /// # Panics
    /// If `index` is out of bounds.
    #[track_caller]
    pub fn swap_remove(&self, index: usize) -> T::Handle {
        self.targets.check_index("swap_remove", index, "nodes");
        let (ranges, lens) = targets::swap_removed(index, self.len() - 1);
        let changing = self.changing_several(&ranges);
        let removed = self.remove_by(|items| items.swap_remove(index));
        S::note_removed(&self.ids, self.len()..self.len() + 1);
        drop(end(changing, &lens));
        removed
    }

    /// Removes all nodes at once, and returns them in order. O(n).
    pub fn drain(&self) -> Drain<T::Handle> {
        let (all, scope) = self.remove_all();
        drop(scope);
        Drain::over(all)
    }

    /// Removes all nodes. Those that nothing else holds die, one after the other, in order. O(n).
    pub fn clear(&self) {
        let (all, scope) = self.remove_all();
        drop(Drain::over(all));
        drop(scope);
    }

    fn remove_all(&self) -> (Vec<T::Handle>, Option<Scope>) {
        let changing = self.changing(ALL);
        let all = self.targets.take_all();
        let _old = S::take(&self.ids);
        self.after_removal();
        (all, end(changing, &[0]))
    }

    /// Removes the nodes from index `len` on. Does nothing if there are not more than `len`. O(1),
    /// and O(1) for each removed node.
    pub fn truncate(&self, len: usize) {
        if len < self.len() {
            let changing = self.changing(len..usize::MAX);
            let removed = self.remove_by(|items| items.split_off(len));
            let old = S::note_truncated(&self.ids, len);
            let scope = end(changing, &[0]);
            drop((removed, old, scope));
        }
    }

    /// Keeps only the nodes for which `keep` returns `true`. O(n).
    ///
    /// `keep` runs on a snapshot and may change the graph, including this list. Its answers are
    /// then applied to the nodes that are still in the list. If `keep` panics, no node is removed.
    pub fn retain(&self, keep: impl FnMut(&T::Handle) -> bool) {
        let answers = self.targets.ask_all(keep, T::Repr::from_any);
        let changing = self.changing(ALL);
        let removed = self.targets.remove_rejected(&answers, |_, _| ());
        S::note_retained(&self.ids, &answers.keeps);
        self.after_removal();
        let scope = end(changing, &[usize::MAX]);
        drop((removed, answers, scope));
    }

    /// Swaps two nodes. O(1).
    ///
    /// # Panics
    /// If an index is out of bounds.
    #[track_caller]
    pub fn swap(&self, a: usize, b: usize) {
        self.targets.check_index("swap", a, "nodes");
        self.targets.check_index("swap", b, "nodes");
        if a != b {
            let (first, second) = (a.min(b), a.max(b));
            let changing = self.changing_several(&[first..first + 1, second..second + 1]);
            self.targets.rearrange(|items| items.swap(a, b));
            drop(end(changing, &[1, 1]));
        }
    }

    /// Moves a node to another index. The nodes between move by one. O(|to - from|).
    ///
    /// # Panics
    /// If an index is out of bounds.
    #[track_caller]
    pub fn move_to(&self, from: usize, to: usize) {
        self.targets.check_index("move_to", from, "nodes");
        self.targets.check_index("move_to", to, "nodes");
        if from != to {
            let (ranges, lens) = targets::moved(from, to);
            let changing = self.changing_several(&ranges);
            self.targets.move_to(from, to);
            S::note_removed(&self.ids, from..from + 1);
            S::note_inserted(&self.ids, to, 1);
            drop(end(changing, &lens));
        }
    }

    /// Reverses the order. O(n).
    pub fn reverse(&self) {
        let changing = self.changing(ALL);
        self.targets.rearrange(<[_]>::reverse);
        S::note_reversed(&self.ids, self.len());
        drop(end(changing, &[usize::MAX]));
    }

    /// Sorts the nodes, keeping the order of equal ones, as `[T]::sort_by` does. O(n log n).
    ///
    /// `compare` runs on a snapshot and may change the graph, including this list. The order is
    /// then applied to the nodes that are still in the list; nodes that were added meanwhile come
    /// at the end. If `compare` panics, the order stays as it was.
    pub fn sort_by(&self, mut compare: impl FnMut(&T::Handle, &T::Handle) -> Ordering) {
        self.sort_with(|targets| targets.sort_by(&mut compare));
    }

    /// Sorts the nodes by a key, as [`sort_by`](Self::sort_by) does.
    pub fn sort_by_key<K: Ord>(&self, mut key: impl FnMut(&T::Handle) -> K) {
        self.sort_with(|targets| targets.sort_by_key(&mut key));
    }

    fn sort_with(&self, sort: impl FnOnce(&mut [T::Handle])) {
        let (sorted, left_over) = self.targets.sorted(sort, T::Repr::from_any);
        let changing = self.changing(ALL);
        let before = self.targets.replace(sorted);
        S::note_sorted(&self.ids, self.len());
        // Nodes that `sort` has removed may die here, when the list is in order.
        let scope = end(changing, &[usize::MAX]);
        drop((before, left_over, scope));
    }

    /// Call this when nodes have been removed from the list.
    pub(super) fn after_removal_from_list(&self) {
        self.targets.give_back();
        self.after_removal();
    }

    fn remove_by<R>(&self, remove: impl FnOnce(&mut Vec<T::Handle>) -> R) -> R {
        let removed = self.targets.edit(remove);
        self.after_removal_from_list();
        removed
    }
}

impl<O: NodeType, T: Graph, S: SavingList> IntoIterator for &Shared<O, Vec<T>, S> {
    type Item = T::Handle;
    type IntoIter = Iter<T::Handle>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
