//! [`Header`]: the library's own part of each node.

use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use crate::death;
use crate::kernel::node_fields;
use crate::model::graph::NodeType;

/// The library's own part of each node: some marks, and a place.
///
/// The place is where the node stood in its owner's list when it was last put or found there. It is
/// only a hint: it makes finding a child among its siblings O(1) as long as they stay where they are.
/// While the node is on the path of a dying set, it is the place there; while it is settled, it is the
/// number of the walk; while a collection looks for what is unreachable, it is the node's number there.
#[derive(Default)]
pub struct Header {
    bits: Cell<u32>,
}

/// The node's hook has not run yet.
const HOOK: u32 = 1;
/// The node or one below it has a hook to run, or attached finalizers: this mark climbs from each of
/// those to the root, so that whoever lets go of the root can tell.
const PENDING: u32 = 1 << 1;
/// The mark has climbed to this node from one below it.
const BELOW: u32 = 1 << 5;
/// Finalizers have been attached to the node, or it has been in a weak collection.
const ATTACHED: u32 = 1 << 2;
/// All hooks of the dying set whose root this is have run, and it cannot come back.
const DEAD: u32 = 1 << 3;
/// The node is on the path from the root of a dying set to the node whose hook runs; or it has a number in
/// a collection, which never is under way while a hook runs.
const ON_PATH: u32 = 1 << 4;
/// A walk over a dying set has come by, and has nothing more to do here, though something is pending.
const SETTLED: u32 = 1 << 6;

const MARKS: u32 = (1 << PLACE) - 1;
/// Where the place begins.
const PLACE: u32 = 7;
/// Places beyond this one are taken for it.
pub(crate) const LAST_PLACE: usize = (u32::MAX >> PLACE) as usize;

impl Header {
    pub(crate) fn place(&self) -> usize {
        (self.bits.get() >> PLACE) as usize
    }

    /// Where the node stands in its owner's list.
    #[inline]
    pub(crate) fn set_place(&self, index: usize) {
        if !self.has(ON_PATH) {
            self.put_place(index);
        }
    }

    /// As [`set_place`](Self::set_place), for a node that has just been made.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "beyond the last place, it is any")]
    pub(crate) fn set_first_place(&self, place: usize) {
        self.bits.set(self.bits.get() | (place as u32) << PLACE);
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "there is room for the last place")]
    fn put_place(&self, place: usize) {
        let place = place.min(LAST_PLACE) as u32;
        // What is settled has the number of a walk there.
        self.bits.set(self.bits.get() & (MARKS & !SETTLED) | place << PLACE);
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
    pub(crate) fn expect_hook(&self) {
        self.set(HOOK | PENDING);
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
    pub(crate) fn has_last_wishes(&self) -> bool {
        self.has(PENDING | ATTACHED)
    }

    pub(crate) fn is_pending(&self) -> bool {
        self.has(PENDING)
    }

    pub(crate) fn is_pending_below(&self) -> bool {
        self.has(BELOW)
    }

    /// Whether [`set_pending_below`](Self::set_pending_below) would be no news.
    #[inline]
    pub(crate) fn is_known_to_be_pending_below(&self) -> bool {
        self.bits.get() & (PENDING | BELOW | SETTLED) == PENDING | BELOW
    }

    /// Says whether this is news for those above.
    pub(crate) fn set_pending(&self) -> bool {
        let is_news = !self.is_pending() || self.has(SETTLED);
        self.set(PENDING);
        self.clear(SETTLED);
        is_news
    }

    /// As [`set_pending`](Self::set_pending), for an owner of what is pending.
    pub(crate) fn set_pending_below(&self) -> bool {
        self.set(BELOW);
        self.set_pending()
    }

    pub(crate) fn clear_pending(&self) {
        self.clear(PENDING | BELOW | SETTLED);
    }

    /// For this walk.
    pub(crate) fn prune_path(&self, walk: usize) {
        self.put_place(walk & LAST_PLACE);
        self.set(SETTLED);
    }

    pub(crate) fn is_settled(&self, walk: usize) -> bool {
        self.has(SETTLED) && self.place() == walk & LAST_PLACE
    }

    pub(crate) fn unsettle(&self) {
        self.clear(SETTLED);
    }

    pub(crate) fn is_attached_to(&self) -> bool {
        self.has(ATTACHED)
    }

    pub(crate) fn set_attached_to(&self) {
        self.set(ATTACHED);
    }

    /// Whether finalizers have been attached. From now on there are none.
    pub(crate) fn take_attached(&self) -> bool {
        self.clear(ATTACHED)
    }

    pub(crate) fn is_dead(&self) -> bool {
        self.has(DEAD)
    }

    pub(crate) fn set_dead(&self) {
        self.set(DEAD);
    }

    pub(crate) fn place_on_path(&self) -> Option<usize> {
        self.has(ON_PATH).then(|| self.place())
    }

    /// Gives the place before.
    #[expect(clippy::cast_possible_truncation, reason = "there is room for the last place")]
    pub(crate) fn enter_path(&self, place: usize) -> u32 {
        let bits = self.bits.get();
        let place = place.min(LAST_PLACE) as u32;
        self.bits.set(bits & (MARKS & !SETTLED) | ON_PATH | place << PLACE);
        bits >> PLACE
    }

    pub(crate) fn leave_path(&self) {
        self.clear(ON_PATH);
    }

    /// For the place before.
    pub(crate) fn leave_path_for(&self, place: u32) {
        self.bits.set(self.bits.get() & (MARKS & !ON_PATH) | place << PLACE);
    }

    /// The node is dead, and nothing is left to do for it. Says whether finalizers have been attached.
    pub(crate) fn end(&self) -> bool {
        let is_attached_to = self.has(ATTACHED);
        self.bits.set(DEAD);
        is_attached_to
    }
}

/// The header as the last field of a node of type `T`: when it is dropped, all of the node is gone.
pub struct HeaderOf<T: NodeType> {
    header: Header,
    node: PhantomData<T>,
}

impl<T: NodeType> HeaderOf<T> {
    /// Of a node that is just being made.
    pub fn new() -> Self {
        HeaderOf { header: Header::default(), node: PhantomData }
    }
}

impl<T: NodeType> Default for HeaderOf<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: NodeType> Deref for HeaderOf<T> {
    type Target = Header;

    fn deref(&self) -> &Header {
        &self.header
    }
}

impl<T: NodeType> Drop for HeaderOf<T> {
    #[inline]
    fn drop(&mut self) {
        if node_fields::data_drops::<T::Node>() {
            death::end_of_drop();
        }
    }
}

/// So that `derive(Debug)` on a node can print its fields.
impl<T: NodeType> fmt::Debug for HeaderOf<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("..")
    }
}
