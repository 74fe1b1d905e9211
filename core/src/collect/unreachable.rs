//! [`Unreachable`]: finds the nodes that cannot be reached from outside.

use std::ops::Range;
use std::rc::{Rc as StdRc, Weak as StdWeak};
use std::vec;

use crate::collect::candidates;
use crate::collect::census::{Census, KnownNodes, Links, Phase, State};
use crate::collect::edges::Edges;
use crate::death::attachments::Attachments;
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_link::{DynLink, OwnerState};
use crate::kernel::dyn_node::DynNode;
use crate::kernel::released_keys;

/// A set of nodes, and which of them are unreachable: held only by each other.
///
/// While this exists, no user code may run.
pub(super) struct Unreachable {
    nodes: Vec<AnyRc>,
    pub(super) census: Census,
}

impl Unreachable {
    /// Finds the unreachable nodes among the candidates of this thread, the nodes above them, and
    /// the nodes below unreachable ones.
    ///
    /// Each cycle has a candidate on it, and each node of a cycle is a candidate or above one. So
    /// the candidates and the nodes above them contain all cycles that no other cycle holds. The
    /// nodes below these cycles are examined afterwards, with the other cycles among them.
    ///
    /// O(n) for n candidates, nodes above them, and nodes that hang on unreachable cycles.
    pub(super) fn find() -> Self {
        let mut this = Unreachable::with_capacity(candidates::count());
        candidates::for_each_in_order(|node| this.add_candidate(node));
        let owned = this.find_owners();
        this.census.set_phase(Phase::Count, Links::All);
        for node in &this.nodes {
            node.as_std().show_targets(&mut this.census);
        }
        let all_are_unreachable = this.decide() && !this.census.has_others;
        if all_are_unreachable && this.census.children == owned {
            // All targets and all children have a number, so there is nothing else below these nodes.
            this.census.set_phase(Phase::Report, Links::All);
            return this;
        }
        let links = if all_are_unreachable { Links::Owning } else { Links::All };
        this.search_below(0..0, links);
        this
    }

    /// Finds the unreachable nodes among these nodes and those below them. O(n) for n nodes.
    pub(super) fn among(nodes: Vec<AnyRc>) -> Self {
        let mut this = Unreachable::with_capacity(nodes.len());
        for (number, node) in nodes.into_iter().enumerate() {
            let is_owned = matches!(node.as_std().owner_state(), OwnerState::Alive(_));
            this.add(node);
            this.census.record_mut(number).is_owned = is_owned;
        }
        let undecided = 0..this.len();
        this.search_below(undecided, Links::All);
        this
    }

    /// No nodes, with room for this many.
    pub(super) fn with_capacity(nodes: usize) -> Self {
        Unreachable { nodes: Vec::with_capacity(nodes), census: Census::with_capacity(nodes) }
    }

    /// The number of a node; a new one if it has none.
    #[inline]
    pub(super) fn number_of(&mut self, node: AnyRc) -> usize {
        let header = node.as_std().header();
        if let Some(number) = self.census.number_of(&**node.as_std(), header) {
            return number;
        }
        self.census.add(&**node.as_std(), header);
        self.nodes.push(node);
        self.len() - 1
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "part of a loop over all candidates")]
    fn add_candidate(&mut self, node: AnyRc) {
        let header = node.as_std().header();
        // It has a number if it is a candidate because of another link, too.
        if header.path_position().is_none() {
            self.census.add(&**node.as_std(), header);
            self.nodes.push(node);
        }
    }

    fn add(&mut self, node: AnyRc) {
        self.census.add(&**node.as_std(), node.as_std().header());
        self.nodes.push(node);
    }

    /// Adds all nodes above the nodes so far, and counts the handles in owners' links. Returns how many
    /// of the nodes have an owner.
    fn find_owners(&mut self) -> usize {
        let (mut next, mut owned) = (0, 0);
        while next < self.len() {
            if let OwnerState::Alive(owner) = self.node(next).owner_state() {
                let number = match owner.header().census_number() {
                    Some(number) => number,
                    None => self.number_of(AnyRc::from_std(owner)),
                };
                self.census.record_mut(next).set_owner(number);
                owned += 1;
            }
            next += 1;
        }
        owned
    }

    /// Shows the targets of a node to the census, in this phase.
    #[inline]
    fn show_targets(&mut self, number: usize) {
        self.nodes[number].as_std().show_targets(&mut self.census);
        self.census.move_new_to(&mut self.nodes);
    }

    /// Decides which nodes are held: those with handles that were not counted, and those that a
    /// held node holds. Returns whether there are none.
    fn decide(&mut self) -> bool {
        for (number, node) in self.nodes.iter().enumerate() {
            let record = self.census.record_mut(number);
            if record.has_all_handles_counted(node) {
                record.state = State::Unreachable;
            } else {
                record.state = State::Held;
                self.census.held.push(number);
            }
        }
        if self.census.held.is_empty() {
            return true;
        }
        let owners = self.census.records().iter().enumerate();
        let owners: Vec<_> =
            owners.filter_map(|(number, record)| Some((record.owner()?, number))).collect();
        let owners = Edges::new(self.len(), &owners);
        self.census.set_phase(Phase::Hold, Links::Shared);
        while let Some(holder) = self.census.held.pop() {
            for &child in owners.from(holder) {
                if self.census.record_mut(child).set_held() {
                    self.census.held.push(child);
                }
            }
            self.nodes[holder].as_std().show_targets(&mut self.census);
        }
        false
    }

    /// Examines all nodes below those that are not held, and decides which of them are held from
    /// outside, and so for these undecided ones. `links` are the links of the others that may show
    /// something new.
    pub(super) fn search_below(&mut self, undecided: Range<usize>, links: Links) {
        self.census.set_phase(Phase::SearchBelow, links);
        self.census.undecided = undecided.collect();
        for (number, node) in self.nodes.iter().enumerate() {
            if self.census.records()[number].state == State::Unreachable {
                node.as_std().show_targets(&mut self.census);
            }
        }
        self.census.move_new_to(&mut self.nodes);
        self.census.set_phase(Phase::SearchBelow, Links::All);
        let mut next = 0;
        while let Some(&number) = self.census.undecided.get(next) {
            self.show_targets(number);
            next += 1;
        }
        let undecided = std::mem::take(&mut self.census.undecided);
        for &number in &undecided {
            if !self.census.records()[number].has_all_handles_counted(&self.nodes[number]) {
                self.census.held.push(number);
            }
        }
        self.census.set_phase(Phase::Hold, Links::All);
        for number in self.census.held.clone() {
            self.census.record_mut(number).state = State::Held;
        }
        while let Some(holder) = self.census.held.pop() {
            self.show_targets(holder);
        }
        for number in undecided {
            let state = &mut self.census.record_mut(number).state;
            if *state == State::Undecided {
                *state = State::Unreachable;
            }
        }
        self.census.set_phase(Phase::Report, Links::All);
    }

    /// The nodes, each with the number of its handles, apart from ours.
    pub(super) fn handle_counts(&self) -> Vec<(StdWeak<dyn DynNode>, usize)> {
        let count = |node: &AnyRc| (StdRc::downgrade(node.as_std()), AnyRc::strong_count(node) - 1);
        self.nodes.iter().map(count).collect()
    }

    /// Ends the examination, and adds its nodes to the known ones.
    pub(super) fn into_known(mut self) -> KnownNodes {
        let mut known = std::mem::take(&mut self.census.known);
        for number in 0..self.len() {
            let node = self.weak(number);
            known.add(node.as_ptr().cast(), node, !self.is_held(number));
        }
        known
    }

    /// How many nodes were examined.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    fn state(&self, number: usize) -> State {
        self.census.records()[number].state
    }

    pub(super) fn is_held(&self, number: usize) -> bool {
        self.state(number) == State::Held
    }

    pub(super) fn has_hook(&self, number: usize) -> bool {
        self.census.records()[number].has_hook
    }

    pub(super) fn node(&self, number: usize) -> &dyn DynNode {
        &**self.nodes[number].as_std()
    }

    pub(super) fn weak(&self, number: usize) -> StdWeak<dyn DynNode> {
        StdRc::downgrade(self.nodes[number].as_std())
    }

    /// The numbers of the unreachable nodes.
    pub(super) fn numbers(&self) -> impl Iterator<Item = usize> {
        (0..self.len()).filter(|&number| !self.is_held(number))
    }

    /// Whether any unreachable node has a hook that is still to run.
    pub(super) fn has_hooks(&self) -> bool {
        let mut records = self.census.records().iter();
        self.census.hooks > 0
            && records.any(|record| record.has_hook && record.state == State::Unreachable)
    }

    /// The unreachable nodes that this node holds, as `(link, node)`.
    pub(super) fn targets(&mut self, number: usize) -> Vec<(usize, usize)> {
        self.show_targets(number);
        self.census.take_reported()
    }

    /// The owner of a node, if the owner is unreachable, too.
    pub(super) fn owner(&self, number: usize) -> Option<usize> {
        match self.node(number).owner_state() {
            OwnerState::Alive(owner) => {
                self.census.number_of(&*owner, owner.header()).filter(|&owner| !self.is_held(owner))
            }
            OwnerState::None | OwnerState::Dead => None,
        }
    }

    /// Marks the unreachable nodes as dead: from here on no weak handle to any of them can be
    /// upgraded. Then their attached finalizers run, and they are dropped. Returns how many they are.
    pub(super) fn die(mut self) -> usize {
        let mut attachments = Attachments::default();
        let (mut with_data, mut roots) = (Vec::new(), Vec::new());
        let mut held = 0;
        let nodes = std::mem::take(&mut self.nodes);
        self.census.set_phase(Phase::End, Links::Shared);
        for (number, any) in nodes.iter().enumerate() {
            let (node, record) = (&**any.as_std(), self.census.records()[number]);
            let header = node.header();
            if record.state == State::Held {
                held += 1;
                self.census.forget(number, header);
                continue;
            }
            if !record.is_owned {
                roots.push(any.clone());
            }
            if header.end() {
                attachments.take_from(node.address(), header, node.type_info().name);
            }
            // No target dies here: `nodes` holds it.
            let values = self.census.values;
            node.show_targets(&mut self.census);
            if self.census.values > values {
                with_data.push(any.clone());
            }
        }
        self.census.take_ending().end();
        if held > 0 {
            let nodes = nodes.iter().zip(self.census.records());
            nodes
                .filter(|(_, record)| record.state == State::Held)
                .for_each(|(node, _)| node.as_std().forget_dead_owner());
        }
        let dead = nodes.len() - held;
        // No node dies here: its owner, `roots`, or a handle from outside holds it.
        drop(nodes);
        attachments.run();
        CutData { nodes: with_data.into_iter(), current: None }.cut_rest();
        drop(roots);
        released_keys::drop_all();
        dead
    }
}

/// Empties the traced values of a dead node. This may run user code: the `Drop` of data.
fn cut_traced_values(node: &dyn DynNode) {
    for (_, link) in node.links() {
        if let DynLink::Traced(value) = link {
            value.cut();
        }
    }
}

/// Empties the traced values of dead nodes. If the `Drop` of data panics, the rest is done all the same,
/// as in std's collections, and a second panic aborts.
struct CutData {
    nodes: vec::IntoIter<AnyRc>,
    current: Option<AnyRc>,
}

impl CutData {
    fn cut_rest(&mut self) {
        loop {
            if let Some(node) = &self.current {
                cut_traced_values(&**node.as_std());
            }
            self.current = self.nodes.next();
            if self.current.is_none() {
                return;
            }
        }
    }
}

impl Drop for CutData {
    fn drop(&mut self) {
        self.cut_rest();
    }
}

impl Drop for Unreachable {
    fn drop(&mut self) {
        for (number, node) in self.nodes.iter().enumerate() {
            self.census.forget(number, node.as_std().header());
        }
    }
}
