//! [`Copying`]: a copy under way.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::rc::Weak as StdWeak;

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::originals::Originals;
use crate::store::hash::BuildFoldedHash;
use crate::store::stack_budget::StackBudget;

/// The state of a copy under way.
///
/// The copy recurses as far as `StackBudget` allows. Deeper parts are copied first, in pieces that
/// fit the budget, from the bottom up.
#[derive(Default)]
pub struct Copying {
    pub(crate) depth: StackBudget,
    /// The finished pieces that no plain value contains yet, by the address of their topmost node.
    pub(crate) pieces: HashMap<*const (), Box<dyn Any>>,
    /// How to copy the nodes of each type that is owned by what is copied: filled when the first
    /// piece is made.
    pub(crate) copiers: HashMap<TypeId, &'static Copier, BuildFoldedHash>,
    pub(crate) scope: Scope,
}

/// A reference to a node that is not saved with it.
pub(crate) struct Unsaved {
    pub(crate) host: AnyRc,
    /// The address of the link.
    pub(crate) link: *const (),
    /// The index in a list.
    pub(crate) index: Option<usize>,
    pub(crate) target: AnyRc,
}

/// The nodes that are saved: those below the topmost owner of the node that is copied.
#[derive(Default)]
pub(crate) struct Scope {
    /// The topmost owner, when a reference has asked for it; in `try_to_plain` the node itself.
    pub(crate) top: Option<*const ()>,
    /// The owner of the last target that was found to be saved by a climb, and its address. While the
    /// handle exists, no other node gets this address. `None` if a dead node can be reached.
    pub(crate) owner: Option<(*const (), StdWeak<dyn DynNode>)>,
    /// In `try_to_plain`, the references to other nodes.
    pub(crate) unsaved: Option<Vec<Unsaved>>,
    /// For the nodes that were climbed through, whether they are below it.
    pub(crate) known: HashMap<*const (), bool, BuildFoldedHash>,
}

/// How to copy the nodes of one type. Only the start of a copy knows that the data of all types can
/// be cloned, so these are not methods of each node.
pub(crate) struct Copier {
    /// Makes the plain value of a node, in a box.
    pub(crate) to_plain: fn(&AnyRc, &mut Copying) -> Option<Box<dyn Any>>,
    /// Makes the copy of a node that is the topmost of a piece.
    pub(crate) copy_live: fn(&AnyRc, &Originals) -> AnyRc,
}
