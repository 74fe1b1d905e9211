//! Finds the nodes that hooks have put below unreachable nodes, without looking at all of these
//! again.

use std::collections::HashMap;
use std::rc::Rc as StdRc;

use crate::collect::census::{KnownNodes, Links as LinksShown};
use crate::collect::unreachable::Unreachable;
use crate::death::Placed;
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_link::{DynLink, OwnerState};
use crate::kernel::dyn_node::DynNode;

/// Shared links of unreachable nodes, by the holder's address and the link's number, and how many
/// nodes were put in each.
type Links = HashMap<(*const (), usize), (StdRc<dyn DynNode>, usize)>;

/// Examines the nodes that hooks have put below unreachable ones, and the nodes below these that
/// are not known. A node is unreachable if nothing else holds it: no hook has brought back a known
/// node since it was examined.
///
/// O(n) for n new nodes. Of a shared link, only the end is searched, until the new nodes are found.
pub(super) fn find(placed: Vec<Placed>, known: KnownNodes) -> Unreachable {
    let mut found = Unreachable::with_capacity(placed.len());
    let mut links = Links::new();
    for Placed { node, shared_by } in placed {
        let Some(node) = node.upgrade() else { continue };
        if known.contains(node.address()) {
            continue;
        }
        if let Some((holder, link)) = shared_by {
            let Some(holder) = holder.upgrade() else { continue };
            if known.is_unreachable(holder.address()) {
                found.number_of(AnyRc::from_std(node));
                links.entry((holder.address(), link)).or_insert((holder, 0)).1 += 1;
            }
        } else if unreachable_owner(&*node, &known).is_some() {
            found.number_of(AnyRc::from_std(node));
        }
    }
    count_owners(&mut found, &known);
    for ((_, link), (holder, nodes)) in links {
        count_targets(&mut found, &*holder, link, nodes);
    }
    for number in 0..found.len() {
        // It has left the unreachable nodes again.
        if found.census.records()[number].has_no_handle_counted() {
            found.census.held.push(number);
        }
    }
    found.census.known = known;
    let undecided = 0..found.len();
    found.search_below(undecided, LinksShown::All);
    found
}

fn unreachable_owner(node: &dyn DynNode, known: &KnownNodes) -> Option<StdRc<dyn DynNode>> {
    match node.owner_state() {
        OwnerState::Alive(owner) if known.is_unreachable(owner.address()) => Some(owner),
        _ => None,
    }
}

/// Counts the handle in the owner's link of each node whose owner is unreachable.
fn count_owners(found: &mut Unreachable, known: &KnownNodes) {
    for number in 0..found.len() {
        let node = found.node(number);
        let is_owned = matches!(node.owner_state(), OwnerState::Alive(_));
        let is_counted = unreachable_owner(node, known).is_some_and(|owner| {
            // A reader of the list would hold the node, too.
            owner.owning_links().all(|(_, link)| !link.children().have_readers())
        });
        let record = found.census.record_mut(number);
        record.is_owned = is_owned;
        if is_counted {
            record.count_handle();
        }
    }
}

/// Counts the handles in the shared link of an unreachable node in which so many nodes were put,
/// from its end.
fn count_targets(found: &mut Unreachable, holder: &dyn DynNode, link: usize, nodes: usize) {
    let Some(DynLink::Shared(view)) = holder.link(link) else { return };
    let targets = view.targets();
    if targets.have_readers() {
        return;
    }
    let at_end = (0..targets.len()).rev().filter_map(|index| targets.get(index));
    let census = &mut found.census;
    let mut left = nodes;
    for target in at_end {
        let node = &**target.as_std();
        if let Some(number) = census.number_of(node, node.header()) {
            census.record_mut(number).count_handle();
            left -= 1;
            if left == 0 {
                return;
            }
        }
    }
}
