//! Whether each key and each value is dropped once, when it is time.

use std::collections::BTreeSet;

use crate::model::Entry;
use crate::things::Serial;
use crate::world::{Id, Verdict, World, refuse};

impl World {
    pub fn thing_dropped(&mut self, serial: Serial) -> Verdict {
        if self.is_dropped[serial] {
            refuse!("thing {serial} is dropped again");
        }
        self.is_dropped[serial] = true;
        self.taken_out(serial)
    }

    /// What the entries of a dead node had has still to be dropped, when its finalizers run.
    pub fn check_before_things(&mut self, id: Id) -> Verdict {
        match self.things_of(id).into_iter().find(|serial| self.is_dropped[*serial]) {
            Some(serial) => refuse!("thing {serial} of {id} is dropped before finalizers have run"),
            None => Ok(()),
        }
    }

    /// It has been dropped when the node's data is, unless somebody else holds it.
    pub fn check_after_things(&mut self, id: Id) -> Verdict {
        // Another death at work may hold it, and iterators may.
        let is_alone = self.pending.is_empty() && self.depth == 1;
        if !is_alone || self.open > 0 || !self.drains.is_empty() {
            return Ok(());
        }
        for serial in self.things_of(id) {
            let is_held = self.values.iter().any(|value| value.thing.serial == serial);
            // A copy of the collection may have the key with another node, that dies at the same time.
            let is_shared = self.all_slots().iter().any(|slot| {
                let model = slot.model().borrow();
                model.entries.values().any(|it| it.thing == Some(serial) && it.node != id)
            });
            if !self.is_dropped[serial] && !is_held && !is_shared {
                refuse!("thing {serial} is left, but the data of {id} is dropped");
            }
        }
        Ok(())
    }

    fn things_of(&mut self, id: Id) -> Vec<Serial> {
        let of_node = |entry: &&Entry| entry.node == id;
        let mut all = Vec::new();
        for slot in self.all_slots() {
            let model = slot.model().borrow();
            all.extend(model.entries.values().filter(of_node).filter_map(|entry| entry.thing));
        }
        all
    }

    /// When nothing is at work: just those are left that are in entries, or that the test holds.
    pub fn check_things(&mut self) -> Verdict {
        let mut expected: BTreeSet<Serial> =
            self.values.iter().map(|value| value.thing.serial).collect();
        for slot in self.all_slots() {
            let living = self.living(slot.model());
            expected.extend(living.values().filter_map(|entry| entry.thing));
        }
        if let Some(serial) = expected.iter().find(|serial| self.is_dropped[**serial]) {
            refuse!("thing {serial} is dropped, but an entry has it");
        }
        if self.drains.is_empty() {
            let mut left = (0..self.is_dropped.len()).filter(|serial| !self.is_dropped[*serial]);
            if let Some(serial) = left.find(|serial| !expected.contains(serial)) {
                refuse!("thing {serial} is in no entry, but it is left");
            }
        }
        Ok(())
    }
}
