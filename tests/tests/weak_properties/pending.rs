//! Operations on collections at work: code of the user's may run before what they do is done, and after it.

use crate::model::{Entries, Entry, Place, SharedModel};
use crate::panics::catch;
use crate::things::Serial;
use crate::world::{Verdict, World, has_failed, refuse, world};

/// What an operation does to the entries.
#[derive(Debug)]
pub enum Change {
    Nothing,
    /// The key that is there stays; a value does not.
    Insert {
        place: Place,
        entry: Entry,
        is_by_key: bool,
    },
    Remove(Place),
    Clear,
    /// Those of these that are still there, and were not put there after this insertion.
    Reject {
        rejected: Vec<(Place, Entry)>,
        last: usize,
    },
}

impl Change {
    /// What was put there later is another entry.
    pub fn reject(model: &SharedModel) -> Self {
        Change::Reject { rejected: Vec::new(), last: model.borrow().insertions }
    }
}

/// Where an operation is at work, so that what it calls can do something there.
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
    /// Whatever they like.
    Free,
    /// Nothing but to panic.
    Calm,
    /// As calm ones. So if anything dies, the operation is done.
    CalmAndEager,
}

pub struct Pending {
    pub focus: Focus,
    pub change: Change,
    /// The key that the operation was given. When it is dropped, all is done.
    pub given: Option<Serial>,
    pub is_applied: bool,
    /// It has panicked. Unless it is applied, it will do nothing.
    pub is_void: bool,
    /// How many places there were on the stack where panics are caught, when it began.
    pub level: usize,
    pub keys: Keys,
    /// What was there before.
    before: Option<Entry>,
}

/// What has become of it.
pub struct Done<R> {
    /// Nothing if it panicked.
    pub answer: Option<R>,
    /// What was there before.
    pub before: Option<Entry>,
    /// Something else was done meanwhile.
    pub is_interrupted: bool,
}

/// Does it to a collection, and tells its model.
pub fn operate<R>(
    focus: Focus,
    change: Change,
    given: Option<Serial>,
    run: impl FnOnce() -> R,
) -> Done<R> {
    let actions = world(|world| {
        let level = world.level + 1;
        world.pending.push(Pending {
            focus,
            change,
            given,
            is_applied: false,
            is_void: false,
            level,
            keys: Keys::Free,
            before: None,
        });
        world.actions
    });
    let answer = catch(run);
    world(|world| {
        let last = world.pending.len() - 1;
        world.apply(last);
        let pending = world.pending.pop().expect("the one from above");
        Done { answer, before: pending.before, is_interrupted: world.actions != actions }
    })
}

impl World {
    /// The entries that are to be there now.
    pub fn living(&mut self, model: &SharedModel) -> Entries {
        let mut entries = model.borrow().entries.clone();
        entries.retain(|_, entry| self.is_alive(entry.node));
        entries
    }

    pub fn living_at(&mut self, model: &SharedModel, place: Place) -> Option<Entry> {
        let entry = model.borrow().entries.get(&place).copied();
        entry.filter(|entry| self.is_alive(entry.node))
    }

    /// It has been done to the collection.
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
                let thing = before.filter(|_| is_by_key).map_or(entry.thing, |entry| entry.thing);
                let mut model = model.borrow_mut();
                model.insert(place, Entry { thing, ..entry });
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

    /// Something dies, or is done with: so the operation that is at work is done.
    pub fn apply_eager(&mut self) {
        if self.pending.last().is_some_and(|pending| pending.keys == Keys::CalmAndEager) {
            self.apply(self.pending.len() - 1);
        }
    }

    /// Nobody holds the key or value any more. If it was in an entry, an operation must have taken it out.
    pub fn taken_out(&mut self, serial: Serial) -> Verdict {
        // Its own key, or one of those that it holds to its end.
        let ends_with = |pending: &Pending| match &pending.change {
            Change::Reject { rejected, .. } => {
                rejected.iter().any(|(_, entry)| entry.thing == Some(serial))
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
                    entry.thing == Some(serial)
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
                None => refuse!("thing {serial} is dropped, but it is in {number} at {place}"),
            }
        }
    }

    /// An entry of a living node in which this is.
    pub fn place_of(&mut self, serial: Serial) -> Option<(usize, Place)> {
        for slot in self.all_slots() {
            let has = |(place, entry): (&Place, &Entry)| {
                (entry.thing == Some(serial)).then_some((*place, entry.node))
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

/// The entry before has been put there.
pub fn next_of_extend() {
    if has_failed() {
        return;
    }
    world(|world| {
        world.apply(world.pending.len() - 1);
        world.pending.last_mut().expect("this operation").keys = Keys::Free;
    });
}

/// The operation goes on to this entry.
pub fn begin_next_of_extend(change: Change, given: Option<Serial>) {
    if has_failed() {
        return;
    }
    world(|world| {
        let pending = world.pending.last_mut().expect("this operation");
        (pending.change, pending.given) = (change, given);
        (pending.is_applied, pending.is_void) = (false, false);
        pending.keys = Keys::CalmAndEager;
    });
}
