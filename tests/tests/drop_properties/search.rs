//! Who dies: found by looking at everything, again and again.

use std::collections::BTreeSet;

use crate::model::{Id, Model};

pub type Nodes = BTreeSet<Id>;

impl Model {
    /// Who has a link to the node that keeps it alive.
    pub fn holders(&self, id: Id) -> Nodes {
        self.living().filter(|holder| self.targets(*holder).any(|target| target == id)).collect()
    }

    pub fn is_held(&self, id: Id) -> bool {
        self.nodes[id].held > 0 || self.limbo.iter().flatten().any(|other| *other == id)
    }

    /// Whether nothing holds it any more, so that it has been let go of.
    pub fn is_loose(&self, id: Id) -> bool {
        self.nodes[id].is_living
            && !self.is_held(id)
            && !self.living().any(|holder| self.targets(holder).any(|target| target == id))
    }

    /// Who would go with these: those whose holders all go.
    fn fall(&self, from: Nodes, stays: impl Fn(Id) -> bool) -> Nodes {
        let mut holders = vec![Vec::new(); self.nodes.len()];
        for holder in self.living() {
            self.targets(holder).for_each(|target| holders[target].push(holder));
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

    /// All that std would free now, some of it in deaths that have begun.
    pub fn dying(&self) -> Nodes {
        self.dying_but(&Nodes::new())
    }

    /// The same, if these were held.
    pub fn dying_but(&self, held: &Nodes) -> Nodes {
        let stays = |id: Id| held.contains(&id);
        self.fall(self.living().filter(|id| self.is_loose(*id) && !stays(*id)).collect(), stays)
    }

    /// What dies with a node that has been let go of, when others that have been are not dead yet.
    pub fn dying_with(&self, root: Id, stays: impl Fn(Id) -> bool) -> Nodes {
        self.fall(Nodes::from([root]), stays)
    }

    /// Those that lead to a node, which is one of them.
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

    /// All that those who are held lead to: the others are left in cycles.
    pub fn reachable(&self) -> Nodes {
        let mut found = Nodes::new();
        let mut rest: Vec<Id> = self.living().filter(|id| self.is_held(*id)).collect();
        while let Some(id) = rest.pop() {
            if found.insert(id) {
                rest.extend(self.targets(id));
            }
        }
        found
    }
}
