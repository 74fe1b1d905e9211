//! [`SharedHolders`]: who shares those that dying nodes share.

use std::collections::{HashMap, HashSet};
use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_link::DynLink;
use crate::kernel::dyn_link::OwnerState;
use crate::kernel::dyn_node::DynNode;

/// The shared links that a walk over a dying set has come by, as far as somebody may ask. A node that several links hold dies with the set
/// when all its handles are links that the walk has come by: the walk enters it at the last of them, as std would
/// drop it there.
#[derive(Default)]
pub(super) struct SharedHolders {
    of: HashMap<*const (), Vec<SharedHolder>>,
    /// How many nodes the walk has come by that it has not entered yet.
    waiting: usize,
    /// Who is known to be held by none but dying nodes, since this was last in doubt.
    confirmed: HashSet<*const ()>,
}

struct SharedHolder {
    holder: StdWeak<dyn DynNode>,
    link: usize,
    index: usize,
}

impl SharedHolders {
    /// The walk has come by one that others hold, too.
    pub(super) fn add(&mut self, node: &AnyRc, holder: &AnyRc, link: usize, index: usize) {
        let holder = StdRc::downgrade(holder.as_std());
        let shared_holders = self.of.entry(node.as_std().address()).or_default();
        self.waiting += usize::from(shared_holders.is_empty());
        shared_holders.push(SharedHolder { holder, link, index });
    }

    /// The walk enters one of them.
    pub(super) fn note_entered(&mut self) {
        self.waiting = self.waiting.saturating_sub(1);
    }

    pub(super) fn has_waiting(&self) -> bool {
        self.waiting > 0
    }

    /// The walk leaves one that this link alone holds.
    pub(super) fn note_left(&mut self, node: &AnyRc, holder: &AnyRc, link: usize, index: usize) {
        let holder = StdRc::downgrade(holder.as_std());
        self.of.insert(node.as_std().address(), vec![SharedHolder { holder, link, index }]);
    }

    /// How many links the walk has come by that hold this node.
    pub(super) fn count(&self, node: &AnyRc) -> usize {
        self.of.get(&node.as_std().address()).map_or(0, Vec::len)
    }

    /// To be called when user code may have changed who holds whom.
    pub(super) fn doubt(&mut self) {
        self.confirmed.clear();
    }

    /// Whether what the walk has come by still holds: all handles of the node, but for so many, are links of
    /// dying nodes, for which the same is true, up to those on the path. Not so where these hold each other in
    /// a cycle, which a hook may have closed.
    pub(super) fn confirm(
        &mut self,
        node: &AnyRc,
        handles: usize,
        is_on_path: impl Fn(&dyn DynNode) -> bool,
    ) -> bool {
        let mut open = HashSet::new();
        // Each node on the way up, with those of its holders that are to be confirmed.
        let mut way: Vec<(AnyRc, Vec<StdWeak<dyn DynNode>>)> = Vec::new();
        // And the one on the way.
        let mut next = Some((node.clone(), handles + 1));
        loop {
            if let Some((node, handles)) = next.take() {
                let Some(holders) = self.holders(&node) else { return false };
                let is_new = open.insert(node.as_std().address());
                if !is_new || AnyRc::strong_count(&node) != holders.len() + handles {
                    return false;
                }
                way.push((node, holders));
            }
            let Some((node, holders)) = way.last_mut() else { return true };
            match holders.pop() {
                Some(holder) => {
                    let Some(holder) = holder.upgrade() else { return false };
                    let is_known = self.confirmed.contains(&holder.address());
                    if !is_known && !is_on_path(&*holder) {
                        next = Some((AnyRc::from_std(holder), 1));
                    }
                }
                None => {
                    let address = node.as_std().address();
                    open.remove(&address);
                    self.confirmed.insert(address);
                    way.pop();
                }
            }
        }
    }

    /// Those that hold the node by the links that the walk has come by; nothing, if one of these has
    /// changed.
    fn holders(&self, node: &AnyRc) -> Option<Vec<StdWeak<dyn DynNode>>> {
        let node = node.as_std();
        let mut holders = Vec::new();
        if let OwnerState::Alive(owner) = node.owner_state() {
            if owner.owning_links().any(|(_, link)| link.children().have_readers()) {
                return None;
            }
            holders.push(StdRc::downgrade(&owner));
        }
        let mut known = HashSet::new();
        for SharedHolder { holder: weak, link, index } in
            self.of.get(&node.address()).into_iter().flatten()
        {
            let holder = weak.upgrade()?;
            let DynLink::Shared(view) = holder.link(*link)? else { return None };
            let targets = view.targets();
            let is_here = targets.get(*index)?.as_std().address() == node.address();
            let is_new = known.insert((holder.address(), *link, *index));
            if !is_here || !is_new || targets.have_readers() {
                return None;
            }
            holders.push(weak.clone());
        }
        Some(holders)
    }
}
