//! [`Record`]: one change, as the log keeps it.

use std::any::Any;

use crate::kernel::any::{AnyRc, AnyWeak};
use crate::kernel::dyn_node::DynNode;
use crate::kernel::keyed::DynKey;

/// One change of a link or of a value. It holds its nodes weakly.
pub(crate) enum Record {
    /// A slot of an owning link has another child than before.
    Slot(Slot),
    /// Two required links have exchanged their children. `first` and `second` have those from before.
    Swapped { first: Slot, second: Slot },
    /// The children of an owning link stand in another order: `order[i]` is the index from before of
    /// the child that stands at `i` now.
    Ordered { host: AnyWeak, link: usize, order: Box<[u32]> },
    /// Another link, or a value, has changed.
    Edited { host: AnyWeak, edit: Box<dyn Edit> },
}

/// A slot of an owning link: an index of a list, a key of a map, or an option. `before` is `None` where
/// a child has come, `after` where one has left.
pub(crate) struct Slot {
    pub(crate) host: AnyWeak,
    /// The number of the link in the host.
    pub(crate) link: usize,
    /// The index that the child had or has. In a map, its index in the order of iteration.
    pub(crate) index: usize,
    pub(crate) key: Option<DynKey>,
    pub(crate) before: Option<AnyWeak>,
    pub(crate) after: Option<AnyWeak>,
}

/// Which way a record is applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// From the state after the change to that before.
    Back,
    /// From the state before the change to that after.
    Forth,
}

/// How a record is applied.
#[derive(Clone, Copy)]
pub(crate) struct Applying {
    pub(crate) direction: Direction,
    /// Whether this writes records itself: a history's undo does, since others may listen.
    pub(crate) is_logged: bool,
}

/// What has changed in a link that does not own, or in a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Part {
    /// The number of the link.
    Link(usize),
    /// The number of the value among the node's fields.
    Value(usize),
}

/// A change of a weak or shared link, or of a value: it knows the state before and after.
pub(crate) trait Edit {
    /// What has changed.
    fn part(&self) -> Part;

    /// Call this once, when the step ends: a value's edit gets the data that is there now.
    fn close(&self, _host: &dyn DynNode) {}

    /// Puts the link or the value into the state before or after. What is replaced goes into `removed`,
    /// since its `Drop` may be user code. Writes a record if `how` says so.
    fn apply(&self, host: &AnyRc, how: Applying, removed: &mut Vec<Box<dyn Any>>);

    /// Calls `inspect` with the nodes that the state before and that after hold by shared links.
    fn for_each_shared(&self, _inspect: &mut dyn FnMut(&AnyWeak)) {}
}
