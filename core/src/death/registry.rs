//! [`Registry`]: the finalizers that are attached to the nodes of this thread.

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};
use std::mem::ManuallyDrop;
use std::ops::Bound;
use std::rc::Rc as StdRc;

/// An attached finalizer, whatever the type of its closure.
pub(super) trait Task {
    fn number(&self) -> u64;

    fn node(&self) -> *const ();

    fn runs_at_exit(&self) -> bool;

    fn run_guarded(&self);
}

thread_local! {
    /// The number of the next finalizer. Newer finalizers have larger numbers.
    static NEXT_NUMBER: Cell<u64> = const { Cell::new(0) };
    /// `None` when it is empty.
    static REGISTRY: Cell<ManuallyDrop<Option<Box<Registry>>>> =
        const { Cell::new(ManuallyDrop::new(None)) };
}

/// The finalizers that are attached to the nodes of this thread and have not run.
#[derive(Default)]
pub(super) struct Registry {
    tasks: BTreeMap<u64, StdRc<dyn Task>>,
    /// The numbers of each node's finalizers. They are removed when the node dies, so a later node
    /// at the same address never gets them.
    by_node: HashMap<*const (), Vec<u64>>,
}

/// The number that the next finalizer gets.
pub(super) fn next_number() -> u64 {
    NEXT_NUMBER.get()
}

/// As [`next_number`], and counts it as used.
pub(super) fn take_number() -> u64 {
    NEXT_NUMBER.replace(NEXT_NUMBER.get() + 1)
}

/// Returns `None` if there is no registry. No user code may run in `change`.
pub(super) fn with_registry<R>(change: impl FnOnce(&mut Registry) -> R) -> Option<R> {
    let mut registry = ManuallyDrop::into_inner(REGISTRY.take())?;
    let result = change(&mut registry);
    let registry = (!registry.tasks.is_empty()).then_some(registry);
    REGISTRY.set(ManuallyDrop::new(registry));
    Some(result)
}

pub(super) fn add(task: StdRc<dyn Task>) {
    let mut registry = ManuallyDrop::into_inner(REGISTRY.take()).unwrap_or_default();
    registry.add(task);
    REGISTRY.set(ManuallyDrop::new(Some(registry)));
}

impl Registry {
    fn add(&mut self, task: StdRc<dyn Task>) {
        let number = task.number();
        self.by_node.entry(task.node()).or_default().push(number);
        self.tasks.insert(number, task);
    }

    pub(super) fn remove(&mut self, number: u64, node: *const ()) -> Option<StdRc<dyn Task>> {
        let task = self.tasks.remove(&number)?;
        if let Some(numbers) = self.by_node.get_mut(&node) {
            numbers.retain(|other| *other != number);
            if numbers.is_empty() {
                self.by_node.remove(&node);
            }
        }
        Some(task)
    }

    /// Moves all tasks of a node to `tasks`.
    pub(super) fn take_all_of(&mut self, node: *const (), tasks: &mut Vec<StdRc<dyn Task>>) {
        let numbers = self.by_node.remove(&node).unwrap_or_default();
        tasks.extend(numbers.iter().filter_map(|number| self.tasks.remove(number)));
    }

    /// The newest task with a number below `end` that runs at exit.
    pub(super) fn newest_before(&self, end: u64) -> Option<&StdRc<dyn Task>> {
        let older = self.tasks.range((Bound::Unbounded, Bound::Excluded(end)));
        older.rev().map(|(_, task)| task).find(|task| task.runs_at_exit())
    }
}
