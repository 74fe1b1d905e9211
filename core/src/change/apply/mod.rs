//! Applying a record: back, to undo the change, or forth, to make it again.

// A record of a slot names the child that is in the slot, and the one that is to be there. A rollback
// finds exactly that state. A history may find the second child elsewhere, in a place that it does not
// follow: then the child leaves that place, or the record cannot be applied.
//
// To put a child into a map, its key must be searched, which is user code. That comes first (`search`),
// so that a rollback can undo what this code changes before it goes on.

mod node;
mod several;
mod slot;

use std::any::Any;

use crate::change::apply::node::index_in;
use crate::change::apply::several::{apply_order, apply_several};
use crate::change::apply::slot::{apply_slot, apply_swapped, sides};
use crate::change::log::record::{Applying, Direction, Record};
use crate::kernel::any::AnyRc;
use crate::kernel::attach_error::AttachError;
use crate::kernel::keyed::{KeyPlace, KeyedInfo};

/// Applies a record. What it takes out of other links and values goes into `removed`.
///
/// A history may find a child in a place that it does not follow: the error has the child,
/// and says why it cannot come from there. Nothing has changed then.
pub(crate) fn apply(
    record: &Record,
    how: Applying,
    removed: &mut Vec<Box<dyn Any>>,
) -> Result<(), AttachError<AnyRc>> {
    let found = search(record, how.direction);
    apply_found(record, found, how, removed)
}

/// Searches the map of a record for the place of the key under which a child is to be put. This runs
/// user code.
pub(super) fn search(record: &Record, direction: Direction) -> Option<KeyPlace> {
    let Record::Slot(slot) = record else { return None };
    let host = slot.host.upgrade()?;
    let (there, wanted) = sides(slot, direction);
    wanted?;
    let keyed = KeyedInfo::of(host.as_std().type_info(), slot.link)?;
    if index_in(&host, slot.link, there.as_ref()).is_some() {
        return None;
    }
    let link = host.as_std().owning_link(slot.link)?;
    let found = (keyed.search)(link, slot.key.as_ref()?);
    Some(if keyed.is_sorted || found.found.is_ok() {
        found
    } else {
        // A map by hash that keeps an order has the child where it was.
        KeyPlace { found: Err(slot.index.min(link.children().len())), ..found }
    })
}

/// As [`apply`], when the key has been searched. Runs no user code.
pub(super) fn apply_found(
    record: &Record,
    found: Option<KeyPlace>,
    how: Applying,
    removed: &mut Vec<Box<dyn Any>>,
) -> Result<(), AttachError<AnyRc>> {
    match record {
        Record::Slot(slot) => apply_slot(slot, found, how)?,
        Record::Swapped { first, second } => apply_swapped(first, second, how)?,
        Record::Several { host, link, runs } => apply_several(host, *link, runs, how)?,
        Record::Ordered { host, link, order } => apply_order(host, *link, order, how),
        Record::Edited { host, edit } => {
            if let Some(host) = host.upgrade() {
                edit.apply(&host, how, removed);
            }
        }
    }
    Ok(())
}
