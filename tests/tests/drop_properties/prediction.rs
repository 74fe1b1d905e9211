//! In which order hooks run that change nothing.

use crate::model::{Id, Model};

impl Model {
    /// The hooks that run when these are let go of, one after the other, in their order: owners before what
    /// they own, owning links before shared ones, depth first, and a node that several dying links hold at
    /// the last of them.
    pub fn prediction(&self, gone: &[Id]) -> Vec<Id> {
        let mut handles: Vec<usize> = self.nodes.iter().map(|known| known.held).collect();
        let linked = self.living().flat_map(|id| self.targets(id));
        let in_limbo = self.limbo.iter().flatten().copied();
        linked.chain(in_limbo).chain(gone.iter().copied()).for_each(|id| handles[id] += 1);
        let mut order = Vec::new();
        for id in gone {
            self.let_go(*id, &mut handles, &mut order);
        }
        order
    }

    fn let_go(&self, id: Id, handles: &mut [usize], order: &mut Vec<Id>) {
        handles[id] -= 1;
        if handles[id] > 0 {
            return;
        }
        if self.nodes[id].is_hook_pending {
            order.push(id);
        }
        self.targets(id).for_each(|target| self.let_go(target, handles, order));
    }
}
