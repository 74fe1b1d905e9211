//! [`Finalizer`]: a finalizer for a single node, given at run time.

use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc as StdRc;

use crate::death::mark_attached;
use crate::death::panic_report::guarded;
use crate::death::registry::{self, Recorder, Registry, Task, with_registry};
use crate::kernel::dyn_node::DynNode;
use crate::kernel::type_info::TypeInfo;

/// A finalizer that is attached to a single node: a closure that runs when the node is dead. It is
/// Python's [`weakref.finalize`].
///
/// The hook of a type (`#[graph(finalize = ..)]`) runs before the node dies. It gets the node, and
/// may bring it back. An attached finalizer runs later: the node is dead then, with all that dies
/// with it, and no weak handle to any of these nodes upgrades any more. Their data has not been
/// dropped yet. If the hook brings the node back, the finalizer does not run. Any node can have
/// one, with or without a hook.
///
/// The finalizers of one dying set run newest first, each once. If one panics, the panic is
/// [reported](crate::death::set_panic_report), and the others still run.
///
/// A `Finalizer` is a handle to the attached closure. Dropping the handle does not detach it. A
/// closure that holds a strong handle to its own node keeps the node alive for ever.
///
/// An attached finalizer takes 65 to 90 bytes until it has run: 48 bytes and what its closure
/// captures in a block of its own, and the rest in a table of the thread, which shrinks when most
/// of it is unused. Nodes without finalizers pay nothing.
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
/// To keep one in a struct, box the closure, as in `Finalizer::attach(&page, Box::new(|| ..))`:
/// `Finalizer` is short for `Finalizer<Box<dyn FnOnce()>>`.
///
/// [`weakref.finalize`]: https://docs.python.org/3/library/weakref.html#weakref.finalize
pub struct Finalizer<F = Box<dyn FnOnce()>> {
    task: StdRc<ClosureTask<F>>,
}

/// Each field costs memory for each finalizer: see the documentation of [`Finalizer`].
struct ClosureTask<F> {
    number: u64,
    /// The address of the node, which may be dead.
    node: *const (),
    type_info: &'static TypeInfo,
    index: Cell<u32>,
    runs_at_exit: Cell<bool>,
    closure: Cell<Option<F>>,
}

impl<R, F: FnOnce() -> R + 'static> Finalizer<F> {
    /// As [`attach`](Self::attach), for a node of any type.
    pub(crate) fn attach_to(node: &dyn DynNode, closure: F) -> Self {
        let task = StdRc::new(ClosureTask {
            number: registry::take_number(),
            node: node.address(),
            type_info: node.type_info(),
            index: Cell::new(0),
            runs_at_exit: Cell::new(true),
            closure: Cell::new(Some(closure)),
        });
        registry::add(task.clone());
        mark_attached(node, node.header());
        Finalizer { task }
    }

    /// Runs the closure now, and returns its result. The finalizer is no longer alive then, and
    /// does not run when the node dies. Returns `None`, and does nothing, if the finalizer is not
    /// alive. If the closure panics, this call panics. Costs as much as [`detach`](Self::detach).
    pub fn call(&self) -> Option<R> {
        Some(self.detach()?())
    }
}

impl<F> Finalizer<F> {
    /// Whether the finalizer is still to run: the node is alive, and the finalizer was neither
    /// called nor detached. O(1).
    #[must_use]
    pub fn is_alive(&self) -> bool {
        let closure = self.task.closure.take();
        let is_alive = closure.is_some();
        self.task.closure.set(closure);
        is_alive
    }

    /// Detaches the finalizer from the node, and returns the closure, which has not run. Returns
    /// `None` if the finalizer is not alive. O(1), and O(log k) for k finalizers on the same node.
    pub fn detach(&self) -> Option<F> {
        let closure = self.task.closure.take()?;
        let ClosureTask { number, node, ref index, .. } = *self.task;
        drop(with_registry(|registry| registry.remove(number, node, index.get())));
        Some(closure)
    }

    /// Whether the finalizer runs when an [`ExitGuard`] is dropped, if the node is still alive
    /// then: yes, unless you call [`set_runs_at_exit(false)`](Self::set_runs_at_exit). O(1).
    #[must_use]
    pub fn runs_at_exit(&self) -> bool {
        self.task.runs_at_exit.get()
    }

    /// Sets whether the finalizer runs when an [`ExitGuard`] is dropped. O(1).
    pub fn set_runs_at_exit(&self, runs: bool) {
        self.task.runs_at_exit.set(runs);
    }
}

/// Prints the type's name and the state, as in `Finalizer(Page, alive)`.
impl<F> fmt::Debug for Finalizer<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = if self.is_alive() { "alive" } else { "done" };
        write!(f, "Finalizer({}, {state})", self.task.type_info.name)
    }
}

impl<R, F: FnOnce() -> R> Task for ClosureTask<F> {
    fn number(&self) -> u64 {
        self.number
    }

    fn node(&self) -> *const () {
        self.node
    }

    fn index(&self) -> &Cell<u32> {
        &self.index
    }

    fn runs_at_exit(&self) -> bool {
        self.runs_at_exit.get()
    }

    fn run_guarded(&self) {
        if let Some(closure) = self.closure.take() {
            guarded(self.type_info.name, || drop(closure()));
        }
    }
}

/// Runs the attached finalizers that are left when it is dropped: put one at the start of `main`,
/// or of a thread.
///
/// Rust drops the variables of `main` when it returns, but it never drops statics, so a node that a
/// static holds does not die. Work that must happen all the same, such as deleting a temporary
/// file, belongs in an attached finalizer, and this guard runs it, as Python's `atexit` does for
/// `weakref.finalize`. ([`std::process::exit`] does not drop the variables of `main` either: drop
/// the guard before you call it.)
///
/// The first guard of a thread that is dropped runs all finalizers that are left on the thread, so
/// one is enough. Give it a name: `let _ = ExitGuard::new()` drops it at once.
///
/// The finalizers run newest first, each once. Finalizers that they attach meanwhile run, too.
/// Finalizers with [`set_runs_at_exit(false)`](Finalizer::set_runs_at_exit) do not run. A panic is
/// [reported](crate::death::set_panic_report), and the others still run. The nodes stay alive, and
/// no hook runs before its node dies. O(n log n) for n finalizers that are left.
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
#[must_use = "it runs the finalizers when it is dropped: name it, as in `let _guard = ..`"]
#[derive(Debug)]
pub struct ExitGuard {
    /// Keeps the guard on its thread.
    not_send: PhantomData<*const ()>,
}

impl ExitGuard {
    /// Creates a guard for this thread. O(1).
    pub fn new() -> Self {
        ExitGuard { not_send: PhantomData }
    }
}

impl Default for ExitGuard {
    fn default() -> Self {
        ExitGuard::new()
    }
}

impl Drop for ExitGuard {
    fn drop(&mut self) {
        let _recorder = Recorder::begin();
        // The oldest first, and the newest are taken from the end.
        let mut tasks = with_registry(|registry| registry.in_order()).unwrap_or_default();
        while let Some(task) = tasks.pop() {
            let (number, node, index) = (task.number(), task.node(), task.index());
            let remove = |registry: &mut Registry| registry.remove(number, node, index.get());
            if task.runs_at_exit() && with_registry(remove).flatten().is_some() {
                task.run_guarded();
            }
            tasks.append(&mut Recorder::take());
        }
    }
}
