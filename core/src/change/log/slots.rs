//! The records of owning links.

use std::ptr;

use crate::change::log::record::{Record, Slot};
use crate::change::log::{add, finish};
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_handle::DynHandle;
use crate::kernel::dyn_link::DynOwn;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::place::key_at;

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
    let Some(host) = link.host().upgrade().map(AnyRc::from_std) else { return };
    let (number, child) = (number_of(link, &host), child.to_untyped());
    let before = Some(AnyRc::downgrade(&child));
    let slot =
        Slot { host: AnyRc::downgrade(&host), link: number, index, key: None, before, after: None };
    add(Record::Slot(slot), vec![host, child]);
    finish();
}

/// Records that a child has come to the end of a list, and ends the operation.
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

fn record(link: &dyn DynOwn, index: usize, before: Option<AnyRc>) {
    let Some(host) = link.host().upgrade().map(AnyRc::from_std) else { return };
    let children = link.children();
    let Some(child) = children.get(index) else { return };
    let number = number_of(link, &host);
    let key = key_at(&host, number, index, &children);
    drop(children);
    let slot = Slot {
        host: AnyRc::downgrade(&host),
        link: number,
        index,
        key,
        before: before.as_ref().map(AnyRc::downgrade),
        after: Some(AnyRc::downgrade(&child)),
    };
    let mut kept = vec![host, child];
    kept.extend(before);
    add(Record::Slot(slot), kept);
}

/// The number of an owning link in its host.
fn number_of(link: &dyn DynOwn, host: &AnyRc) -> usize {
    let mut links = host.as_std().owning_links();
    let found = links.find(|(_, other)| ptr::addr_eq(*other, link));
    found.map_or(0, |(number, _)| number)
}
