//! The records of owning links.

use std::mem;
use std::ptr;
use std::rc::Rc as StdRc;

use crate::change::log::record::{Record, Slot};
use crate::change::log::single::add_arrival;
use crate::change::log::{Kept, add, finish, is_open};
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_handle::{AsDynHandle, DynHandle};
use crate::kernel::dyn_link::DynOwn;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::keyed::DynKey;
use crate::kernel::place::key_at;
use crate::kernel::released_keys;

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
    add(Record::Slot(slot), [host, child]);
}

/// Records that the child at this index of a list has left it, and ends the operation.
#[cold]
#[inline(never)]
pub(crate) fn removed(link: &dyn DynOwn, index: usize, child: &dyn DynHandle) {
    removed_from(link, index, None, child);
    finish();
}

/// Records that a child has left an index of a list, a key of a map, or an option.
pub(crate) fn removed_from(
    link: &dyn DynOwn,
    index: usize,
    key: Option<DynKey>,
    child: &dyn DynHandle,
) {
    let Some((host, number)) = host_of(link) else { return };
    let child = child.to_untyped();
    let before = Some(AnyRc::downgrade(&child));
    let slot =
        Slot { host: AnyRc::downgrade(&host), link: number, index, key, before, after: None };
    add(Record::Slot(slot), [host, child]);
}

/// Records that this child has come to this index of a list, drops the keys that children have left
/// behind, and ends the operation.
#[cold]
#[inline(never)]
pub(crate) fn came_at(link: &dyn DynOwn, index: usize, child: AnyRc) {
    if let Some((host, number)) = host_of(link) {
        add_arrival(number, index, [host, child]);
    }
}

/// Records that the child in an option or in a required link has come in the place of this one, drops
/// the key that it has left behind, and ends the operation.
#[cold]
#[inline(never)]
pub(crate) fn set(link: &dyn DynOwn, before: Option<&dyn DynHandle>) {
    changed(link, 0, before.map(<dyn DynHandle>::to_untyped));
    released_keys::drop_all();
    finish();
}

/// Records that a child of a list has moved, and ends the operation.
#[cold]
#[inline(never)]
pub(crate) fn moved(link: &dyn DynOwn, from: usize, to: usize) {
    if let Some(child) = link.children().get(to) {
        removed_from(link, from, None, child.as_dyn());
        came(link, to);
    }
    finish();
}

/// As [`leaving`], if the log is open.
#[inline]
pub(crate) fn leaving_if_open(child: &dyn DynNode) -> Option<Leaving> {
    if is_open() { leaving(child, &child.owner()?) } else { None }
}

/// Records that a child has left a key, and has come to another one of the same owner.
pub(crate) fn renamed(leaving: Leaving) {
    let (host, child) = (leaving.host.clone(), leaving.child.clone());
    left(leaving);
    if let Some(found) = child.as_std().find_in(&**host.as_std()) {
        came(found.link, found.index);
    }
}

/// Records that a child has come to a key, or to another one, in the place of another child, if one is
/// given. Drops the keys that children have left behind, and ends the operation.
#[cold]
#[inline(never)]
pub(crate) fn put_at_key(
    link: &dyn DynOwn,
    leaving: Option<Leaving>,
    child: &dyn DynHandle,
    before: Option<&dyn DynHandle>,
) {
    if let Some(leaving) = leaving {
        left(leaving);
    }
    let found = link.children().position(child.dyn_node(), usize::MAX);
    if let Some(found) = found {
        changed(link, found.index, before.map(<dyn DynHandle>::to_untyped));
    }
    released_keys::drop_all();
    finish();
}

/// Records that children of a map have left, which were at these indices and keys, in the order of the
/// indices. The records are from the last to the first, so that putting the children back takes O(1)
/// for each where a map keeps their order; the children are let go of from the first to the last.
pub(crate) fn removed_keys(link: &dyn DynOwn, removed: Vec<(usize, DynKey, AnyRc)>) {
    let Some((host, number)) = host_of(link) else { return };
    let mut kept = vec![host.clone()];
    kept.extend(removed.iter().map(|(_, _, child)| child.clone()));
    for (index, key, child) in removed.into_iter().rev() {
        let (host, before) = (AnyRc::downgrade(&host), Some(AnyRc::downgrade(&child)));
        let slot = Slot { host, link: number, index, key: Some(key), before, after: None };
        add(Record::Slot(slot), mem::take(&mut kept));
    }
}

/// Records that a child has come to a link, wherever it is there.
#[cold]
#[inline(never)]
pub(crate) fn came_to(link: &dyn DynOwn, child: &dyn DynNode) {
    let children = link.children();
    if let Some(found) = children.position(child, usize::MAX) {
        drop(children);
        came(link, found.index);
    }
}

/// Records that the child at this index has come.
#[cold]
#[inline(never)]
pub(crate) fn came(link: &dyn DynOwn, index: usize) {
    changed(link, index, None);
}

/// Records that the child at this index has come in the place of another, if one is given.
pub(crate) fn changed(link: &dyn DynOwn, index: usize, before: Option<AnyRc>) {
    let Some((mut slot, host, child)) = full((link, index)) else { return };
    slot.before = before.as_ref().map(AnyRc::downgrade);
    let kept = match before {
        Some(before) => vec![host, child, before].into(),
        None => Kept::from([host, child]),
    };
    add(Record::Slot(slot), kept);
}

/// Records that the children at these indices have changed places.
pub(crate) fn swapped(first: (&dyn DynOwn, usize), second: (&dyn DynOwn, usize)) {
    let (Some(first), Some(second)) = (full(first), full(second)) else { return };
    let ((first, first_host, second_child), (second, second_host, first_child)) = (first, second);
    let first = Slot { before: Some(AnyRc::downgrade(&first_child)), ..first };
    let second = Slot { before: Some(AnyRc::downgrade(&second_child)), ..second };
    let kept = vec![first_child, second_child, first_host, second_host];
    add(Record::Swapped(StdRc::new([first, second])), kept);
}

/// The slot of the child that is at this index now, its host, and the child.
fn full((link, index): (&dyn DynOwn, usize)) -> Option<(Slot, AnyRc, AnyRc)> {
    let (host, number) = host_of(link)?;
    let children = link.children();
    let child = children.get(index)?;
    let key = key_at(&host, number, index, &children);
    let (weak, after) = (AnyRc::downgrade(&host), Some(AnyRc::downgrade(&child)));
    let slot = Slot { host: weak, link: number, index, key, before: None, after };
    Some((slot, host, child))
}

/// The node that a link is part of, and the link's number there.
#[inline]
pub(crate) fn host_of(link: &dyn DynOwn) -> Option<(AnyRc, usize)> {
    let host = AnyRc::from_std(link.host().upgrade()?);
    let info = host.as_std().type_info();
    let is_only = info.first_owning + 1 == info.first_shared;
    let number = if is_only { info.first_owning } else { number_of(link, &host)? };
    Some((host, number))
}

fn number_of(link: &dyn DynOwn, host: &AnyRc) -> Option<usize> {
    let mut links = host.as_std().owning_links();
    Some(links.find(|(_, other)| ptr::addr_eq(*other, link))?.0)
}
