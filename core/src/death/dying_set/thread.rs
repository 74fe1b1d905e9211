//! The state of a thread's dying sets: how many are nested, and which nodes their hooks have
//! upgraded weak handles to.

use std::cell::Cell;

/// How many deaths may be nested, each begun in a hook of the one before. Further ones are
/// deferred.
const MAX_LEVELS: usize = 32;

thread_local! {
    static LEVEL: Cell<usize> = const { Cell::new(0) };
    /// The first path position to whose node a weak handle was upgraded since the last
    /// [`take_first_upgraded`].
    static FIRST_UPGRADED: Cell<usize> = const { Cell::new(usize::MAX) };
    /// How often a weak handle was upgraded to a node on no path.
    static UPGRADES_OFF_PATH: Cell<usize> = const { Cell::new(0) };
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

/// Call this when a weak handle was upgraded to the node at this path position, or to a node on no
/// path.
#[inline]
pub(super) fn note_upgrade(path_position: Option<usize>) {
    match path_position {
        Some(position) => FIRST_UPGRADED.set(FIRST_UPGRADED.get().min(position)),
        None => UPGRADES_OFF_PATH.set(UPGRADES_OFF_PATH.get().wrapping_add(1)),
    }
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

/// Differs from the last answer if a weak handle was upgraded to a node on no path meanwhile.
#[inline]
pub(super) fn upgrades_off_path() -> usize {
    UPGRADES_OFF_PATH.get()
}
