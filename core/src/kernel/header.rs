//! [`Header`]: the marks that each node carries, and two numbers.

use std::cell::Cell;

use crate::kernel::kept_hints::{FINISHED_HINTS, KeptHints, PATH_HINTS};
use crate::store::slab::SlotNumber;

/// The marks that each node carries, and one number, in four bytes. Four more bytes have the number
/// of the node's first membership in a weak collection: see `death::membership`.
///
/// The number beside the marks is an *index hint* most of the time: the index in the owner's list at
/// which the node was last put or found. Finding a child among its siblings is O(1) while the hint is
/// right. At times it is another number, and the hint is kept elsewhere, where it can be read and
/// changed as before:
///
/// * on the path of a dying set, the node's position there, in [`PATH_HINTS`];
/// * while [`FINISHED`], its place in [`FINISHED_HINTS`];
/// * during a collection, its number in the census. Then the hint rests.
pub struct Header {
    bits: Cell<u32>,
    first_membership: Cell<Option<SlotNumber>>,
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
/// The walk over a dying set is done with this node, although work remains here or below. Never
/// set together with [`ON_PATH`].
const FINISHED: u32 = 1 << 6;
/// The node needed finalization when it was built. A root with this mark was never handed out: see
/// "Unfinished graphs" in `death`.
const NEW: u32 = 1 << 7;

const MARKS: u32 = (1 << NUMBER_SHIFT) - 1;
/// The number takes the bits from here on.
const NUMBER_SHIFT: u32 = 8;
/// Larger numbers count as this one.
pub(crate) const MAX_NUMBER: usize = (u32::MAX >> NUMBER_SHIFT) as usize;

impl Header {
    /// The header of a new node. Not a `Default`, which code outside this crate could reach.
    #[inline]
    pub(crate) fn new() -> Self {
        Header { bits: Cell::new(0), first_membership: Cell::new(None) }
    }

    /// The index at which the node was last seen in its owner's list.
    #[inline]
    pub(crate) fn index_hint(&self) -> usize {
        if self.has(ON_PATH | FINISHED) { self.kept_hint() as usize } else { self.number() }
    }

    /// As [`index_hint`](Self::index_hint), but quicker, and wrong for a node that is dying.
    #[inline]
    pub(crate) fn quick_index_hint(&self) -> usize {
        self.number()
    }

    /// The index hint of a node whose number is something else.
    #[cold]
    #[inline(never)]
    fn kept_hint(&self) -> u32 {
        let hints = if self.has(ON_PATH) { &PATH_HINTS } else { &FINISHED_HINTS };
        hints.with(|hints| hints.get(self.number()))
    }

    // Must not unwind: see the note in crate::store.
    #[cold]
    #[inline(never)]
    extern "C" fn set_kept_hint(&self, index: usize) {
        let hints = if self.has(ON_PATH) { &PATH_HINTS } else { &FINISHED_HINTS };
        hints.with(|hints| hints.set(self.number(), small(index)));
    }

    #[inline]
    fn number(&self) -> usize {
        (self.bits.get() >> NUMBER_SHIFT) as usize
    }

    /// Remembers the node's index in its owner's list.
    #[inline]
    pub(crate) fn set_index_hint(&self, index: usize) {
        if self.has(ON_PATH | FINISHED) {
            self.set_kept_hint(index);
        } else {
            self.bits.set(self.bits.get() & MARKS | small(index) << NUMBER_SHIFT);
        }
    }

    /// Like [`set_index_hint`](Self::set_index_hint), for a new node, whose number is 0.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "a wrong hint costs only time")]
    pub(crate) fn init_index_hint(&self, index: usize) {
        self.bits.set(self.bits.get() | (index as u32) << NUMBER_SHIFT);
    }

    /// Replaces the number, clears the marks that use it, and sets this mark.
    #[inline]
    fn put(&self, mark: u32, number: u32) {
        let marks = self.bits.get() & MARKS & !(ON_PATH | FINISHED);
        self.bits.set(marks | mark | number << NUMBER_SHIFT);
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
        self.set(HOOK | NEEDS_FINALIZATION | NEW);
    }

    /// Marks a new node with children that need finalization.
    pub(crate) fn set_new_above(&self) {
        self.set(NEEDS_FINALIZATION | NEEDS_FINALIZATION_BELOW | NEW);
    }

    /// Marks the root of a graph whose build is not finished.
    pub(crate) fn set_new(&self) {
        self.set(NEW);
    }

    pub(crate) fn is_new(&self) -> bool {
        self.has(NEW)
    }

    /// Call this when the node is the root of a finished graph, or leaves its owner.
    #[inline]
    pub(crate) fn clear_new(&self) {
        self.bits.set(self.bits.get() & !NEW);
    }

    /// Whether the node's hook is still to run.
    pub(crate) fn has_hook(&self) -> bool {
        self.has(HOOK)
    }

    /// Whether the node's hook is still to run, nothing else is to do at the node or below it, and no
    /// walk has visited the node.
    #[inline]
    pub(crate) fn is_leaf_with_hook(&self) -> bool {
        self.bits.get() & MARKS & !NEW == HOOK | NEEDS_FINALIZATION
    }

    /// Like [`is_leaf_with_hook`](Self::is_leaf_with_hook), right after the hook, while the node is still
    /// on the path: whether nothing else is to do at the node or below it.
    #[inline]
    pub(crate) fn is_leaf_after_hook(&self) -> bool {
        self.bits.get() & MARKS & !NEW == NEEDS_FINALIZATION | ON_PATH
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
        self.reopen();
        must_climb
    }

    /// Like [`set_needs_finalization`](Self::set_needs_finalization), for the owner of a marked
    /// node.
    pub(crate) fn set_needs_finalization_below(&self) -> bool {
        self.set(NEEDS_FINALIZATION_BELOW);
        self.set_needs_finalization()
    }

    pub(crate) fn clear_needs_finalization(&self) {
        self.clear(NEEDS_FINALIZATION | NEEDS_FINALIZATION_BELOW);
    }

    /// How many nodes are finished: their number in [`FINISHED_HINTS`].
    pub(crate) fn finished_count() -> usize {
        FINISHED_HINTS.with(KeptHints::len)
    }

    /// Forgets the nodes that were finished later than the first `count`, and are open again or
    /// dead.
    pub(crate) fn truncate_finished(count: usize) {
        FINISHED_HINTS.with(|hints| hints.truncate(count));
    }

    /// Takes the node from the end of the path, and notes that the walk is done with it.
    pub(crate) fn finish(&self) {
        let hint = PATH_HINTS.with(KeptHints::pop);
        self.put(FINISHED, small(FINISHED_HINTS.with(|hints| hints.push(hint))));
    }

    /// Whether a walk is done with the node that began when `first` nodes were finished.
    pub(crate) fn is_finished(&self, first: usize) -> bool {
        self.has(FINISHED) && self.number() >= first.min(MAX_NUMBER)
    }

    /// Lets the next walk visit the node again.
    #[inline]
    pub(crate) fn reopen(&self) {
        if self.has(FINISHED) {
            self.put(0, self.kept_hint());
        }
    }

    /// Whether there may be attached finalizers, or memberships in weak collections.
    pub(crate) fn has_attached(&self) -> bool {
        self.has(HAS_ATTACHED)
    }

    /// Whether [`has_attached`](Self::has_attached) is so, no hook is to run here, and nothing needs
    /// finalization below.
    #[inline]
    pub(crate) fn has_only_attached(&self) -> bool {
        self.bits.get() & (HOOK | NEEDS_FINALIZATION_BELOW | HAS_ATTACHED) == HAS_ATTACHED
    }

    /// Like [`has_attached`](Self::has_attached), and counts them as taken.
    pub(crate) fn take_attached(&self) -> bool {
        self.clear(HAS_ATTACHED)
    }

    pub(crate) fn set_has_attached(&self) {
        self.set(HAS_ATTACHED);
    }

    /// Marks a node as one that has attachments and needs finalization, and returns `true`, if it has had
    /// no mark that matters to that.
    #[inline]
    pub(crate) fn set_attached_quickly(&self) -> bool {
        let is_unmarked = !self.has(NEEDS_FINALIZATION | ON_PATH | FINISHED);
        if is_unmarked {
            self.set(HAS_ATTACHED | NEEDS_FINALIZATION);
        }
        is_unmarked
    }

    /// Whether another attachment needs no mark: the node is marked as one with attachments, and no
    /// walk over a dying set has visited it.
    #[inline]
    pub(crate) fn is_marked_attached(&self) -> bool {
        self.bits.get() & (NEEDS_FINALIZATION | HAS_ATTACHED | ON_PATH | FINISHED)
            == NEEDS_FINALIZATION | HAS_ATTACHED
    }

    /// The number of the node's first membership in a weak collection.
    #[inline]
    pub(crate) fn first_membership(&self) -> Option<SlotNumber> {
        self.first_membership.get()
    }

    #[inline]
    pub(crate) fn set_first_membership(&self, number: Option<SlotNumber>) {
        self.first_membership.set(number);
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

    /// The node's number in a census, if it has one that fits.
    #[inline]
    pub(crate) fn census_number(&self) -> Option<usize> {
        let number = self.number();
        (self.has(ON_PATH) && number != MAX_NUMBER).then_some(number)
    }

    /// How many nodes are on the paths of all running sets. They are numbered as one path.
    pub(crate) fn path_node_count() -> usize {
        PATH_HINTS.with(KeptHints::len)
    }

    /// Puts the node at the end of the path.
    #[inline]
    pub(crate) fn enter_path(&self) {
        self.reopen();
        let hint = self.bits.get() >> NUMBER_SHIFT;
        self.put(ON_PATH, small(PATH_HINTS.with(|hints| hints.push(hint))));
    }

    /// As [`enter_path`](Self::enter_path), for a [leaf](Self::is_leaf_with_hook), whose hook counts as
    /// run.
    #[inline]
    pub(crate) fn enter_path_as_leaf(&self) {
        let hint = self.bits.get() >> NUMBER_SHIFT;
        let position = small(PATH_HINTS.with(|hints| hints.push(hint)));
        let marks = self.bits.get() & NEW | NEEDS_FINALIZATION | ON_PATH;
        self.bits.set(marks | position << NUMBER_SHIFT);
    }

    /// Takes the node from the end of the path.
    #[inline]
    pub(crate) fn leave_path(&self) {
        self.put(0, PATH_HINTS.with(KeptHints::pop));
    }

    /// As [`leave_path`](Self::leave_path), for a node without attachments at and below which nothing
    /// needs finalization any more.
    #[inline]
    pub(crate) fn leave_path_finalized(&self) {
        let hint = PATH_HINTS.with(KeptHints::pop);
        self.bits.set(self.bits.get() & NEW | hint << NUMBER_SHIFT);
    }

    /// Gives the node a number in a census, and returns the number that it had before.
    #[inline]
    pub(crate) fn enter_census(&self, number: usize) -> u32 {
        let before = self.bits.get() >> NUMBER_SHIFT;
        self.put(ON_PATH, small(number));
        before
    }

    /// Takes the number in a census from the node, and restores the one that it had before.
    #[inline]
    pub(crate) fn leave_census(&self, before: u32) {
        self.put(0, before);
    }

    /// Marks the node dead, and clears all other marks. Returns what
    /// [`has_attached`](Self::has_attached) was.
    pub(crate) fn end(&self) -> bool {
        let has_attached = self.has(HAS_ATTACHED);
        self.bits.set(DEAD);
        has_attached
    }
}

#[inline]
#[expect(clippy::cast_possible_truncation, reason = "`MAX_NUMBER` fits")]
fn small(number: usize) -> u32 {
    number.min(MAX_NUMBER) as u32
}
