//! [`SharedHolders`]: the shared links and traced values that hold the nodes of a dying set.

use std::collections::{HashMap, HashSet};
use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_link::{DynLink, OwnerState};
use crate::kernel::dyn_node::DynNode;

/// The shared links that a walk over a dying set has reached and that are needed later. A node that
/// several links hold dies with the set if all its handles are links that the walk has reached: the
/// walk enters it at the last of them, where std would drop it.
#[derive(Default)]
pub(super) struct SharedHolders {
    by_target: HashMap<*const (), Vec<SharedHolder>>,
    /// The holders whose links the walk has gone through. It goes through them again if a mark has
    /// climbed to a holder that it was done with.
    seen: HashSet<*const ()>,
    /// How many targets the walk has reached, but not entered yet.
    unentered: usize,
    /// Nodes that [`confirm`](Self::confirm) has confirmed since user code last could change
    /// holders.
    confirmed: HashSet<*const ()>,
}

struct SharedHolder {
    holder: StdWeak<dyn DynNode>,
    place: TargetPlace,
}

impl SharedHolders {
    /// Call this before the first target of a holder is [added](Self::add). Returns whether they are to
    /// be added: not if the walk has added them before, since each handle counts once. Those that user
    /// code has put there meanwhile are left to the next walk.
    pub(super) fn begin(&mut self, holder: &AnyRc) -> bool {
        self.seen.insert(holder.as_std().address())
    }

    /// Call this when the walk reaches a target that other handles hold, too.
    pub(super) fn add(&mut self, target: &AnyRc, holder: &AnyRc, place: TargetPlace) {
        let holder = StdRc::downgrade(holder.as_std());
        let holders = self.by_target.entry(target.as_std().address()).or_default();
        self.unentered += usize::from(holders.is_empty());
        holders.push(SharedHolder { holder, place });
    }

    /// Call this when the walk enters one of the targets.
    pub(super) fn note_entered(&mut self) {
        self.unentered = self.unentered.saturating_sub(1);
    }

    pub(super) fn has_unentered(&self) -> bool {
        self.unentered > 0
    }

    /// Call this when the walk leaves a target that only this link holds.
    pub(super) fn set_only_link(&mut self, target: &AnyRc, holder: &AnyRc, place: TargetPlace) {
        let holder = StdRc::downgrade(holder.as_std());
        let holders = vec![SharedHolder { holder, place }];
        self.by_target.insert(target.as_std().address(), holders);
    }

    /// How many shared links to this target the walk has reached.
    pub(super) fn link_count(&self, target: &AnyRc) -> usize {
        self.by_target.get(&target.as_std().address()).map_or(0, Vec::len)
    }

    /// Call this when user code may have changed any holders.
    pub(super) fn clear_confirmed(&mut self) {
        self.confirmed.clear();
    }

    /// Whether the links that the walk has reached still hold the node, and nothing else does,
    /// except `own_handles` of the caller; and whether the same is true for the hosts of these
    /// links, up to those on the path. It is false where these nodes hold each other in a cycle,
    /// which a hook may have closed.
    pub(super) fn confirm(
        &mut self,
        node: &AnyRc,
        own_handles: usize,
        is_on_path: impl Fn(&dyn DynNode) -> bool,
    ) -> bool {
        // The nodes from the start upwards, each with its holders that are still to be confirmed.
        let mut chain: Vec<(AnyRc, Vec<StdWeak<dyn DynNode>>)> = Vec::new();
        let mut on_chain = HashSet::new();
        // The chain has one more handle.
        let mut next = Some((node.clone(), own_handles + 1));
        loop {
            if let Some((node, own_handles)) = next.take() {
                let Some(holders) = self.holders(&node) else { return false };
                let is_new = on_chain.insert(node.as_std().address());
                if !is_new || AnyRc::strong_count(&node) != holders.len() + own_handles {
                    return false;
                }
                chain.push((node, holders));
            }
            let Some((node, holders)) = chain.last_mut() else { return true };
            match holders.pop() {
                Some(holder) => {
                    let Some(holder) = holder.upgrade() else { return false };
                    let is_confirmed = self.confirmed.contains(&holder.address());
                    if !is_confirmed && !is_on_path(&*holder) {
                        next = Some((AnyRc::from_std(holder), 1));
                    }
                }
                None => {
                    let address = node.as_std().address();
                    on_chain.remove(&address);
                    self.confirmed.insert(address);
                    chain.pop();
                }
            }
        }
    }

    /// The owner of a node, and the holders whose shared links the walk has reached. `None` if one
    /// of these links no longer holds the node, a reader has its list, or it is a traced value that
    /// has changed.
    fn holders(&self, node: &AnyRc) -> Option<Vec<StdWeak<dyn DynNode>>> {
        let target = node;
        let node = node.as_std();
        let mut holders = Vec::new();
        if let OwnerState::Alive(owner) = node.owner_state() {
            if owner.owning_links().any(|(_, link)| link.children().have_readers()) {
                return None;
            }
            holders.push(StdRc::downgrade(&owner));
        }
        let mut seen = HashSet::new();
        for SharedHolder { holder: weak, place } in
            self.by_target.get(&node.address()).into_iter().flatten()
        {
            let holder = weak.upgrade()?;
            let is_new = seen.insert((holder.address(), *place));
            if !is_new || !place.has(&*holder, target) {
                return None;
            }
            holders.push(weak.clone());
        }
        Some(holders)
    }
}

/// Where a node was found among the targets of a holder's shared links or traced values.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct TargetPlace {
    link: u32,
    /// The version of a traced value: the place is known only until the value changes. Not used for
    /// a shared link.
    version: u32,
    index: usize,
}

impl TargetPlace {
    #[expect(clippy::cast_possible_truncation, reason = "no struct has so many fields")]
    pub(super) fn new(link: usize, index: usize, version: u32) -> Self {
        TargetPlace { link: link as u32, version, index }
    }

    pub(super) fn link(&self) -> usize {
        self.link as usize
    }

    pub(super) fn index(&self) -> usize {
        self.index
    }

    /// Whether the target is still at this place in the holder, and no reader holds it there, or the
    /// value that it is in. O(1) for targets in order. `false` for a traced value that has changed.
    pub(super) fn has(&self, holder: &dyn DynNode, target: &AnyRc) -> bool {
        match holder.link(self.link()) {
            Some(DynLink::Shared(link)) => {
                let targets = link.targets();
                let is_here = targets.get(self.index).as_ref() == Some(target);
                is_here && !targets.has_reader_at(self.index)
            }
            Some(DynLink::Traced(value)) => value.version() == self.version && !value.has_readers(),
            _ => false,
        }
    }
}
