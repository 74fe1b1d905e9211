//! Whether the collections and their models agree.

use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::keys_and_values::quietly;
use crate::kinds::{ItemRc, id_of};
use crate::model::Entry;
use crate::properties::graph::Id;
use crate::properties::journal::{check, has_failed};
use crate::properties::{Verdict, refuse};
use crate::round::{Round, round};
use crate::slots::AnySlot;

impl Round {
    pub fn all_slots(&self) -> Vec<StdRc<dyn AnySlot>> {
        self.slots.iter().filter_map(StdWeak::upgrade).collect()
    }
}

/// Compares all of them.
pub fn check_all() {
    if has_failed() {
        return;
    }
    for slot in round(|round| round.all_slots()) {
        check_slot(&*slot);
    }
}

pub fn check_slot(slot: &dyn AnySlot) {
    if has_failed() {
        return;
    }
    quietly(|| {
        round(|round| {
            let verdict = one(round, slot);
            let number = slot.number();
            check(verdict.map_err(|message| format!("collection {number}: {message}")));
        });
    });
}

fn one(round: &mut Round, slot: &dyn AnySlot) -> Verdict {
    let collection = slot.collection();
    let expected = round.living(slot.model());
    let len = collection.len();
    if len != expected.len() || collection.is_empty() != expected.is_empty() {
        refuse!("its length is {len}, but it is to have {expected:?}");
    }
    let mut entries = collection.entries();
    collection.check_entries(&entries)?;
    entries.sort_unstable();
    if !entries.iter().copied().eq(expected.iter().map(|(place, entry)| (*place, *entry))) {
        refuse!("it has {entries:?}, and is to have {expected:?}");
    }
    for (place, entry) in &expected {
        let node = round.get(entry.node);
        collection.check_place(*place, node.as_ref(), Some(*entry))?;
    }
    if collection.is_by_node() {
        let others: Vec<ItemRc> = (0..3).filter_map(|_| round.pick()).collect();
        for node in &others {
            let id = id_of(node);
            collection.check_place(id, Some(node), expected.get(&id).copied())?;
        }
    } else {
        let free = (0..round.profile.names).filter(|place| !expected.contains_key(place));
        for place in free {
            collection.check_place(place, None, None)?;
        }
    }
    Ok(())
}

/// Whether a node finds all its entries.
pub fn check_entries_of(id: Id, node: &ItemRc) {
    quietly(|| {
        for slot in round(|round| round.all_slots()) {
            let model = slot.model().borrow();
            let of_node = model.entries.iter().filter(|(_, entry)| entry.node == id);
            let entries: Vec<_> = of_node.map(|(place, entry)| (*place, *entry)).collect();
            drop(model);
            for (place, entry) in entries {
                let verdict = slot.collection().check_place(place, Some(node), Some(entry));
                let number = slot.number();
                check(verdict.map_err(|message| format!("in {number}: {message}")));
            }
        }
    });
}

/// The found node is the expected one, or one that was there meanwhile.
pub fn check_found(
    slot: &dyn AnySlot,
    place: usize,
    found: Option<Id>,
    is_interrupted: bool,
) -> Verdict {
    round(|round| {
        let expected = round.living_at(slot.model(), place).map(|Entry { node, .. }| node);
        let has_been = found.is_none_or(|id| slot.model().borrow().ever.contains(&(place, id)));
        if found != expected && !(is_interrupted && has_been) {
            refuse!("{found:?} was found at {place}, not {expected:?}");
        }
        Ok(())
    })
}
