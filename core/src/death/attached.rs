//! [`Finalizer`]: a finalizer for a single node, given at run time.

use std::any::Any;
use std::cell::Cell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::ops::Bound;
use std::rc::Rc as StdRc;

use crate::death::mark;
use crate::death::membership;
use crate::death::panic_report::guarded;
use crate::kernel::dyn_node::DynNode;

/// A finalizer that is attached to a single node: a closure that runs when the node is dead. Python
/// has the like as [`weakref.finalize`].
///
/// A type's hook (`#[graph(finalize = ..)]`) runs before the node dies, is given it, and may bring it
/// back. An attached finalizer comes after that: when it runs, the node and all that dies with it are
/// dead, so that no weak handle to them can be upgraded any more; but their data has not been
/// dropped yet. Where the node is brought back, it does not run. It works on nodes of any type, of
/// those with a hook and those without.
///
/// Those of one dying set run newest first, each once. If one panics, that is
/// [reported](crate::death::set_panic_report), and the others still run.
///
/// This is a handle to it; dropping the handle does not detach the finalizer. A closure that holds a
/// strong handle to its own node keeps it alive for ever.
///
/// ```
/// use std::cell::Cell;
/// use std::rc::Rc;
///
/// use kinfolk::{Finalizer, Graph};
///
/// #[derive(Graph)]
/// struct Page {}
///
/// let pages = Rc::new(Cell::new(2));
/// let [first, second] = [Page {}, Page {}].map(Graph::into_graph);
/// let count_down = |pages: &Rc<Cell<u32>>| {
///     let pages = Rc::clone(pages);
///     move || pages.set(pages.get() - 1)
/// };
/// Finalizer::attach(&first, count_down(&pages));
/// let finalizer = Finalizer::attach(&second, count_down(&pages));
///
/// drop(first);
/// assert_eq!(pages.get(), 1);
///
/// finalizer.detach();
/// drop(second);
/// assert_eq!(pages.get(), 1);
/// ```
///
/// To keep one in a struct, box the closure, as in `Finalizer::attach(&page, Box::new(|| ..))`: `Finalizer`
/// is short for `Finalizer<Box<dyn FnOnce()>>`.
///
/// [`weakref.finalize`]: https://docs.python.org/3/library/weakref.html#weakref.finalize
pub struct Finalizer<F = Box<dyn FnOnce()>> {
    task: StdRc<Action<F>>,
}

struct Action<F> {
    number: u64,
    /// Where the node lived, or lives.
    node: *const (),
    type_name: &'static str,
    runs_at_exit: Cell<bool>,
    closure: Cell<Option<F>>,
}

impl<R, F: FnOnce() -> R + 'static> Finalizer<F> {
    /// As [`attach`](Self::attach), by the node.
    pub(crate) fn attach_to(node: &dyn DynNode, closure: F) -> Self {
        let task = StdRc::new(Action {
            number: NEXT.replace(NEXT.get() + 1),
            node: node.address(),
            type_name: node.type_info().name,
            runs_at_exit: Cell::new(true),
            closure: Cell::new(Some(closure)),
        });
        let known = task.clone();
        add_to_registry(known);
        node.header().set_has_attached();
        mark(node);
        Finalizer { task }
    }

    /// Runs it now, and gives back what it returns. It is not alive any more then, and does not run
    /// when the node dies. Does nothing if it is not alive. A panic is the caller's. Costs as
    /// [`detach`](Self::detach).
    pub fn call(&self) -> Option<R> {
        Some(self.detach()?())
    }
}

impl<F> Finalizer<F> {
    /// Whether it is still to run: the node lives, and it was neither called nor detached. O(1).
    #[must_use]
    pub fn is_alive(&self) -> bool {
        let closure = self.task.closure.take();
        let is_alive = closure.is_some();
        self.task.closure.set(closure);
        is_alive
    }

    /// Takes it from the node, and gives the closure back, unrun; nothing if it is not alive any
    /// more. O(log n) for n attached finalizers on this thread, and O(k) for k of the same node.
    pub fn detach(&self) -> Option<F> {
        let closure = self.task.closure.take()?;
        let task = in_registry(|registry| registry.remove(self.task.number, self.task.node));
        drop(task);
        Some(closure)
    }

    /// Whether it runs when an [`ExitGuard`] goes, if the node is still alive then. It does, unless
    /// [`set_runs_at_exit`](Self::set_runs_at_exit) said otherwise. O(1).
    #[must_use]
    pub fn runs_at_exit(&self) -> bool {
        self.task.runs_at_exit.get()
    }

    /// Says whether it runs when an [`ExitGuard`] goes. O(1).
    pub fn set_runs_at_exit(&self, runs: bool) {
        self.task.runs_at_exit.set(runs);
    }
}

/// `Finalizer(Page, alive)`
impl<F> fmt::Debug for Finalizer<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = if self.is_alive() { "alive" } else { "done" };
        write!(f, "Finalizer({}, {state})", self.task.type_name)
    }
}

/// An attached finalizer that is to run, whatever its closure's type.
trait Task {
    fn number(&self) -> u64;

    fn node(&self) -> *const ();

    fn runs_at_exit(&self) -> bool;

    fn run_guarded(&self);
}

impl<R, F: FnOnce() -> R> Task for Action<F> {
    fn number(&self) -> u64 {
        self.number
    }

    fn node(&self) -> *const () {
        self.node
    }

    fn runs_at_exit(&self) -> bool {
        self.runs_at_exit.get()
    }

    fn run_guarded(&self) {
        if let Some(closure) = self.closure.take() {
            guarded(self.type_name, || drop(closure()));
        }
    }
}

thread_local! {
    /// The number of the finalizer that is attached next: those with a larger one are newer.
    static NEXT: Cell<u64> = const { Cell::new(0) };
    /// Nothing when it is empty.
    static REGISTRY: Cell<ManuallyDrop<Option<Box<Registry>>>> =
        const { Cell::new(ManuallyDrop::new(None)) };
}

/// The finalizers of this thread's nodes.
#[derive(Default)]
struct Registry {
    tasks: BTreeMap<u64, StdRc<dyn Task>>,
    /// The numbers of those of each node. A node takes its own along when it dies, so an address is
    /// never that of another one before it.
    of_node: HashMap<*const (), Vec<u64>>,
}

/// If there is a registry. Nothing of the user's may run in `change`.
fn in_registry<R>(change: impl FnOnce(&mut Registry) -> R) -> Option<R> {
    let mut registry = ManuallyDrop::into_inner(REGISTRY.take())?;
    let answer = change(&mut registry);
    let registry = (!registry.tasks.is_empty()).then_some(registry);
    REGISTRY.set(ManuallyDrop::new(registry));
    Some(answer)
}

fn add_to_registry(task: StdRc<dyn Task>) {
    let mut registry = ManuallyDrop::into_inner(REGISTRY.take()).unwrap_or_default();
    registry.add(task);
    REGISTRY.set(ManuallyDrop::new(Some(registry)));
}

impl Registry {
    fn add(&mut self, task: StdRc<dyn Task>) {
        let number = task.number();
        self.of_node.entry(task.node()).or_default().push(number);
        self.tasks.insert(number, task);
    }

    fn remove(&mut self, number: u64, node: *const ()) -> Option<StdRc<dyn Task>> {
        let task = self.tasks.remove(&number)?;
        if let Some(numbers) = self.of_node.get_mut(&node) {
            numbers.retain(|other| *other != number);
            if numbers.is_empty() {
                self.of_node.remove(&node);
            }
        }
        Some(task)
    }

    /// The newest one before `end` that runs at exit.
    fn newest_before(&self, end: u64) -> Option<&StdRc<dyn Task>> {
        let older = self.tasks.range((Bound::Unbounded, Bound::Excluded(end)));
        older.rev().map(|(_, task)| task).find(|task| task.runs_at_exit())
    }
}

/// What was attached to nodes that have died together: finalizers, and what weak collections have known of
/// them.
#[derive(Default)]
pub(crate) struct OfTheDead {
    tasks: Vec<StdRc<dyn Task>>,
    /// What the user's code is to drop, each with the name of the node's type.
    remains: Vec<(&'static str, StdRc<dyn Any>)>,
}

impl OfTheDead {
    /// Takes it from a node, which leaves all weak collections.
    pub(crate) fn take_from(&mut self, node: &dyn DynNode) {
        in_registry(|registry| {
            let numbers = registry.of_node.remove(&node.address()).unwrap_or_default();
            self.tasks.extend(numbers.iter().filter_map(|number| registry.tasks.remove(number)));
        });
        let name = node.type_info().name;
        membership::end(node.address(), |remains| self.remains.push((name, remains)));
    }

    /// Runs the finalizers, newest first, then drops what is left.
    pub(crate) fn run(mut self) {
        if self.tasks.is_empty() && self.remains.is_empty() {
            return;
        }
        self.tasks.sort_unstable_by_key(|task| Reverse(task.number()));
        for task in self.tasks {
            task.run_guarded();
        }
        for (name, remains) in self.remains {
            guarded(name, || drop(remains));
        }
    }
}

/// Runs the attached finalizers that are left when it goes out of scope: put one at the start of
/// `main`, or of a thread.
///
/// Rust drops the variables of `main` when it returns, but never statics, so a node that one of those
/// holds does not die. What must happen all the same, such as deleting a temporary file, is an
/// attached finalizer, and this sees to it, as Python's `atexit` does for `weakref.finalize`.
/// ([`std::process::exit`] does not drop the variables of `main` either: drop the guard before.)
///
/// The first guard of a thread that goes runs all that is left on the thread, so have one, and give it
/// a name: `let _ = ExitGuard::new()` drops it at once.
///
/// They run newest first, each once, those that others attach meanwhile too, but for those with
/// [`set_runs_at_exit(false)`](Finalizer::set_runs_at_exit). A panic is
/// [reported](crate::death::set_panic_report), and the others still run. Their nodes stay alive, and no type's
/// hook runs before its node dies.
///
/// ```
/// use kinfolk::death::ExitGuard;
/// use kinfolk::{Finalizer, Graph};
///
/// #[derive(Graph)]
/// struct TemporaryFile {
///     path: &'static str,
/// }
///
/// let guard = ExitGuard::new();
/// let file = TemporaryFile { path: "/tmp/notes" }.into_graph();
/// let path = file.path;
/// let finalizer = Finalizer::attach(&file, move || println!("removing {path}"));
///
/// drop(guard);
/// assert!(!finalizer.is_alive());
/// ```
#[must_use = "it runs what is left when it is dropped: give it a name, as in `let _guard = ..`"]
#[derive(Debug)]
pub struct ExitGuard {
    /// It belongs to its thread.
    thread: PhantomData<*const ()>,
}

impl ExitGuard {
    /// A guard for this thread. O(1).
    pub fn new() -> Self {
        ExitGuard { thread: PhantomData }
    }
}

impl Default for ExitGuard {
    fn default() -> Self {
        ExitGuard::new()
    }
}

impl Drop for ExitGuard {
    fn drop(&mut self) {
        let mut end = u64::MAX;
        loop {
            let known = NEXT.get();
            let newest = in_registry(|registry| {
                let newest = registry.newest_before(end)?;
                let (number, node) = (newest.number(), newest.node());
                registry.remove(number, node)
            });
            let Some(Some(newest)) = newest else { return };
            end = newest.number();
            newest.run_guarded();
            if NEXT.get() > known {
                end = u64::MAX;
            }
        }
    }
}
