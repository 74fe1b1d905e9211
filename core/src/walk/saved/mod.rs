//! Finding the nodes that saved references name.
//!
//! One walk in pre-order collects the nodes with an id into a [`NodesById`], and those with unresolved
//! references into a list. Then each reference in the list looks its ids up. O(n) for n nodes and ids.

pub(crate) mod problems;
mod table;

use crate::death::climb::Climb;
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_link::{DynLink, DynSaved};
use crate::kernel::dyn_node::DynNode;
use crate::walk::descendants::Descendants;
use problems::{Problems, Reporter};
use table::NodesById;

/// The saved references of a node, with the numbers of their links.
fn references(node: &dyn DynNode) -> impl Iterator<Item = (usize, &dyn DynSaved)> {
    let info = node.type_info();
    let count = if info.has_saved { info.link_count } else { 0 };
    let weak = 0..info.first_owning.min(count);
    let shared = info.first_shared.min(count)..count;
    weak.chain(shared).filter_map(|number| {
        let link = match node.link(number)? {
            DynLink::Weak(link) => link.saved()?,
            DynLink::Shared(link) => link.saved()?,
            DynLink::Own(_) | DynLink::Back(_) | DynLink::Traced(_) => return None,
        };
        Some((number, link))
    })
}

fn is_unresolved(node: &dyn DynNode) -> bool {
    references(node).any(|(_, link)| link.is_unresolved())
}

/// Resolves all references in a graph that was just built.
pub(crate) fn resolve_new(root: AnyRc) {
    let (mut nodes, mut pending) = (NodesById::default(), Vec::new());
    for node in Descendants::or_self(root) {
        if is_unresolved(&**node.as_std()) {
            pending.push(node.clone());
        }
        nodes.add(node);
    }
    for node in &pending {
        for (_, link) in references(&**node.as_std()) {
            link.resolve_new(&mut |id, found| nodes.find(id, found));
        }
    }
}

/// As [`resolve_new`], and reports what is wrong with the ids.
pub(crate) fn check_new(root: AnyRc) -> Option<Problems> {
    let (mut nodes, mut pending, mut doubled) = (NodesById::default(), Vec::new(), Vec::new());
    for node in Descendants::or_self(root) {
        if is_unresolved(&**node.as_std()) {
            pending.push(node.clone());
        }
        if let Some(first) = nodes.add(node.clone()) {
            doubled.push((node, first));
        }
    }
    let mut reporter = Reporter::default();
    for (node, first) in &doubled {
        reporter.doubled(node, nodes.node(*first));
    }
    for node in &pending {
        for (number, link) in references(&**node.as_std()) {
            link.for_each_unresolved(&mut |id, index| {
                let mut targets = Vec::new();
                nodes.find(id, &mut |other| {
                    if link.can_lead_to(other) {
                        targets.push(other.clone());
                    }
                    targets.len() > 1
                });
                if let [first, second, ..] = &targets[..] {
                    reporter.ambiguous(node, number, index, id, [first, second]);
                }
            });
            link.resolve_new(&mut |id, found| nodes.find(id, found));
        }
        report_unresolved(node, &nodes, &mut reporter);
    }
    reporter.finish()
}

/// Resolves what is unresolved at and below a node, among all nodes of its graph.
pub(crate) fn resolve_below(start: &dyn DynNode) -> Result<(), Problems> {
    let mut pending: Vec<AnyRc> = Vec::new();
    // The start has no handle here; its links know one.
    let own = references(start).find(|(_, link)| link.is_unresolved());
    pending.extend(own.and_then(|(_, link)| link.host().upgrade().map(AnyRc::from_std)));
    let below = Descendants::new(start);
    pending.extend(below.filter(|node| is_unresolved(&**node.as_std())));
    let Some(first) = pending.first() else { return Ok(()) };
    let root = Climb::above(&**first.as_std()).last().unwrap_or_else(|| first.clone());
    let mut nodes = NodesById::default();
    for node in Descendants::or_self(root) {
        nodes.add(node);
    }
    let mut reporter = Reporter::default();
    for node in &pending {
        for (_, link) in references(&**node.as_std()) {
            link.resolve(&mut |id, found| nodes.find(id, found));
        }
        report_unresolved(node, &nodes, &mut reporter);
    }
    reporter.finish().map_or(Ok(()), Err)
}

/// Reports the ids for which the references of a node have found no node.
fn report_unresolved(node: &AnyRc, nodes: &NodesById, reporter: &mut Reporter) {
    for (number, link) in references(&**node.as_std()) {
        link.for_each_unresolved(&mut |id, index| {
            let mut other = None;
            nodes.find(id, &mut |node| {
                other = Some(node.clone());
                true
            });
            reporter.not_found(node, number, index, id, other.as_ref());
        });
    }
}
