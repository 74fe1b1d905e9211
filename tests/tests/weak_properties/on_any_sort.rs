//! What is done in the same way to collections of each sort.

use std::cell::RefCell;
use std::iter;
use std::mem;

use crate::actions::act_sometimes;
use crate::compare::check_slot;
use crate::cursor::{Cursor, walk_or_keep, while_open};
use crate::keys_and_values::Serial;
use crate::model::Place;
use crate::pending::{Change, Focus, begin_next_of_extend, next_of_extend, operate};
use crate::properties::journal::{has_failed, log};
use crate::questions::{check_all_asked, question};
use crate::round::round;
use crate::slots::{Slot, SlotRc};
use crate::sorts::Sort;

/// A collection with its index: often the one that an operation is running on.
pub fn choose<C: Sort>() -> Option<(usize, SlotRc<C>)> {
    round(|round| {
        let number = round.focus().map(|focus| focus.number);
        let all = C::all(round);
        let again = all.iter().position(|slot| Some(slot.number) == number);
        let count = all.len();
        let at = again.unwrap_or_else(|| round.random.below(count));
        C::all(round).get(at).map(|slot| (at, slot.clone()))
    })
}

/// After an action on a collection.
pub fn check_sometimes<C: Sort>(slot: &SlotRc<C>) {
    if !has_failed() && round(|round| round.random.percent(round.profile.watch)) {
        check_slot(&**slot);
    }
}

pub fn focus<C: Sort>(slot: &SlotRc<C>, place: Option<Place>) -> Focus {
    Focus { model: slot.model.clone(), number: slot.number, place, act: C::act }
}

pub fn retain<C: Sort>(slot: &SlotRc<C>) {
    log(|| format!("retain in {}", slot.number));
    let left = RefCell::new(round(|round| round.living(&slot.model)));
    let done = operate(focus(slot, None), C::reject(&slot.model), None, || {
        slot.collection.retain_entries(|place, entry| {
            let asked = left.borrow_mut().remove(&place);
            question(place, entry, asked)
        });
    });
    check_all_asked(&left.into_inner(), done.answer.is_some());
}

pub fn clear<C: Sort>(slot: &SlotRc<C>) {
    log(|| format!("clear {}", slot.number));
    operate(focus(slot, None), Change::Clear, None, || slot.collection.clear());
}

pub fn drain<C: Sort>(slot: &SlotRc<C>) {
    log(|| format!("drain {}", slot.number));
    let entries = round(|round| round.living(&slot.model));
    let done = operate(focus(slot, None), Change::Clear, None, || slot.collection.drain_entries());
    if let Some(next) = done.answer {
        walk_or_keep(Cursor::new(entries, next));
    }
}

pub fn iterate<C: Sort>(slot: &SlotRc<C>) {
    log(|| format!("iterate over {}", slot.number));
    let entries = round(|round| round.living(&slot.model));
    Cursor::new(entries, slot.collection.iter_entries()).walk();
}

/// `next` returns an item for `extend`, how it changes the model, and the serial of its key.
pub fn extend<C: Sort>(
    slot: &SlotRc<C>,
    next: impl Fn() -> Option<(C::Item, Change, Option<Serial>)>,
) {
    log(|| format!("extend {}", slot.number));
    let mut count = round(|round| round.random.below(4));
    operate(focus(slot, None), Change::Nothing, None, || {
        slot.collection.extend_with(iter::from_fn(|| {
            next_of_extend();
            act_sometimes(round(|round| round.profile.closures_act));
            count = count.checked_sub(1)?;
            let (item, change, given) = next()?;
            log(|| format!("next: {change:?}"));
            begin_next_of_extend(change, given);
            Some(item)
        }));
    });
}

/// Puts a new, empty collection in place of this one.
pub fn renew<C: Sort>(slot: SlotRc<C>, at: usize) {
    log(|| format!("another one for {}", slot.number));
    drop(slot);
    replace(Slot::<C>::empty(), at);
}

/// Puts a collection in place of the one at this index, which is dropped.
pub fn replace<C: Sort>(mut new: SlotRc<C>, at: usize) {
    round(|round| {
        let all = C::all(round);
        let at = at % all.len().max(1);
        if let Some(old) = all.get_mut(at) {
            mem::swap(old, &mut new);
        }
    });
    log(|| format!("drop {}", new.number));
    while_open(|| drop(new));
}
