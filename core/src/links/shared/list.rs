//! The operations of a shared link over a list.

use std::cmp::Ordering;
use std::slice;

use crate::collect::collect_if_due;
use crate::kernel::attach_error::{AttachError, or_panic};
use crate::kernel::dyn_handle::Internal;
use crate::kernel::dyn_handle::address;
use crate::links::own::{Drain, Iter, Snapshot};
use crate::links::shared::Shared;
use crate::model::as_handle::AsHandle;
use crate::model::graph::{Graph, NodeType};
use crate::model::into_handle::IntoHandle;
use crate::store::cow_list::out_of_bounds;

/// A shared link to a list of nodes, named as `Vec`'s operations are. All of them take `&self`. A node
/// may be in the list more than once.
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
impl<O: NodeType, T: Graph> Shared<O, Vec<T>> {
    /// The number of nodes in the list, one that is there twice counted twice. O(1).
    pub fn len(&self) -> usize {
        self.targets.len()
    }

    /// Whether there are none. O(1).
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether this node is in the list. O(n).
    pub fn contains(&self, target: &impl AsHandle<T::Declared>) -> bool {
        self.position(target).is_some()
    }

    /// Where this node first stands in the list. O(n).
    pub fn position(&self, target: &impl AsHandle<T::Declared>) -> Option<usize> {
        let target = target.handle(Internal).dyn_node().address();
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

    /// The nodes that are there now, as handles: a snapshot. O(1), and O(1) a step.
    pub fn iter(&self) -> Iter<'_, T::Handle> {
        self.read().into_iter()
    }

    /// Lends the nodes that are there now, as a slice: the fastest way to read them. O(1).
    pub fn read(&self) -> Snapshot<'_, T::Handle> {
        Snapshot::over(self.targets.snapshot())
    }

    /// Puts a node at the end. O(1), and O(depth) for the first time on a node.
    pub fn push(&self, target: impl IntoHandle<T::Declared>) {
        self.add(target);
    }

    /// As [`push`](Self::push), and gives the node's handle.
    pub fn add(&self, target: impl IntoHandle<T::Declared>) -> T::Handle {
        let target = target.into_incoming(Internal).handle;
        self.note_targets(slice::from_ref(&target));
        self.targets.push(target.clone());
        collect_if_due();
        target
    }

    /// Puts a node at `index`. O(n - index), and as [`push`](Self::push).
    ///
    /// # Panics
    /// If `index` is larger than the length; [`try_insert`](Self::try_insert) gives the error.
    #[track_caller]
    pub fn insert(&self, index: usize, target: impl IntoHandle<T::Declared>) {
        or_panic(self.try_insert(index, target));
    }

    /// As [`insert`](Self::insert), with the error as a value.
    ///
    /// # Errors
    /// [`AttachError`] if `index` is larger than the length; nothing has changed, and the error gives the
    /// node back.
    pub fn try_insert(
        &self,
        index: usize,
        target: impl IntoHandle<T::Declared>,
    ) -> Result<(), AttachError<T::Handle>> {
        let target = target.into_incoming(Internal).handle;
        let len = self.len();
        if index > len {
            return Err(AttachError::out_of_bounds(target, index, len + 1));
        }
        self.note_targets(slice::from_ref(&target));
        self.targets.edit(|items| items.insert(index, target));
        collect_if_due();
        Ok(())
    }

    /// Puts nodes at the end, in their order. O(k) for k nodes, and as [`push`](Self::push).
    pub fn extend<I>(&self, targets: I)
    where
        I: IntoIterator<Item: IntoHandle<T::Declared>>,
    {
        // The iterator is the user's code: it comes to its end before anything changes.
        let targets = targets.into_iter().map(|target| target.into_incoming(Internal).handle);
        let targets: Vec<_> = targets.collect();
        if !targets.is_empty() {
            self.note_targets(&targets);
            self.targets.edit(|items| items.extend(targets));
            collect_if_due();
        }
    }

    /// Puts a node in the place of another, and gives that one back. O(1), and as [`push`](Self::push).
    ///
    /// # Panics
    /// If `index` is out of bounds; [`try_replace`](Self::try_replace) gives the error.
    #[track_caller]
    #[must_use = "to drop the node that was there, `drop` it"]
    pub fn replace(&self, index: usize, target: impl IntoHandle<T::Declared>) -> T::Handle {
        or_panic(self.try_replace(index, target))
    }

    /// As [`replace`](Self::replace), with the error as a value.
    ///
    /// # Errors
    /// [`AttachError`] if `index` is out of bounds; nothing has changed, and the error gives the node back.
    pub fn try_replace(
        &self,
        index: usize,
        target: impl IntoHandle<T::Declared>,
    ) -> Result<T::Handle, AttachError<T::Handle>> {
        let target = target.into_incoming(Internal).handle;
        let len = self.len();
        if index >= len {
            return Err(AttachError::out_of_bounds(target, index, len));
        }
        self.note_targets(slice::from_ref(&target));
        let before = self.targets.rearrange(|items| std::mem::replace(&mut items[index], target));
        Ok(before)
    }

    /// Takes out the last node. O(1).
    pub fn pop(&self) -> Option<T::Handle> {
        self.len().checked_sub(1).map(|last| self.remove(last))
    }

    /// Takes out the node at `index`; those after it move up. O(n - index).
    ///
    /// # Panics
    /// If `index` is out of bounds.
    #[track_caller]
    pub fn remove(&self, index: usize) -> T::Handle {
        self.check("remove", index);
        let removed = self.targets.remove(index);
        self.note_removal();
        removed
    }

    /// Takes out the node at `index`, and puts the last one in its place. O(1).
    ///
    /// # Panics
    /// If `index` is out of bounds.
    #[track_caller]
    pub fn swap_remove(&self, index: usize) -> T::Handle {
        self.check("swap_remove", index);
        self.take_out(|items| items.swap_remove(index))
    }

    /// Takes out all nodes, at once, and gives them in their order. O(n).
    pub fn drain(&self) -> Drain<T::Handle> {
        let all = self.targets.take_all();
        self.note_removal();
        Drain::of(all)
    }

    /// Takes out all nodes; those that nobody else holds die, one after the other, in their order. O(n).
    pub fn clear(&self) {
        drop(self.drain());
    }

    /// Takes out the nodes from `len` on; does nothing if there are not so many. O(1), and O(1) for each
    /// node that is taken out.
    pub fn truncate(&self, len: usize) {
        if len < self.len() {
            drop(self.take_out(|items| items.split_off(len)));
        }
    }

    /// Keeps the nodes for which `keep` says so.
    ///
    /// It is asked about a snapshot, and is free to change the graph, this list too; what it
    /// decided is then applied to what is still here. If it panics, nothing is taken out. O(n).
    pub fn retain(&self, keep: impl FnMut(&T::Handle) -> bool) {
        let mut rejected = self.targets.reject(keep);
        let removed = self.targets.take_out(&mut rejected);
        self.note_removal();
        drop((removed, rejected));
    }

    /// Swaps two nodes. O(1).
    ///
    /// # Panics
    /// If an index is out of bounds.
    #[track_caller]
    pub fn swap(&self, a: usize, b: usize) {
        self.check("swap", a);
        self.check("swap", b);
        self.targets.rearrange(|items| items.swap(a, b));
    }

    /// Moves a node from one place to another; those between move over by one. O(|to - from|).
    ///
    /// # Panics
    /// If an index is out of bounds.
    #[track_caller]
    pub fn move_to(&self, from: usize, to: usize) {
        self.check("move_to", from);
        self.check("move_to", to);
        self.targets.move_to(from, to);
    }

    /// Turns the order around. O(n).
    pub fn reverse(&self) {
        self.targets.rearrange(<[_]>::reverse);
    }

    /// Sorts the nodes, keeping the order of equal ones, as `[T]::sort_by` does.
    ///
    /// `compare` is asked about a snapshot, and is free to change the graph, this list too; the
    /// order is then applied to what is still here, and what has come meanwhile stands at the end.
    /// If it panics, nothing has moved. O(n log n).
    pub fn sort_by(&self, mut compare: impl FnMut(&T::Handle, &T::Handle) -> Ordering) {
        self.sort_with(|targets| targets.sort_by(&mut compare));
    }

    /// Sorts the nodes by a key, as [`sort_by`](Self::sort_by) does.
    pub fn sort_by_key<K: Ord>(&self, mut key: impl FnMut(&T::Handle) -> K) {
        self.sort_with(|targets| targets.sort_by_key(&mut key));
    }

    fn sort_with(&self, sort: impl FnOnce(&mut [T::Handle])) {
        let (sorted, others) = self.targets.sorted(sort);
        let replaced = self.targets.replace(sorted);
        // What `sort` has removed may die here, now that the list is in order.
        drop((replaced, others));
    }

    #[track_caller]
    fn check(&self, operation: &str, index: usize) {
        let len = self.len();
        if index >= len {
            out_of_bounds(operation, index, len, "nodes");
        }
    }

    fn take_out<R>(&self, take: impl FnOnce(&mut Vec<T::Handle>) -> R) -> R {
        let taken = self.targets.edit(take);
        self.note_removal();
        taken
    }
}

impl<'a, O: NodeType, T: Graph> IntoIterator for &'a Shared<O, Vec<T>> {
    type Item = T::Handle;
    type IntoIter = Iter<'a, T::Handle>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
