//! Finding the nodes that saved references name.
//!
//! One walk in pre-order collects the nodes with an id into a [`NodesById`], and those with unresolved
//! references into a list. Then each reference in the list looks its ids up. O(n) for n nodes and ids.

pub(crate) mod problems;
mod table;

use std::ptr;

use crate::death::climb::Climb;
use crate::kernel::any::AnyRc;
use crate::kernel::copying::Unsaved;
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
            let mut number_of_id = 0;
            link.resolve_new(&mut |id, found| {
                let index = node.as_std().type_info().is_list(number).then_some(number_of_id);
                number_of_id += 1;
                // To the last one: nodes of two types in a union may have the id.
                let mut first: Option<AnyRc> = None;
                nodes.find(id, &mut |target| {
                    match &first {
                        _ if !found(target) => {}
                        None => first = Some(target.clone()),
                        Some(first) => {
                            reporter.ambiguous(node, number, index, id, [first, target]);
                            return true;
                        }
                    }
                    false
                });
            });
        }
        report_unresolved(node, &nodes, &mut reporter);
    }
    let problems = reporter.finish();
    if problems.is_some() {
        pending.iter().for_each(open_cycles);
    }
    problems
}

/// Empties the shared references of a node in a graph that is not handed out, so that all of it goes.
fn open_cycles(node: &AnyRc) {
    for (_, link) in node.as_std().shared_links() {
        if link.saved().is_some() {
            link.cut();
        }
    }
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

/// Reports the references to nodes that are not saved with them.
pub(crate) fn report_unsaved(unsaved: &[Unsaved]) -> Option<Problems> {
    let mut reporter = Reporter::default();
    for Unsaved { host, link, index, target } in unsaved {
        let is_it = |other: &dyn DynSaved| ptr::from_ref(other).cast::<()>() == *link;
        let number = references(&**host.as_std()).find(|(_, other)| is_it(*other));
        if let (Some((number, _)), Some(id)) = (number, target.as_std().id()) {
            reporter.not_saved(host, number, *index, id, target);
        }
    }
    reporter.finish()
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
