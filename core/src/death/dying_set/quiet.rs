//! Small sets in which nothing is to run, and which die without a walk.
//!
//! A node with a set shared link, or with handles in a traced value, is marked, since its targets may
//! die with it. Most such nodes die with nothing to do: their targets live on, or are a few nodes
//! without hooks, each held by the one before. That is found out here without a table and a path.
//! These nodes then die as unmarked ones do.

use crate::death::dying_set::DyingSet;
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_handle::DynHandle;
use crate::kernel::dyn_link::DynLink;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::snapshot::DynSnapshot;

/// Longer chains are left to the walk.
const MAX_LENGTH: usize = 8;

impl DyingSet {
    /// As [`die_quietly`](super::die_quietly).
    pub(super) fn die_quietly(root: &AnyRc) -> bool {
        Chain { length: 0, count: 0, least: usize::MAX }.die_from(root)
    }
}

/// Nodes that die, each held only by the one before; and what is known about their other targets.
struct Chain {
    length: usize,
    /// The number of handles to other targets.
    count: usize,
    /// How many handles the other target with the fewest has.
    least: usize,
}

impl Chain {
    /// Whether the set from this node on dies quietly. Then its nodes are marked as dead.
    fn die_from(&mut self, node: &AnyRc) -> bool {
        self.length += 1;
        let dies = match self.enter(&**node.as_std()) {
            _ if self.length > MAX_LENGTH => false,
            Dying::One(target) => self.die_from(&target),
            // A target that has more handles than the chain has to all targets is held by something
            // else.
            Dying::None => self.least > self.count,
            Dying::Unknown => false,
        };
        if dies {
            node.as_std().header().end();
        }
        dies
    }

    fn enter(&mut self, node: &dyn DynNode) -> Dying {
        let header = node.header();
        // An outer walk may have visited the node.
        let has_work = header.has_hook() || header.has_attached() || header.is_finished(0);
        if has_work || node.has_children() {
            return Dying::Unknown;
        }
        let mut targets = Targets { chain: self, only: None, are_unknown: false };
        for number in node.type_info().first_shared..node.type_info().link_count {
            match node.link(number) {
                Some(DynLink::Shared(link)) => targets.add_all(&link.targets()),
                // What a reader keeps lives on.
                Some(DynLink::Traced(value)) if value.has_readers() => return Dying::Unknown,
                Some(DynLink::Traced(value)) => {
                    value.for_each(&mut |target| targets.add(target, target.strong_count()));
                }
                _ => {}
            }
        }
        match targets.only {
            _ if targets.are_unknown => Dying::Unknown,
            Some(only) => Dying::One(only),
            None => Dying::None,
        }
    }
}

/// The targets that nothing else than a node holds.
enum Dying {
    None,
    One(AnyRc),
    /// The walk must find out: there are several, or something may be to run at the node or its
    /// children.
    Unknown,
}

/// The targets of a node.
struct Targets<'a> {
    chain: &'a mut Chain,
    /// The first target to which there is no other handle.
    only: Option<AnyRc>,
    /// There is another such target, or a reader keeps some.
    are_unknown: bool,
}

impl Targets<'_> {
    fn add(&mut self, target: &dyn DynHandle, handles: usize) {
        if handles > 1 {
            self.chain.count += 1;
            self.chain.least = self.chain.least.min(handles);
        } else if self.only.is_none() {
            self.only = Some(target.to_untyped());
        } else {
            self.are_unknown = true;
        }
    }

    fn add_all(&mut self, targets: &DynSnapshot) {
        // Our own handle does not count.
        let mut add = |target: &AnyRc| self.add(target, AnyRc::strong_count(target) - 1);
        match targets {
            DynSnapshot::None => {}
            DynSnapshot::One(target) => add(target),
            DynSnapshot::Many(_) if targets.have_readers() => self.are_unknown = true,
            DynSnapshot::Many(_) => targets.iter().for_each(|target| add(&target)),
        }
    }
}
