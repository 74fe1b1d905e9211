//! [`Ancestors`]: the walk up.

use std::collections::VecDeque;
use std::fmt;
use std::iter::FusedIterator;
use std::mem;
use std::rc::Rc as StdRc;

use crate::death;
use crate::death::climb::hold_undecided_above;
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_link::OwnerState;
use crate::kernel::dyn_node::DynNode;

/// The nodes above a node, nearest first: returned by [`Node::ancestors`](crate::Node::ancestors),
/// and by [`Handle::ancestors_or_self`](crate::Handle::ancestors_or_self) with the node itself.
///
/// Before the walk yields a node, it takes hold of that node's owner, which comes next. So you may
/// detach what it yields, and it still goes on to the root. It goes on from the next node to the
/// owner which that one has then. O(1) for each step.
///
/// From the back, it begins at the root. The first step from the back climbs to the root, O(depth),
/// and takes hold of all nodes that are left; later changes do not matter to them.
///
/// In attached finalizers and the `Drop` of data, where the walk must find out first which nodes are
/// alive, it may hold further nodes above.
#[derive(Clone)]
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct Ancestors<'a> {
    position: Position<'a>,
}

#[derive(Clone)]
enum Position<'a> {
    /// The owner of this node comes next.
    Start(&'a dyn DynNode),
    /// This node comes next.
    At(AnyRc),
    /// The last of these nodes comes next. The others are held so that they need not be proved
    /// alive by a climb at each step.
    Holding(Vec<AnyRc>),
    /// These nodes come next, nearest first.
    All(VecDeque<AnyRc>),
    End,
}

impl<'a> Ancestors<'a> {
    pub(crate) fn new(node: &'a dyn DynNode) -> Self {
        Ancestors { position: Position::Start(node) }
    }

    /// The walk that begins with the node itself.
    pub(crate) fn or_self(node: AnyRc) -> Self {
        Ancestors { position: Position::At(node) }
    }

    /// Takes hold of the owner of a node that the walk is about to yield, while a death is in
    /// progress. `held` are nodes above.
    #[cold]
    #[inline(never)]
    fn go_above(&mut self, node: &AnyRc, owner: StdRc<dyn DynNode>, mut held: Vec<AnyRc>) {
        let is_held = held.last().is_some_and(|next| next.as_std().address() == owner.address());
        // A further handle would make the owner count as alive.
        drop(owner);
        if !is_held {
            held = hold_undecided_above(&**node.as_std());
        }
        self.position = match node.as_std().owner() {
            None => Position::End,
            Some(owner) if held.is_empty() => Position::At(owner),
            Some(_) => Position::Holding(held),
        };
    }
}

impl Iterator for Ancestors<'_> {
    type Item = AnyRc;

    fn next(&mut self) -> Option<AnyRc> {
        let (node, held) = match mem::replace(&mut self.position, Position::End) {
            Position::Start(node) => (node.owner()?, Vec::new()),
            Position::At(node) => (node, Vec::new()),
            Position::Holding(mut held) => (held.pop()?, held),
            Position::All(mut left) => {
                let node = left.pop_front();
                self.position = Position::All(left);
                return node;
            }
            Position::End => return None,
        };
        match node.as_std().owner_state() {
            OwnerState::Alive(owner) if !death::is_in_progress() => {
                self.position = Position::At(AnyRc::from_std(owner));
            }
            OwnerState::Alive(owner) => self.go_above(&node, owner, held),
            OwnerState::None | OwnerState::Dead => {}
        }
        Some(node)
    }
}

impl DoubleEndedIterator for Ancestors<'_> {
    fn next_back(&mut self) -> Option<AnyRc> {
        if !matches!(self.position, Position::All(_)) {
            let all = self.by_ref().collect();
            self.position = Position::All(all);
        }
        match &mut self.position {
            Position::All(left) => left.pop_back(),
            _ => None,
        }
    }
}

impl FusedIterator for Ancestors<'_> {}

/// Prints only the name: the nodes that it will visit are not known yet.
impl fmt::Debug for Ancestors<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ancestors(..)")
    }
}
