//! [`Record`]: one change, as the log keeps it.

use std::any::Any;
use std::rc::Rc as StdRc;

use crate::kernel::any::{AnyRc, AnyWeak};
use crate::kernel::dyn_node::DynNode;
use crate::kernel::keyed::DynKey;

/// One change of a link or of a value. It holds its nodes weakly. A clone is cheap, since each history has
/// one: what is large is shared.
#[derive(Clone)]
pub(crate) enum Record {
    /// A slot of an owning link has another child than before.
    Slot(Slot),
    /// Two slots have exchanged their children: two required links, or two indices of a list.
    Swapped(StdRc<[Slot; 2]>),
    /// Several children of a list have come or left. The runs are in the order of their indices.
    Several { host: AnyWeak, link: usize, runs: StdRc<[Run]> },
    /// The children of an owning link stand in another order: `order[i]` is the index from before of
    /// the child that stands at `i` now.
    Ordered { host: AnyWeak, link: usize, order: StdRc<[u32]> },
    /// Another link, or a value, has changed.
    Edited { host: AnyWeak, edit: StdRc<dyn Edit> },
}

impl Record {
    /// Whether no user code runs when this is dropped: there are neither keys nor values in it.
    pub(crate) fn is_plain(&self) -> bool {
        match self {
            Record::Slot(slot) => slot.key.is_none(),
            Record::Several { .. } | Record::Ordered { .. } => true,
            Record::Swapped(_) | Record::Edited { .. } => false,
        }
    }

    /// Whether this only adds children.
    pub(crate) fn is_arrival(&self) -> bool {
        match self {
            Record::Slot(slot) => slot.before.is_none(),
            Record::Several { runs, .. } => runs.iter().all(|run| run.before.is_empty()),
            Record::Swapped(_) | Record::Ordered { .. } | Record::Edited { .. } => false,
        }
    }

    /// Calls `visit` with each slot that has another child now. Their order is that of single changes
    /// with the same result: an index is right when the changes before it are made. None of them is
    /// for an order.
    pub(crate) fn for_each_slot(&self, visit: &mut dyn FnMut(&Slot)) {
        match self {
            Record::Slot(slot) => visit(slot),
            Record::Swapped(slots) => slots.iter().for_each(visit),
            Record::Several { host, link, runs } => {
                for run in &**runs {
                    run.for_each_slot(host, *link, visit);
                }
            }
            Record::Ordered { .. } | Record::Edited { .. } => {}
        }
    }
}

/// Several children that stood one after another, and those that stand in their place now. `index` is
/// that of the first of them, when the runs before this one are done.
pub(crate) struct Run {
    pub(crate) index: usize,
    pub(crate) before: Box<[AnyWeak]>,
    pub(crate) after: Box<[AnyWeak]>,
}

impl Run {
    fn for_each_slot(&self, host: &AnyWeak, link: usize, visit: &mut dyn FnMut(&Slot)) {
        let slot = |index| {
            let (before, after) = (None, None);
            Slot { host: host.clone(), link, index, key: None, before, after }
        };
        for child in &self.before {
            visit(&Slot { before: Some(child.clone()), ..slot(self.index) });
        }
        for (offset, child) in self.after.iter().enumerate() {
            visit(&Slot { after: Some(child.clone()), ..slot(self.index + offset) });
        }
    }
}

/// A slot of an owning link: an index of a list, a key of a map, or an option. `before` is `None` where
/// a child has come, `after` where one has left.
#[derive(Clone)]
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

/// A child that has come to a list: the most frequent change.
pub(crate) struct Arrival<'a> {
    pub(crate) host: &'a AnyRc,
    pub(crate) link: usize,
    pub(crate) index: usize,
    pub(crate) child: &'a AnyRc,
}

impl From<&Arrival<'_>> for Record {
    #[inline]
    fn from(Arrival { host, link, index, child }: &Arrival<'_>) -> Self {
        let (host, after) = (AnyRc::downgrade(host), Some(AnyRc::downgrade(child)));
        Record::Slot(Slot { host, link: *link, index: *index, key: None, before: None, after })
    }
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
    /// The number of the value among the links.
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

    /// The targets before and after. Asked only of a link over one target. `None` if something else of
    /// it has changed, too: the ids of a saved reference.
    fn targets(&self) -> Option<[Option<AnyWeak>; 2]> {
        None
    }

    /// Calls `inspect` with the nodes that the state before and that after hold by shared links.
    fn for_each_shared(&self, _inspect: &mut dyn FnMut(&AnyWeak)) {}
}
