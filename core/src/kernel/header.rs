//! [`Header`]: the library's own part of each node.

use std::cell::Cell;

/// The library's own part of each node: some marks, and a place.
///
/// The place is where the node stood in its owner's list when it was last put or found there. It is
/// only a hint: it makes finding a child among its siblings O(1) as long as they stay where they are.
/// While the node is on the path of a dying set, it is the place there; while it is finished, it is the
/// number of the walk; while a collection looks for what is unreachable, it is the node's number there.
#[derive(Default)]
pub struct Header {
    bits: Cell<u32>,
}

/// The node's hook has not run yet.
const HOOK: u32 = 1;
/// The node or one below it has a hook to run, or attached finalizers: this mark climbs from each of
/// those to the root, so that whoever lets go of the root can tell.
const NEEDS_FINALIZATION: u32 = 1 << 1;
/// The mark has climbed to this node from one below it.
const NEEDS_FINALIZATION_BELOW: u32 = 1 << 5;
/// Finalizers have been attached to the node, or it has been in a weak collection.
const HAS_ATTACHED: u32 = 1 << 2;
/// All hooks of the dying set whose root this is have run, and it cannot come back.
const DEAD: u32 = 1 << 3;
/// The node is on the path from the root of a dying set to the node whose hook runs; or it has a number in
/// a collection, which never is under way while a hook runs.
const ON_PATH: u32 = 1 << 4;
/// A walk over a dying set has come by, and has nothing more to do here, though something is pending.
const FINISHED: u32 = 1 << 6;

const MARKS: u32 = (1 << NUMBER_SHIFT) - 1;
/// Where the place begins.
const NUMBER_SHIFT: u32 = 7;
/// Places beyond this one are taken for it.
pub(crate) const MAX_NUMBER: usize = (u32::MAX >> NUMBER_SHIFT) as usize;

impl Header {
    /// Where the node was last seen in its owner's list.
    pub(crate) fn index_hint(&self) -> usize {
        self.number()
    }

    fn number(&self) -> usize {
        (self.bits.get() >> NUMBER_SHIFT) as usize
    }

    /// Where the node stands in its owner's list.
    #[inline]
    pub(crate) fn set_index_hint(&self, index: usize) {
        if !self.has(ON_PATH) {
            self.put_number(index);
        }
    }

    /// As [`set_index_hint`](Self::set_index_hint), for a node that has just been made.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "beyond the last place, it is any")]
    pub(crate) fn init_index_hint(&self, place: usize) {
        self.bits.set(self.bits.get() | (place as u32) << NUMBER_SHIFT);
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "there is room for the last place")]
    fn put_number(&self, place: usize) {
        let place = place.min(MAX_NUMBER) as u32;
        // What is finished has the number of a walk there.
        self.bits.set(self.bits.get() & (MARKS & !FINISHED) | place << NUMBER_SHIFT);
    }

    fn has(&self, mark: u32) -> bool {
        self.bits.get() & mark != 0
    }

    fn set(&self, mark: u32) {
        self.bits.set(self.bits.get() | mark);
    }

    /// Says whether the mark was set.
    fn clear(&self, mark: u32) -> bool {
        let was_set = self.has(mark);
        self.bits.set(self.bits.get() & !mark);
        was_set
    }

    /// For a new node of a type with a hook.
    pub(crate) fn set_hook(&self) {
        self.set(HOOK | NEEDS_FINALIZATION);
    }

    /// Whether the hook is still to run.
    pub(crate) fn has_hook(&self) -> bool {
        self.has(HOOK)
    }

    /// As [`has_hook`](Self::has_hook). From now on it is not.
    pub(crate) fn take_hook(&self) -> bool {
        self.clear(HOOK)
    }

    /// Whether more than memory depends on the node's end.
    #[inline]
    pub(crate) fn needs_dying_set(&self) -> bool {
        self.has(NEEDS_FINALIZATION | HAS_ATTACHED)
    }

    pub(crate) fn needs_finalization(&self) -> bool {
        self.has(NEEDS_FINALIZATION)
    }

    pub(crate) fn needs_finalization_below(&self) -> bool {
        self.has(NEEDS_FINALIZATION_BELOW)
    }

    /// Whether [`set_needs_finalization_below`](Self::set_needs_finalization_below) would be no news.
    #[inline]
    pub(crate) fn has_mark_from_below(&self) -> bool {
        self.bits.get() & (NEEDS_FINALIZATION | NEEDS_FINALIZATION_BELOW | FINISHED)
            == NEEDS_FINALIZATION | NEEDS_FINALIZATION_BELOW
    }

    /// Says whether this is news for those above.
    pub(crate) fn set_needs_finalization(&self) -> bool {
        let is_news = !self.needs_finalization() || self.has(FINISHED);
        self.set(NEEDS_FINALIZATION);
        self.clear(FINISHED);
        is_news
    }

    /// As [`set_needs_finalization`](Self::set_needs_finalization), for an owner of what is pending.
    pub(crate) fn set_needs_finalization_below(&self) -> bool {
        self.set(NEEDS_FINALIZATION_BELOW);
        self.set_needs_finalization()
    }

    pub(crate) fn clear_needs_finalization(&self) {
        self.clear(NEEDS_FINALIZATION | NEEDS_FINALIZATION_BELOW | FINISHED);
    }

    /// For this walk.
    pub(crate) fn finish(&self, walk: usize) {
        self.put_number(walk & MAX_NUMBER);
        self.set(FINISHED);
    }

    pub(crate) fn is_finished(&self, walk: usize) -> bool {
        self.has(FINISHED) && self.number() == walk & MAX_NUMBER
    }

    pub(crate) fn reopen(&self) {
        self.clear(FINISHED);
    }

    pub(crate) fn has_attached(&self) -> bool {
        self.has(HAS_ATTACHED)
    }

    pub(crate) fn set_has_attached(&self) {
        self.set(HAS_ATTACHED);
    }

    /// Whether finalizers have been attached. From now on there are none.
    pub(crate) fn take_attached(&self) -> bool {
        self.clear(HAS_ATTACHED)
    }

    pub(crate) fn is_dead(&self) -> bool {
        self.has(DEAD)
    }

    pub(crate) fn set_dead(&self) {
        self.set(DEAD);
    }

    pub(crate) fn path_position(&self) -> Option<usize> {
        self.has(ON_PATH).then(|| self.number())
    }

    /// Gives the place before.
    #[expect(clippy::cast_possible_truncation, reason = "there is room for the last place")]
    pub(crate) fn enter_path(&self, place: usize) -> u32 {
        let bits = self.bits.get();
        let place = place.min(MAX_NUMBER) as u32;
        self.bits.set(bits & (MARKS & !FINISHED) | ON_PATH | place << NUMBER_SHIFT);
        bits >> NUMBER_SHIFT
    }

    pub(crate) fn leave_path(&self) {
        self.clear(ON_PATH);
    }

    /// For the place before.
    pub(crate) fn restore_after_path(&self, place: u32) {
        self.bits.set(self.bits.get() & (MARKS & !ON_PATH) | place << NUMBER_SHIFT);
    }

    /// The node is dead, and nothing is left to do for it. Says whether finalizers have been attached.
    pub(crate) fn end(&self) -> bool {
        let has_attached = self.has(HAS_ATTACHED);
        self.bits.set(DEAD);
        has_attached
    }
}
