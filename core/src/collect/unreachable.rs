//! [`Unreachable`]: finds the nodes that cannot be reached from outside.

use std::rc::{Rc as StdRc, Weak as StdWeak};
use std::vec;

use crate::collect::candidates::{self, Ending};
use crate::collect::census::{Census, KnownNodes, Phase, State};
use crate::collect::edges::Edges;
use crate::death::attachments::Attachments;
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_link::{DynLink, OwnerState};
use crate::kernel::dyn_node::DynNode;
use crate::kernel::released_keys;
use crate::kernel::type_info::TypeInfo;

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
        let count = candidates::count();
        let mut this = Unreachable::with_capacity(count);
        let mut links = Vec::with_capacity(count);
        candidates::for_each_in_order(|node, link| links.push((this.number_of(node), link)));
        let owners = this.find_owners();
        this.census.set_phase(Phase::Count);
        for &(number, link) in &links {
            this.show_link(number, link);
        }
        this.decide(&links, &owners);
        this.search_below();
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
        this.search_below();
        this
    }

    /// No nodes, with room for this many.
    pub(super) fn with_capacity(nodes: usize) -> Self {
        Unreachable { nodes: Vec::with_capacity(nodes), census: Census::with_capacity(nodes) }
    }

    /// The number of a node; a new one if it has none.
    #[inline]
    pub(super) fn number_of(&mut self, node: AnyRc) -> usize {
        self.census.number_of(&**node.as_std()).unwrap_or_else(|| {
            self.add(node);
            self.len() - 1
        })
    }

    #[inline]
    fn add(&mut self, node: AnyRc) {
        self.census.add(&**node.as_std());
        self.nodes.push(node);
    }

    /// Adds all nodes above the nodes so far, and counts the handles in owners' links. Returns each
    /// node that has an owner, as `(owner, node)`.
    fn find_owners(&mut self) -> Vec<(usize, usize)> {
        let mut owners = Vec::with_capacity(self.len());
        let mut next = 0;
        while next < self.len() {
            if let OwnerState::Alive(owner) = self.node(next).owner_state() {
                let record = self.census.record_mut(next);
                record.is_owned = true;
                record.count_handle();
                let number = self.census.number_of(&*owner);
                let owner = number.unwrap_or_else(|| self.number_of(AnyRc::from_std(owner)));
                owners.push((owner, next));
            }
            next += 1;
        }
        owners
    }

    /// Shows the targets of a shared link to the census.
    fn show_link(&mut self, number: usize, link: usize) {
        match self.nodes[number].as_std().link(link) {
            Some(DynLink::Shared(view)) => view.show(link, &mut self.census),
            Some(DynLink::Traced(value)) => value.show(link, &mut self.census),
            _ => {}
        }
    }

    /// Shows all children and shared targets of a node to the census.
    fn show_targets(&mut self, number: usize) {
        self.census.show_targets_of(&**self.nodes[number].as_std());
        self.census.move_new_to(&mut self.nodes);
    }

    /// Decides which nodes are held: those with handles that were not counted, and those that a
    /// held node holds.
    fn decide(&mut self, links: &[(usize, usize)], owners: &[(usize, usize)]) {
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
            return;
        }
        let links = Edges::new(self.len(), links);
        let owners = Edges::new(self.len(), owners);
        self.census.set_phase(Phase::Hold);
        while let Some(holder) = self.census.held.pop() {
            for &child in owners.from(holder) {
                if self.census.record_mut(child).set_held() {
                    self.census.held.push(child);
                }
            }
            for &link in links.from(holder) {
                self.show_link(holder, link);
            }
        }
    }

    /// Examines all nodes below those that are not held, and decides which of them are held from
    /// outside.
    pub(super) fn search_below(&mut self) {
        self.census.set_phase(Phase::SearchBelow);
        let first = self.len();
        // This must come first, since showing targets makes further nodes undecided.
        let undecided = (0..first).filter(|&number| self.state(number) == State::Undecided);
        self.census.undecided = undecided.collect();
        for number in 0..first {
            if self.state(number) == State::Unreachable {
                self.show_targets(number);
            }
        }
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
        self.census.set_phase(Phase::Hold);
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
        self.census.set_phase(Phase::Report);
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
        records.any(|record| record.has_hook && record.state == State::Unreachable)
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
                self.census.number_of(&*owner).filter(|&owner| !self.is_held(owner))
            }
            OwnerState::None | OwnerState::Dead => None,
        }
    }

    /// Marks the unreachable nodes as dead: from here on no weak handle to any of them can be
    /// upgraded. Then their attached finalizers run, and they are dropped. Returns how many they are.
    pub(super) fn die(mut self) -> usize {
        let mut attachments = Attachments::default();
        let mut ending = Ending::default();
        let (mut with_data, mut roots) = (Vec::new(), Vec::new());
        let mut dead = 0;
        let nodes = std::mem::take(&mut self.nodes);
        for (number, (any, record)) in nodes.iter().zip(self.census.records()).enumerate() {
            let node = any.as_std();
            if record.state == State::Held {
                self.census.forget(number, &**node);
                continue;
            }
            dead += 1;
            if node.header().end() {
                attachments.take_from(node.address(), node.header(), node.type_info().name);
            }
            // No target dies here: `nodes` holds it.
            if cut_shared_links(&**node, &mut ending) {
                with_data.push(any.clone());
            }
        }
        ending.end();
        // No node dies here: its owner, `roots`, or a handle from outside holds it.
        for (node, record) in nodes.into_iter().zip(self.census.records()) {
            if record.state == State::Held {
                node.as_std().forget_dead_owner();
            } else if !record.is_owned {
                roots.push(node);
            }
        }
        attachments.run();
        CutData { nodes: with_data.into_iter(), current: None }.cut_rest();
        drop(roots);
        released_keys::drop_all();
        dead
    }
}

/// Empties the shared links of a dead node. No links and no traced values of it are candidates from
/// now on. Returns whether there are traced values.
fn cut_shared_links(node: &dyn DynNode, ending: &mut Ending) -> bool {
    let mut has_traced = false;
    let TypeInfo { first_shared, link_count, .. } = *node.type_info();
    for index in first_shared..link_count {
        match node.link(index) {
            Some(DynLink::Shared(link)) => {
                ending.add(link.candidacy());
                link.cut();
            }
            Some(DynLink::Traced(value)) => {
                ending.add(value.candidacy());
                has_traced = true;
            }
            _ => {}
        }
    }
    has_traced
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
            self.census.forget(number, &**node.as_std());
        }
    }
}
