//! Finding the nodes that saved references name.
//!
//! One walk in pre-order collects the nodes with an id or with references into a [`NodesById`]. Then each
//! reference looks its ids up there. O(n) for n nodes and ids.

pub(crate) mod problems;

use std::ptr;

use crate::change::log;
use crate::death::climb::Climb;
use crate::kernel::any::AnyRc;
use crate::kernel::copying::Unsaved;
use crate::kernel::dyn_id::DynId;
use crate::kernel::dyn_link::{DynLink, DynSaved, Finder};
use crate::kernel::dyn_node::DynNode;
use crate::kernel::nodes_by_id::NodesById;
use crate::walk::descendants::Descendants;
use problems::{Problems, Reporter};

/// The saved references of a node, with the numbers of their links.
fn references(node: &dyn DynNode) -> impl Iterator<Item = (usize, &dyn DynSaved)> {
    let info = node.type_info();
    let count = if info.resolve_new.is_some() { info.link_count } else { 0 };
    let weak = 0..info.first_owning.min(count);
    let shared = info.first_shared.min(count)..count;
    weak.chain(shared).filter_map(|number| {
        let link = match node.link(number)? {
            DynLink::Weak(link) => link.saved()?,
            DynLink::Shared(link) => link.saved()?,
            DynLink::Own(_) | DynLink::Back(_) | DynLink::Traced(_) | DynLink::Value(_) => {
                return None;
            }
        };
        Some((number, link))
    })
}

fn is_unresolved(node: &dyn DynNode) -> bool {
    references(node).any(|(_, link)| link.is_unresolved())
}

/// Finds the nodes at and below a node. It has those with an id or with saved references, in pre-order.
/// `doubled` is called as by [`NodesById::make_table`].
fn finder(root: AnyRc, doubled: impl FnMut(&AnyRc, &AnyRc)) -> Finder {
    let mut nodes = NodesById::new();
    for node in Descendants::or_self(root) {
        let dyn_node = &**node.as_std();
        let info = dyn_node.type_info();
        let id = info.lend_id.and_then(|lend| lend(dyn_node));
        let hash = id.map(|id| nodes.hash_of(id));
        if hash.is_some() || info.resolve_new.is_some() {
            nodes.add(node, hash);
        }
    }
    let is_same = |one: &AnyRc, other: &AnyRc| {
        let (one, other) = (&**one.as_std(), &**other.as_std());
        one.type_info().id() == other.type_info().id()
            && one.id().is_some_and(|id| has_id(other, id))
    };
    nodes.make_table(is_same, doubled);
    Finder::new(nodes)
}

fn has_id(node: &dyn DynNode, id: &dyn DynId) -> bool {
    node.id().is_some_and(|other| id.is_same(other))
}

/// Resolves the references of a node in a graph that was just built. Returns whether there are no ids
/// without a node any more.
fn resolve_new_of(node: &AnyRc, finder: &Finder) -> bool {
    let node = &**node.as_std();
    node.type_info().resolve_new.is_none_or(|resolve_new| resolve_new(node, finder))
}

/// Resolves all references in a graph that was just built.
pub(crate) fn resolve_new(root: AnyRc) {
    let finder = finder(root, |_, _| {});
    for node in finder.nodes() {
        resolve_new_of(node, &finder);
    }
}

/// As [`resolve_new`], and reports what is wrong with the ids.
pub(crate) fn check_new(root: AnyRc) -> Option<Problems> {
    let mut reporter = Reporter::default();
    let finder = finder(root, |node, first| reporter.doubled(node, first));
    for node in finder.nodes() {
        let is_resolved = resolve_new_of(node, &finder);
        for ambiguous in finder.take_ambiguous() {
            reporter.ambiguous(node, ambiguous);
        }
        if !is_resolved {
            report_unresolved(node, &finder, &mut reporter);
        }
    }
    let problems = reporter.finish();
    if problems.is_some() {
        finder.nodes().for_each(open_cycles);
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
    let finder = finder(root, |_, _| {});
    let mut reporter = Reporter::default();
    // All of it is one step.
    let scope = log::Scope::open();
    for node in &pending {
        for (_, link) in references(&**node.as_std()) {
            link.resolve(&finder);
        }
        report_unresolved(node, &finder, &mut reporter);
    }
    drop(scope);
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
fn report_unresolved(node: &AnyRc, finder: &Finder, reporter: &mut Reporter) {
    for (number, link) in references(&**node.as_std()) {
        link.for_each_unresolved(&mut |id, index| {
            let other = finder.find_any(id, |other| has_id(&**other.as_std(), id));
            reporter.not_found(node, number, index, id, other);
        });
    }
}
