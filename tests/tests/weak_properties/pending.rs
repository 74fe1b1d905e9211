//! Running operations on collections. Callbacks may run before the change is made, and after it.

use crate::keys_and_values::Serial;
use crate::model::{Entries, Entry, Place, SharedModel};
use crate::panics::catch;
use crate::properties::journal::actions;
use crate::properties::journal::has_failed;
use crate::properties::{Verdict, refuse};
use crate::round::{Round, round};

/// How an operation changes the entries.
#[derive(Debug)]
pub enum Change {
    Nothing,
    /// A key that is there stays; a value does not.
    Insert {
        place: Place,
        entry: Entry,
        is_by_key: bool,
    },
    Remove(Place),
    Clear,
    /// Removes the rejected entries that are still there, unless they were put there after
    /// insertion `last`.
    Reject {
        rejected: Vec<(Place, Entry)>,
        last: usize,
    },
}

/// Where an operation is running, so its callbacks can act there.
pub struct Focus {
    pub model: SharedModel,
    pub number: usize,
    pub place: Option<Place>,
    /// Does something to this collection, or to another one of its sort.
    pub act: fn(),
}

/// What the keys of an operation may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keys {
    /// Anything.
    Free,
    /// Only panic.
    Calm,
    /// Only panic. So if anything dies, the change has been made.
    CalmAndEager,
}

pub struct Pending {
    pub focus: Focus,
    pub change: Change,
    /// The key that the operation was given. When it is dropped, the change has been made.
    pub given: Option<Serial>,
    pub is_applied: bool,
    /// It has panicked. Unless the change has been made, it is never made.
    pub is_void: bool,
    /// How many calls of `catch` were on the stack when it began.
    pub level: usize,
    pub keys: Keys,
    /// The entry that was there before.
    before: Option<Entry>,
}

/// The result of an operation.
pub struct Done<R> {
    /// `None` if it panicked.
    pub answer: Option<R>,
    /// The entry that was there before.
    pub before: Option<Entry>,
    /// Something else was done meanwhile.
    pub is_interrupted: bool,
}

/// Runs an operation on a collection, and changes its model.
pub fn operate<R>(
    focus: Focus,
    change: Change,
    given: Option<Serial>,
    run: impl FnOnce() -> R,
) -> Done<R> {
    let before = actions();
    round(|round| {
        let level = round.level + 1;
        round.pending.push(Pending {
            focus,
            change,
            given,
            is_applied: false,
            is_void: false,
            level,
            keys: Keys::Free,
            before: None,
        });
    });
    let answer = catch(run);
    round(|round| {
        let last = round.pending.len() - 1;
        round.apply(last);
        let pending = round.pending.pop().expect("the one from above");
        Done { answer, before: pending.before, is_interrupted: actions() != before }
    })
}

impl Round {
    /// The entries that should be there now.
    pub fn living(&mut self, model: &SharedModel) -> Entries {
        let mut entries = model.borrow().entries.clone();
        entries.retain(|_, entry| self.is_alive(entry.node));
        entries
    }

    pub fn living_at(&mut self, model: &SharedModel, place: Place) -> Option<Entry> {
        let entry = model.borrow().entries.get(&place).copied();
        entry.filter(|entry| self.is_alive(entry.node))
    }

    /// The change has been made in the collection.
    pub fn apply(&mut self, index: usize) {
        let pending = &mut self.pending[index];
        if pending.is_void || pending.is_applied {
            return;
        }
        pending.is_applied = true;
        let model = pending.focus.model.clone();
        let change = std::mem::replace(&mut pending.change, Change::Nothing);
        match change {
            Change::Nothing => {}
            Change::Insert { place, entry, is_by_key } => {
                let before = self.living_at(&model, place);
                let payload =
                    before.filter(|_| is_by_key).map_or(entry.payload, |entry| entry.payload);
                let mut model = model.borrow_mut();
                model.insert(place, Entry { payload, ..entry });
                self.pending[index].before = before;
            }
            Change::Remove(place) => {
                self.pending[index].before = self.living_at(&model, place);
                model.borrow_mut().entries.remove(&place);
            }
            Change::Clear => model.borrow_mut().entries.clear(),
            Change::Reject { rejected, last } => {
                for (place, entry) in rejected {
                    if model.borrow().has(place, entry, last) {
                        model.borrow_mut().entries.remove(&place);
                    }
                }
            }
        }
    }

    /// Something dies, so the running operation has made its change.
    pub fn apply_eager(&mut self) {
        if self.pending.last().is_some_and(|pending| pending.keys == Keys::CalmAndEager) {
            self.apply(self.pending.len() - 1);
        }
    }

    /// Nothing holds the key or value any more. If it was in an entry, an operation must have taken
    /// it out.
    pub fn taken_out(&mut self, serial: Serial) -> Verdict {
        // An operation holds its own key and the rejected entries to its end.
        let ends_with = |pending: &Pending| match &pending.change {
            Change::Reject { rejected, .. } => {
                rejected.iter().any(|(_, entry)| entry.payload == Some(serial))
            }
            _ => pending.given == Some(serial),
        };
        if let Some(index) = self.pending.iter().rposition(ends_with) {
            self.apply(index);
        }
        loop {
            let Some((number, place)) = self.place_of(serial) else { return Ok(()) };
            let takes_out = |pending: &Pending| {
                let has = |(place, entry): (&Place, &Entry)| {
                    entry.payload == Some(serial)
                        && match &pending.change {
                            Change::Nothing => false,
                            Change::Insert { place: at, is_by_key, .. } => {
                                at == place && !is_by_key
                            }
                            Change::Remove(at) => at == place,
                            Change::Clear => true,
                            Change::Reject { rejected, last } => {
                                rejected.contains(&(*place, *entry))
                                    && pending.focus.model.borrow().has(*place, *entry, *last)
                            }
                        }
                };
                !pending.is_void
                    && !pending.is_applied
                    && pending.focus.model.borrow().entries.iter().any(has)
            };
            match self.pending.iter().rposition(takes_out) {
                Some(index) => self.apply(index),
                None => refuse!("payload {serial} is dropped, but it is in {number} at {place}"),
            }
        }
    }

    /// The entry of a living node that has this payload.
    pub fn place_of(&mut self, serial: Serial) -> Option<(usize, Place)> {
        for slot in self.all_slots() {
            let has = |(place, entry): (&Place, &Entry)| {
                (entry.payload == Some(serial)).then_some((*place, entry.node))
            };
            let found = slot.model().borrow().entries.iter().find_map(has);
            if let Some((place, node)) = found
                && self.is_alive(node)
            {
                return Some((slot.number(), place));
            }
        }
        None
    }
}

/// `extend` has put the entry before there.
pub fn next_of_extend() {
    if has_failed() {
        return;
    }
    round(|round| {
        round.apply(round.pending.len() - 1);
        round.pending.last_mut().expect("this operation").keys = Keys::Free;
    });
}

/// `extend` goes on to this entry.
pub fn begin_next_of_extend(change: Change, given: Option<Serial>) {
    if has_failed() {
        return;
    }
    round(|round| {
        let pending = round.pending.last_mut().expect("this operation");
        (pending.change, pending.given) = (change, given);
        (pending.is_applied, pending.is_void) = (false, false);
        pending.keys = Keys::CalmAndEager;
    });
}
