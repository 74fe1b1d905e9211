//! What is done to a `WeakValueMap`.

use std::rc::Rc as StdRc;

use crate::actions::act_sometimes;
use crate::compare::{check_found, check_slot};
use crate::cursor::Cursor;
use crate::keys_and_values::{Key, Name, new_key, quietly};
use crate::kinds::{Member, id_of, item};
use crate::model::{Entry, Model, Place};
use crate::nodes::{create_one, pick_one, pick_stash};
use crate::on_any_sort::{
    self, check_sometimes, choose, clear, drain, focus, renew, replace, retain,
};
use crate::panics::panic_if;
use crate::pending::{Change, Done, Keys, operate};
use crate::properties::callbacks::Callback;
use crate::properties::graph::Id;
use crate::properties::journal::{actions, check, fail, has_failed, log};
use crate::round::{register, round};
use crate::slots::{Slot, SlotRc};
use crate::sorts::ValueMap;

type Map<T> = SlotRc<ValueMap<T>>;

pub fn act<T: Member>() {
    let Some((at, slot)) = choose::<ValueMap<T>>() else { return };
    match round(|round| round.random.below(100)) {
        0..35 => insert(&slot),
        35..45 => get(&slot),
        45..60 => remove(&slot),
        60..72 => get_or_insert(&slot),
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

fn name() -> Place {
    round(|round| {
        let place = round.focus().and_then(|focus| focus.place);
        place
            .filter(|place| *place < round.profile.names)
            .unwrap_or_else(|| round.random.below(round.profile.names))
    })
}

/// A new key, and its entry with this node.
fn key<T: Member>(node: &T::Handle) -> (Key, Entry) {
    let key = new_key(name(), pick_stash());
    let entry = Entry { node: id_of(&item(node)), payload: Some(key.payload.serial) };
    (key, entry)
}

fn insert_of(key: &Key, entry: Entry) -> Change {
    Change::Insert { place: key.name.0, entry, is_by_key: true }
}

fn insert<T: Member>(slot: &Map<T>) {
    let Some(node) = pick_one::<T>() else { return };
    let (key, entry) = key::<T>(&node);
    let name = key.name.0;
    log(|| format!("insert {name}: {entry:?} into {}", slot.number));
    let change = insert_of(&key, entry);
    let done = operate(focus(slot, Some(name)), change, entry.payload, || {
        slot.collection.insert(key, &node)
    });
    check_before::<T>(done);
}

/// An operation returns the node that was there before, unless it has died.
fn check_before<T: Member>(done: Done<Option<T::Handle>>) {
    let Some(answer) = done.answer else { return };
    if has_failed() {
        return;
    }
    let given = answer.as_ref().map(|node| id_of(&item(node)));
    let before = done.before.map(|entry| entry.node);
    if given != before && !(done.is_interrupted && given.is_none()) {
        check(Err(format!("{given:?} was returned, not {before:?}")));
    }
}

fn get<T: Member>(slot: &Map<T>) {
    let name = name();
    let asks_only = round(|round| round.random.percent(30));
    log(|| format!("get {name} from {}", slot.number));
    if asks_only {
        let done = operate(focus(slot, Some(name)), Change::Nothing, None, || {
            slot.collection.contains_key(&Name(name))
        });
        if let Done { answer: Some(is_there), is_interrupted: false, .. } = done {
            let expected = round(|round| round.living_at(&slot.model, name));
            if is_there != expected.is_some() && !has_failed() {
                check(Err(format!("{name} is there: {is_there}, expected {expected:?}")));
            }
        }
        return;
    }
    let done = operate(focus(slot, Some(name)), Change::Nothing, None, || {
        slot.collection.get(&Name(name))
    });
    if let Some(answer) = &done.answer
        && !has_failed()
    {
        let found = answer.as_ref().map(|node| id_of(&item(node)));
        check(check_found(&**slot, name, found, done.is_interrupted));
    }
}

fn remove<T: Member>(slot: &Map<T>) {
    let name = name();
    log(|| format!("remove {name} from {}", slot.number));
    let done = operate(focus(slot, Some(name)), Change::Remove(name), None, || {
        slot.collection.remove(&Name(name))
    });
    check_before::<T>(done);
}

fn get_or_insert<T: Member>(slot: &Map<T>) {
    let key = new_key(name(), pick_stash());
    let (name, serial) = (key.name.0, key.payload.serial);
    log(|| format!("get {name} from {}, or insert with payload {serial}", slot.number));
    let (fails, makes_plain) = round(|round| (round.random.percent(15), round.random.percent(40)));
    let before = (actions(), round(|round| round.living_at(&slot.model, name)));
    let prepare = || {
        let callback = Callback::begin(|| "make".into());
        if let (before, Some(entry)) = before
            && before == actions()
        {
            fail(format!("{name} is not found, but there is {entry:?}"));
        }
        act_sometimes(round(|round| round.profile.closures_act));
        drop(callback);
        panic_if(round(|round| round.random.percent(round.profile.panics)));
    };
    let decide = |node: Id| {
        round(|round| {
            let is_there = round.living_at(&slot.model, name).is_some();
            let pending = round.pending.last_mut().expect("this operation");
            pending.keys = Keys::Calm;
            if !is_there {
                let entry = Entry { node, payload: Some(serial) };
                pending.change = Change::Insert { place: name, entry, is_by_key: true };
            }
        });
    };
    let done = operate(focus(slot, Some(name)), Change::Nothing, Some(serial), || {
        if makes_plain {
            let node = slot.collection.get_or_insert_with(key, || {
                prepare();
                let (id, plain) = T::plain();
                decide(id);
                plain
            });
            register(&node);
            return Ok(node);
        }
        slot.collection.try_get_or_insert_with(key, || {
            prepare();
            if fails {
                return Err(());
            }
            let node = pick_one::<T>().unwrap_or_else(create_one::<T>);
            decide(id_of(&item(&node)));
            Ok(node)
        })
    });
    if let Some(Ok(node)) = &done.answer
        && !has_failed()
    {
        let found = Some(id_of(&item(node)));
        check(check_found(&**slot, name, found, done.is_interrupted));
    }
}

fn iterate<T: Member>(slot: &Map<T>) {
    let entries = round(|round| round.living(&slot.model));
    let map = &slot.collection;
    match round(|round| round.random.below(6)) {
        0 => {
            log(|| format!("iterate over the keys of {}", slot.number));
            let mut keys = map.keys();
            let next = move || keys.next();
            let has_key = |key: &StdRc<Key>, place, entry: Entry| {
                place == key.name.0 && entry.payload == Some(key.payload.serial)
            };
            Cursor::of_parts(entries, next, has_key).walk();
        }
        1 => {
            log(|| format!("iterate over the nodes of {}", slot.number));
            let mut nodes = map.values();
            let next = move || nodes.next();
            let has_node = |node: &T::Handle, _, entry: Entry| entry.node == id_of(&item(node));
            Cursor::of_parts(entries, next, has_node).walk();
        }
        _ => on_any_sort::iterate(slot),
    }
}

fn extend<T: Member>(slot: &Map<T>) {
    on_any_sort::extend(slot, || {
        let node = pick_one::<T>()?;
        let (key, entry) = key::<T>(&node);
        let change = insert_of(&key, entry);
        Some(((key, node), change, entry.payload))
    });
}

fn clone<T: Member>(slot: &Map<T>, at: usize) {
    log(|| format!("clone {}", slot.number));
    let entries = round(|round| round.living(&slot.model));
    let copy = Slot::new(slot.collection.clone(), Model::of(entries));
    check_slot(&*copy);
    if !has_failed() && quietly(|| copy.collection != slot.collection) {
        check(Err("a copy is not equal".into()));
    }
    replace(copy, at + 1);
}
