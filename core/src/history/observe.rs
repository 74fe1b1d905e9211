//! [`observe`]: a function that is called about the changes of a graph.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::change::log::{Entry, Listener};
use crate::change::savepoint::Savepoint;
use crate::change::step::{add_listener, remove_listener};
use crate::death::panic_report::{report_not_called, report_observer};
use crate::history::changes::Changes;
use crate::kernel::any::{AnyRc, AnyWeak};
use crate::model::handle::Handle;

/// Calls `function` with the changes at and below `root`, until the [`Watch`] is dropped or the root
/// dies.
///
/// It is called when a [step](crate::transaction) ends in which something has changed there: after
/// an operation, or an outermost transaction. Then all links agree. [`Changes`] has the net of what has
/// changed. Nothing is sent for what was rolled back, and nothing for what is there already: fill an index
/// or a mirror before you observe. [The guide](crate::guide::changes#observers) has an index.
///
/// * Observers are called in the order of their registration. What they change is the next batch: all
///   observers are called about it, when all have been called about this one. So each of them sees
///   each change once, in the same order, its own changes included. After 64 such batches in a row,
///   the next one is [reported](crate::death::set_panic_report) to be endless. It stays, but no observer
///   is called until the step has ended.
/// * Each call is a transaction of its own. A panic in it is caught and
///   [reported](crate::death::set_panic_report), and what the call has changed in the graph is undone. It
///   is called again about the next changes. Data of yours that it has changed is not undone.
/// * Nodes that were removed are alive during the calls. They die afterwards, if nothing holds them.
///   What their hooks change is one more batch.
/// * An observer that is registered within a step sees what changes from then on. One that is dropped is
///   not called again.
///
/// The observer holds the root weakly. But handles in its function are like yours: a handle to the root
/// keeps it alive, and so the observer. [`Changes::root_as`] is the root, without a handle in the
/// function.
///
/// While an observer exists, each operation of the thread is recorded. O(depth) for each change, here
/// and in other graphs; for k changes of one list in a step, O(k·√k).
///
/// ```
/// use std::cell::Cell;
/// use std::rc::Rc as StdRc;
///
/// use kinfolk::{Graph, observe, transaction};
///
/// #[derive(Graph)]
/// #[graph(back(page: Page))]
/// struct Line {}
///
/// #[derive(Graph)]
/// struct Page {
///     #[graph(own)]
///     lines: Vec<Line>,
/// }
///
/// let page = Page { lines: vec![] }.into_graph();
/// let calls = StdRc::new(Cell::new(0));
/// let watch = observe(&page, {
///     let calls = calls.clone();
///     move |changes| calls.set(calls.get() + changes.len())
/// });
///
/// page.lines.push(Line {});
/// assert_eq!(calls.get(), 1);
/// transaction(|| {
///     page.lines.push(Line {});
///     page.lines.pop();
/// });
/// assert_eq!(calls.get(), 1);
///
/// drop(watch);
/// page.lines.push(Line {});
/// assert_eq!(calls.get(), 1);
/// ```
pub fn observe(root: &impl Handle, function: impl FnMut(&Changes) + 'static) -> Watch {
    let root = root.to_any();
    let observer = StdRc::new_cyclic(|this: &StdWeak<Observer>| Observer {
        this: this.clone(),
        root: AnyRc::downgrade(&root),
        type_name: root.type_name(),
        is_open: Cell::new(true),
        prepared: RefCell::new(None),
        function: RefCell::new(Box::new(function)),
    });
    add_listener(observer.this.clone(), true);
    Watch { observer }
}

/// An observer: see [`observe`]. It ends when this is dropped: O(n) for n observers and histories.
///
/// Keep it under a name, as in `let _watch = observe(..)`: `let _ = observe(..)` drops it at once. To let
/// it live as long as the root, keep it where the root is kept, or [`forget`](std::mem::forget) it.
#[must_use = "an observer ends when its `Watch` is dropped: keep it, as in `let _watch = observe(..)`"]
pub struct Watch {
    observer: StdRc<Observer>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.end();
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watch(")?;
        f.write_str(self.observer.type_name)?;
        f.write_str(")")
    }
}

type Function = dyn FnMut(&Changes);

struct Observer {
    this: StdWeak<Observer>,
    root: AnyWeak,
    /// The name of the root's type.
    type_name: &'static str,
    is_open: Cell<bool>,
    /// The changes about which it is to be called.
    prepared: RefCell<Option<Changes>>,
    function: RefCell<Box<Function>>,
}

impl Observer {
    fn end(&self) {
        if self.is_open.replace(false) {
            let this: StdWeak<dyn Listener> = self.this.clone();
            remove_listener(&this);
        }
    }
}

impl Listener for Observer {
    fn prepare(&self, batch: &[Entry]) {
        let Some(root) = self.root.upgrade() else { return self.end() };
        let changes = Changes::of_batch(root, batch);
        self.prepared.replace(Some(changes).filter(|changes| !changes.is_empty()));
    }

    fn call(&self) {
        let Some(changes) = self.prepared.take().filter(|_| self.is_open.get()) else { return };
        let savepoint = Savepoint::begin();
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            // Calls are never nested: a step does not end within the end of another.
            if let Ok(mut function) = self.function.try_borrow_mut() {
                function(&changes);
            }
        }));
        match outcome {
            Ok(()) => savepoint.commit(),
            Err(payload) => {
                drop(savepoint);
                report_observer(self.type_name, payload);
            }
        }
    }

    fn skip(&self) {
        if self.prepared.take().is_some() {
            report_not_called(self.type_name, "observers change the graph without end");
        }
    }
}
