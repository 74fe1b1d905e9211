//! Which nodes are held, and by which: found by looking at everything.

use std::collections::BTreeSet;

use crate::model::{Id, Model};
use crate::properties::graph::declared::Sort;
use crate::properties::graph::model::LinkModel;

pub type Nodes = BTreeSet<Id>;

impl Model {
    /// How many strong handles there are to each node: those of the test, of running hooks and of
    /// operations, and those in the links of living nodes.
    pub fn handles(&self) -> Vec<usize> {
        let mut handles: Vec<_> = self.nodes.iter().map(|node| node.held + node.running).collect();
        self.in_drop.iter().flatten().for_each(|id| handles[*id] += 1);
        for id in self.living() {
            self.strong_targets(id).for_each(|(_, target)| handles[target] += 1);
        }
        handles
    }

    /// All that dies when these nodes do, if there are only these handles.
    fn die_with(&self, from: &[Id], handles: &mut [usize]) -> Nodes {
        let mut dead = Nodes::new();
        let mut rest = from.to_vec();
        while let Some(id) = rest.pop() {
            if !dead.insert(id) {
                continue;
            }
            for (_, target) in self.strong_targets(id) {
                handles[target] -= 1;
                if handles[target] == 0 {
                    rest.push(target);
                }
            }
        }
        dead
    }

    /// The living nodes whose last handle is gone.
    pub fn without_handles(&self) -> Vec<Id> {
        let handles = self.handles();
        self.living().filter(|id| handles[*id] == 0).collect()
    }

    /// Those, and all that dies with them.
    pub fn dying(&self) -> Nodes {
        self.die_with(&self.without_handles(), &mut self.handles())
    }

    /// All that is dead when the roots are, whose last handles are gone, while running deaths still
    /// hold the others. Further nodes without handles are not dead yet.
    pub fn dead_with(&self, roots: &[Id], held_by_deaths: &Nodes) -> Nodes {
        let mut handles = self.handles();
        let held = held_by_deaths.iter().filter(|held| !roots.contains(held));
        held.for_each(|held| handles[*held] += 1);
        self.die_with(roots, &mut handles)
    }

    /// These nodes, all that they own or share, and so on.
    pub fn below(&self, from: impl IntoIterator<Item = Id>) -> Nodes {
        let mut found = Nodes::new();
        let mut rest: Vec<_> = from.into_iter().collect();
        while let Some(id) = rest.pop() {
            if found.insert(id) {
                rest.extend(self.strong_targets(id).map(|(_, target)| target));
            }
        }
        found
    }

    /// Among these nodes and all below them, those that nothing else holds.
    pub fn unreachable_from(&self, from: impl IntoIterator<Item = Id>) -> Nodes {
        let below = self.below(from);
        let mut handles = self.handles();
        for id in &below {
            self.strong_targets(*id).for_each(|(_, target)| handles[target] -= 1);
        }
        let held = self.below(below.iter().copied().filter(|id| handles[*id] > 0));
        below.difference(&held).copied().collect()
    }

    pub fn unreachable(&self) -> Nodes {
        self.unreachable_from(self.living())
    }

    /// The nodes with a set shared link that can close a cycle, and those above them.
    pub fn candidates(&self) -> Nodes {
        let is_candidate = |id: &Id| {
            let known = &self.nodes[*id];
            let mut set = self.links(*id).filter(|(link, _)| !known.links[*link].is_empty());
            set.any(|(_, link)| link.sort == Sort::Shared && known.kind.can_close_cycle(link))
        };
        self.living().filter(is_candidate).flat_map(|id| self.chain(id)).collect()
    }

    /// The strongly connected components of some nodes: in each, all nodes lead to each other.
    pub fn components(&self, among: &Nodes) -> Vec<Nodes> {
        let below: Vec<(Id, Nodes)> = among
            .iter()
            .map(|id| (*id, self.below(self.strong_targets(*id).map(|(_, target)| target))))
            .collect();
        let below_of = |id: Id| &below[below.partition_point(|(other, _)| *other < id)].1;
        let mut components: Vec<Nodes> = Vec::new();
        for (id, targets) in &below {
            if targets.contains(id) && !components.iter().any(|component| component.contains(id)) {
                let leads_back =
                    |other: &Id| among.contains(other) && below_of(*other).contains(id);
                components.push(targets.iter().copied().filter(leads_back).collect());
            }
        }
        components
    }
}
