//! [`Census`]: numbered nodes, and how many of their handles are counted.

use std::collections::HashMap;
use std::mem;
use std::rc::Weak as StdWeak;

use crate::collect::known::Known;
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_handle::{AsDynHandle, DynHandle};
use crate::kernel::dyn_link::{DynLink, OwnerState};
use crate::kernel::dyn_node::DynNode;
use crate::kernel::header::{Header, MAX_NUMBER};
use crate::kernel::type_info::TypeInfo;

/// Numbered nodes, each with a [`Record`]. While a census exists, the header of each node has its
/// number in place of the index hint, and no user code may run.
///
/// Links show their targets to it, one after the other. They call it directly: a trait of visitors
/// in between is too slow.
pub struct Census {
    records: Vec<Record>,
    /// The numbers that do not fit in a header, by the address of the node.
    large_numbers: HashMap<*const (), usize>,
    /// Nodes that get no number, and where a search ends.
    pub(super) known: KnownNodes,
    /// A node that was examined holds a known one.
    pub(super) reaches_known: bool,
    /// What to do with each target.
    phase: Phase,
    /// The link whose targets are being shown.
    link: usize,
    /// Whether a reader holds these targets, too.
    has_readers: bool,
    /// Nodes that got a number while a node's targets were shown.
    new_nodes: Vec<AnyRc>,
    /// Nodes whose handles are being counted in [`Phase::SearchBelow`].
    pub(super) undecided: Vec<usize>,
    /// Nodes that are held from outside, and whose targets have not been shown since.
    pub(super) held: Vec<usize>,
    /// The result of [`Phase::Report`].
    reported: Vec<(usize, usize)>,
}

/// Nodes that a round of a collection has examined.
pub(super) type KnownNodes = Known<StdWeak<dyn DynNode>>;

/// The facts about a node in the census.
#[derive(Clone, Copy)]
pub(super) struct Record {
    /// How many of its strong handles are counted. If there are more than fit, the node counts as
    /// held.
    handles: u32,
    index_hint_before: u32,
    pub(super) state: State,
    pub(super) is_owned: bool,
    pub(super) has_hook: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Undecided,
    /// It has handles that are not counted, or such a node holds it.
    Held,
    /// Only nodes of this state hold it.
    Unreachable,
}

/// What to do with each target that is shown.
#[derive(Clone, Copy)]
pub(super) enum Phase {
    /// Count the handle, if the target has a number.
    Count,
    /// Count the handle, unless the target is known to be unreachable; and search below it next.
    SearchBelow,
    /// Mark the target as held.
    Hold,
    /// Report the number of the target, with that of the link, if the target is unreachable.
    Report,
}

impl Census {
    /// An empty census with room for this many nodes.
    pub(super) fn with_capacity(nodes: usize) -> Self {
        Census {
            records: Vec::with_capacity(nodes),
            large_numbers: HashMap::new(),
            known: KnownNodes::default(),
            reaches_known: false,
            phase: Phase::Count,
            link: 0,
            has_readers: false,
            new_nodes: Vec::new(),
            undecided: Vec::new(),
            held: Vec::new(),
            reported: Vec::new(),
        }
    }

    pub(super) fn set_phase(&mut self, phase: Phase) {
        self.phase = phase;
    }

    pub(super) fn records(&self) -> &[Record] {
        &self.records
    }

    pub(super) fn record_mut(&mut self, number: usize) -> &mut Record {
        &mut self.records[number]
    }

    /// The node's number, if it has one.
    #[inline]
    pub(super) fn number_of(&self, node: &dyn DynNode) -> Option<usize> {
        let number = node.header().path_position()?;
        if number < MAX_NUMBER { Some(number) } else { self.large_number_of(node) }
    }

    #[cold]
    fn large_number_of(&self, node: &dyn DynNode) -> Option<usize> {
        self.large_numbers.get(&node.address()).copied()
    }

    /// Gives the next number to a node that has none.
    #[inline]
    pub(super) fn add(&mut self, node: &dyn DynNode) {
        let number = self.records.len();
        let header = node.header();
        let has_hook = header.has_hook();
        let index_hint_before = header.enter_census(number);
        if number >= MAX_NUMBER {
            self.large_numbers.insert(node.address(), number);
        }
        self.records.push(Record {
            // The handle in the list of the nodes.
            handles: 1,
            index_hint_before,
            state: State::Undecided,
            is_owned: false,
            has_hook,
        });
    }

    /// Takes the number from the node, which gets its index hint back.
    pub(super) fn forget(&self, number: usize, node: &dyn DynNode) {
        node.header().leave_census(self.records[number].index_hint_before);
    }

    /// Shows the children of a node, then its shared targets.
    pub(super) fn show_targets_of(&mut self, node: &dyn DynNode) {
        let TypeInfo { first_owning, link_count, .. } = *node.type_info();
        for number in first_owning..link_count {
            match node.link(number) {
                Some(DynLink::Own(link)) => link.show(number, self),
                Some(DynLink::Shared(link)) => link.show(number, self),
                Some(DynLink::Traced(value)) => value.show(number, self),
                _ => {}
            }
        }
    }

    /// Call this before the targets of the link with this number are shown.
    #[inline]
    pub(crate) fn begin(&mut self, link: usize, has_readers: bool) {
        self.link = link;
        self.has_readers = has_readers;
    }

    /// Shows a target.
    #[inline]
    pub(crate) fn show(&mut self, target: &impl AsDynHandle) {
        let target = target.as_dyn();
        self.show_with_header(target, target.dyn_node().header());
    }

    /// As [`show`](Self::show).
    pub(crate) fn show_dyn(&mut self, target: &dyn DynHandle) {
        self.show_with_header(target, target.dyn_node().header());
    }

    /// Shows a target, which has this header. Most targets have a number, and need no more than this.
    #[inline(never)]
    fn show_with_header(&mut self, target: &dyn DynHandle, header: &Header) {
        let Some(number) = header.path_position().filter(|&number| number < MAX_NUMBER) else {
            return self.visit_or_add(target);
        };
        let record = &mut self.records[number];
        match self.phase {
            Phase::Count => record.count_handle(),
            // How many handles an unreachable node has does not matter any more.
            Phase::SearchBelow if !self.has_readers && record.state != State::Held => {
                record.count_handle();
            }
            Phase::Hold if record.state == State::Held => {}
            _ => self.visit(number),
        }
    }

    #[inline(never)]
    fn visit(&mut self, number: usize) {
        let record = &mut self.records[number];
        match self.phase {
            Phase::Count => record.count_handle(),
            Phase::SearchBelow => {
                if record.state != State::Unreachable {
                    self.reconsider(number);
                }
                if self.has_readers {
                    self.held.push(number);
                }
            }
            Phase::Hold => {
                if record.set_held() {
                    self.held.push(number);
                }
            }
            Phase::Report => {
                if record.state == State::Unreachable {
                    self.reported.push((self.link, number));
                }
            }
        }
    }

    fn reconsider(&mut self, number: usize) {
        let record = &mut self.records[number];
        if record.state == State::Held {
            // The count begins again.
            (record.handles, record.state) = (1, State::Undecided);
            self.undecided.push(number);
        }
        record.count_handle();
    }

    /// As `visit`, for a target that has no number yet, or whose number does not fit in its header.
    #[inline(never)]
    fn visit_or_add(&mut self, target: &dyn DynHandle) {
        let node = target.dyn_node();
        if let Some(number) = self.number_of(node) {
            self.visit(number);
        } else if matches!(self.phase, Phase::SearchBelow) {
            if self.known.contains(node.address()) {
                self.reaches_known = true;
                return;
            }
            let number = self.records.len();
            self.add(node);
            let record = &mut self.records[number];
            record.count_handle();
            record.is_owned = matches!(node.owner_state(), OwnerState::Alive(_));
            self.new_nodes.push(target.to_untyped());
            self.undecided.push(number);
            if self.has_readers {
                self.held.push(number);
            }
        }
    }

    /// Moves the new nodes to `nodes`.
    #[inline]
    pub(super) fn move_new_to(&mut self, nodes: &mut Vec<AnyRc>) {
        if !self.new_nodes.is_empty() {
            nodes.append(&mut self.new_nodes);
        }
    }

    pub(super) fn take_reported(&mut self) -> Vec<(usize, usize)> {
        mem::take(&mut self.reported)
    }
}

impl Record {
    pub(super) fn count_handle(&mut self) {
        self.handles = self.handles.saturating_add(1);
    }

    /// Returns whether it was not held before.
    pub(super) fn set_held(&mut self) -> bool {
        mem::replace(&mut self.state, State::Held) != State::Held
    }

    /// Whether only the handle in the list of the nodes is counted.
    pub(super) fn has_no_handle_counted(&self) -> bool {
        self.handles == 1
    }

    pub(super) fn has_all_handles_counted(&self, node: &AnyRc) -> bool {
        AnyRc::strong_count(node) <= self.handles as usize
    }
}
