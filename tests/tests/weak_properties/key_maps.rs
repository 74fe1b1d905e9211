//! What is done to a `WeakKeyMap`.

use std::rc::Rc as StdRc;

use crate::actions::act_sometimes;
use crate::compare::check_slot;
use crate::cursor::{Cursor, while_open};
use crate::keys_and_values::{Payload, Serial, Value};
use crate::kinds::{Member, id_of, item};
use crate::model::{Entry, Model};
use crate::nodes::{pick_one, pick_stash};
use crate::on_any_sort::{
    self, check_sometimes, choose, clear, drain, focus, renew, replace, retain,
};
use crate::panics::panic_if;
use crate::pending::{Change, operate};
use crate::properties::callbacks::Callback;
use crate::properties::graph::Id;
use crate::properties::journal::{check, has_failed, log};
use crate::questions::check_all_asked;
use crate::round::round;
use crate::slots::{Slot, SlotRc};
use crate::sorts::{KeyMap, entry_by_node};

type Map<T> = SlotRc<KeyMap<T>>;

pub fn act<T: Member>() {
    let Some((at, slot)) = choose::<KeyMap<T>>() else { return };
    match round(|round| round.random.below(100)) {
        0..35 => insert(&slot),
        35..45 => get(&slot),
        45..58 => remove(&slot),
        58..72 => get_or_insert(&slot),
        72..78 => retain(&slot),
        78..80 => clear(&slot),
        80..83 => drain(&slot),
        83..91 => iterate(&slot),
        91..95 => extend(&slot),
        95..97 => clone(&slot, at),
        _ => renew(slot.clone(), at),
    }
    check_sometimes(&slot);
}

fn insert_of(node: Id, serial: Serial) -> Change {
    Change::Insert { place: node, entry: Entry { node, payload: Some(serial) }, is_by_key: false }
}

/// The serial of a value that an operation has returned. Some values are kept.
fn take(value: Option<StdRc<Value>>) -> Option<Serial> {
    let value = value?;
    let serial = value.payload.serial;
    let _rest = round(|round| {
        if round.random.percent(20) {
            round.values.push(value);
            return None;
        }
        Some(value)
    });
    Some(serial)
}

fn check_given(given: Option<Serial>, expected: Option<Entry>) {
    let expected = expected.and_then(|entry| entry.payload);
    if given != expected && !has_failed() {
        check(Err(format!("{given:?} was returned, not {expected:?}")));
    }
}

fn insert<T: Member>(slot: &Map<T>) {
    let Some(node) = pick_one::<T>() else { return };
    let (id, value) = (id_of(&item(&node)), Value::new(pick_stash()));
    let serial = value.payload.serial;
    log(|| format!("insert {id}: payload {serial} into {}", slot.number));
    let done = operate(focus(slot, Some(id)), insert_of(id, serial), None, || {
        slot.collection.insert(&node, value)
    });
    if let Some(value) = done.answer {
        check_given(take(value), done.before);
    }
}

fn get<T: Member>(slot: &Map<T>) {
    let Some(node) = pick_one::<T>() else { return };
    let id = id_of(&item(&node));
    log(|| format!("get {id} from {}", slot.number));
    let value = slot.collection.get(&node);
    let expected = round(|round| round.living_at(&slot.model, id));
    check_given(take(value), expected);
}

fn remove<T: Member>(slot: &Map<T>) {
    let Some(node) = pick_one::<T>() else { return };
    let id = id_of(&item(&node));
    log(|| format!("remove {id} from {}", slot.number));
    let done =
        operate(focus(slot, Some(id)), Change::Remove(id), None, || slot.collection.remove(&node));
    if let Some(value) = done.answer {
        check_given(take(value), done.before);
    }
}

fn get_or_insert<T: Member>(slot: &Map<T>) {
    let Some(node) = pick_one::<T>() else { return };
    let id = id_of(&item(&node));
    log(|| format!("get {id} from {}, or insert", slot.number));
    let fails = round(|round| round.random.percent(15));
    let before = round(|round| round.living_at(&slot.model, id));
    let done = operate(focus(slot, Some(id)), Change::Nothing, None, || {
        slot.collection.try_get_or_insert_with(&node, || {
            let callback = Callback::begin(|| "make".into());
            if before.is_some() {
                check(Err(format!("{id} is not found, but there is {before:?}")));
            }
            act_sometimes(round(|round| round.profile.closures_act));
            drop(callback);
            panic_if(round(|round| round.random.percent(round.profile.panics)));
            if fails {
                return Err(());
            }
            let value = Value::new(pick_stash());
            round(|round| {
                if round.living_at(&slot.model, id).is_none() {
                    let pending = round.pending.last_mut().expect("this operation");
                    pending.change = insert_of(id, value.payload.serial);
                }
            });
            Ok(value)
        })
    });
    if let Some(Ok(value)) = done.answer {
        let expected = round(|round| round.living_at(&slot.model, id));
        check_given_meanwhile(take(Some(value)), expected, done.is_interrupted);
    }
}

/// If something else was done meanwhile, the answer is open: a value that was not needed may act
/// when it is dropped.
fn check_given_meanwhile(given: Option<Serial>, expected: Option<Entry>, is_interrupted: bool) {
    if !is_interrupted {
        check_given(given, expected);
    }
}

fn iterate<T: Member>(slot: &Map<T>) {
    let entries = round(|round| round.living(&slot.model));
    let map = &slot.collection;
    match round(|round| round.random.below(6)) {
        0 => {
            log(|| format!("iterate over the nodes of {}", slot.number));
            let mut nodes = map.keys();
            let next = move || nodes.next();
            Cursor::of_parts(entries, next, |node, place, _| place == id_of(&item(node))).walk();
        }
        1 => {
            log(|| format!("iterate over the values of {}", slot.number));
            let mut values = map.values();
            let next = move || values.next();
            let has_value =
                |value: &StdRc<Value>, _, entry: Entry| entry.payload == Some(value.payload.serial);
            Cursor::of_parts(entries, next, has_value).walk();
        }
        _ => on_any_sort::iterate(slot),
    }
}

fn extend<T: Member>(slot: &Map<T>) {
    on_any_sort::extend(slot, || {
        let node = pick_one::<T>()?;
        let value = Value::new(pick_stash());
        let change = insert_of(id_of(&item(&node)), value.payload.serial);
        Some(((node, value), change, None))
    });
}

/// The copy of a value is not equal to it. Making it may act and panic.
impl Clone for Value {
    fn clone(&self) -> Self {
        if !has_failed() {
            let callback = Callback::begin(|| format!("clone of payload {}", self.payload.serial));
            act_sometimes(round(|round| round.profile.closures_act));
            drop(callback);
            panic_if(round(|round| round.random.percent(round.profile.panics / 3)));
        }
        Value { payload: Payload::new(Vec::new()) }
    }
}

fn clone<T: Member>(slot: &Map<T>, at: usize) {
    log(|| format!("clone {}", slot.number));
    let before = round(|round| round.living(&slot.model));
    let done = operate(focus(slot, None), Change::Nothing, None, || {
        while_open(|| slot.collection.clone())
    });
    let Some(copy) = done.answer else { return };
    let entries: Vec<_> =
        copy.iter().map(|(node, value)| entry_by_node::<T>(&node, Some(&value))).collect();
    if let Some(extra) = entries.iter().find(|(place, _)| !before.contains_key(place)) {
        check(Err(format!("the copy has {extra:?}, but there was {before:?}")));
    }
    let mut rest = before;
    rest.retain(|place, _| entries.iter().all(|(there, _)| there != place));
    check_all_asked(&rest, true);
    let copy = Slot::new(copy, Model::of(entries.into_iter().collect()));
    check_slot(&*copy);
    replace(copy, at + 1);
}
