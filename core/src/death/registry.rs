//! [`Registry`]: the finalizers that are attached to the nodes of this thread.

use std::borrow::Borrow;
use std::cell::Cell;
use std::cmp::Reverse;
use std::collections::HashSet;
use std::hash::{Hash, Hasher};
use std::mem::ManuallyDrop;
use std::rc::Rc as StdRc;

use crate::store::hash::BuildFoldedHash;
use crate::store::sparse;

/// An attached finalizer, whatever the type of its closure.
pub(super) trait Task {
    fn number(&self) -> u64;

    /// The address of the node, which may be dead.
    fn node(&self) -> *const ();

    /// The finalizers of a node have the indices from 0 on, in any order.
    fn index(&self) -> &Cell<u32>;

    fn runs_at_exit(&self) -> bool;

    fn run_guarded(&self);
}

thread_local! {
    /// The number of the next finalizer. Newer finalizers have larger numbers.
    static NEXT_NUMBER: Cell<u64> = const { Cell::new(0) };
    /// `None` when it is empty.
    static REGISTRY: Cell<ManuallyDrop<Option<Box<Registry>>>> =
        const { Cell::new(ManuallyDrop::new(None)) };
    /// The finalizers that were attached while a [`Recorder`] exists.
    static NEW: Cell<ManuallyDrop<Option<Tasks>>> =
        const { Cell::new(ManuallyDrop::new(None)) };
}

type Tasks = Vec<StdRc<dyn Task>>;

/// The finalizers that are attached to the nodes of this thread and have not run.
///
/// This is the only table: the finalizers of a node are those with its address and the indices 0, 1,
/// 2 and so on. They are removed when the node dies, so a later node at the same address never gets
/// them.
#[derive(Default)]
pub(super) struct Registry {
    tasks: HashSet<Registered, BuildFoldedHash>,
}

/// The number that the next finalizer gets.
pub(super) fn take_number() -> u64 {
    NEXT_NUMBER.replace(NEXT_NUMBER.get() + 1)
}

/// Returns `None` if nothing is registered. No user code may run in `change`.
pub(super) fn with_registry<R>(change: impl FnOnce(&mut Registry) -> R) -> Option<R> {
    let mut registry = ManuallyDrop::into_inner(REGISTRY.take())?;
    let result = change(&mut registry);
    registry.give_back();
    let registry = (!registry.tasks.is_empty()).then_some(registry);
    REGISTRY.set(ManuallyDrop::new(registry));
    Some(result)
}

/// Whether nothing is registered.
#[inline]
pub(super) fn is_empty() -> bool {
    let registry = ManuallyDrop::into_inner(REGISTRY.take());
    let is_empty = registry.is_none();
    REGISTRY.set(ManuallyDrop::new(registry));
    is_empty
}

pub(super) fn add(task: StdRc<dyn Task>) {
    if let Some(mut new) = ManuallyDrop::into_inner(NEW.take()) {
        new.push(StdRc::clone(&task));
        NEW.set(ManuallyDrop::new(Some(new)));
    }
    let mut registry = ManuallyDrop::into_inner(REGISTRY.take()).unwrap_or_default();
    registry.add(task);
    REGISTRY.set(ManuallyDrop::new(Some(registry)));
}

/// Records the finalizers that are attached while this exists. Recorders may be nested.
pub(super) struct Recorder {
    /// The recording of the outer one.
    outer: Option<Tasks>,
}

impl Recorder {
    pub(super) fn begin() -> Self {
        let outer = NEW.replace(ManuallyDrop::new(Some(Vec::new())));
        Recorder { outer: ManuallyDrop::into_inner(outer) }
    }

    /// What was recorded since the last call, the oldest first. Call this while one exists.
    pub(super) fn take() -> Tasks {
        let new = NEW.replace(ManuallyDrop::new(Some(Vec::new())));
        ManuallyDrop::into_inner(new).unwrap_or_default()
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        drop(ManuallyDrop::into_inner(NEW.replace(ManuallyDrop::new(self.outer.take()))));
    }
}

impl Registry {
    fn give_back(&mut self) {
        if sparse::is_sparse(self.tasks.len(), self.tasks.capacity()) {
            self.tasks.shrink_to(2 * self.tasks.len());
        }
    }

    /// O(log k) for k finalizers of the same node.
    fn add(&mut self, task: StdRc<dyn Task>) {
        let is_first = !self.has(task.node(), 0);
        let index = if is_first { 0 } else { self.last_index(task.node(), 0) + 1 };
        task.index().set(index);
        self.tasks.insert(Registered(task));
    }

    /// Removes the task with this number, if the node has it at this index. The task with the
    /// node's last index gets the index. O(log k) for k finalizers of the same node.
    pub(super) fn remove(
        &mut self,
        number: u64,
        node: *const (),
        index: u32,
    ) -> Option<StdRc<dyn Task>> {
        let Registered(found) = self.tasks.get(&(node, index) as &dyn Key)?;
        // The task may have left, and another node may have the address now.
        if found.number() != number {
            return None;
        }
        let last_index = self.last_index(node, index);
        let last = self.take(node, last_index)?;
        if last_index == index {
            return Some(last);
        }
        let removed = self.take(node, index);
        last.index().set(index);
        self.tasks.insert(Registered(last));
        removed
    }

    /// Moves all tasks of a node to `tasks`.
    pub(super) fn take_all_of(&mut self, node: *const (), tasks: &mut Tasks) {
        tasks.extend((0..).map_while(|index| self.take(node, index)));
    }

    /// All tasks, the oldest first. O(n log n).
    pub(super) fn in_order(&self) -> Tasks {
        let mut tasks: Vec<_> = self.tasks.iter().map(|task| StdRc::clone(&task.0)).collect();
        tasks.sort_unstable_by_key(|task| task.number());
        tasks
    }

    fn has(&self, node: *const (), index: u32) -> bool {
        self.tasks.contains(&(node, index) as &dyn Key)
    }

    fn take(&mut self, node: *const (), index: u32) -> Option<StdRc<dyn Task>> {
        Some(self.tasks.take(&(node, index) as &dyn Key)?.0)
    }

    /// The last index of the node, which has `index`. It is searched in steps that double, then in
    /// steps that halve.
    fn last_index(&self, node: *const (), index: u32) -> u32 {
        let (mut last, mut step) = (index, 1);
        while self.has(node, last + step) {
            last += step;
            step *= 2;
        }
        while step > 1 {
            step /= 2;
            if self.has(node, last + step) {
                last += step;
            }
        }
        last
    }
}

/// Sorts tasks, the newest first.
pub(super) fn sort_newest_first(tasks: &mut [StdRc<dyn Task>]) {
    tasks.sort_unstable_by_key(|task| Reverse(task.number()));
}

/// A task in the registry, which finds it by its [`Key`].
struct Registered(StdRc<dyn Task>);

/// The address of a node, and the index of one of its finalizers. Both stay the same while the
/// finalizer is in the registry.
trait Key {
    fn key(&self) -> (*const (), u32);
}

impl Key for (*const (), u32) {
    fn key(&self) -> (*const (), u32) {
        *self
    }
}

impl Key for Registered {
    fn key(&self) -> (*const (), u32) {
        (self.0.node(), self.0.index().get())
    }
}

impl Hash for dyn Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let (node, index) = self.key();
        state.write_usize(node.addr());
        if index > 0 {
            state.write_u64(u64::from(index));
        }
    }
}

impl PartialEq for dyn Key {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for dyn Key {}

impl Hash for Registered {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self as &dyn Key).hash(state);
    }
}

impl PartialEq for Registered {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Registered {}

impl Borrow<dyn Key> for Registered {
    fn borrow(&self) -> &(dyn Key + 'static) {
        self
    }
}
