//! The order of hooks that change nothing.

use crate::model::{Id, Model};
use crate::properties::graph::model::LinkModel;

impl Model {
    /// The hooks that run when these nodes are dropped one after the other, in their order: owners
    /// before children, owning links before shared ones, depth first. A node that several dying
    /// links hold comes at the last of them.
    pub fn prediction(&self, dropped: &[Id]) -> Vec<Id> {
        let mut handles: Vec<usize> = self.nodes.iter().map(|known| known.held).collect();
        let linked = self.living().flat_map(|id| self.all_targets(id));
        let in_drop = self.in_drop.iter().flatten().copied();
        linked.chain(in_drop).chain(dropped.iter().copied()).for_each(|id| handles[id] += 1);
        let mut order = Vec::new();
        for id in dropped {
            self.drop_handle(*id, &mut handles, &mut order);
        }
        order
    }

    fn drop_handle(&self, id: Id, handles: &mut [usize], order: &mut Vec<Id>) {
        handles[id] -= 1;
        if handles[id] > 0 {
            return;
        }
        if self.nodes[id].is_hook_pending {
            order.push(id);
        }
        self.all_targets(id).for_each(|target| self.drop_handle(target, handles, order));
    }
}
