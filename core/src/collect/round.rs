//! A round of a collection: the hooks of all unreachable nodes, and of nodes that these hooks put
//! below them.

use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::collect::census::KnownNodes;
use crate::collect::order::in_order;
use crate::collect::put_below;
use crate::collect::unreachable::Unreachable;
use crate::death;
use crate::death::panic_report::guarded;
use crate::death::placed::Recording;
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_node::DynNode;

/// After the first round, nodes that hooks have put below unreachable ones are finalized in the same
/// round, until one hook has run for so many nodes that were examined. Then all nodes are examined
/// again, so this costs O(1) amortised for each hook.
const NODES_FOR_A_HOOK: usize = 4;

/// Runs the hooks of the unreachable nodes; and in a later round those of nodes that hooks have put
/// below them meanwhile.
///
/// In the first round, `found` is empty and gets the unreachable nodes. Later it gets the nodes
/// whose hooks run.
pub(super) fn run(mut unreachable: Unreachable, found: &mut Vec<StdWeak<dyn DynNode>>) {
    let order = in_order(&mut unreachable);
    let members: Vec<_> = order.iter().map(|&number| unreachable.weak(number)).collect();
    let mut hooks = hooks_of(&unreachable, &order);
    if found.is_empty() {
        drop(unreachable);
        *found = members;
        for node in &hooks {
            run_hook(node);
        }
        return;
    }
    let mut examined = unreachable.len();
    let mut handle_counts = unreachable.handle_counts();
    let mut reaches_known = false;
    drop(unreachable);
    let _recording = Recording::begin();
    let mut known = None;
    let mut hook_count = 0;
    while !hooks.is_empty() {
        let handles_given = death::handles_given();
        hook_count += hooks.len();
        found.extend(hooks.into_iter().filter(run_hook));
        // These hooks may have brought back a node that was examined: by a handle that they got by
        // an upgrade, out of a link, by cloning one in a link of their nodes, or as their argument.
        let may_have_resurrected = reaches_known
            || death::handles_given() != handles_given
            || handle_counts.iter().any(has_more_handles);
        if may_have_resurrected || hook_count >= examined / NODES_FOR_A_HOOK {
            return;
        }
        let placed = Recording::take();
        if placed.is_empty() {
            return;
        }
        let known_so_far = known.take().unwrap_or_else(|| unreachable_nodes(&members));
        let mut new = put_below::find(placed, known_so_far);
        let order = in_order(&mut new);
        hooks = hooks_of(&new, &order);
        handle_counts = new.handle_counts();
        reaches_known = new.census.reaches_known;
        examined += new.len();
        known = Some(new.into_known());
    }
}

/// Whether the node has more handles than when it was examined.
fn has_more_handles((node, handles): &(StdWeak<dyn DynNode>, usize)) -> bool {
    // Our handle counts, too.
    node.upgrade().is_some_and(|node| StdRc::strong_count(&node) > handles + 1)
}

fn unreachable_nodes(nodes: &[StdWeak<dyn DynNode>]) -> KnownNodes {
    let mut known = KnownNodes::default();
    for node in nodes {
        known.add(node.as_ptr().cast(), node.clone(), true);
    }
    known
}

/// The nodes that have hooks, in this order.
fn hooks_of(unreachable: &Unreachable, order: &[usize]) -> Vec<StdWeak<dyn DynNode>> {
    let with_hook = order.iter().filter(|&&number| unreachable.has_hook(number));
    with_hook.map(|&number| unreachable.weak(number)).collect()
}

/// Runs the hook of a node, unless the node has died: another hook may have detached it. Returns
/// whether it has run the hook.
fn run_hook(node: &StdWeak<dyn DynNode>) -> bool {
    let Some(node) = node.upgrade().map(AnyRc::from_std) else { return false };
    let type_name = node.type_name();
    let runs = node.as_std().header().take_hook();
    if runs {
        guarded(type_name, || node.as_std().clone().finalize());
    }
    guarded(type_name, || drop(node));
    runs
}
