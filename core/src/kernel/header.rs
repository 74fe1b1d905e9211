//! [`Header`]: the marks that each node carries, and one number.

use std::cell::Cell;

/// The marks that each node carries, and one number, in four bytes.
///
/// The number is an *index hint* most of the time: the index in the owner's list at which the node
/// was last put or found. Finding a child among its siblings is O(1) while the hint is right. At
/// times it is another number:
///
/// * on the path of a dying set, the node's position there;
/// * while [`FINISHED`], the number of the walk that has finished the node;
/// * during a collection, the node's number in the census.
pub struct Header {
    bits: Cell<u32>,
}

/// The node's hook has not run yet.
const HOOK: u32 = 1;
/// A hook or finalizer is still to run, here or below. The mark climbs from each such node to its
/// root, so that the drop of the root's last handle sees it.
const NEEDS_FINALIZATION: u32 = 1 << 1;
/// The mark has climbed to this node from a node below it.
const NEEDS_FINALIZATION_BELOW: u32 = 1 << 5;
/// Finalizers have been attached to the node, or it has joined a weak collection.
const HAS_ATTACHED: u32 = 1 << 2;
/// The node is dead, and cannot be brought back. In a dead set only the root has this mark, and the
/// nodes that the set held by shared links. A collection marks each unreachable node.
const DEAD: u32 = 1 << 3;
/// The node is on the path from the root of a dying set to the node whose hook runs; or it has a
/// number in a census. Both never happen at once, since no hook runs during a census.
const ON_PATH: u32 = 1 << 4;
/// The walk over a dying set is done with this node, although work remains here or below.
const FINISHED: u32 = 1 << 6;

const MARKS: u32 = (1 << NUMBER_SHIFT) - 1;
/// The number takes the bits from here on.
const NUMBER_SHIFT: u32 = 7;
/// Larger numbers count as this one.
pub(crate) const MAX_NUMBER: usize = (u32::MAX >> NUMBER_SHIFT) as usize;

impl Header {
    /// The header of a new node. Not a `Default`, which code outside this crate could reach.
    #[inline]
    pub(crate) fn new() -> Self {
        Header { bits: Cell::new(0) }
    }

    /// The index at which the node was last seen in its owner's list.
    pub(crate) fn index_hint(&self) -> usize {
        self.number()
    }

    fn number(&self) -> usize {
        (self.bits.get() >> NUMBER_SHIFT) as usize
    }

    /// Remembers the node's index in its owner's list, unless the number is in use for a path.
    #[inline]
    pub(crate) fn set_index_hint(&self, index: usize) {
        if !self.has(ON_PATH) {
            self.put_number(index);
        }
    }

    /// Like [`set_index_hint`](Self::set_index_hint), for a new node, whose number is 0.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "a wrong hint costs only time")]
    pub(crate) fn init_index_hint(&self, index: usize) {
        self.bits.set(self.bits.get() | (index as u32) << NUMBER_SHIFT);
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "`MAX_NUMBER` fits")]
    fn put_number(&self, number: usize) {
        let number = number.min(MAX_NUMBER) as u32;
        // The number of a finished node is that of a walk, so `FINISHED` is cleared with it.
        self.bits.set(self.bits.get() & (MARKS & !FINISHED) | number << NUMBER_SHIFT);
    }

    fn has(&self, mark: u32) -> bool {
        self.bits.get() & mark != 0
    }

    fn set(&self, mark: u32) {
        self.bits.set(self.bits.get() | mark);
    }

    /// Clears a mark, and returns whether it was set.
    fn clear(&self, mark: u32) -> bool {
        let was_set = self.has(mark);
        self.bits.set(self.bits.get() & !mark);
        was_set
    }

    /// Marks a new node whose type has a hook.
    pub(crate) fn set_hook(&self) {
        self.set(HOOK | NEEDS_FINALIZATION);
    }

    /// Whether the node's hook is still to run.
    pub(crate) fn has_hook(&self) -> bool {
        self.has(HOOK)
    }

    /// Returns whether the hook is still to run, and counts it as run.
    pub(crate) fn take_hook(&self) -> bool {
        self.clear(HOOK)
    }

    /// Whether the drop of the last handle has more to do than free memory.
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

    /// Whether the mark has already climbed through this node from a node below it, so it need not
    /// climb again.
    #[inline]
    pub(crate) fn has_mark_from_below(&self) -> bool {
        self.bits.get() & (NEEDS_FINALIZATION | NEEDS_FINALIZATION_BELOW | FINISHED)
            == NEEDS_FINALIZATION | NEEDS_FINALIZATION_BELOW
    }

    /// Sets the mark, and returns whether it must climb on to the owner.
    pub(crate) fn set_needs_finalization(&self) -> bool {
        let must_climb = !self.needs_finalization() || self.has(FINISHED);
        self.set(NEEDS_FINALIZATION);
        self.clear(FINISHED);
        must_climb
    }

    /// Like [`set_needs_finalization`](Self::set_needs_finalization), for the owner of a marked
    /// node.
    pub(crate) fn set_needs_finalization_below(&self) -> bool {
        self.set(NEEDS_FINALIZATION_BELOW);
        self.set_needs_finalization()
    }

    pub(crate) fn clear_needs_finalization(&self) {
        self.clear(NEEDS_FINALIZATION | NEEDS_FINALIZATION_BELOW | FINISHED);
    }

    /// Notes that the walk with this number is done with the node.
    pub(crate) fn finish(&self, walk: usize) {
        self.put_number(walk & MAX_NUMBER);
        self.set(FINISHED);
    }

    /// Whether the walk with this number is done with the node.
    pub(crate) fn is_finished(&self, walk: usize) -> bool {
        self.has(FINISHED) && self.number() == walk & MAX_NUMBER
    }

    /// Lets the next walk visit the node again.
    pub(crate) fn reopen(&self) {
        self.clear(FINISHED);
    }

    /// Whether there may be attached finalizers, or memberships in weak collections.
    pub(crate) fn has_attached(&self) -> bool {
        self.has(HAS_ATTACHED)
    }

    pub(crate) fn set_has_attached(&self) {
        self.set(HAS_ATTACHED);
    }

    /// Like [`has_attached`](Self::has_attached), and counts them as taken.
    pub(crate) fn take_attached(&self) -> bool {
        self.clear(HAS_ATTACHED)
    }

    pub(crate) fn is_dead(&self) -> bool {
        self.has(DEAD)
    }

    pub(crate) fn set_dead(&self) {
        self.set(DEAD);
    }

    /// The node's position on the path of a dying set, or its number in a census.
    pub(crate) fn path_position(&self) -> Option<usize> {
        self.has(ON_PATH).then(|| self.number())
    }

    /// Puts the node on a path, and returns the number that it had before.
    #[expect(clippy::cast_possible_truncation, reason = "`MAX_NUMBER` fits")]
    pub(crate) fn enter_path(&self, position: usize) -> u32 {
        let bits = self.bits.get();
        let position = position.min(MAX_NUMBER) as u32;
        self.bits.set(bits & (MARKS & !FINISHED) | ON_PATH | position << NUMBER_SHIFT);
        bits >> NUMBER_SHIFT
    }

    pub(crate) fn leave_path(&self) {
        self.clear(ON_PATH);
    }

    /// Takes the node off the path, and restores the number that [`enter_path`](Self::enter_path)
    /// returned.
    pub(crate) fn restore_after_path(&self, number: u32) {
        self.bits.set(self.bits.get() & (MARKS & !ON_PATH) | number << NUMBER_SHIFT);
    }

    /// Marks the node dead, and clears all other marks. Returns what
    /// [`has_attached`](Self::has_attached) was.
    pub(crate) fn end(&self) -> bool {
        let has_attached = self.has(HAS_ATTACHED);
        self.bits.set(DEAD);
        has_attached
    }
}
