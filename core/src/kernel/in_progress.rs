//! What goes on in a thread: counts of deaths, of hooks that run, of logs of changes, and of updates
//! of values.

use std::cell::Cell;

thread_local! {
    static NOW: Now =
        const { Now { deaths: Cell::new(0), logs: Cell::new(0), updates: Cell::new(0) } };
    /// How many of the deaths have made no node dead so far: their hooks are running.
    static HOOKS_RUNNING: Cell<u32> = const { Cell::new(0) };
    /// At how many levels the children of dead nodes are being dropped.
    pub(crate) static TEARDOWN_LEVEL: Cell<usize> = const { Cell::new(0) };
    /// How often a weak handle or a back-link was upgraded, or a link has released a node, during a
    /// death.
    static HANDLES_GIVEN: Cell<usize> = const { Cell::new(0) };
}

/// What a link that releases a child, and the death of a node, must look at. The counts are together,
/// so that their place is found once.
struct Now {
    /// The number of nodes whose data may have a `Drop` and that are being dropped now, plus the
    /// number of dying sets that are running. While it is 0, no user code can reach a dead node.
    deaths: Cell<u32>,
    /// The number of reasons for which changes are recorded: see the change log.
    logs: Cell<u32>,
    /// How many updates of values the thread is in.
    updates: Cell<u32>,
}

/// Whether the release of a child must be noted: within a death, or while changes are recorded.
#[inline]
pub(crate) fn is_release_noted() -> bool {
    NOW.with(|now| now.deaths.get() | now.logs.get()) > 0
}

/// The number of reasons for which changes are recorded.
pub(crate) fn logs() -> u32 {
    NOW.with(|now| now.logs.get())
}

/// Changes the number of [`logs`].
pub(crate) fn set_logs(logs: u32) {
    NOW.with(|now| now.logs.set(logs));
}

/// How many updates of values this thread is in.
#[inline]
pub(crate) fn updates() -> u32 {
    NOW.with(|now| now.updates.get())
}

/// Changes the number of [`updates`].
#[inline]
pub(crate) fn set_updates(updates: u32) {
    NOW.with(|now| now.updates.set(updates));
}

/// Call this before the last handle is dropped to a node whose data may have a `Drop`.
#[inline]
pub(crate) fn begin_drop() {
    NOW.with(|now| now.deaths.set(now.deaths.get() + 1));
}

/// Call this when all of such a node has been dropped.
///
/// Each call ends what one [`begin_drop`] began. If one ever came without, the count stays at 0:
/// below it, the thread would count as dying for ever, and `collect` and `leaks` would do nothing.
#[inline]
pub(crate) fn end_drop() {
    NOW.with(|now| now.deaths.set(now.deaths.get().saturating_sub(1)));
}

#[inline]
fn deaths() -> u32 {
    NOW.with(|now| now.deaths.get())
}

/// Whether code that runs now may run within a death.
#[inline]
pub(crate) fn is_in_progress() -> bool {
    deaths() > 0
}

/// While this exists, a dying set is running. When its hooks have run, its nodes are dead, and a node
/// that std can still upgrade may count as dead: see [`is_alive`](crate::death::is_alive).
pub(crate) struct DeathInProgress {
    runs_hooks: bool,
}

impl DeathInProgress {
    pub(crate) fn begin() -> Self {
        begin_drop();
        HOOKS_RUNNING.set(HOOKS_RUNNING.get() + 1);
        DeathInProgress { runs_hooks: true }
    }

    /// As [`begin`](Self::begin), where no hooks are to run.
    #[inline]
    pub(crate) fn begin_without_hooks() -> Self {
        begin_drop();
        DeathInProgress { runs_hooks: false }
    }

    /// Call this before the nodes are marked dead.
    pub(crate) fn end_hooks(&mut self) {
        if self.runs_hooks {
            self.runs_hooks = false;
            HOOKS_RUNNING.set(HOOKS_RUNNING.get() - 1);
        }
    }
}

impl Drop for DeathInProgress {
    fn drop(&mut self) {
        self.end_hooks();
        end_drop();
    }
}

/// Whether user code that runs now could reach a dead node.
pub(crate) fn has_dead() -> bool {
    // A dead node whose data has no `Drop` is not counted while its children are dropped. One of
    // them may have been held until now, and its hook runs now.
    deaths() > HOOKS_RUNNING.get() || TEARDOWN_LEVEL.get() > 0
}

/// Call this when a link has released a node: its handle may be user code's now.
#[inline]
pub(crate) fn note_released() {
    if is_in_progress() {
        note_handle_given();
    }
}

#[cold]
#[inline(never)]
pub(crate) fn note_handle_given() {
    HANDLES_GIVEN.set(HANDLES_GIVEN.get().wrapping_add(1));
}

/// Differs from the last answer if user code may have got a handle to a node during a death
/// meanwhile, by an upgrade or from a link that has released the node.
#[inline]
pub(crate) fn handles_given() -> usize {
    HANDLES_GIVEN.get()
}
