//! Who is held, and by whom: found by looking at everything.

use std::collections::BTreeSet;

use crate::kinds::Sort;
use crate::model::{Id, Model};

pub type Nodes = BTreeSet<Id>;

impl Model {
    /// For each node, how many strong handles there are to it: those of the test, those of running
    /// hooks, those of operations, and those in the links of the living.
    pub fn handles(&self) -> Vec<usize> {
        let mut handles: Vec<_> = self.nodes.iter().map(|node| node.held + node.running).collect();
        self.limbo.iter().flatten().for_each(|id| handles[*id] += 1);
        for id in self.living() {
            self.strong_targets(id).for_each(|(_, target)| handles[target] += 1);
        }
        handles
    }

    /// Who would go if these handles were all there are, and these nodes were let go of.
    fn fall(&self, from: &[Id], handles: &mut [usize]) -> Nodes {
        let mut fallen = Nodes::new();
        let mut rest = from.to_vec();
        while let Some(id) = rest.pop() {
            if !fallen.insert(id) {
                continue;
            }
            for (_, target) in self.strong_targets(id) {
                handles[target] -= 1;
                if handles[target] == 0 {
                    rest.push(target);
                }
            }
        }
        fallen
    }

    /// Those whose last handle is gone.
    pub fn let_go_of(&self) -> Vec<Id> {
        let handles = self.handles();
        self.living().filter(|id| handles[*id] == 0).collect()
    }

    /// Those, and all that goes with them.
    pub fn dying(&self) -> Nodes {
        self.fall(&self.let_go_of(), &mut self.handles())
    }

    /// All that is dead when these are, whose last handles are gone, while nothing but deaths at work
    /// holds those others. Who has been let go of besides is not dead yet.
    pub fn dead_with(&self, roots: &[Id], held_by_deaths: &Nodes) -> Nodes {
        let mut handles = self.handles();
        let held = held_by_deaths.iter().filter(|held| !roots.contains(held));
        held.for_each(|held| handles[*held] += 1);
        self.fall(roots, &mut handles)
    }

    /// These, and all that they own or hold, and so on.
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

    /// Of these nodes and all below them, those that nothing else holds.
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

    /// Of some nodes, the sets of those that lead to each other.
    pub fn knots(&self, among: &Nodes) -> Vec<Nodes> {
        let below: Vec<(Id, Nodes)> = among
            .iter()
            .map(|id| (*id, self.below(self.strong_targets(*id).map(|(_, target)| target))))
            .collect();
        let below_of = |id: Id| &below[below.partition_point(|(other, _)| *other < id)].1;
        let mut knots: Vec<Nodes> = Vec::new();
        for (id, targets) in &below {
            if targets.contains(id) && !knots.iter().any(|knot| knot.contains(id)) {
                let leads_back =
                    |other: &Id| among.contains(other) && below_of(*other).contains(id);
                knots.push(targets.iter().copied().filter(leads_back).collect());
            }
        }
        knots
    }
}
