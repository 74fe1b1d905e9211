//! [`KeySearch`]: where the key of a record is in its map.

use crate::change::apply::node::index_in;
use crate::change::log::record::{Direction, Record, Slot};
use crate::change::log::with_log;
use crate::kernel::any::{AnyRc, AnyWeak};
use crate::kernel::keyed::{DynKey, KeyPlace, KeyedInfo};

/// A search for the key under which a record puts a child.
pub(in crate::change) struct KeySearch {
    host: AnyRc,
    link: usize,
    keyed: &'static KeyedInfo,
    key: DynKey,
    /// The index that the child had or has.
    index: usize,
}

impl KeySearch {
    /// The search that must come before the record is applied, if there must be one.
    pub(in crate::change) fn of(record: &Record, direction: Direction) -> Option<Self> {
        let Record::Slot(slot) = record else { return None };
        Self::of_slot(slot, direction)
    }

    pub(super) fn of_slot(slot: &Slot, direction: Direction) -> Option<Self> {
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

    /// As [`run`](Self::run), and panics if the user code changes something that the log sees.
    pub(super) fn run_alone(&self) -> Option<KeyPlace> {
        let count = || with_log(|log| log.entries.len());
        let before = count();
        let found = self.run();
        assert!(
            count() == before,
            "comparing or hashing a key changes the graph while a step is undone or redone"
        );
        found
    }

    /// The place of the key. This runs user code.
    pub(in crate::change) fn run(&self) -> Option<KeyPlace> {
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

/// The child that is in a slot, and the one that is to be there.
pub(super) fn sides(slot: &Slot, direction: Direction) -> (Option<AnyRc>, Option<AnyRc>) {
    let (there, wanted) = match direction {
        Direction::Back => (&slot.after, &slot.before),
        Direction::Forth => (&slot.before, &slot.after),
    };
    let alive = |child: &Option<AnyWeak>| child.as_ref().and_then(AnyWeak::upgrade);
    (alive(there), alive(wanted))
}
