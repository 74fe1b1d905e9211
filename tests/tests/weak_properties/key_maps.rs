//! What is done to a `WeakKeyMap`.

use std::cell::RefCell;
use std::iter;
use std::rc::Rc as StdRc;

use crate::actions::act_sometimes;
use crate::compare::check_slot;
use crate::cursor::{Cursor, Yielded, walk_or_keep, while_open};
use crate::events::Callback;
use crate::kinds::{Member, id_of, item};
use crate::model::{Entry, Model, Place};
use crate::nodes::{pick_one, pick_stash};
use crate::panics::panic_if;
use crate::pending::{Change, Focus, begin_next_of_extend, next_of_extend, operate};
use crate::questions::{check_all_asked, question};
use crate::slots::{KeyMap, Slot, entry_by_node};
use crate::things::{Serial, Thing, Value};
use crate::world::{Id, check, has_failed, tell, world};

type Map<T> = StdRc<Slot<KeyMap<T>>>;

pub fn act<T: Member>() {
    let chosen = world(|world| {
        let number = world.focus().map(|focus| focus.number);
        let all = &T::bench(world).key_maps;
        let again = all.iter().position(|slot| Some(slot.number) == number);
        let count = all.len();
        let at = again.unwrap_or_else(|| world.random.below(count));
        T::bench(world).key_maps.get(at).map(|slot| (at, slot.clone()))
    });
    let Some((at, slot)) = chosen else { return };
    match world(|world| world.random.below(100)) {
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
    if !has_failed() && world(|world| world.random.percent(world.temper.watch)) {
        check_slot(&*slot);
    }
}

fn focus<T: Member>(slot: &Map<T>, place: Option<Place>) -> Focus {
    Focus { model: slot.model.clone(), number: slot.number, place, act: act::<T> }
}

fn insert_of(node: Id, serial: Serial) -> Change {
    Change::Insert { place: node, entry: Entry { node, thing: Some(serial) }, is_by_key: false }
}

/// The number of a value that an operation has given. Some are kept.
fn take(value: Option<StdRc<Value>>) -> Option<Serial> {
    let value = value?;
    let serial = value.thing.serial;
    let _rest = world(|world| {
        if world.random.percent(20) {
            world.values.push(value);
            return None;
        }
        Some(value)
    });
    Some(serial)
}

fn check_given(given: Option<Serial>, expected: Option<Entry>) {
    let expected = expected.and_then(|entry| entry.thing);
    if given != expected && !has_failed() {
        check(Err(format!("it has given {given:?}, not {expected:?}")));
    }
}

fn insert<T: Member>(slot: &Map<T>) {
    let Some(node) = pick_one::<T>() else { return };
    let (id, value) = (id_of(&item(&node)), Value::new(pick_stash()));
    let serial = value.thing.serial;
    tell(|| format!("insert {id}: thing {serial} into {}", slot.number));
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
    tell(|| format!("get {id} from {}", slot.number));
    let value = slot.collection.get(&node);
    let expected = world(|world| world.living_at(&slot.model, id));
    check_given(take(value), expected);
}

fn remove<T: Member>(slot: &Map<T>) {
    let Some(node) = pick_one::<T>() else { return };
    let id = id_of(&item(&node));
    tell(|| format!("remove {id} from {}", slot.number));
    let done =
        operate(focus(slot, Some(id)), Change::Remove(id), None, || slot.collection.remove(&node));
    if let Some(value) = done.answer {
        check_given(take(value), done.before);
    }
}

fn get_or_insert<T: Member>(slot: &Map<T>) {
    let Some(node) = pick_one::<T>() else { return };
    let id = id_of(&item(&node));
    tell(|| format!("get {id} from {}, or insert", slot.number));
    let fails = world(|world| world.random.percent(15));
    let before = world(|world| world.living_at(&slot.model, id));
    let done = operate(focus(slot, Some(id)), Change::Nothing, None, || {
        slot.collection.try_get_or_insert_with(&node, || {
            let callback = Callback::begin("make".into());
            if before.is_some() {
                check(Err(format!("{id} is not found, but there is {before:?}")));
            }
            act_sometimes(world(|world| world.temper.closures_act));
            drop(callback);
            panic_if(world(|world| world.random.percent(world.temper.panics)));
            if fails {
                return Err(());
            }
            let value = Value::new(pick_stash());
            world(|world| {
                if world.living_at(&slot.model, id).is_none() {
                    let pending = world.pending.last_mut().expect("this operation");
                    pending.change = insert_of(id, value.thing.serial);
                }
            });
            Ok(value)
        })
    });
    if let Some(Ok(value)) = done.answer {
        let expected = world(|world| world.living_at(&slot.model, id));
        check_given_meanwhile(take(Some(value)), expected, done.is_interrupted);
    }
}

/// A value that was not needed may do whatever it likes when it is dropped.
fn check_given_meanwhile(given: Option<Serial>, expected: Option<Entry>, is_interrupted: bool) {
    if !is_interrupted {
        check_given(given, expected);
    }
}

fn retain<T: Member>(slot: &Map<T>) {
    tell(|| format!("retain in {}", slot.number));
    let left = RefCell::new(world(|world| world.living(&slot.model)));
    let done = operate(focus(slot, None), Change::reject(&slot.model), None, || {
        while_open(|| {
            slot.collection.retain(|node, value| {
                let (place, entry) = entry_by_node::<T>(node, Some(value));
                let asked = left.borrow_mut().remove(&place);
                question(place, entry, asked)
            });
        });
    });
    check_all_asked(&left.into_inner(), done.answer.is_some());
}

fn clear<T: Member>(slot: &Map<T>) {
    tell(|| format!("clear {}", slot.number));
    operate(focus(slot, None), Change::Clear, None, || slot.collection.clear());
}

/// The value may panic when it is dropped, which is not to happen on the way out: the node would leak.
fn yielded_by_node<T: Member>(node: &T::Handle, value: StdRc<Value>) -> Yielded {
    let yielded = (entry_by_node::<T>(node, Some(&value)), Some(item(node)));
    drop(value);
    yielded
}

fn drain<T: Member>(slot: &Map<T>) {
    tell(|| format!("drain {}", slot.number));
    let entries = world(|world| world.living(&slot.model));
    let done = operate(focus(slot, None), Change::Clear, None, || slot.collection.drain());
    let Some(mut drain) = done.answer else { return };
    walk_or_keep(Cursor::new(entries, move || {
        let (node, value) = drain.next()?;
        Some(yielded_by_node::<T>(&node, value))
    }));
}

fn iterate<T: Member>(slot: &Map<T>) {
    tell(|| format!("iterate over {}", slot.number));
    let entries = world(|world| world.living(&slot.model));
    let map = &slot.collection;
    match world(|world| world.random.below(6)) {
        0 => {
            let mut nodes = map.keys();
            let next = move || nodes.next();
            return Cursor::of_parts(entries, next, |node, place, _| place == id_of(&item(node)))
                .walk();
        }
        1 => {
            let mut values = map.values();
            let next = move || values.next();
            return Cursor::of_parts(entries, next, |value, _, entry| {
                entry.thing == Some(value.thing.serial)
            })
            .walk();
        }
        _ => {}
    }
    let mut iter = map.iter();
    let cursor = Cursor::new(entries, move || {
        let (node, value) = iter.next()?;
        Some(yielded_by_node::<T>(&node, value))
    });
    cursor.walk();
}

fn extend<T: Member>(slot: &Map<T>) {
    tell(|| format!("extend {}", slot.number));
    let mut count = world(|world| world.random.below(4));
    operate(focus(slot, None), Change::Nothing, None, || {
        slot.collection.extend(iter::from_fn(|| {
            next_of_extend();
            act_sometimes(world(|world| world.temper.closures_act));
            count = count.checked_sub(1)?;
            let node = pick_one::<T>()?;
            let value = Value::new(pick_stash());
            let (id, serial) = (id_of(&item(&node)), value.thing.serial);
            tell(|| format!("next is {id}: thing {serial}"));
            begin_next_of_extend(insert_of(id, serial), None);
            Some((node, value))
        }));
    });
}

/// The copy of a value is not equal to it, and may do whatever it likes when it is made.
impl Clone for Value {
    fn clone(&self) -> Self {
        if !has_failed() {
            let callback = Callback::begin(format!("clone of thing {}", self.thing.serial));
            act_sometimes(world(|world| world.temper.closures_act));
            drop(callback);
            panic_if(world(|world| world.random.percent(world.temper.panics / 3)));
        }
        Value { thing: Thing::new(Vec::new()) }
    }
}

fn clone<T: Member>(slot: &Map<T>, at: usize) {
    tell(|| format!("clone {}", slot.number));
    let before = world(|world| world.living(&slot.model));
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

fn renew<T: Member>(slot: Map<T>, at: usize) {
    tell(|| format!("another one for {}", slot.number));
    drop(slot);
    replace(Slot::<KeyMap<T>>::empty(), at);
}

fn replace<T: Member>(mut new: Map<T>, at: usize) {
    world(|world| {
        let all = &mut T::bench(world).key_maps;
        let at = at % all.len().max(1);
        if let Some(old) = all.get_mut(at) {
            std::mem::swap(old, &mut new);
        }
    });
    tell(|| format!("{} goes", new.number));
    while_open(|| drop(new));
}
