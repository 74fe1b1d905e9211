//! The log of a thread: each change of a link or a value, while a transaction is open, or an observer
//! or a history listens.

// # How the log works
//
// The log is closed most of the time. Each operation tests that (`is_open`), and does nothing else.
// While the log is open, an operation adds a record (`Record`) of each slot that it has changed: an
// index of a list, a key of a map, an option, the data of a value. A record is written when the change
// has been made, so what is refused or panics before leaves none. A move is two records: the child
// leaves one slot, and then comes to another. Where a slot is never empty, a replaced child and a swap
// are one record.
//
// Records hold their nodes weakly. As long as the step is open, the log holds these nodes as well, in
// the order of the changes, so that none dies whose return a rollback may need.
//
// An operation ends with `finish`. When no scope is open around it (`Scope`: a transaction, an
// operation that is made of others, the end of a step), its records are a step, and the step ends
// (`change::step`): histories take the records, observers are called, the log lets go of the nodes.
//
// A rollback (`change::savepoint`) takes the records from the end, and undoes one after the other (`change::apply`).
// So it goes back through the very states that there were.
//
// The log is untyped. A record of a link other than an owning one, or of a value, has an `Edit`, which
// the typed code makes.
//
// A value has one record for each step, and another one in each savepoint that changes it (`edited`).

mod edited;
mod entries;
pub(crate) mod record;
mod runs;
mod single;
mod slots;
pub(crate) mod value;

pub(crate) use entries::{Entries, Entry, Kept};
pub(crate) use runs::{Children, all_came, removed_all, removed_at, reordered, several};
pub(crate) use slots::{
    came, came_at, came_to, changed, host_of, leaving, leaving_if_open, left, moved, put_at_key,
    removed, removed_from, removed_keys, renamed, set, swapped,
};

use std::cell::{Cell, RefCell};
use std::mem::ManuallyDrop;
use std::rc::{Rc as StdRc, Weak as StdWeak};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::change::log::edited::EditedValues;
use crate::change::log::record::{Arrival, Record};
use crate::death::{self, DelayedDeaths};

/// The number of open transactions, observers and histories in all threads. Most programs have none,
/// and this is the shortest test for that: a thread-local in the code of another crate is a call for the
/// compiler. That of each thread is `death::logs`.
static LISTENING_ANYWHERE: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    /// The number of open scopes.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
    /// The number of the step that is open, or of the next one.
    static STEP: Cell<u64> = const { Cell::new(0) };
    /// Without a destructor, so that handles in thread-locals work until the thread ends. No user code
    /// may run while it is borrowed.
    static LOG: RefCell<ManuallyDrop<Log>> = const { RefCell::new(ManuallyDrop::new(Log::new())) };
    static THREAD_END: ThreadEnd = const { ThreadEnd };
}

/// Gives back the memory of the log when the thread ends. From then on, each transaction does.
struct ThreadEnd;

impl Drop for ThreadEnd {
    fn drop(&mut self) {
        with_log(Log::give_back_all);
    }
}

/// The records of the open step.
pub(super) struct Log {
    pub(super) entries: Entries,
    /// Empty lists, to be used again.
    pub(super) spare: Entries,
    /// What histories have forgotten, to be let go of when the step ends.
    pub(super) forgotten: Entries,
    /// Shared with the batch that they are told of.
    pub(super) listeners: Option<Listeners>,
    /// Listeners that end with the open step.
    pub(super) ending: Vec<StdRc<dyn Listener>>,
    pub(super) edited: EditedValues,
    /// What ends a step. It stands on a floor above this one.
    end_step: fn(),
}

/// Listens to all changes of the thread: an observer or a history.
///
/// Each batch of changes goes first to all that `take` it, and is then prepared by all that will be
/// called, so that each of them sees the graph as the batch has left it. The log still holds all
/// nodes. No user code may run in these two.
pub(crate) trait Listener {
    /// Takes a batch of changes that nothing can roll back any more. For histories.
    fn take(&self, _batch: &[Entry]) {}

    /// Takes a step that is an arrival, and ends it: as [`take`](Self::take) and
    /// [`end_step`](Self::end_step).
    fn take_arrival(&self, arrival: &Arrival<'_>) {
        self.take(&[Record::from(arrival).into()]);
        self.end_step();
    }

    /// Finds out what the batch means for an observer.
    fn prepare(&self, _batch: &[Entry]) {}

    /// Calls the observer's function about the batch that was prepared, as a transaction. Does not
    /// panic.
    fn call(&self) {}

    /// Call this in place of [`call`](Self::call), when observers go on changing the graph without end.
    fn skip(&self) {}

    /// Ends the step. What a history forgets goes into the log ([`forget`]), which lets go of it then. If
    /// that changes something, this is called once more for the same step.
    fn end_step(&self) {}
}

/// The listeners in order of registration. A batch shares them with the log while it is told.
pub(super) type Listeners = StdRc<Vec<Listening>>;

/// A listener in the log.
#[derive(Clone)]
pub(super) struct Listening {
    pub(super) listener: StdWeak<dyn Listener>,
    /// The number of records of the open step that were there before it.
    pub(super) from: usize,
    /// Whether it does more than take batches.
    pub(super) is_called: bool,
}

impl Log {
    const fn new() -> Self {
        Log {
            entries: Entries::new(),
            spare: Entries::new(),
            forgotten: Entries::new(),
            listeners: None,
            ending: Vec::new(),
            edited: EditedValues::new(),
            end_step: || (),
        }
    }

    /// Takes out the last entry, if there are more than `len`.
    pub(super) fn pop_above(&mut self, len: usize) -> Option<Entry> {
        if self.entries.len() <= len {
            return None;
        }
        let entry = self.entries.pop();
        let left = self.entries.len();
        self.edited.truncate(left);
        // A listener that came later has seen the state to which this goes back.
        self.change_from(|from| from.min(left));
        entry
    }

    /// Gives back the memory of many entries, if all of them have been taken out.
    pub(super) fn give_back(&mut self) {
        if self.entries.is_empty() {
            self.entries.give_back();
            self.edited.clear();
        }
    }

    /// Gives back all memory, if nothing is in it.
    fn give_back_all(&mut self) {
        let listens = self.listeners.as_ref().is_some_and(|listeners| !listeners.is_empty());
        if self.is_done() && !listens {
            *self = Log { end_step: self.end_step, ..Log::new() };
        }
    }

    /// Moves all entries to the end of others.
    pub(super) fn take_entries(&mut self, to: &mut Entries) {
        self.change_from(|_| 0);
        to.append(&mut self.entries);
    }

    pub(super) fn listeners_mut(&mut self) -> &mut Vec<Listening> {
        StdRc::make_mut(self.listeners.get_or_insert_default())
    }

    /// Whether the end of a step has nothing to do.
    pub(super) fn is_done(&self) -> bool {
        self.entries.is_empty() && self.ending.is_empty() && self.forgotten.is_empty()
    }

    fn change_from(&mut self, change: impl Fn(usize) -> usize) {
        let Some(listeners) = &self.listeners else { return };
        if listeners.iter().any(|listening| listening.from != change(listening.from)) {
            for listening in self.listeners_mut() {
                listening.from = change(listening.from);
            }
        }
    }
}

/// No user code may run in `action`.
pub(super) fn with_log<R>(action: impl FnOnce(&mut Log) -> R) -> R {
    LOG.with(|log| action(&mut log.borrow_mut()))
}

/// Whether changes are to be recorded.
#[inline]
pub(crate) fn is_open() -> bool {
    LISTENING_ANYWHERE.load(Ordering::Relaxed) > 0 && is_open_here()
}

// Must not unwind: see the note in crate::store.
#[cold]
#[inline(never)]
extern "C" fn is_open_here() -> bool {
    death::logs() > 0
}

/// Whether a step is open: a transaction, an operation that is made of others, an update of a value, or
/// the end of a step.
pub(crate) fn is_in_step() -> bool {
    DEPTH.get() > 0 || DelayedDeaths::is_any()
}

/// The number of the open step, which no other step of the thread has.
pub(crate) fn step_number() -> u64 {
    STEP.get()
}

/// Call this when a step has ended.
pub(super) fn begin_next_step() {
    STEP.set(STEP.get() + 1);
}

/// How many records the open step has. A value that changes from now on gets another one.
pub(crate) fn mark() -> usize {
    with_log(|log| {
        log.edited.clear();
        log.entries.len()
    })
}

/// Keeps a listener until the open step has ended, and ends it then.
pub(crate) fn end_with_step(listener: StdRc<dyn Listener>) {
    with_log(|log| log.ending.push(listener));
    // An update may not have changed anything else so far.
    finish();
}

/// Lets go of these when the open step ends.
pub(crate) fn forget(forgotten: &mut Entries) {
    with_log(|log| log.forgotten.append(forgotten));
}

/// Adds a record. `kept` are the nodes in it.
#[inline]
pub(crate) fn add(record: Record, kept: impl Into<Kept>) {
    with_log(|log| log.entries.push(record, kept));
}

/// Opens the log until [`close`]. `end_step` ends a step: it is the same function in each call.
pub(super) fn open(end_step: fn()) {
    death::set_logs(death::logs() + 1);
    LISTENING_ANYWHERE.fetch_add(1, Ordering::Relaxed);
    with_log(|log| log.end_step = end_step);
}

/// Ends what one [`open`] began.
pub(super) fn close() {
    death::set_logs(death::logs() - 1);
    LISTENING_ANYWHERE.fetch_sub(1, Ordering::Relaxed);
    give_back_if_closed();
}

/// Gives back the memory of the log, if the last listener has ended. Where only transactions open the
/// log, a little room is kept for the next one until the thread ends: it makes a short one much quicker.
pub(super) fn give_back_if_closed() {
    if death::logs() == 0 {
        let is_thread_ending = THREAD_END.try_with(|_| ()).is_err();
        with_log(|log| {
            if log.listeners.is_some() || is_thread_ending {
                log.give_back_all();
            }
        });
    }
}

/// Opens a scope until [`leave_scope`].
pub(super) fn enter_scope() {
    DEPTH.set(DEPTH.get() + 1);
}

/// Ends what one [`enter_scope`] began. The caller calls [`finish`] after it.
pub(super) fn leave_scope() {
    DEPTH.set(DEPTH.get() - 1);
}

/// Ends an operation: if no scope is open, what it has recorded is a step. Call this where the graph
/// is in order, and the operation has dropped its own handles to nodes that it has removed.
pub(crate) fn finish() {
    if !is_in_step() {
        with_log(|log| log.end_step)();
    } else if DEPTH.get() == 0 {
        DelayedDeaths::call_around(|begin| {
            let _scope = Scope::enter();
            begin();
        });
    }
}

/// Ends an operation, as [`finish`], if the log is open.
#[inline]
pub(crate) fn finish_if_open() {
    if is_open() {
        finish();
    }
}

/// While this exists, records are not a step of their own. For an operation that is made of others: it
/// opens a scope after all user code, and drops it where it would call [`finish`].
pub(crate) struct Scope(());

impl Scope {
    /// `None` if the log is not open.
    #[inline]
    pub(crate) fn open() -> Option<Self> {
        is_open().then(Scope::enter)
    }

    #[cold]
    pub(crate) fn enter() -> Self {
        enter_scope();
        Scope(())
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        leave_scope();
        finish();
    }
}
