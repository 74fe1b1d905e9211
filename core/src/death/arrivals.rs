//! [`Arrivals`]: who holds those that several links of dying nodes hold.

use std::collections::{HashMap, HashSet};
use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::any::AnyRc;
use crate::object::{LastOwner, LinkView, Object};

/// The shared links that a walk over a dying set has come by, of nodes that others hold, too. Such a node
/// dies with the set when all its handles are links that the walk has come by: the walk enters it at the
/// last of them, as std would drop it there.
#[derive(Default)]
pub(super) struct Arrivals {
    of: HashMap<*const (), Vec<Arrival>>,
    /// Who is known to be held by none but dying nodes, since user code has run last.
    confirmed: HashSet<*const ()>,
}

struct Arrival {
    holder: StdWeak<dyn Object>,
    link: usize,
    index: usize,
}

impl Arrivals {
    pub(super) fn add(&mut self, node: &AnyRc, holder: &AnyRc, link: usize, index: usize) {
        let holder = StdRc::downgrade(holder.as_std());
        self.of.entry(node.as_std().address()).or_default().push(Arrival { holder, link, index });
    }

    /// How many links the walk has come by that hold this node.
    pub(super) fn count(&self, node: &AnyRc) -> usize {
        self.of.get(&node.as_std().address()).map_or(0, Vec::len)
    }

    /// To be called when user code has run.
    pub(super) fn doubt(&mut self) {
        self.confirmed.clear();
    }

    /// Whether what the walk has come by still holds: all handles of the node, but for so many, are links of
    /// dying nodes, for which the same is true, up to those on the path.
    pub(super) fn confirm(
        &mut self,
        node: &AnyRc,
        handles: usize,
        is_on_path: impl Fn(&dyn Object) -> bool,
    ) -> bool {
        let mut seen = HashSet::from([node.as_std().address()]);
        let mut to_confirm = vec![node.clone()];
        // And this one.
        let mut handles = handles + 1;
        while let Some(node) = to_confirm.pop() {
            let Some(holders) = self.holders(&node) else { return false };
            if AnyRc::strong_count(&node) != holders.len() + handles {
                return false;
            }
            handles = 1;
            for holder in holders {
                let address = holder.as_std().address();
                if !self.confirmed.contains(&address)
                    && !is_on_path(&**holder.as_std())
                    && seen.insert(address)
                {
                    to_confirm.push(holder);
                }
            }
        }
        self.confirmed.extend(seen);
        true
    }

    /// Those that hold the node by the links that the walk has come by; nothing, if one of these has
    /// changed.
    fn holders(&self, node: &AnyRc) -> Option<Vec<AnyRc>> {
        let node = node.as_std();
        let mut holders = Vec::new();
        if let LastOwner::Alive(owner) = node.last_owner() {
            if owner.owning_links().any(|(_, link)| link.is_lent()) {
                return None;
            }
            holders.push(AnyRc::from_std(owner));
        }
        let mut known = HashSet::new();
        for Arrival { holder, link, index } in self.of.get(&node.address()).into_iter().flatten() {
            let holder = AnyRc::from_std(holder.upgrade()?);
            let LinkView::Shared(view) = holder.as_std().link(*link)? else { return None };
            let is_here = view.target(*index)?.as_std().address() == node.address();
            let is_new = known.insert((holder.as_std().address(), *link, *index));
            if !is_here || !is_new || view.is_lent() {
                return None;
            }
            holders.push(holder);
        }
        Some(holders)
    }
}
