//! Which nodes die: found by looking at everything, again and again.

use std::collections::BTreeSet;

use crate::model::{Id, Model};
use crate::properties::graph::model::LinkModel;

pub type Nodes = BTreeSet<Id>;

impl Model {
    /// The living nodes that own the node or share it.
    pub fn holders(&self, id: Id) -> Nodes {
        self.living()
            .filter(|holder| self.all_targets(*holder).any(|target| target == id))
            .collect()
    }

    pub fn is_held(&self, id: Id) -> bool {
        self.nodes[id].held > 0 || self.in_drop.iter().flatten().any(|other| *other == id)
    }

    /// Whether nothing holds the living node any more: its last handle has been dropped.
    pub fn is_loose(&self, id: Id) -> bool {
        self.nodes[id].is_living
            && !self.is_held(id)
            && !self.living().any(|holder| self.all_targets(holder).any(|target| target == id))
    }

    /// All that dies with these: a node dies if all its holders do.
    fn die_with_holders(&self, from: Nodes, stays: impl Fn(Id) -> bool) -> Nodes {
        let mut holders = vec![Vec::new(); self.nodes.len()];
        for holder in self.living() {
            self.all_targets(holder).for_each(|target| holders[target].push(holder));
        }
        let mut set = from;
        loop {
            let goes = |id: &Id| {
                !holders[*id].is_empty()
                    && holders[*id].iter().all(|holder| set.contains(holder))
                    && !set.contains(id)
                    && !self.is_held(*id)
                    && !stays(*id)
            };
            let more: Vec<Id> = self.living().filter(goes).collect();
            if more.is_empty() {
                return set;
            }
            set.extend(more);
        }
    }

    /// All that std would free now, some of it in deaths that have begun already.
    pub fn dying(&self) -> Nodes {
        self.dying_unless(&Nodes::new())
    }

    /// The same, if these nodes were held.
    pub fn dying_unless(&self, held: &Nodes) -> Nodes {
        let stays = |id: Id| held.contains(&id);
        self.die_with_holders(
            self.living().filter(|id| self.is_loose(*id) && !stays(*id)).collect(),
            stays,
        )
    }

    /// All that dies with one node without holders, while others without holders are not dead yet.
    pub fn dying_with(&self, root: Id, stays: impl Fn(Id) -> bool) -> Nodes {
        self.die_with_holders(Nodes::from([root]), stays)
    }

    /// The node, its holders, their holders, and so on.
    pub fn above(&self, id: Id) -> Nodes {
        let mut found = Nodes::new();
        let mut rest = vec![id];
        while let Some(id) = rest.pop() {
            if found.insert(id) {
                rest.extend(self.holders(id));
            }
        }
        found
    }

    /// All nodes that the held nodes lead to. The others are unreachable cycles, or below one.
    pub fn reachable(&self) -> Nodes {
        let mut found = Nodes::new();
        let mut rest: Vec<Id> = self.living().filter(|id| self.is_held(*id)).collect();
        while let Some(id) = rest.pop() {
            if found.insert(id) {
                rest.extend(self.all_targets(id));
            }
        }
        found
    }
}
