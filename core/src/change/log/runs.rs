//! The records of several children of a list.

use std::collections::HashMap;

use crate::change::log::add;
use crate::change::log::record::{Record, Run};
use crate::change::log::slots::host_of;
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_link::DynOwn;
use crate::store::hash::BuildFoldedHash;

/// The children of a run, before and after.
pub(crate) type Children = (Vec<AnyRc>, Vec<AnyRc>);

/// Records that these children have left a list, which stood one after another from `index` on.
pub(crate) fn removed_all(link: &dyn DynOwn, index: usize, children: &[AnyRc]) {
    if !children.is_empty() {
        record(link, vec![(index, (children.to_vec(), Vec::new()))]);
    }
}

/// Records that these children have left a list, at these indices, which are in order.
pub(crate) fn removed_at(link: &dyn DynOwn, indices: &[usize], children: &[AnyRc]) {
    let mut runs: Vec<(usize, Children)> = Vec::new();
    let mut next = None;
    for (removed, (index, child)) in indices.iter().zip(children).enumerate() {
        match runs.last_mut() {
            Some((_, (before, _))) if next == Some(*index) => before.push(child.clone()),
            _ => runs.push((index - removed, (vec![child.clone()], Vec::new()))),
        }
        next = Some(index + 1);
    }
    if !runs.is_empty() {
        record(link, runs);
    }
}

/// Records that the children of a list have come that stand from `index` on.
pub(crate) fn all_came(link: &dyn DynOwn, index: usize, count: usize) {
    let children = link.children();
    let after: Vec<_> = (index..index + count).filter_map(|index| children.get(index)).collect();
    if !after.is_empty() {
        record(link, vec![(index, (Vec::new(), after))]);
    }
}

fn record(link: &dyn DynOwn, runs: Vec<(usize, Children)>) {
    if let Some((host, number)) = host_of(link) {
        several(&host, number, runs);
    }
}

/// Records that the children of a list are in another order now.
pub(crate) fn reordered(link: &dyn DynOwn, before: &[AnyRc]) {
    let Some((host, number)) = host_of(link) else { return };
    let mut indices: HashMap<_, _, BuildFoldedHash> = HashMap::default();
    for (index, child) in before.iter().enumerate() {
        indices.insert(child.as_std().address(), index);
    }
    let index_of = |child: AnyRc| indices.get(&child.as_std().address()).copied();
    let order: Vec<_> = link.children().iter().filter_map(index_of).collect();
    if order.iter().enumerate().all(|(to, from)| to == *from) {
        return;
    }
    let order = order.into_iter().map(|from| u32::try_from(from).unwrap_or(u32::MAX)).collect();
    let record = Record::Ordered { host: AnyRc::downgrade(&host), link: number, order };
    add(record, vec![host]);
}

/// Records that children of a list have left, each run at its index, and others have come in their
/// places. Each index is right when the runs before it are done.
pub(crate) fn several(host: &AnyRc, link: usize, runs: Vec<(usize, Children)>) {
    let weak = |children: &[AnyRc]| children.iter().map(AnyRc::downgrade).collect();
    let mut kept = vec![host.clone()];
    let mut weak_runs = Vec::with_capacity(runs.len());
    for (index, (before, after)) in runs {
        weak_runs.push(Run { index, before: weak(&before), after: weak(&after) });
        kept.extend(before);
        kept.extend(after);
    }
    let host = AnyRc::downgrade(host);
    add(Record::Several { host, link, runs: weak_runs.into() }, kept);
}
