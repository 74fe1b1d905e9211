//! [`Census`]: what is known of nodes, by their number.

use std::collections::HashMap;
use std::mem;

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_handle::AsDynHandle;
use crate::kernel::dyn_handle::DynHandle;
use crate::kernel::dyn_link::OwnerState;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::header::MAX_NUMBER;

/// Nodes that have numbers, and what is known of them. As long as this lives, the place of each in its header is
/// its number here. Nothing of the user's may run meanwhile.
///
/// It is shown the targets of nodes, one after the other. No trait of visitors stands between: that is too slow.
pub struct Census {
    known: Vec<Record>,
    /// For the numbers that a header has no room for.
    beyond: HashMap<*const (), usize>,
    /// What to do with a target.
    aim: Phase,
    /// Which link the targets are of.
    link: usize,
    /// Whether a reader holds the targets, too.
    has_readers: bool,
    /// Those that got their number while a node was shown.
    new: Vec<AnyRc>,
    /// Those whose handles are being accounted for, while all below others is looked at.
    pub(super) opened: Vec<usize>,
    /// Those that are held from outside, and have not been shown yet.
    pub(super) held: Vec<usize>,
    /// For [`Phase::Tell`].
    told: Vec<(usize, usize)>,
}

/// What is known of a node.
#[derive(Clone, Copy)]
pub(super) struct Record {
    /// How many of its strong handles are accounted for. In a graph of more links than this counts, the node is
    /// taken for held.
    handles: u32,
    place_before: u32,
    pub(super) state: State,
    pub(super) is_owned: bool,
    pub(super) has_hook: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Not decided.
    Open,
    /// Not all of its handles are accounted for, or it is held by one of which that is true.
    Held,
    /// Held by nobody but others of this state.
    Unreachable,
}

/// What to do with the targets that are shown.
#[derive(Clone, Copy)]
pub(super) enum Phase {
    /// Account for the handles of those with a number.
    Account,
    /// Account for the handles of those that are not known to be unreachable, and look at them next.
    LookBelow,
    /// Hold them.
    Hold,
    /// Tell the numbers of the unreachable, each with that of the link.
    Tell,
}

impl Census {
    /// With room for so many.
    pub(super) fn with_capacity(nodes: usize) -> Self {
        Census {
            known: Vec::with_capacity(nodes),
            beyond: HashMap::new(),
            aim: Phase::Account,
            link: 0,
            has_readers: false,
            new: Vec::new(),
            opened: Vec::new(),
            held: Vec::new(),
            told: Vec::new(),
        }
    }

    pub(super) fn aim_to(&mut self, aim: Phase) {
        self.aim = aim;
    }

    pub(super) fn all(&self) -> &[Record] {
        &self.known
    }

    pub(super) fn at(&mut self, number: usize) -> &mut Record {
        &mut self.known[number]
    }

    /// The node's number, if it has one.
    #[inline]
    pub(super) fn number_of(&self, node: &dyn DynNode) -> Option<usize> {
        let number = node.header().path_position()?;
        if number < MAX_NUMBER { Some(number) } else { self.number_beyond(node) }
    }

    #[cold]
    fn number_beyond(&self, node: &dyn DynNode) -> Option<usize> {
        self.beyond.get(&node.address()).copied()
    }

    /// Gives the next number to a node that has none.
    #[inline]
    pub(super) fn add(&mut self, node: &dyn DynNode) {
        let number = self.known.len();
        let header = node.header();
        let has_hook = header.has_hook();
        let place_before = header.enter_path(number);
        if number >= MAX_NUMBER {
            self.beyond.insert(node.address(), number);
        }
        // The handle that the search has.
        let state = State::Open;
        self.known.push(Record { handles: 1, place_before, state, is_owned: false, has_hook });
    }

    /// Takes the node's number back.
    pub(super) fn forget(&self, number: usize, node: &dyn DynNode) {
        node.header().restore_after_path(self.known[number].place_before);
    }

    /// Shows what a node owns, then what it shares.
    pub(super) fn show_targets_of(&mut self, node: &dyn DynNode) {
        node.owning_links().for_each(|(number, link)| link.show(number, self));
        node.shared_links().for_each(|(number, link)| link.show(number, self));
    }

    /// What follows is held by the link with this number, and perhaps by a reader, too.
    #[inline]
    pub(crate) fn begin(&mut self, link: usize, has_readers: bool) {
        self.link = link;
        self.has_readers = has_readers;
    }

    /// Shows a target.
    #[inline]
    pub(crate) fn show(&mut self, target: &impl AsDynHandle) {
        let target = target.as_dyn();
        match target.dyn_node().header().path_position() {
            Some(number) if number < MAX_NUMBER => self.meet(number),
            _ => self.meet_or_find(target),
        }
    }

    #[inline]
    fn meet(&mut self, number: usize) {
        let known = &mut self.known[number];
        match self.aim {
            Phase::Account => known.account_for_one(),
            Phase::LookBelow => {
                if known.state != State::Unreachable {
                    self.open(number);
                }
                if self.has_readers {
                    self.held.push(number);
                }
            }
            Phase::Hold => {
                if known.hold() {
                    self.held.push(number);
                }
            }
            Phase::Tell => {
                if known.state == State::Unreachable {
                    self.told.push((self.link, number));
                }
            }
        }
    }

    fn open(&mut self, number: usize) {
        let known = &mut self.known[number];
        if known.state == State::Held {
            // What was accounted for before counts no more.
            (known.handles, known.state) = (1, State::Open);
            self.opened.push(number);
        }
        known.account_for_one();
    }

    /// For those whose header does not tell their number.
    #[inline(never)]
    fn meet_or_find(&mut self, target: &dyn DynHandle) {
        let node = target.dyn_node();
        if let Some(number) = self.number_of(node) {
            self.meet(number);
        } else if let Phase::LookBelow = self.aim {
            let number = self.known.len();
            self.add(node);
            let known = &mut self.known[number];
            known.account_for_one();
            known.is_owned = matches!(node.owner_state(), OwnerState::Alive(_));
            self.new.push(target.to_untyped());
            self.opened.push(number);
            if self.has_readers {
                self.held.push(number);
            }
        }
    }

    /// Moves those that got their number while a node was shown to the others.
    #[inline]
    pub(super) fn add_new_to(&mut self, nodes: &mut Vec<AnyRc>) {
        if !self.new.is_empty() {
            nodes.append(&mut self.new);
        }
    }

    pub(super) fn take_told(&mut self) -> Vec<(usize, usize)> {
        mem::take(&mut self.told)
    }
}

impl Record {
    pub(super) fn account_for_one(&mut self) {
        self.handles = self.handles.saturating_add(1);
    }

    /// Says whether this is news.
    pub(super) fn hold(&mut self) -> bool {
        mem::replace(&mut self.state, State::Held) != State::Held
    }

    pub(super) fn is_accounted_for(&self, node: &AnyRc) -> bool {
        AnyRc::strong_count(node) <= self.handles as usize
    }
}
