//! The records of owning links.

use std::collections::HashMap;
use std::ptr;

use crate::change::log::record::{Record, Run, Slot};
use crate::change::log::{add, finish};
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_handle::DynHandle;
use crate::kernel::dyn_link::DynOwn;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::keyed::DynKey;
use crate::kernel::place::key_at;
use crate::kernel::snapshot::DynSnapshot;
use crate::store::hash::BuildFoldedHash;

/// A slot that a child is about to leave. See [`leaving`].
pub(crate) struct Leaving {
    host: AnyRc,
    child: AnyRc,
    slot: Slot,
}

/// The slot of a child that is about to leave its owner's link. Call [`left`] when it has.
pub(crate) fn leaving(child: &dyn DynNode, owner: &AnyRc) -> Option<Leaving> {
    let found = child.find_in(&**owner.as_std())?;
    let children = found.link.children();
    let child = children.get(found.index)?;
    let key = key_at(owner, found.number, found.index, &children);
    let (host, link, index) = (AnyRc::downgrade(owner), found.number, found.index);
    let before = Some(AnyRc::downgrade(&child));
    let slot = Slot { host, link, index, key, before, after: None };
    Some(Leaving { host: owner.clone(), child, slot })
}

/// Records that a child has left its link.
pub(crate) fn left(Leaving { host, child, slot }: Leaving) {
    add(Record::Slot(slot), vec![host, child]);
}

/// Records that the child at this index of a list has left it, and ends the operation.
#[cold]
#[inline(never)]
pub(crate) fn removed(link: &dyn DynOwn, index: usize, child: &dyn DynHandle) {
    removed_from(link, index, None, child);
    finish();
}

/// Records that a child has left an index of a list, a key of a map, or an option.
fn removed_from(link: &dyn DynOwn, index: usize, key: Option<DynKey>, child: &dyn DynHandle) {
    let Some((host, number)) = host_of(link) else { return };
    let child = child.to_untyped();
    let before = Some(AnyRc::downgrade(&child));
    let slot =
        Slot { host: AnyRc::downgrade(&host), link: number, index, key, before, after: None };
    add(Record::Slot(slot), vec![host, child]);
}

/// Records that the child at the end of a list has come, and ends the operation.
// Must not unwind: see the note in crate::store.
#[cold]
#[inline(never)]
#[expect(improper_ctypes_definitions, reason = "it is called from Rust only")]
pub(crate) extern "C" fn came_last(link: &dyn DynOwn) {
    let len = link.children().len();
    came(link, len.saturating_sub(1));
    finish();
}

/// Records that the child at this index has come.
pub(crate) fn came(link: &dyn DynOwn, index: usize) {
    record(link, index, None);
}

/// Records that the child at this index has taken the place of another, which has no owner now, or
/// another one.
pub(crate) fn replaced(link: &dyn DynOwn, index: usize, before: AnyRc) {
    record(link, index, Some(before));
}

/// Records that the children at these indices have changed places.
pub(crate) fn swapped(first: (&dyn DynOwn, usize), second: (&dyn DynOwn, usize)) {
    let (Some((first, second_child)), Some((second, first_child))) = (full(first), full(second))
    else {
        return;
    };
    let (first_host, second_host) = (first.host.upgrade(), second.host.upgrade());
    let first = Slot { before: Some(AnyRc::downgrade(&first_child)), ..first };
    let second = Slot { before: Some(AnyRc::downgrade(&second_child)), ..second };
    let mut kept = vec![first_child, second_child];
    kept.extend(first_host.into_iter().chain(second_host));
    add(Record::Swapped { first, second }, kept);
}

/// Records that the children of a list are in another order now.
pub(crate) fn reordered(link: &dyn DynOwn, before: &DynSnapshot) {
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
pub(crate) fn several(host: &AnyRc, link: usize, runs: Vec<(usize, Vec<AnyRc>, Vec<AnyRc>)>) {
    let weak = |children: &[AnyRc]| children.iter().map(AnyRc::downgrade).collect();
    let mut kept = vec![host.clone()];
    let mut weak_runs = Vec::with_capacity(runs.len());
    for (index, before, after) in runs {
        weak_runs.push(Run { index, before: weak(&before), after: weak(&after) });
        kept.extend(before);
        kept.extend(after);
    }
    let host = AnyRc::downgrade(host);
    add(Record::Several { host, link, runs: weak_runs }, kept);
}

fn record(link: &dyn DynOwn, index: usize, before: Option<AnyRc>) {
    let Some((mut slot, child)) = full((link, index)) else { return };
    slot.before = before.as_ref().map(AnyRc::downgrade);
    let mut kept = Vec::with_capacity(3);
    kept.extend(slot.host.upgrade());
    kept.push(child);
    kept.extend(before);
    add(Record::Slot(slot), kept);
}

/// The slot of the child that is at this index now, and the child.
fn full((link, index): (&dyn DynOwn, usize)) -> Option<(Slot, AnyRc)> {
    let (host, number) = host_of(link)?;
    let children = link.children();
    let child = children.get(index)?;
    let key = key_at(&host, number, index, &children);
    let (host, after) = (AnyRc::downgrade(&host), Some(AnyRc::downgrade(&child)));
    Some((Slot { host, link: number, index, key, before: None, after }, child))
}

/// The node that a link is part of, and the link's number there.
pub(crate) fn host_of(link: &dyn DynOwn) -> Option<(AnyRc, usize)> {
    let host = AnyRc::from_std(link.host().upgrade()?);
    let mut links = host.as_std().owning_links();
    let number = links.find(|(_, other)| ptr::addr_eq(*other, link))?.0;
    drop(links);
    Some((host, number))
}
