//! The state of a thread's dying sets: how many are nested, and which nodes their hooks have
//! upgraded weak handles to.

use std::cell::Cell;

use crate::kernel::header::Header;

/// How many deaths may be nested, each begun in a hook of the one before. Further ones are
/// deferred.
const MAX_LEVELS: usize = 32;

thread_local! {
    static LEVEL: Cell<usize> = const { Cell::new(0) };
    /// The first path position to whose node a weak handle was upgraded since the last
    /// [`take_first_upgraded`].
    static FIRST_UPGRADED: Cell<usize> = const { Cell::new(usize::MAX) };
    /// How often a weak handle was upgraded to a node on no path, since [`HOLDERS_REACHED`].
    static UPGRADES_OFF_PATH: Cell<usize> = const { Cell::new(0) };
    /// User code has reached nodes that the walk has visited, other than the one whose hook runs.
    static HOLDERS_REACHED: Cell<bool> = const { Cell::new(false) };
}

/// Leaves a level of nested deaths when it is dropped.
pub(super) struct LevelGuard {
    previous: usize,
}

impl LevelGuard {
    /// Enters a level, unless too many deaths are nested already.
    pub(super) fn enter() -> Option<LevelGuard> {
        let previous = LEVEL.get();
        (previous < MAX_LEVELS).then(|| {
            LEVEL.set(previous + 1);
            LevelGuard { previous }
        })
    }

    /// Whether no level can be entered, or only the last.
    pub(super) fn is_next_last() -> bool {
        LEVEL.get() + 1 >= MAX_LEVELS
    }

    /// Whether a death within this level is deferred.
    pub(super) fn is_last(&self) -> bool {
        self.previous + 1 == MAX_LEVELS
    }
}

impl Drop for LevelGuard {
    fn drop(&mut self) {
        LEVEL.set(self.previous);
    }
}

/// Call this when a weak handle was upgraded to a node during a death.
///
/// Nodes that no walk has visited do not matter at first: their links lead to no node that one has
/// visited, or else that node would not die. Once user code has reached visited nodes, it may have
/// put them below any other.
#[inline]
pub(super) fn note_upgrade(header: &Header) {
    match header.path_position() {
        Some(position) => {
            FIRST_UPGRADED.set(FIRST_UPGRADED.get().min(position));
            // A hook has a handle to the last one without an upgrade.
            if position + 1 < Header::path_node_count() {
                note_holders_reached();
            }
        }
        None if HOLDERS_REACHED.get() || header.is_finished(0) => {
            UPGRADES_OFF_PATH.set(UPGRADES_OFF_PATH.get().wrapping_add(1));
            note_holders_reached();
        }
        None => {}
    }
}

/// Call this when user code has reached nodes that a walk has visited, or may have put work at or
/// below them.
#[inline]
pub(super) fn note_holders_reached() {
    HOLDERS_REACHED.set(true);
}

/// Whether [`note_holders_reached`] was called since the last call.
#[inline]
pub(super) fn take_holders_reached() -> bool {
    HOLDERS_REACHED.replace(false)
}

/// The first path position to whose node a weak handle was upgraded since the last call;
/// `usize::MAX` if there is none.
#[inline]
pub(super) fn take_first_upgraded() -> usize {
    FIRST_UPGRADED.replace(usize::MAX)
}

#[inline]
pub(super) fn set_first_upgraded(position: usize) {
    FIRST_UPGRADED.set(position);
}

/// Whether no weak handle was upgraded to a node on a path since the last [`take_first_upgraded`], nor
/// to one on no path since [`upgrades_off_path`] had this answer.
#[inline]
pub(super) fn has_no_upgrades_since(off_path: usize) -> bool {
    FIRST_UPGRADED.get() == usize::MAX && UPGRADES_OFF_PATH.get() == off_path
}

/// Whether [`note_holders_reached`] was called since the last [`take_holders_reached`].
#[inline]
pub(super) fn are_holders_reached() -> bool {
    HOLDERS_REACHED.get()
}

/// Differs from the last answer if a weak handle was upgraded to a node on no path meanwhile.
#[inline]
pub(super) fn upgrades_off_path() -> usize {
    UPGRADES_OFF_PATH.get()
}
