//! Whether the payload of each key and value is dropped once, and in time.

use std::collections::BTreeSet;

use crate::keys_and_values::Serial;
use crate::model::Entry;
use crate::properties::graph::Id;
use crate::properties::journal::depth;
use crate::properties::{Verdict, refuse};
use crate::round::Round;

impl Round {
    pub fn payload_dropped(&mut self, serial: Serial) -> Verdict {
        if self.is_dropped[serial] {
            refuse!("payload {serial} is dropped again");
        }
        self.is_dropped[serial] = true;
        self.taken_out(serial)
    }

    /// When a dead node's finalizers run, the payloads of its entries are still there.
    pub fn check_payloads_left(&mut self, id: Id) -> Verdict {
        match self.payloads_of(id).into_iter().find(|serial| self.is_dropped[*serial]) {
            Some(serial) => {
                refuse!("payload {serial} of {id} is dropped before finalizers have run")
            }
            None => Ok(()),
        }
    }

    /// When a dead node's data is dropped, the payloads of its entries have been dropped, unless
    /// something else holds them.
    pub fn check_payloads_dropped(&mut self, id: Id) -> Verdict {
        // Another running death may hold them, and so may iterators.
        let is_alone = self.pending.is_empty() && depth() == 1;
        if !is_alone || self.open > 0 || !self.drains.is_empty() {
            return Ok(());
        }
        for serial in self.payloads_of(id) {
            let is_held = self.values.iter().any(|value| value.payload.serial == serial);
            // A copy of the collection may have the key with another node, which dies at the same
            // time.
            let is_shared = self.all_slots().iter().any(|slot| {
                let model = slot.model().borrow();
                model.entries.values().any(|it| it.payload == Some(serial) && it.node != id)
            });
            if !self.is_dropped[serial] && !is_held && !is_shared {
                refuse!("payload {serial} is left, but the data of {id} is dropped");
            }
        }
        Ok(())
    }

    fn payloads_of(&mut self, id: Id) -> Vec<Serial> {
        let of_node = |entry: &&Entry| entry.node == id;
        let mut all = Vec::new();
        for slot in self.all_slots() {
            let model = slot.model().borrow();
            all.extend(model.entries.values().filter(of_node).filter_map(|entry| entry.payload));
        }
        all
    }

    /// When nothing is running, the payloads in entries and those that the test holds are left, and
    /// no others.
    pub fn check_payloads(&mut self) -> Verdict {
        let mut expected: BTreeSet<Serial> =
            self.values.iter().map(|value| value.payload.serial).collect();
        for slot in self.all_slots() {
            let living = self.living(slot.model());
            expected.extend(living.values().filter_map(|entry| entry.payload));
        }
        if let Some(serial) = expected.iter().find(|serial| self.is_dropped[**serial]) {
            refuse!("payload {serial} is dropped, but an entry has it");
        }
        if self.drains.is_empty() {
            let mut left = (0..self.is_dropped.len()).filter(|serial| !self.is_dropped[*serial]);
            if let Some(serial) = left.find(|serial| !expected.contains(serial)) {
                refuse!("payload {serial} is in no entry, but it is left");
            }
        }
        Ok(())
    }
}
