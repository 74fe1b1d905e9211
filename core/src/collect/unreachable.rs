//! [`Unreachable`]: what only holds itself.

use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::collect::candidates;
use crate::collect::census::{Census, Phase, State};
use crate::collect::edges::Edges;
use crate::death::attachments::Attachments;
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_link::DynLink;
use crate::kernel::dyn_link::OwnerState;
use crate::kernel::dyn_node::DynNode;

/// Nodes, and which of them are held by nobody but each other.
///
/// As long as this lives, nothing of the user's may run.
pub(super) struct Unreachable {
    nodes: Vec<AnyRc>,
    search: Census,
}

impl Unreachable {
    /// Among this thread's candidates, those above them, and those below.
    ///
    /// Each cycle has a candidate on it, and each of its nodes is a candidate or above one. So among these
    /// all cycles are found that no other cycle holds. Then what hangs on those is looked at, other cycles
    /// too.
    ///
    /// O(n) for n candidates, nodes above them, and nodes that hang on unreachable cycles.
    pub(super) fn find() -> Self {
        let count = candidates::count();
        let mut this = Unreachable::with_capacity(count);
        let mut links = Vec::with_capacity(count);
        candidates::for_each_in_order(|node, link| links.push((this.number(node), link)));
        let owners = this.find_owners();
        this.search.aim_to(Phase::Account);
        for &(number, link) in &links {
            this.show_link(number, link);
        }
        this.decide(&links, &owners);
        this.look_below();
        this
    }

    /// Among these nodes and those below them. O(n) for n nodes.
    pub(super) fn among(nodes: Vec<AnyRc>) -> Self {
        let mut this = Unreachable::with_capacity(nodes.len());
        for (number, node) in nodes.into_iter().enumerate() {
            let is_owned = matches!(node.as_std().owner_state(), OwnerState::Alive(_));
            this.add(node);
            this.search.at(number).is_owned = is_owned;
        }
        this.look_below();
        this
    }

    /// With room for so many nodes.
    fn with_capacity(nodes: usize) -> Self {
        Unreachable { nodes: Vec::with_capacity(nodes), search: Census::with_capacity(nodes) }
    }

    /// Its number, a new one if it has none.
    #[inline]
    fn number(&mut self, node: AnyRc) -> usize {
        self.search.number_of(&**node.as_std()).unwrap_or_else(|| {
            self.add(node);
            self.len() - 1
        })
    }

    #[inline]
    fn add(&mut self, node: AnyRc) {
        self.search.add(&**node.as_std());
        self.nodes.push(node);
    }

    /// The owner of each node that has one, with the node.
    fn find_owners(&mut self) -> Vec<(usize, usize)> {
        let mut owners = Vec::with_capacity(self.len());
        let mut next = 0;
        while next < self.len() {
            if let OwnerState::Alive(owner) = self.node(next).owner_state() {
                let known = self.search.at(next);
                known.is_owned = true;
                known.account_for_one();
                let known = self.search.number_of(&*owner);
                let owner = known.unwrap_or_else(|| self.number(AnyRc::from_std(owner)));
                owners.push((owner, next));
            }
            next += 1;
        }
        owners
    }

    /// Shows the targets of a shared link.
    fn show_link(&mut self, number: usize, link: usize) {
        if let Some(DynLink::Shared(view)) = self.nodes[number].as_std().link(link) {
            view.show(link, &mut self.search);
        }
    }

    /// Shows all targets of a node.
    fn show(&mut self, number: usize) {
        self.search.show_targets_of(&**self.nodes[number].as_std());
        self.search.add_new_to(&mut self.nodes);
    }

    /// Who is held by others than those found so far.
    fn decide(&mut self, links: &[(usize, usize)], owners: &[(usize, usize)]) {
        for (number, node) in self.nodes.iter().enumerate() {
            let known = self.search.at(number);
            if known.is_accounted_for(node) {
                known.state = State::Unreachable;
            } else {
                known.state = State::Held;
                self.search.held.push(number);
            }
        }
        if self.search.held.is_empty() {
            return;
        }
        let links = Edges::new(self.len(), links);
        let owners = Edges::new(self.len(), owners);
        self.search.aim_to(Phase::Hold);
        while let Some(holder) = self.search.held.pop() {
            for &child in owners.from(holder) {
                if self.search.at(child).hold() {
                    self.search.held.push(child);
                }
            }
            for &link in links.from(holder) {
                self.show_link(holder, link);
            }
        }
    }

    /// Looks at all below those that are not held: whether it is held by others.
    fn look_below(&mut self) {
        self.search.aim_to(Phase::LookBelow);
        let first = self.len();
        // Before any is shown, since that opens others.
        let open = (0..first).filter(|&number| self.state(number) == State::Open);
        self.search.opened = open.collect();
        for number in 0..first {
            if self.state(number) == State::Unreachable {
                self.show(number);
            }
        }
        let mut next = 0;
        while let Some(&number) = self.search.opened.get(next) {
            self.show(number);
            next += 1;
        }
        let opened = std::mem::take(&mut self.search.opened);
        for &number in &opened {
            if !self.search.all()[number].is_accounted_for(&self.nodes[number]) {
                self.search.held.push(number);
            }
        }
        self.search.aim_to(Phase::Hold);
        for number in self.search.held.clone() {
            self.search.at(number).state = State::Held;
        }
        while let Some(holder) = self.search.held.pop() {
            self.show(holder);
        }
        for number in opened {
            let state = &mut self.search.at(number).state;
            if *state == State::Open {
                *state = State::Unreachable;
            }
        }
        self.search.aim_to(Phase::Tell);
    }

    /// How many nodes were looked at.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    fn state(&self, number: usize) -> State {
        self.search.all()[number].state
    }

    pub(super) fn is_held(&self, number: usize) -> bool {
        self.state(number) == State::Held
    }

    pub(super) fn has_hook(&self, number: usize) -> bool {
        self.search.all()[number].has_hook
    }

    pub(super) fn node(&self, number: usize) -> &dyn DynNode {
        &**self.nodes[number].as_std()
    }

    pub(super) fn weak(&self, number: usize) -> StdWeak<dyn DynNode> {
        StdRc::downgrade(self.nodes[number].as_std())
    }

    /// The unreachable ones, by their numbers.
    pub(super) fn numbers(&self) -> impl Iterator<Item = usize> {
        (0..self.len()).filter(|&number| !self.is_held(number))
    }

    /// Whether an unreachable node has a hook that is still to run.
    pub(super) fn has_hooks(&self) -> bool {
        let mut known = self.search.all().iter();
        known.any(|known| known.has_hook && known.state == State::Unreachable)
    }

    /// Whom this one holds among the unreachable, each with the number of the link.
    pub(super) fn targets(&mut self, number: usize) -> Vec<(usize, usize)> {
        self.show(number);
        self.search.take_told()
    }

    /// The owner, if it is unreachable, too.
    pub(super) fn owner(&self, number: usize) -> Option<usize> {
        match self.node(number).owner_state() {
            OwnerState::Alive(owner) => {
                self.search.number_of(&*owner).filter(|&owner| !self.is_held(owner))
            }
            OwnerState::None | OwnerState::Dead => None,
        }
    }

    /// The end of the unreachable: from here on no weak handle to any of them can be upgraded. Their
    /// attached finalizers run, then they are taken down.
    pub(super) fn die(mut self) {
        let mut attachments = Attachments::default();
        let nodes = std::mem::take(&mut self.nodes);
        for (number, node) in nodes.iter().enumerate() {
            let node = node.as_std();
            if self.is_held(number) {
                self.search.forget(number, &**node);
            } else if node.header().end() {
                attachments.take_from(node.address(), node.type_info().name);
            }
        }
        let tops = candidates::with_all(|candidates| {
            let mut tops = Vec::new();
            for (node, known) in nodes.into_iter().zip(self.search.all()) {
                if known.state == State::Held {
                    node.as_std().forget_dead_owner();
                    continue;
                }
                // What it shares is held by an owner or one of the tops, or lives on.
                node.as_std().shared_links().for_each(|(_, link)| link.cut(candidates));
                if !known.is_owned {
                    tops.push(node);
                }
            }
            tops
        });
        attachments.run();
        drop(tops);
    }
}

impl Drop for Unreachable {
    fn drop(&mut self) {
        for (number, node) in self.nodes.iter().enumerate() {
            self.search.forget(number, &**node.as_std());
        }
    }
}
