//! [`Held`]: the nodes that the steps of a history place, and which of them it holds.

// A history holds a node strongly while a step of it places the node, and the node is neither below the
// root nor below another placed node. So it holds the tops of what was removed, and these hold all that
// is below them. Which nodes are tops is found out at the end of a step, for the nodes that the step has
// placed: by a climb from the node, which ends at the first placed node above it.
//
// Two things change that for nodes that the step has not placed. A subtree that comes in from a place
// that the history does not follow may bring a held node with it. And when a top is forgotten, the placed
// nodes below it lose what held them. In both cases the nodes below are searched (`settle_below`).
//
// Most steps hold nothing: new children have come, and nothing has left (`holds_none`). Such steps are
// counted when another change comes, or a top is forgotten (`Steps::uncounted`), and never if they are
// forgotten before.

use std::collections::HashMap;
use std::ops::{AddAssign, SubAssign};

use crate::change::log::record::{Record, Slot};
use crate::kernel::any::{AnyRc, AnyWeak};
use crate::kernel::dyn_link::OwnerState;
use crate::kernel::dyn_node::DynNode;
use crate::store::hash::BuildFoldedHash;
use crate::store::sparse;

/// The nodes that the steps of a history place, by their addresses. An address is not used again as
/// long as a record has a weak handle to the node.
pub(super) struct Held {
    root: AnyWeak,
    nodes: HashMap<*const (), Placed, BuildFoldedHash>,
    /// How many nodes are held strongly.
    strong: usize,
    /// A host that is followed. It stays so until something is counted, because each change by which a node
    /// could leave is counted.
    known: Option<AnyWeak>,
}

#[derive(Default)]
struct Placed {
    count: Count,
    strong: Option<AnyRc>,
}

/// How often records name a node.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Count {
    /// As a child that has come or left.
    child: u32,
    /// As a target of a shared link before or after a change.
    target: u32,
}

const CHILD: Count = Count { child: 1, target: 0 };
const TARGET: Count = Count { child: 0, target: 1 };

impl AddAssign for Count {
    fn add_assign(&mut self, other: Count) {
        self.child += other.child;
        self.target += other.target;
    }
}

impl SubAssign for Count {
    fn sub_assign(&mut self, other: Count) {
        self.child -= other.child;
        self.target -= other.target;
    }
}

/// How many levels up a followed node is near.
const NEAR: usize = 8;

impl Held {
    pub(super) fn new(root: AnyWeak) -> Self {
        Held { root, nodes: HashMap::default(), strong: 0, known: None }
    }

    pub(super) fn root(&self) -> &AnyWeak {
        &self.root
    }

    /// Whether the changes at this node and below it are recorded, as long as it is not somewhere below
    /// another such node: it is the root, or a record places it as a child.
    #[inline]
    pub(super) fn is_followed(&self, node: *const ()) -> bool {
        node == self.root.address()
            || self.nodes.get(&node).is_some_and(|placed| placed.count.child > 0)
    }

    /// Whether a child that has come to a followed node changes nothing about which nodes are held: it is
    /// not held, and nothing below it is.
    #[inline]
    pub(super) fn holds_none(&self, child: &AnyRc) -> bool {
        !self.holds_any() || self.is_new_leaf(child)
    }

    pub(super) fn holds_any(&self) -> bool {
        self.strong > 0
    }

    fn is_new_leaf(&self, child: &AnyRc) -> bool {
        let (child, address) = (child.as_std(), child.as_std().address());
        address != self.root.address()
            && !self.nodes.contains_key(&address)
            && !child.has_children()
    }

    /// Counts the nodes that a record of a new change places. Returns whether one of them is a child
    /// that has come from where the history has not followed it.
    pub(super) fn count(&mut self, record: &Record) -> bool {
        self.known = None;
        let mut is_unknown = false;
        for_each_placed(record, &mut |node, count, has_come| {
            is_unknown |= has_come && !self.is_followed(node.address());
            self.nodes.entry(node.address()).or_default().count += count;
        });
        is_unknown
    }

    /// Counts a record that is forgotten. What no other record places is held no more: the history's
    /// handles go into `released`. Call [`settle_below`](Self::settle_below) for these, when all records
    /// that are forgotten together have been here.
    pub(super) fn uncount(&mut self, record: &Record, released: &mut Vec<AnyRc>) {
        self.known = None;
        for_each_placed(record, &mut |node, count, _| {
            let Some(placed) = self.nodes.get_mut(&node.address()) else { return };
            placed.count -= count;
            if placed.count == Count::default() {
                released.extend(self.release(node.address()));
                self.nodes.remove(&node.address());
            } else if count.child > 0 && placed.count.child == 0 {
                // It is held as a target, but what is below it is not followed any more.
                released.extend(placed.strong.clone());
            }
        });
        sparse::shrink_table(&mut self.nodes, 0);
    }

    /// Holds the nodes of a batch that was counted, or does not hold them any more: call this when the
    /// graph has changed. `must_search` is the answer of [`count`](Self::count). What is let go of is
    /// alive.
    pub(super) fn settle_batch(&mut self, records: &[Record], must_search: bool) {
        // If nothing has left, what has come is below followed nodes.
        let are_below = records.iter().all(Record::is_arrival);
        if are_below && self.strong == 0 {
            return;
        }
        for record in records {
            for_each_placed(record, &mut |node, _, has_come| {
                if !are_below || self.is_held(node) {
                    self.settle_node(node);
                }
                if must_search && has_come && self.strong > 0 {
                    if let Some(node) = node.upgrade() {
                        self.settle_below(&node);
                    }
                }
            });
        }
    }

    /// As [`settle_batch`](Self::settle_batch), for the nodes of a record that was applied.
    pub(super) fn settle(&mut self, record: &Record) {
        self.known = None;
        for_each_placed(record, &mut |node, _, _| self.settle_node(node));
    }

    fn is_held(&self, node: &AnyWeak) -> bool {
        self.nodes.get(&node.address()).is_some_and(|placed| placed.strong.is_some())
    }

    /// As [`settle`](Self::settle), for all placed nodes below this one.
    pub(super) fn settle_below(&mut self, top: &AnyRc) {
        if self.nodes.is_empty() || !top.as_std().has_children() {
            return;
        }
        let mut rest = vec![top.clone()];
        while let Some(node) = rest.pop() {
            for (_, link) in node.as_std().owning_links() {
                for child in link.children().iter() {
                    let address = child.as_std().address();
                    if self.nodes.contains_key(&address) {
                        self.settle_node(&AnyRc::downgrade(&child));
                    }
                    // What is below a followed node is covered by that.
                    if child.as_std().has_children() && !self.is_followed(address) {
                        rest.push(child);
                    }
                }
            }
        }
    }

    fn settle_node(&mut self, node: &AnyWeak) {
        let Some(placed) = self.nodes.get(&node.address()) else { return };
        let is_strong = placed.strong.is_some();
        let Some(handle) = node.upgrade() else { return };
        let is_top = !self.is_below_followed(&**handle.as_std()) && *node != self.root;
        if is_top == is_strong {
            return;
        }
        if is_top {
            self.strong += 1;
            if let Some(placed) = self.nodes.get_mut(&node.address()) {
                placed.strong = Some(handle);
            }
        } else {
            drop(self.release(node.address()));
        }
    }

    fn release(&mut self, node: *const ()) -> Option<AnyRc> {
        let strong = self.nodes.get_mut(&node)?.strong.take();
        self.strong -= usize::from(strong.is_some());
        strong
    }

    /// Whether this is the root or a node that a record places as a child, or one of these is above it.
    pub(super) fn is_or_is_below_followed(&self, node: &dyn DynNode) -> bool {
        self.is_followed(node.address()) || self.is_below_followed(node)
    }

    /// As [`is_or_is_below_followed`](Self::is_or_is_below_followed), with the answer `None` if none of
    /// the next nodes above is followed, and there are more.
    #[inline]
    pub(super) fn is_near_followed(&mut self, node: &AnyRc) -> Option<bool> {
        let address = node.as_std().address();
        if address == self.root.address() || self.is_known(address) {
            return Some(true);
        }
        let answer = self.climb_to_near_followed(node);
        if answer == Some(true) {
            self.known = Some(AnyRc::downgrade(node));
        }
        answer
    }

    #[inline]
    fn is_known(&self, node: *const ()) -> bool {
        self.known.as_ref().is_some_and(|known| known.address() == node)
    }

    fn climb_to_near_followed(&self, node: &AnyRc) -> Option<bool> {
        let mut next = node.as_std().clone();
        for _ in 0..NEAR {
            if self.is_followed(next.address()) || self.is_known(next.address()) {
                return Some(true);
            }
            let OwnerState::Alive(owner) = next.owner_state() else { return Some(false) };
            next = owner;
        }
        None
    }

    /// Whether the root, or a node that a record places as a child, is above this one.
    fn is_below_followed(&self, node: &dyn DynNode) -> bool {
        let mut next = node.owner_state();
        while let OwnerState::Alive(owner) = next {
            if self.is_followed(owner.address()) {
                return true;
            }
            next = owner.owner_state();
        }
        false
    }
}

/// Calls `visit` with each node that a record places, in order; and whether it is a child that has come.
#[inline]
fn for_each_placed(record: &Record, visit: &mut impl FnMut(&AnyWeak, Count, bool)) {
    let mut visit_slot = |slot: &Slot| {
        slot.before.iter().for_each(|child| visit(child, CHILD, false));
        slot.after.iter().for_each(|child| visit(child, CHILD, true));
    };
    match record {
        Record::Slot(slot) => visit_slot(slot),
        Record::Edited { edit, .. } => {
            edit.for_each_shared(&mut |target| visit(target, TARGET, false));
        }
        _ => record.for_each_slot(&mut visit_slot),
    }
}
