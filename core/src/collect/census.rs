//! [`Census`]: numbered nodes, and how many of their handles are counted.

use std::collections::HashMap;
use std::mem;
use std::rc::Weak as StdWeak;

use crate::collect::candidates::{Candidacy, Ending};
use crate::collect::known::Known;
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_handle::{AsDynHandle, DynHandle};
use crate::kernel::dyn_link::OwnerState;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::header::{Header, MAX_NUMBER};

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
    /// How many children the nodes have, as counted in [`Phase::Count`]; or [`UNKNOWN`].
    pub(super) children: usize,
    /// How many of the nodes have a hook.
    pub(super) hooks: usize,
    links: Links,
    /// A target that was shown has no number, or a reader holds it.
    pub(super) has_others: bool,
    /// The result of [`Phase::End`].
    ending: Ending,
    /// How many traced values of dead nodes were shown in [`Phase::End`].
    pub(super) values: usize,
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
    /// The number of its owner, or [`NO_OWNER`].
    owner: u32,
    pub(super) state: State,
    pub(super) is_owned: bool,
    pub(super) has_hook: bool,
}

/// The number of the children of a link that are not counted.
pub(crate) const UNKNOWN: usize = usize::MAX;

/// No owner was noted.
const NO_OWNER: u32 = u32::MAX;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Undecided,
    /// It has handles that are not counted, or such a node holds it.
    Held,
    /// Only nodes of this state hold it.
    Unreachable,
}

/// The links that show their targets.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Links {
    All,
    Owning,
    /// Shared links and traced values.
    Shared,
}

/// What to do with each target that is shown.
#[derive(Clone, Copy)]
pub(super) enum Phase {
    /// Count the handle, if the target has a number. Of children, count only how many there are.
    Count,
    /// Count the handle, unless the target is known to be unreachable; and search below it next.
    SearchBelow,
    /// Mark the target as held.
    Hold,
    /// Report the number of the target, with that of the link, if the target is unreachable.
    Report,
    /// Empty the shared links of a dead node. No links and no traced values of it are candidates from
    /// now on.
    End,
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
            children: 0,
            hooks: 0,
            links: Links::All,
            has_others: false,
            ending: Ending::default(),
            values: 0,
        }
    }

    /// Begins a phase, in which these links show their targets.
    pub(super) fn set_phase(&mut self, phase: Phase, links: Links) {
        (self.phase, self.links) = (phase, links);
    }

    /// Whether owning links show their children.
    #[inline]
    pub(crate) fn shows_children(&self) -> bool {
        self.links != Links::Shared
    }

    /// Whether shared links and traced values show their targets.
    #[inline]
    pub(crate) fn shows_shared(&self) -> bool {
        self.links != Links::Owning
    }

    /// Whether the link with this record is to be emptied. Then it is no candidate any more.
    #[inline]
    pub(crate) fn ends(&mut self, candidacy: &Candidacy) -> bool {
        let ends = matches!(self.phase, Phase::End);
        if ends {
            self.ending.add(candidacy);
        }
        ends
    }

    /// Call this for a traced value of a dead node: it is emptied later, since that may run user code.
    pub(crate) fn note_value(&mut self) {
        self.values += 1;
    }

    pub(super) fn take_ending(&mut self) -> Ending {
        mem::take(&mut self.ending)
    }

    pub(super) fn records(&self) -> &[Record] {
        &self.records
    }

    pub(super) fn record_mut(&mut self, number: usize) -> &mut Record {
        &mut self.records[number]
    }

    /// The number of a node with this header, if it has one.
    #[inline]
    pub(super) fn number_of(&self, node: &dyn DynNode, header: &Header) -> Option<usize> {
        let number = header.path_position()?;
        if number < MAX_NUMBER { Some(number) } else { self.large_number_of(node) }
    }

    #[cold]
    fn large_number_of(&self, node: &dyn DynNode) -> Option<usize> {
        self.large_numbers.get(&node.address()).copied()
    }

    /// Gives the next number to a node with this header, which has none.
    #[inline]
    pub(super) fn add(&mut self, node: &dyn DynNode, header: &Header) {
        let number = self.records.len();
        let has_hook = header.has_hook();
        self.hooks += usize::from(has_hook);
        let index_hint_before = header.enter_census(number);
        if number >= MAX_NUMBER {
            self.large_numbers.insert(node.address(), number);
        }
        self.records.push(Record {
            // The handle in the list of the nodes.
            handles: 1,
            index_hint_before,
            owner: NO_OWNER,
            state: State::Undecided,
            is_owned: false,
            has_hook,
        });
    }

    /// Takes the number from the node with this header, which gets its index hint back.
    pub(super) fn forget(&self, number: usize, header: &Header) {
        header.leave_census(self.records[number].index_hint_before);
    }

    /// Call this before the targets of the link with this number are shown.
    #[inline]
    pub(crate) fn begin(&mut self, link: usize, has_readers: bool) {
        self.link = link;
        self.has_readers = has_readers;
        self.has_others |= has_readers;
    }

    /// Counts the children of a link instead of having them shown, and returns `true`, in
    /// [`Phase::Count`].
    #[inline]
    pub(crate) fn counts_children(&mut self, children: usize) -> bool {
        let counts = matches!(self.phase, Phase::Count);
        if counts {
            self.children = self.children.saturating_add(children);
        }
        counts
    }

    /// Shows a target.
    #[inline]
    pub(crate) fn show(&mut self, target: &impl AsDynHandle) {
        self.show_with_header(target.as_dyn(), target.typed().header());
    }

    /// As [`show`](Self::show).
    pub(crate) fn show_dyn(&mut self, target: &dyn DynHandle) {
        self.show_with_header(target, target.dyn_node().header());
    }

    /// Shows a target, which has this header. Most targets have a number, and need no more than this.
    #[inline(never)]
    fn show_with_header(&mut self, target: &dyn DynHandle, header: &Header) {
        let Some(number) = header.census_number() else { return self.visit_or_add(target) };
        let record = &mut self.records[number];
        // How many handles an unreachable node has does not matter any more.
        let is_quick = match self.phase {
            Phase::SearchBelow => !self.has_readers && record.state != State::Held,
            phase => matches!(phase, Phase::Count),
        };
        if is_quick {
            record.count_handle();
        } else {
            self.visit(number);
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
            Phase::End => {}
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
        let header = node.header();
        if let Some(number) = self.number_of(node, header) {
            self.visit(number);
        } else if matches!(self.phase, Phase::SearchBelow) {
            if self.known.contains(node.address()) {
                self.reaches_known = true;
                return;
            }
            let number = self.records.len();
            self.add(node, header);
            let record = &mut self.records[number];
            record.count_handle();
            record.is_owned = matches!(node.owner_state(), OwnerState::Alive(_));
            self.new_nodes.push(target.to_untyped());
            self.undecided.push(number);
            if self.has_readers {
                self.held.push(number);
            }
        } else {
            self.has_others = true;
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
    /// Notes the number of the node's owner, and counts the handle in the owner's link.
    pub(super) fn set_owner(&mut self, owner: usize) {
        self.is_owned = true;
        self.owner = u32::try_from(owner).expect("so many nodes do not fit in memory");
        self.count_handle();
    }

    /// The number that [`set_owner`](Self::set_owner) has noted.
    pub(super) fn owner(&self) -> Option<usize> {
        (self.owner != NO_OWNER).then_some(self.owner as usize)
    }

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
