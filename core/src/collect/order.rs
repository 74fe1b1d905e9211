//! The order in which the hooks of unreachable nodes run.

use std::mem;

use crate::collect::unreachable::Unreachable;

/// The unreachable nodes in the order in which their hooks run. It goes from the first node down,
/// then from the next node that is not in it yet: owners before children, owning links before
/// shared ones, depth first. O(n).
pub(super) fn in_order(unreachable: &mut Unreachable) -> Vec<usize> {
    let len = unreachable.len();
    let (visited, awaited) = (vec![false; len], vec![false; len]);
    let mut order = Order { unreachable, visited, awaited, ordered: Vec::new() };
    for number in 0..len {
        if !order.unreachable.is_held(number) {
            order.visit_from(number);
        }
    }
    order.ordered
}

struct Order<'a> {
    unreachable: &'a mut Unreachable,
    visited: Vec<bool>,
    /// Whether the topmost node above a node is to be visited already, so that the walk will reach
    /// the node from there.
    awaited: Vec<bool>,
    ordered: Vec<usize>,
}

impl Order<'_> {
    /// Visits a node that has not been visited, and all below it. The nodes above it come first.
    fn visit_from(&mut self, start: usize) {
        let mut to_visit: Vec<_> = self.topmost(start).into_iter().collect();
        while let Some(number) = to_visit.pop() {
            if mem::replace(&mut self.visited[number], true) {
                continue;
            }
            self.ordered.push(number);
            for (_, target) in self.unreachable.targets(number).into_iter().rev() {
                let is_owned = self.unreachable.owner(target) == Some(number);
                to_visit.extend(if is_owned { Some(target) } else { self.topmost(target) });
            }
        }
    }

    /// The topmost node above this one, or the node itself. `None` if one of these nodes has been
    /// visited, or is awaited.
    fn topmost(&mut self, node: usize) -> Option<usize> {
        let mut top = node;
        loop {
            if self.visited[top] || mem::replace(&mut self.awaited[top], true) {
                return None;
            }
            match self.unreachable.owner(top) {
                None => return Some(top),
                Some(owner) => top = owner,
            }
        }
    }
}
