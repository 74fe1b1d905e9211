//! Applying a record: back, to undo the change, or forth, to make it again.

// A record of a slot names the child that is in the slot, and the one that is to be there. A rollback
// finds exactly that state. A history may find the second child elsewhere, in a place that it does not
// follow: then the child leaves that place, or the record cannot be applied.
//
// To put a child into a map, its key must be searched, which is user code. That comes first (`KeySearch`),
// so that a rollback can undo what this code changes before it goes on. A history would not know of these
// changes, so an undo stops with a panic then.

mod key_search;
mod node;
mod several;
mod slot;

pub(super) use crate::change::apply::key_search::KeySearch;

use std::any::Any;

use crate::change::apply::several::{apply_order, apply_several};
use crate::change::apply::slot::{apply_slot, apply_swapped};
use crate::change::log::record::{Applying, Record};
use crate::kernel::any::AnyRc;
use crate::kernel::attach_error::AttachError;
use crate::kernel::keyed::KeyPlace;

/// Applies a record. What it takes out of other links and values goes into `removed`.
///
/// A history may find a child in a place that it does not follow: the error has the child,
/// and says why it cannot come from there. Nothing has changed then.
///
/// Panics if a key does, or changes the graph.
pub(crate) fn apply(
    record: &Record,
    how: Applying,
    removed: &mut Vec<Box<dyn Any>>,
) -> Result<(), AttachError<AnyRc>> {
    let found = KeySearch::of(record, how.direction).and_then(|search| search.run_alone());
    apply_found(record, found, how, removed)
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
        Record::Swapped(slots) => apply_swapped(slots, how)?,
        Record::Several { .. } => apply_several(record, how)?,
        Record::Ordered { host, link, order } => apply_order(host, *link, order, how),
        Record::Edited { host, edit } => {
            if let Some(host) = host.upgrade() {
                edit.apply(&host, how, removed);
            }
        }
    }
    Ok(())
}
