//! Applying a record: back, to undo the change, or forth, to make it again.

// A record of a slot names the child that is in the slot, and the one that is to be there. A rollback
// finds exactly that state. A history may find the second child elsewhere, in a place that it does not
// follow: then the child leaves that place, or the record cannot be applied.
//
// To put a child into a map, its key must be searched, which is user code. That comes first (`KeySearch`),
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
use crate::kernel::keyed::{DynKey, KeyPlace, KeyedInfo};

/// Applies a record. What it takes out of other links and values goes into `removed`.
///
/// A history may find a child in a place that it does not follow: the error has the child,
/// and says why it cannot come from there. Nothing has changed then.
pub(crate) fn apply(
    record: &Record,
    how: Applying,
    removed: &mut Vec<Box<dyn Any>>,
) -> Result<(), AttachError<AnyRc>> {
    let found = KeySearch::of(record, how.direction).and_then(|search| search.run());
    apply_found(record, found, how, removed)
}

/// A search for the key under which a record puts a child.
pub(super) struct KeySearch {
    host: AnyRc,
    link: usize,
    keyed: &'static KeyedInfo,
    key: DynKey,
    /// The index that the child had or has.
    index: usize,
}

impl KeySearch {
    /// The search that must come before the record is applied, if there must be one.
    pub(super) fn of(record: &Record, direction: Direction) -> Option<Self> {
        let Record::Slot(slot) = record else { return None };
        let host = slot.host.upgrade()?;
        let (there, wanted) = sides(slot, direction);
        wanted?;
        let keyed = KeyedInfo::of(host.as_std().type_info(), slot.link)?;
        // The one child takes the place of the other, under the same key.
        if index_in(&host, slot.link, there.as_ref()).is_some() {
            return None;
        }
        Some(KeySearch { host, link: slot.link, keyed, key: slot.key.clone()?, index: slot.index })
    }

    /// The place of the key. This runs user code.
    pub(super) fn run(&self) -> Option<KeyPlace> {
        let link = self.host.as_std().owning_link(self.link)?;
        let found = (self.keyed.search)(link, &self.key);
        Some(if self.keyed.is_sorted || found.found.is_ok() {
            found
        } else {
            // A map by hash that keeps an order has the child where it was.
            KeyPlace { found: Err(self.index.min(link.children().len())), ..found }
        })
    }
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
