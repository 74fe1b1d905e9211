//! Whether the leak reports of the library are those of the model.

use std::collections::HashSet;

use kinfolk::collect::Leak;

use crate::model::{Id, Model};
use crate::properties::graph::Place;
use crate::properties::graph::declared::Sort;
use crate::properties::graph::model::LinkModel;
use crate::properties::{Verdict, refuse};
use crate::search::Nodes;

pub fn check(model: &Model, leaks: &[Leak]) -> Verdict {
    let unreachable = model.unreachable();
    let nodes: usize = leaks.iter().map(Leak::nodes).sum();
    if nodes != unreachable.len() {
        refuse!("{leaks:?} are {nodes} nodes, not {unreachable:?}");
    }
    let components = model.components(&unreachable);
    let count: usize = leaks.iter().map(Leak::count).sum();
    if count != components.len() {
        refuse!("{leaks:?} are {count} cycles, not {components:?}");
    }
    let fingerprints: HashSet<u64> = leaks.iter().map(Leak::fingerprint).collect();
    if fingerprints.len() != leaks.len() {
        refuse!("{leaks:?}: two have the same fingerprint");
    }
    leaks.iter().try_for_each(|leak| check_one(model, &components, leak))
}

fn check_one(model: &Model, components: &[Nodes], leak: &Leak) -> Verdict {
    let text = leak.cycle().to_string();
    let mut steps: Vec<&str> = text.split(" -> ").collect();
    let end = steps.pop().unwrap_or_default();
    let (Some(first), Some(last)) = (steps.first(), steps.last()) else {
        refuse!("`{text}` is no cycle");
    };
    if first.split('.').next() != Some(end) {
        refuse!("`{text}` does not end where it begins");
    }
    if leak.cycle().shared_link() != *last {
        refuse!("`{text}` is not closed by `{}`", leak.cycle().shared_link());
    }
    if steps.iter().collect::<HashSet<_>>().len() != steps.len() {
        refuse!("`{text}` goes the same way again");
    }
    let fitting = components.iter().filter(|component| is_in(model, component, &steps)).count();
    if fitting < leak.count() {
        refuse!("`{text}` is in {fitting} of {components:?}, not in {}", leak.count());
    }
    Ok(())
}

/// Whether the component has such links, each followed by the next one. They need not be one walk:
/// a report leaves out links of a type that come again.
fn is_in(model: &Model, component: &Nodes, steps: &[&str]) -> bool {
    let next = steps.iter().cycle().skip(1);
    let is_closed = |place: &Place| model.declared(*place).sort == Sort::Shared;
    let ends = steps
        .last()
        .is_some_and(|last| links(model, component, last).any(|place| is_closed(&place)));
    ends && steps.iter().zip(next).all(|(step, next)| {
        links(model, component, step).any(|(node, link)| {
            let targets = &model.nodes[node].links[link];
            links(model, component, next).any(|(holder, _)| targets.contains(&holder))
        })
    })
}

/// The links of this name that lead to nodes of the component.
fn links<'a>(
    model: &'a Model,
    component: &'a Nodes,
    step: &'a str,
) -> impl Iterator<Item = Place> + 'a {
    let all = component.iter().flat_map(|id| {
        let known = &model.nodes[*id];
        let links = model.links(*id).filter(|(_, link)| link.is_strong());
        links.map(move |(link, declared)| {
            (*id, link, format!("{}.{}", known.kind.name(*id), declared.name))
        })
    });
    let leads_on =
        |id: Id, link: usize| model.nodes[id].links[link].iter().any(|t| component.contains(t));
    all.filter(move |(id, link, name)| name == step && leads_on(*id, *link))
        .map(|(id, link, _)| (id, link))
}
